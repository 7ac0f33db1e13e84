"""The catalogue of claims: for each statement of the page, how it is measured and judged.

An entry of a catalogue file stands for one claim, or, where it has cases, for one claim a
case: each `$name` in it is replaced by what the case says. `dtypes` doubles the cases.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from string import Template
from typing import Any

from whestdocs.errors import MeasurementError

_FOLDER = Path(__file__).parent
#: What the page says, one entry a claim. A statement, which a quote stands for, can make several:
#: one for each dtype, or for each call that it names. The wording of a quote is "verbatim", with
#: " ... " where words are left out, or "reading" where the page has it in other words.
STATEMENTS_FILE = _FOLDER / "claims.json"
CATALOGUE_FOLDER = _FOLDER / "catalogue"
ESTIMATORS_FOLDER = _FOLDER / "estimators"


@dataclass(frozen=True)
class Claim:
    """Something that the page states, and how it is judged.

    Attributes:
        identifier: Its id in ``claims.json``.
        quote: What the page says.
        file: The catalogue file that it is judged by.
        code: Python that measures it inside a release; see ``probe/tasks/claim_codes.py``.
        holds: Condition on ``measured`` that makes the statement true.
        unit: Unit of the measure, "" for none.
        label: What is measured, in words; "" where the code says it.
        applies: Condition on ``round`` that makes the statement one about that round.
        varies: Whether the measure differs between machines, so that it is no figure.
        reading: How the statement was read, where that can be disputed.
        instead: What is true where the statement is false; may show what was measured.
        is_derived: Whether the page does not say it like that, but it follows from what it says.
        is_reading: Whether the quote is how the page was read, and not what stands there.
    """

    identifier: str
    quote: str
    file: str
    code: str
    holds: str
    unit: str = ""
    label: str = ""
    applies: str = "true"
    varies: bool = False
    reading: str = ""
    instead: str = ""
    is_derived: bool = False
    is_reading: bool = False

    @property
    def family(self) -> str:
        """First part of the id, which claims on the same subject share."""
        return self.identifier.split(".")[0]


_FIELDS = {field.name for field in fields(Claim)} - {
    "identifier",
    "quote",
    "file",
    "is_derived",
    "is_reading",
}


def statements(file: Path = STATEMENTS_FILE) -> dict[str, dict[str, str]]:
    """Return what is known of each claim of the page, by id, in the page's order."""
    entries = json.loads(file.read_text(encoding="utf-8"))
    return {entry["id"]: entry for entry in entries}


def claims(folder: Path = CATALOGUE_FOLDER) -> dict[str, Claim]:
    """Return every claim by its id, in the page's order.

    Raises:
        MeasurementError: A catalogue file is malformed, or a statement is not judged once.
    """
    said = statements()
    found: dict[str, Claim] = {}
    for file in sorted(folder.glob("*.toml")):
        try:
            for identifier, entry in _entries(tomllib.loads(file.read_text(encoding="utf-8"))):
                if identifier in found or identifier not in said:
                    reason = "stands there twice" if identifier in found else "is no statement"
                    raise ValueError(f"{identifier!r} {reason} of the page")
                found[identifier] = _claim(said[identifier], file.name, entry)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise MeasurementError(
                f"{file.name} cannot be read: {error}. Correct the file."
            ) from error
    missing = [identifier for identifier in said if identifier not in found]
    if missing:
        raise MeasurementError(
            f"No catalogue file judges {missing[0]!r}. Add an entry for it to one of "
            f"{folder.name}/*.toml."
        )
    return {identifier: found[identifier] for identifier in said}


def _claim(statement: dict[str, str], file: str, entry: dict[str, Any]) -> Claim:
    return Claim(
        statement["id"],
        statement["quote"],
        file,
        is_derived=statement["scope"] == "derived",
        is_reading=statement["wording"] == "reading",
        **entry,
    )


def _entries(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (id, fields) of every claim that a catalogue file stands for."""
    shared = document.get("cases", {})
    for entry in document["claim"]:
        cases = entry.pop("cases", [{}])
        dtypes = entry.pop("dtypes", None)
        unknown = entry.keys() - _FIELDS - {"id"}
        if unknown:
            raise ValueError(f"{entry['id']!r} has a field {min(unknown)!r}, which means nothing")
        for case in shared[cases] if isinstance(cases, str) else cases:
            for dtype in dtypes or [None]:
                filled = _filled(entry, case | ({"dtype": dtype} if dtype else {}))
                yield filled.pop("id"), filled


def _filled(entry: dict[str, Any], case: dict[str, str]) -> dict[str, Any]:
    """Return ``entry`` with the names in its texts replaced, and texts without outer space."""
    return {
        name: Template(value).substitute(case).strip() if isinstance(value, str) else value
        for name, value in entry.items()
    }
