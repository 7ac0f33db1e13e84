"""The editions of a checkout, loaded for generators that tell nobody when a build begins."""

from __future__ import annotations

from pathlib import Path

from whestdocs.competition.rounds import Round
from whestdocs.measurements.captures.capture_job import read_captures
from whestdocs.measurements.measuring import measured
from whestdocs.pages.edition import Edition, edition_of
from whestdocs.pages.publishing import shown_by
from whestdocs.project import Project


def edition(project: Project, round_: Round) -> Edition:
    """Return the edition of ``round_``, from what was measured of what its pages show.

    Raises:
        DriftError: Measured figures differ from the accepted ones; the text is the report.
        MeasurementError: Something was not measured yet.
        LedgerError: A ledger cannot be read.
    """
    places, rounds = shown_by(project, round_)
    return edition_of(project, [measured(project, each, places) for each in rounds], places)


#: The edition that was last loaded for a checkout and a round, and the state of its files.
_loaded: dict[tuple[Path, str], tuple[object, Edition]] = {}


def loaded_edition(project: Project, round_: Round) -> Edition:
    """Return `edition`, loaded again only where a file of the checkout has changed.

    For generators that tell nobody when a build begins.
    """
    place, state = (project.root, round_.tag), _state(project)
    if place not in _loaded or _loaded[place][0] != state:
        _loaded[place] = state, edition(project, round_)
    return _loaded[place][1]


def _state(project: Project) -> object:
    """Return when each file last changed that an edition comes from, and its size."""
    folders = (project.pages, project.examples, project.root / "pictures")
    files = [file for folder in folders for file in folder.rglob("*")]
    captures = read_captures(project).values()
    files += [project.root / name for capture in captures for name in capture.files]
    found = {file: file.stat() for file in [*files, *project.captures_files] if file.is_file()}
    return frozenset((file, stat.st_mtime_ns, stat.st_size) for file, stat in found.items())
