"""The command about tips."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from whestdocs.cli.conventions import EXIT_CHECK_FAILED, EXIT_DONE, complain
from whestdocs.cli.options import RoundTag
from whestdocs.cli.shared_by_guide_commands import project_at_hand
from whestdocs.errors import UsageError

if TYPE_CHECKING:
    from whestdocs.figures.figure import Figure


def tip(slug: str, /, *, round_tag: RoundTag = None, width: int | None = None) -> int:
    """Show what a tip of the guide costs before and after, and what it does to an estimator.

    Parameters
    ----------
    slug
        Name of the tip: its file in examples/tips, without .py.
    width
        Neurons in a layer. Default: the round's.
    """
    from whestdocs.competition.rounds import round_by_tag
    from whestdocs.measurements.tips import TipJob, tip_files

    project = project_at_hand()
    files = {file.stem: file for file in tip_files(project)}
    if slug not in files:
        raise UsageError(f"There is no tip {slug!r}. Tips are: {', '.join(files)}.")
    if width is not None and width < 1:
        raise UsageError("The width of a network must be at least 1.")
    round_ = round_by_tag(round_tag)
    job = TipJob(project, replace(round_, width=width or round_.width), files[slug])
    result = job.run()
    print(f"{result['title']} ({round_.tag}, width {job.round.width:,})")
    if result["failure"] is not None:
        complain(f"{slug} does not run in {round_.tag}. {result['needs']} {result['failure']}")
        return EXIT_CHECK_FAILED
    figures = {figure.name: figure for figure in job.figures(result)}
    for figure in figures.values():
        bounds = "" if figure.low is None else f" ({figure.low:g} to {figure.high:g})"
        print(f"{figure.name}: {figure.value:,}{bounds} {figure.unit}".rstrip())
    if result["only_where"]:
        print(f"Only where {result['only_where']}.")
    print(_in_an_estimator(job.name, result, figures))
    return EXIT_DONE


def _in_an_estimator(tip: str, result: dict[str, Any], figures: dict[str, Figure]) -> str:
    """Return what a tip does to the estimator that it was tried in, or why there is none."""
    from whestdocs.measurements.tip_hosts import DEPTH, NETWORKS, WIDTH
    from whestdocs.pages.html.tip_host_table import host_view, scientific_text

    if result["host"] is None:
        return f"Tried in no estimator. {result['no_host']}"
    view = host_view(tip, result["host"]["host"], figures.__getitem__, lambda path: None)
    return (
        f"Tried in hosts/{view.file}, on {NETWORKS} networks of width {WIDTH} and depth {DEPTH}: "
        f"its error {view.sentence}, {scientific_text(view.error_before)} before and "
        f"{scientific_text(view.error_after)} after. Its score is {view.score_text} of what it was "
        f"above a tenth of the budget, {view.floor_text} below."
    )
