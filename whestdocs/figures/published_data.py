"""The figures of a round as the site publishes them for programs: with unit and provenance.

What figures have in common (file, class, shape, release) stands once above them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from whestdocs.competition.rounds import Round
from whestdocs.figures.figure import INTERVAL, Figure, Provenance
from whestdocs.figures.ledger import lines_of

#: The name that the contract has had from its beginning.
SCHEMA = "whestdocs.ledger/1"


def published_text(round_: Round, figures: Mapping[str, Figure]) -> str:
    """Return the figures of a round as JSON, one a line, sorted."""
    ordered = [figures[name] for name in sorted(figures)]
    sources = {figure.provenance.source: figure.provenance for figure in ordered}
    release = {name: getattr(round_.release, name) for name in ("flopscope", "whestbench")}
    parts = [
        "{",
        f'"schema": {json.dumps(SCHEMA)},',
        f'"round": {json.dumps(round_.tag)},',
        f'"release": {json.dumps(release)},',
        '"sources": {',
        lines_of({name: _source(sources[name]) for name in sorted(sources)}),
        "},",
        '"figures": {',
        lines_of({figure.name: _figure(figure) for figure in ordered}),
        "}",
        "}\n",
    ]
    return "\n".join(filter(None, parts))


def _source(provenance: Provenance) -> dict[str, Any]:
    names = ("file", "sha256", "call", "width", "depth", "seed", "dtype", "command")
    method = {"method": provenance.method} if provenance.method else {}
    return {name: getattr(provenance, name) for name in names} | method


def _figure(figure: Figure) -> dict[str, Any]:
    bounds = {"low": figure.low, "high": figure.high} if figure.kind == INTERVAL else {}
    formula = {"formula": figure.formula} if figure.formula else {}
    rest = {"unit": figure.unit, "kind": figure.kind, "source": figure.provenance.source}
    return {"value": figure.value} | bounds | formula | rest
