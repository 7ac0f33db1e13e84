"""What the commands about the guide share: its rounds, their measurements, its libraries."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from whestdocs.errors import UsageError

if TYPE_CHECKING:
    from whestdocs.competition.rounds import Round
    from whestdocs.figures.measured import Measured
    from whestdocs.figures.publications import Publications
    from whestdocs.project import Project


def chosen_rounds(tags: list[str] | None) -> list[Round]:
    """Return the rounds with these tags, each once; without tags, all."""
    from whestdocs.competition.rounds import ROUNDS, round_by_tag

    return [round_by_tag(tag) for tag in dict.fromkeys(tags or ROUNDS)]


def measured_rounds(
    project: Project, tags: list[str] | None, places: Publications
) -> list[Measured]:
    """Return what is published of each round, measured first."""
    from whestdocs.measurements.measuring import measure as measure_published
    from whestdocs.progress import ProgressBar

    return measure_published(project, chosen_rounds(tags), places, ProgressBar())


def project_at_hand() -> Project:
    """Return the checkout that contains the working folder, or the package's own, named then."""
    from whestdocs.project import find_project, find_project_here

    try:
        return find_project_here()
    except UsageError:
        project = find_project()
        print(f"whestdocs: this is about the checkout in {project.root}.", file=sys.stderr)
        return project


def missing_library(task: str, error: ModuleNotFoundError) -> UsageError:
    """Return the error that says what to install for building or serving the guide."""
    return UsageError(f"{task} the guide needs {error.name}. Run `pip install 'whestdocs[site]'`.")
