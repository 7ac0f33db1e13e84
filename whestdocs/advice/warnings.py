"""Warnings: what costs no FLOPs but may cost the score."""

from __future__ import annotations

from collections.abc import Iterator

from whestdocs.advice.candidate import Warning
from whestdocs.advice.subject import Subject
from whestdocs.advice.trials import Laboratory


def warnings_of(subject: Subject, laboratory: Laboratory) -> Iterator[Warning]:
    """Yield what is to be said of an estimator, in file order."""
    yield from ()
