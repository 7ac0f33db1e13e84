"""Pictures of pages, such as the README's: which figures they show, and whether these still hold.

Nothing can look a number up inside a picture. So `make picture` writes a file beside it with the
figures that are to be seen, and `whestdocs check` compares them with the ledger.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from whestdocs.errors import LedgerError
from whestdocs.ledger import Ledger
from whestdocs.project import Project

_REPAIR = "Take it again with `make picture`, and look at it."


def outdated_pictures(project: Project, ledger: Ledger) -> list[str]:
    """Return a sentence for each picture that shows a figure of ``ledger`` with another value.

    Raises:
        LedgerError: A file beside a picture cannot be read.
    """
    return [
        sentence
        for file in sorted((project.root / "pictures").glob("*.json"))
        for sentence in _outdated(file, ledger)
    ]


def _outdated(file: Path, ledger: Ledger) -> Iterator[str]:
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        shown = dict(document["figures"]) if document["round"] == ledger.round_tag else {}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LedgerError(f"pictures/{file.name} cannot be read: {error}. {_REPAIR}") from error
    picture = f"pictures/{file.stem}.png"
    for name, value in shown.items():
        accepted = ledger.figures.get(name)
        if accepted is None or accepted.value != value:
            now = "no figure any more" if accepted is None else f"{accepted.value:,}"
            yield f"{picture} shows {name} as {value:,}, but it is {now}. {_REPAIR}"
