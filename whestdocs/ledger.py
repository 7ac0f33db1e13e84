"""Ledgers: the accepted figures of a round, one figure a line, sorted, committed.

What figures have in common (file, class, shape, release) stands once above them, so that
a git diff of a ledger reads: this source changed, and these figures moved.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whestdocs.errors import LedgerError
from whestdocs.figures import EXACT, INTERVAL, QUOTIENT, Figure, Provenance
from whestdocs.files import write_atomically

SCHEMA = "whestdocs.ledger/1"


@dataclass(frozen=True)
class Ledger:
    """The accepted figures of one round.

    Attributes:
        round_tag: Round.
        figures: Figures by name.
    """

    round_tag: str
    figures: dict[str, Figure]


def read(path: Path, round_tag: str) -> Ledger:
    """Return the ledger in ``path``; an absent file is an empty ledger.

    Raises:
        LedgerError: The file is not a ledger of that round.
    """
    if not path.is_file():
        return Ledger(round_tag, {})
    repair = "Restore the file from git, or delete it and run `whestdocs accept`."
    try:
        return _parse(path.read_text(encoding="utf-8"), round_tag)
    except json.JSONDecodeError as error:
        raise LedgerError(
            f"{path.name}:{error.lineno}: this is not JSON ({error.msg}). {repair}"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise LedgerError(f"{path.name} cannot be read: {error}. {repair}") from error
    except KeyError as error:
        raise LedgerError(f"{path.name} lacks {error}. {repair}") from error
    except (TypeError, AttributeError, ValueError, RecursionError) as error:
        raise LedgerError(f"{path.name} is malformed: {error}. {repair}") from error


def _parse(text: str, round_tag: str) -> Ledger:
    document = json.loads(text, object_pairs_hook=_without_repetition)
    if document["schema"] != SCHEMA or document["round"] != round_tag:
        raise ValueError(f"it is not a ledger of {round_tag}")
    sources = {
        name: Provenance(source=name, round_tag=round_tag, **document["release"], **fields)
        for name, fields in document["sources"].items()
    }
    figures = {
        name: _checked(Figure(name=name, provenance=sources[fields.pop("source")], **fields))
        for name, fields in document["figures"].items()
    }
    return Ledger(round_tag, figures)


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return ``pairs`` as a dictionary; two of one name are what a bad merge leaves."""
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise ValueError(f"{name!r} stands there twice")
        fields[name] = value
    return fields


def _checked(figure: Figure) -> Figure:
    """Return ``figure`` if its value is one that its kind can have."""
    if not figure.name.startswith(f"{figure.provenance.source}/"):
        raise ValueError(f"{figure.name!r} is no figure of {figure.provenance.source!r}")
    if figure.kind == EXACT:
        is_right = type(figure.value) is int and figure.low is None and figure.high is None
    elif figure.kind == QUOTIENT:
        is_right = _is_finite(figure.value) and figure.low is None and figure.high is None
    else:
        numbers = (figure.value, figure.low, figure.high)
        is_right = figure.kind == INTERVAL and all(map(_is_finite, numbers))
    if not is_right:
        raise ValueError(f"{figure.name!r} has a value that no {figure.kind} figure can have")
    if figure.kind == INTERVAL and not figure.holds(figure.value):
        raise ValueError(f"{figure.name!r} has a value outside of its bounds")
    if not isinstance(figure.formula, str):
        raise ValueError(f"the formula of {figure.name!r} is no text")
    return figure


def _is_finite(number: object) -> bool:
    return type(number) in (int, float) and math.isfinite(number)  # type: ignore[arg-type]


def write(path: Path, ledger: Ledger) -> None:
    """Write ``ledger`` to ``path`` in one step, in the same bytes for the same figures."""
    write_atomically(path, text(ledger))


def text(ledger: Ledger) -> str:
    """Return ``ledger`` as it stands in its file."""
    figures = [ledger.figures[name] for name in sorted(ledger.figures)]
    sources = {figure.provenance.source: figure.provenance for figure in figures}
    release = {
        package: getattr(provenance, package)
        for provenance in sources.values()
        for package in ("flopscope", "whestbench")
    }
    parts = [
        "{",
        f'"schema": {json.dumps(SCHEMA)},',
        f'"round": {json.dumps(ledger.round_tag)},',
        f'"release": {json.dumps(release)},',
        '"sources": {',
        _lines({name: _source_fields(sources[name]) for name in sorted(sources)}),
        "},",
        '"figures": {',
        _lines({figure.name: _figure_fields(figure) for figure in figures}),
        "}",
        "}",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _lines(entries: dict[str, dict[str, Any]]) -> str:
    return ",\n".join(
        f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(fields, ensure_ascii=False)}"
        for name, fields in entries.items()
    )


def _source_fields(provenance: Provenance) -> dict[str, Any]:
    names = ("file", "sha256", "call", "width", "depth", "seed", "dtype")
    fields = {name: getattr(provenance, name) for name in names}
    return fields | {"method": provenance.method} if provenance.method else fields


def _figure_fields(figure: Figure) -> dict[str, Any]:
    fields: dict[str, Any] = {"value": figure.value}
    if figure.kind == INTERVAL:
        fields |= {"low": figure.low, "high": figure.high}
    if figure.formula:
        fields["formula"] = figure.formula
    return fields | {
        "unit": figure.unit,
        "kind": figure.kind,
        "source": figure.provenance.source,
    }
