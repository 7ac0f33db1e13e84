"""Commands about the guide itself: measuring, checking, accepting, building."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from whestdocs.commands import EXIT_CHECK_FAILED, EXIT_DONE, Tags
from whestdocs.errors import DriftError, LedgerError, UsageError

if TYPE_CHECKING:
    from whestdocs.drift import Comparison
    from whestdocs.ledger import Ledger
    from whestdocs.rounds import Round


def measure(*, round_tags: Tags = None) -> int:
    """Measure every example of the guide, as far as the cache does not hold it yet.

    Parameters
    ----------
    round_tags
        Rounds to measure.
    """
    from whestdocs.measure import measure as measure_rounds
    from whestdocs.progress import ProgressBar
    from whestdocs.project import find_project

    for measured in measure_rounds(find_project(), _rounds(round_tags), ProgressBar()):
        print(
            f"{measured.round.tag}: {len(measured.figures)} figures of "
            f"{len(measured.profiles)} examples are measured."
        )
    return EXIT_DONE


def check(*, round_tags: Tags = None) -> int:
    """Measure again and compare with the accepted figures; exit 1 if any drifted.

    Parameters
    ----------
    round_tags
        Rounds to check.
    """
    from whestdocs.claims.published import refuse_stale
    from whestdocs.edition import unshown_examples
    from whestdocs.pictures import outdated_pictures
    from whestdocs.project import find_project
    from whestdocs.publications import read_publications, unpublished
    from whestdocs.report import report
    from whestdocs.text import some

    project = find_project()
    places = read_publications(project.pages)
    drifted = False
    for ledger, comparison in _comparisons(round_tags):
        tag = comparison.measured.round.tag
        outdated = outdated_pictures(project, ledger)
        drifted = drifted or bool(outdated)
        print(*outdated, sep="\n", end="\n" if outdated else "")
        if comparison.is_clean:
            print(f"{tag}: {len(comparison.measured.figures)} figures agree with the ledger.")
        else:
            drifted = True
            print(report(comparison, places, project.root))
        lonely = unpublished(sorted(comparison.measured.figures), tag, places)
        if lonely:
            print(f"  No page publishes {len(lonely)} of its figures: {some(lonely)}.")
    for example in unshown_examples(project):
        print(f"No page shows the example {example.name}.")
    try:
        refuse_stale(project)
    except DriftError as error:
        drifted = True
        print(error)
    return EXIT_CHECK_FAILED if drifted else EXIT_DONE


def accept(*, round_tags: Tags = None, figure: str | None = None) -> int:
    """Take measured figures over into the ledgers, showing old -> new.

    Writes ledgers, and the verdicts made from them, never pages. Refuses where the
    environment variable CI is set: figures are accepted by a person who reads the difference.

    Parameters
    ----------
    round_tags
        Rounds to accept.
    figure
        Name of a figure, or a pattern such as '02_mean_propagation/*'. Default: all.
    """
    from whestdocs.acceptance import accept as take_over
    from whestdocs.acceptance import chosen, chosen_changes, what_remains
    from whestdocs.claims import published
    from whestdocs.drift import compare
    from whestdocs.ledger import write
    from whestdocs.project import find_project
    from whestdocs.text import counted

    if os.environ.get("CI"):
        raise LedgerError(
            "Figures are not accepted under CI. Run `whestdocs accept` on your machine, read "
            "the difference and commit the ledger."
        )
    project = find_project()
    figures = sources = 0
    remains: list[str] = []
    for ledger, comparison in _comparisons(round_tags):
        drifts, changes = chosen(comparison, figure), chosen_changes(comparison, figure)
        if not drifts and not changes:
            continue
        tag = ledger.round_tag
        for line in [*changes, *drifts]:
            print(f"{tag}: {line}")
        accepted = take_over(ledger, comparison, drifts, changes)
        write(project.ledger_file(tag), accepted)
        figures, sources = figures + len(drifts), sources + len(changes)
        remains += what_remains(compare(comparison.measured, accepted), figure)
    if published.write(project):
        print(f"Wrote {project.verdicts_file.name} from the ledgers.")
    if figures:
        print(f"Accepted {counted(figures, 'figure')}.")
    elif sources:
        print("Accepted what the figures come from; no figure moved.")
    elif figure is not None:
        print(f"No drifted figure is called {figure!r} or matches it; nothing was written.")
        return EXIT_CHECK_FAILED
    else:
        print("Every measured figure is accepted.")
    print(*remains, sep="\n", end="\n" if remains else "")
    return EXIT_DONE


def site(*, round_tags: Tags = None) -> int:
    """Build the guide of every round into site/, after measuring and checking.

    Parameters
    ----------
    round_tags
        Rounds to build.
    """
    from whestdocs.project import find_project

    try:
        from whestdocs.site import build
    except ModuleNotFoundError as error:
        raise _missing("Building", error) from error

    build(find_project(), _rounds(round_tags))
    return EXIT_DONE


def serve(*, port: int = 8000, host: str = "127.0.0.1") -> int:
    """Serve site/ and build it again whenever a page, an example or a ledger changes.

    Parameters
    ----------
    port
        Port to listen on.
    host
        Address to listen on.
    """
    from whestdocs.project import find_project

    try:
        from whestdocs.serve import serve as serve_site
    except ModuleNotFoundError as error:
        raise _missing("Serving", error) from error

    serve_site(find_project(), host, port)
    return EXIT_DONE


def _missing(task: str, error: ModuleNotFoundError) -> UsageError:
    return UsageError(f"{task} the guide needs {error.name}. Run `pip install 'whestdocs[site]'`.")


def _rounds(tags: list[str] | None) -> list[Round]:
    from whestdocs.rounds import ROUNDS, round_by_tag

    return [round_by_tag(tag) for tag in dict.fromkeys(tags or ROUNDS)]


def _comparisons(tags: list[str] | None) -> Iterator[tuple[Ledger, Comparison]]:
    """Yield (ledger, comparison) of each round, measured first."""
    from whestdocs.drift import compare
    from whestdocs.ledger import read
    from whestdocs.measure import measure as measure_rounds
    from whestdocs.progress import ProgressBar
    from whestdocs.project import find_project

    project = find_project()
    for measured in measure_rounds(project, _rounds(tags), ProgressBar()):
        tag = measured.round.tag
        ledger = read(project.ledger_file(tag), tag)
        yield ledger, compare(measured, ledger)
