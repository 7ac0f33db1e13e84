"""Ledgers: the accepted figures of a round, one figure a line, sorted, committed.

A line is a name, a value and its kind, so that a git diff of a ledger reads: these figures
moved. Unit, formula and provenance are the measurement's to know.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from whestdocs.errors import LedgerError
from whestdocs.figures.figure import EXACT, INTERVAL, QUOTIENT, Accepted
from whestdocs.files import write_atomically

SCHEMA = "whestdocs.ledger/2"
#: Of ledgers that named the source of each figure too.
_OLD_SCHEMA = "whestdocs.ledger/1"
_REPAIR = "Restore the file from git, or delete it and run `whestdocs accept`."


@dataclass(frozen=True)
class Ledger:
    """The accepted figures of one round.

    Attributes:
        round_tag: Round.
        figures: Figures by name.
        is_of_today: Whether its file is written as this whestdocs writes it.
    """

    round_tag: str
    figures: dict[str, Accepted]
    is_of_today: bool = True


def read(path: Path, round_tag: str) -> Ledger:
    """Return the ledger in ``path``; an absent file is an empty ledger.

    The file must be what `write` makes of it to the letter, so that it holds nothing which
    nobody looks at.

    Raises:
        LedgerError: The file is not a ledger of that round, one of an older whestdocs, or
            written in another way.
    """
    ledger = _read(path, round_tag, _of_today)
    if not ledger.is_of_today:
        raise LedgerError(_difference(path, text(ledger)))
    return ledger


def read_of_any_age(path: Path, round_tag: str) -> Ledger:
    """Return the ledger in ``path`` as `read` does, also one of an older whestdocs.

    Raises:
        LedgerError: The file is not a ledger of that round.
    """
    return _read(path, round_tag, _of_any_age)


def _read(
    path: Path, round_tag: str, figures_of: Callable[[dict[str, Any]], dict[str, Any]]
) -> Ledger:
    if not path.is_file():
        return Ledger(round_tag, {})
    try:
        found = path.read_text(encoding="utf-8")
        document = json.loads(found, object_pairs_hook=_without_repetition)
        if document["round"] != round_tag:
            raise ValueError(f"it is not a ledger of {round_tag}")
        figures = figures_of(document)
        accepted = {name: _accepted(name, figures[name]) for name in figures}
        ledger = Ledger(round_tag, accepted)
        return ledger if found == text(ledger) else replace(ledger, is_of_today=False)
    except json.JSONDecodeError as error:
        raise LedgerError(
            f"{path.name}:{error.lineno}: this is not JSON ({error.msg}). {_REPAIR}"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise LedgerError(f"{path.name} cannot be read: {error}. {_REPAIR}") from error
    except KeyError as error:
        raise LedgerError(f"{path.name} lacks {error}. {_REPAIR}") from error
    except (TypeError, AttributeError, ValueError, RecursionError) as error:
        raise LedgerError(f"{path.name} is malformed: {error}. {_REPAIR}") from error


def _difference(path: Path, expected: str) -> str:
    """Return what is wrong with a ledger that is not written as it is ``expected``."""
    lines = zip_longest(path.read_text(encoding="utf-8").split("\n"), expected.split("\n"))
    number, line = next((at, new) for at, (old, new) in enumerate(lines, 1) if old != new)
    wanted = f"`{line}`" if line else "nothing more" if line is None else "an end of line"
    return f"{path.name}:{number}: whestdocs would write {wanted} there. {_REPAIR}"


def _of_today(document: dict[str, Any]) -> dict[str, Any]:
    if document["schema"] == _OLD_SCHEMA:
        raise LedgerError(
            f"The ledger of {document['round']} is one of an older whestdocs. Run `whestdocs "
            "accept`: it writes the ledger anew, and no value changes by that."
        )
    if document["schema"] != SCHEMA:
        raise ValueError(f"its schema is not {SCHEMA}")
    return dict(document["figures"])


def _of_any_age(document: dict[str, Any]) -> dict[str, Any]:
    if document["schema"] != _OLD_SCHEMA:
        return _of_today(document)
    kept = {field.name for field in fields(Accepted)}
    return {
        name: {field: figure[field] for field in figure if field in kept}
        for name, figure in document["figures"].items()
    }


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return ``pairs`` as a dictionary; two of one name are what a bad merge leaves."""
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise ValueError(f"{name!r} stands there twice")
        fields[name] = value
    return fields


def _accepted(name: str, values: dict[str, Any]) -> Accepted:
    """Return the figure that a line describes, if its value is one that its kind can have."""
    figure = Accepted(name=name, **values)
    if figure.kind == EXACT:
        is_right = type(figure.value) is int and figure.low is None and figure.high is None
    elif figure.kind == QUOTIENT:
        is_right = _is_finite(figure.value) and figure.low is None and figure.high is None
    else:
        numbers = (figure.value, figure.low, figure.high)
        is_right = figure.kind == INTERVAL and all(map(_is_finite, numbers))
    if not is_right:
        raise ValueError(f"{name!r} has a value that no {figure.kind} figure can have")
    if figure.kind == INTERVAL and not figure.holds(figure.value):
        raise ValueError(f"{name!r} has a value outside of its bounds")
    return figure


def _is_finite(number: object) -> bool:
    return type(number) in (int, float) and math.isfinite(number)  # type: ignore[arg-type]


def write(path: Path, ledger: Ledger) -> None:
    """Write ``ledger`` to ``path`` in one step, in the same bytes for the same figures."""
    write_atomically(path, text(ledger))


def text(ledger: Ledger) -> str:
    """Return ``ledger`` as it stands in its file."""
    parts = [
        "{",
        f'"schema": {json.dumps(SCHEMA)},',
        f'"round": {json.dumps(ledger.round_tag)},',
        '"figures": {',
        lines_of({name: _values(ledger.figures[name]) for name in sorted(ledger.figures)}),
        "}",
        "}\n",
    ]
    return "\n".join(filter(None, parts))


#: `json.dumps` makes an encoder for each call that wants other options than its own.
_in_json = json.JSONEncoder(ensure_ascii=False).encode


def lines_of(entries: dict[str, dict[str, Any]]) -> str:
    """Return the members of a JSON object, one a line."""
    return ",\n".join(f"{_in_json(name)}: {_in_json(values)}" for name, values in entries.items())


def _values(figure: Accepted) -> dict[str, Any]:
    bounds = {"low": figure.low, "high": figure.high} if figure.kind == INTERVAL else {}
    return {"value": figure.value, "kind": figure.kind} | bounds
