"""What a guide publishes: its pages, its pictures and its data files."""

from __future__ import annotations

from whestdocs.competition.rounds import ROUNDS, Round
from whestdocs.figures.pictures import figures_in_pictures
from whestdocs.figures.publications import Publication, Publications, read_publications
from whestdocs.pages.blocks.registry import BLOCK_FIGURES
from whestdocs.project import Project

_VERDICTS = "claim/"


def publications(project: Project) -> Publications:
    """Return everything that publishes figures in a checkout.

    Raises:
        LedgerError: A file beside a picture cannot be read.
    """
    places = read_publications(project.pages, BLOCK_FIGURES)
    places += figures_in_pictures(project)
    # The verdicts are published as data as soon as a page shows one.
    if any(place.pattern.startswith(_VERDICTS) for place in places):
        places.append(Publication(project.verdicts_file, 1, f"{_VERDICTS}*"))
    return Publications(places)


def shown_by(project: Project, round_: Round) -> tuple[Publications, list[Round]]:
    """Return what the pages of a round publish, and whose figures that are: its own first.

    Rounds of which nothing is accepted are left out: pages cannot show any.

    Raises:
        LedgerError: A file beside a picture cannot be read.
    """
    places = publications(project).on_pages_of(round_.tag)
    others = [tag for tag in places.rounds() if project.ledger_file(tag).is_file()]
    return places, [round_, *(ROUNDS[tag] for tag in others if tag != round_.tag)]
