"""Probes in forks, for the many runs that advice takes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.forks import forked_probes


@pytest.fixture(scope="module")
def forks() -> Iterator[None]:
    """Run probes in forks."""
    with forked_probes():
        yield
