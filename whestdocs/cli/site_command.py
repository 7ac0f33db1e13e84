"""The command that builds the guide."""

from __future__ import annotations

from whestdocs.cli.conventions import EXIT_DONE
from whestdocs.cli.options import RoundTags
from whestdocs.cli.shared_by_guide_commands import chosen_rounds, missing_library


def site(*, round_tags: RoundTags = None) -> int:
    """Build the guide of every round into site/, after measuring and checking."""
    from whestdocs.project import find_project_here

    try:
        from whestdocs.site.building import build
    except ModuleNotFoundError as error:
        raise missing_library("Building", error) from error

    build(find_project_here(), chosen_rounds(round_tags))
    return EXIT_DONE
