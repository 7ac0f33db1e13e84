"""A job: one measurement that the guide needs.

Each kind has a module of its own, which says what the measurement depends on, how to run
it, and which figures its result gives. `measuring` lists them.
"""

from __future__ import annotations

import shlex
import threading
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from whestdocs.competition.rounds import Round
from whestdocs.figures.figure import Figure, Provenance
from whestdocs.files import sha256_of
from whestdocs.running.cache import Cache

#: Seed of the network that every published figure is measured on.
SEED = 0

#: For each key being measured, who measures it.
_measuring: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


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


def provenance_in(
    round_: Round,
    source: str,
    file: str,
    content: str | bytes,
    call: str,
    command: Sequence[str],
    **network: Any,
) -> Provenance:
    """Return where figures come from that were measured under a round's release.

    Args:
        round_: The round.
        source: First part of their names.
        file: What was run, relative to the checkout.
        content: Its content, or the call alone.
        call: The class, the command or the call.
        command: The command of whestdocs that measures them again in that round.
        network: What `Provenance` says of the network and the method.
    """
    return Provenance(
        source=source,
        file=file,
        sha256=sha256_of(content.encode() if isinstance(content, str) else content),
        call=call,
        round_tag=round_.tag,
        flopscope=round_.release.flopscope,
        whestbench=round_.release.whestbench,
        command=shlex.join(["whestdocs", *command, "--round", round_.tag]),
        **network,
    )


def cached(job: Job) -> dict[str, Any] | None:
    """Return the result of ``job`` from the cache, or None if it must be measured."""
    return Cache.default().find(job.key(), job.folder)


def result_of(job: Job) -> dict[str, Any]:
    """Return the result of ``job``, measured only where the cache does not hold it.

    Raises:
        MeasurementError: What is measured failed.
        ReleaseError: The release does not run.
    """
    key = job.key()
    with _measuring[key]:
        result = cached(job)
        if result is None:
            result = job.run()
            Cache.default().store(key, result)
    return result
