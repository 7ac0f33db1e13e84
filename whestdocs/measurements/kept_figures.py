"""The figures of a result, kept in the cache beside it.

Results hold much that no figure comes from. What a result gives depends on the job, on the
result, and on the code that reads it.
"""

from __future__ import annotations

import inspect
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from whestdocs.competition.rounds import Round
from whestdocs.figures.figure import Figure, Provenance
from whestdocs.figures.measured import Measured
from whestdocs.files import sha256_of, write_atomically
from whestdocs.measurements.job import Job, cached
from whestdocs.project import Project, cache_folder
from whestdocs.running.cache import Cache, code_digest, key_under
from whestdocs.running.import_closure import files_of


@dataclass(frozen=True)
class KeptFigures:
    """The figures of a measurement.

    Attributes:
        key: Where they are kept in the cache.
        figures: The figures.
    """

    key: str
    figures: list[Figure]


def kept_figures(job: Job) -> KeptFigures | None:
    """Return the figures of ``job``, None if it must be measured."""
    store, result_key = Cache.default(), job.key()
    key = key_under(_code_of(type(job)), {"result": result_key, "job": repr(job)})
    kept = store.find(key, job.folder) if store.holds(result_key) else None
    if kept is not None:
        return KeptFigures(key, _figures(kept))
    result = cached(job)
    if result is None:
        return None
    found = KeptFigures(key, job.figures(result))
    store.store(key, _document(found.figures, result.get("dependencies", [])))
    return found


def remember_agreement(project: Project, measured: Measured) -> None:
    """Note that what was measured for a round is what is accepted."""
    write_atomically(_note(project, measured.round), json.dumps(dict(measured.kept)))


def last_agreement(project: Project, measured: Measured) -> dict[str, Figure]:
    """Return the figures of a round when everything agreed for the last time, if still known.

    Args:
        project: The checkout.
        measured: What is measured now of that round.
    """
    try:
        kept = json.loads(_note(project, measured.round).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if kept == measured.kept:
        return measured.figures
    found = [Cache.default().find_old(key) for key in kept.values()]
    figures = (figure for kept in found if kept is not None for figure in _figures(kept))
    return {figure.name: figure for figure in figures}


def _note(project: Project, round_: Round) -> Path:
    name = sha256_of(f"{project.root} {round_.tag}".encode())
    return cache_folder() / "agreements" / f"{name}.json"


@cache
def _code_of(kind: type) -> str:
    return code_digest(*files_of(Path(__file__), Path(inspect.getfile(kind))))


def _document(figures: list[Figure], dependencies: list[dict[str, str]]) -> dict[str, Any]:
    provenances = {figure.provenance: None for figure in figures}
    numbers = {provenance: number for number, provenance in enumerate(provenances)}
    return {
        "dependencies": dependencies,
        "provenances": [vars(provenance) for provenance in provenances],
        "figures": [
            [*(getattr(figure, name) for name in _FIELDS), numbers[figure.provenance]]
            for figure in figures
        ],
    }


_FIELDS = ("name", "value", "unit", "kind", "low", "high", "formula")


def _figures(document: dict[str, Any]) -> list[Figure]:
    provenances = [Provenance(**fields) for fields in document["provenances"]]
    return [
        Figure(name, value, unit, kind, provenances[number], low, high, formula)
        for name, value, unit, kind, low, high, formula, number in document["figures"]
    ]
