"""The command that measures the guide."""

from __future__ import annotations

from whestdocs.cli.conventions import EXIT_DONE
from whestdocs.cli.options import RoundTags
from whestdocs.cli.shared_by_guide_commands import measured_rounds, project_at_hand


def measure(*, round_tags: RoundTags = None) -> int:
    """Measure what the guide publishes, as far as the cache does not hold it yet."""
    from whestdocs.pages.publishing import publications

    project = project_at_hand()
    places = publications(project)
    for measured in measured_rounds(project, round_tags, places):
        tag, examples = measured.round.tag, len(measured.profiles)
        count = sum(places.show(name, tag) for name in measured.figures)
        print(f"{tag}: {count} figures of {examples} examples are measured.")
    return EXIT_DONE
