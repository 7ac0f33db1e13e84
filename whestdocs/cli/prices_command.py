"""The command that lists the prices of all operations."""

from __future__ import annotations

from whestdocs.cli.conventions import EXIT_DONE
from whestdocs.cli.options import RoundTag


def prices(*, round_tag: RoundTag = None) -> int:
    """List what every operation costs, and why some have no price."""
    from whestdocs.competition.rounds import round_by_tag
    from whestdocs.measurements.prices.price_list_job import price_list
    from whestdocs.views.terminal.price_lines import price_list_lines

    print("\n".join(price_list_lines(price_list(round_by_tag(round_tag)))))
    return EXIT_DONE
