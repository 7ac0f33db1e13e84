"""Claims to try things with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from whestdocs.measurements.claims.claim_catalogue import Claim, claims
from whestdocs.project import find_project

ROOT = find_project().root


CLAIMS = claims()


def a_claim(identifier: str = "walk.total", **changes: Any) -> Claim:
    claim = Claim(identifier, "It costs 1,000 FLOPs", "file.toml", "1000", "measured == 1000")
    return replace(claim, **changes)
