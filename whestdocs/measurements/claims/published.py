"""The verdicts as data, ``docs/figures/claims.json``: made from the ledgers, for programs.

    {"<claim id>": {"<round>": true | false | null, ...}, ...}

Null stands where a claim does not apply to a round.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType

from whestdocs.competition.rounds import ROUNDS
from whestdocs.errors import DriftError
from whestdocs.figures.ledger import Ledger, read
from whestdocs.files import write_atomically
from whestdocs.measurements.claims.claim_catalogue import statements
from whestdocs.project import Project


def verdict(ledger: Ledger, identifier: str) -> bool | None:
    """Return the accepted verdict on a claim, None where it does not apply."""
    figure = ledger.figures.get(f"claim/{identifier}/holds")
    return None if figure is None else bool(figure.value)


def text(ledgers: Mapping[str, Ledger]) -> str:
    """Return the verdicts of all rounds as they stand in the file, one claim a line."""
    lines = (
        f"{json.dumps(name)}: {json.dumps({tag: verdict(ledgers[tag], name) for tag in ROUNDS})}"
        for name in statements()
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def write(project: Project) -> bool:
    """Write the file if it does not say what the ledgers do; return whether it was written."""
    expected = _expected(project, {})
    if expected is None or _found(project) == expected:
        return False
    write_atomically(project.verdicts_file, expected)
    return True


def refuse_stale(project: Project, ledgers: Mapping[str, Ledger] = MappingProxyType({})) -> None:
    """Check that the file says what the ledgers do.

    Args:
        project: The checkout.
        ledgers: Those that were read already, by round.

    Raises:
        DriftError: It does not.
    """
    expected = _expected(project, ledgers)
    if expected is not None and _found(project) != expected:
        name = project.verdicts_file.relative_to(project.root).as_posix()
        raise DriftError(f"{name} does not say what the ledgers do. Run `whestdocs accept`.")


def _expected(project: Project, known: Mapping[str, Ledger]) -> str | None:
    """Return what the file must say, None where no ledger judges a claim."""
    ledgers = {tag: known.get(tag) or read(project.ledger_file(tag), tag) for tag in ROUNDS}
    names = (name for ledger in ledgers.values() for name in ledger.figures)
    return text(ledgers) if any(name.startswith("claim/") for name in names) else None


def _found(project: Project) -> str | None:
    try:
        return project.verdicts_file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
