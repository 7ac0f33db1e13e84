"""Pictures of pages, such as the README's: which figures they show, and whether these still hold.

Nothing can look a number up inside a picture. So `make picture` writes a file beside it with the
figures that are to be seen, and `whestdocs check` compares them with the ledger.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from whestdocs.errors import LedgerError
from whestdocs.figures.ledger import Ledger
from whestdocs.figures.publications import Publication
from whestdocs.project import Project

_REPAIR = "Take it again with `make picture`, and look at it."


def figures_in_pictures(project: Project) -> list[Publication]:
    """Return what the pictures show.

    Raises:
        LedgerError: A file beside a picture cannot be read.
    """
    return [
        Publication(file, 1, name, pages=frozenset(), of_rounds=frozenset({round_tag}))
        for file in _files(project)
        for round_tag, shown in [_read(file)]
        for name in shown
    ]


def outdated_pictures(project: Project, ledger: Ledger) -> list[str]:
    """Return a sentence for each picture that shows a figure of ``ledger`` with another value.

    Raises:
        LedgerError: A file beside a picture cannot be read.
    """
    return [
        sentence for file in _files(project) for sentence in _outdated(file, *_read(file), ledger)
    ]


def _files(project: Project) -> list[Path]:
    return sorted((project.root / "pictures").glob("*.json"))


def _read(file: Path) -> tuple[str, dict[str, int | float]]:
    """Return the round of the figures that a picture shows, and their values by name."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        return str(document["round"]), dict(document["figures"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LedgerError(f"pictures/{file.name} cannot be read: {error}. {_REPAIR}") from error


def _outdated(
    file: Path, round_tag: str, shown: Mapping[str, int | float], ledger: Ledger
) -> Iterator[str]:
    picture = f"pictures/{file.stem}.png"
    for name, value in shown.items() if round_tag == ledger.round_tag else ():
        accepted = ledger.figures.get(name)
        if accepted is None or accepted.value != value:
            now = "no figure any more" if accepted is None else f"{accepted.value:,}"
            yield f"{picture} shows {name} as {value:,}, but it is {now}. {_REPAIR}"
