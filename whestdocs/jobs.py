"""A job: one measurement that the guide needs.

Each kind has a module of its own, which says what the measurement depends on, how to run
it, and which figures its result gives: `examples`, `prices`, `accuracy`,
`captures`. `measure` lists them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from whestdocs.figures import Figure

#: Seed of the network that every published figure is measured on.
SEED = 0


class Job(Protocol):
    """One measurement."""

    @property
    def name(self) -> str:
        """Name of the result among those of its round."""

    @property
    def description(self) -> str:
        """What is measured, for the progress bar."""

    @property
    def folder(self) -> Path:
        """Folder that the files the measurement reads are relative to."""

    def key(self) -> str:
        """Return the digest of what the result depends on."""

    def run(self) -> dict[str, Any]:
        """Measure.

        Raises:
            MeasurementError: What is measured failed.
            ReleaseError: The release does not run.
        """

    def figures(self, result: dict[str, Any]) -> list[Figure]:
        """Return the figures that a result gives."""
