"""What a guide publishes: its pages, its pictures and its data files."""

from __future__ import annotations

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
