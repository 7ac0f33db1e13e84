"""The command that takes measured figures over into the ledgers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from whestdocs.cli.conventions import EXIT_CHECK_FAILED, EXIT_DONE
from whestdocs.cli.options import RoundTags
from whestdocs.cli.shared_by_guide_commands import measured_rounds
from whestdocs.errors import LedgerError

if TYPE_CHECKING:
    from whestdocs.figures.measured import Measured
    from whestdocs.figures.publications import Publications
    from whestdocs.project import Project


def accept(*, round_tags: RoundTags = None, figure: str | None = None) -> int:
    """Take measured figures over into the ledgers, showing old -> new.

    Writes ledgers, and the verdicts made from them, never pages. Refuses where the
    environment variable CI is set: figures are accepted by a person who reads the difference.

    Parameters
    ----------
    figure
        Name of a figure, or a pattern such as '02_mean_propagation/*'. Default: all.
    """
    from whestdocs.files import locked
    from whestdocs.measurements.claims import published
    from whestdocs.pages.publishing import publications
    from whestdocs.project import find_project_here
    from whestdocs.text import counted

    if os.environ.get("CI"):
        raise LedgerError(
            "Figures are not accepted under CI. Run `whestdocs accept` on your machine, read "
            "the difference and commit the ledger."
        )
    project = find_project_here()
    places = publications(project)
    found = measured_rounds(project, round_tags, places)
    with locked(project.root):  # From reading to writing: another `accept` may run beside this one.
        counts = [_accept_round(project, measured, places, figure) for measured in found]
        if published.write(project):
            print(f"Wrote {project.verdicts_file.name} from the ledgers.")
    accepted = sum(count for count, _, _ in counts)
    if accepted:
        print(f"Accepted {counted(accepted, 'figure')}.")
    elif any(is_written for _, is_written, _ in counts):
        print("Wrote the ledgers anew; no figure moved.")
    elif figure is not None:
        print(f"No drifted figure is called {figure!r} or matches it; nothing was written.")
        return EXIT_CHECK_FAILED
    else:
        print("Every published figure is accepted.")
    remains = [line for _, _, lines in counts for line in lines]
    print(*remains, sep="\n", end="\n" if remains else "")
    return EXIT_DONE


def _accept_round(
    project: Project, measured: Measured, places: Publications, pattern: str | None
) -> tuple[int, bool, list[str]]:
    """Take over what drifted in a round.

    Returns:
        How many figures were accepted, whether the ledger was written, and what remains to say.
    """
    from whestdocs.figures.acceptance import accept as take_over
    from whestdocs.figures.acceptance import chosen, superfluous, what_remains
    from whestdocs.figures.drift import compare
    from whestdocs.figures.ledger import read_of_any_age, write
    from whestdocs.measurements.kept_figures import remember_agreement
    from whestdocs.text import counted, visible

    tag, file = measured.round.tag, project.ledger_file(measured.round.tag)
    ledger = read_of_any_age(file, tag)
    comparison = compare(measured, ledger, places)
    drifts, dropped = chosen(comparison, pattern), superfluous(comparison, pattern)
    print(*(f"{visible(f'{tag}: {drift}')}\n" for drift in drifts), sep="", end="")
    if dropped:
        count = counted(len(dropped), "accepted figure")
        print(f"{tag}: {count} dropped, which nothing publishes any more.")
    is_written = bool(drifts or dropped) or not ledger.is_of_today
    if is_written:
        write(file, take_over(ledger, drifts, dropped))
    if len(drifts) == len(comparison.drifts):
        remember_agreement(project, measured)
    return len(drifts), is_written, what_remains(comparison, drifts)
