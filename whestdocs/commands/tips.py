"""The command about tips."""

from __future__ import annotations

from dataclasses import replace

from whestdocs.commands import EXIT_CHECK_FAILED, EXIT_DONE, Tag, complain
from whestdocs.errors import UsageError


def tip(slug: str, /, *, round_tag: Tag = None, width: int | None = None) -> int:
    """Show what a tip of the guide costs before and after, and how far results differ.

    Parameters
    ----------
    slug
        Name of the tip: its file in examples/tips, without .py.
    round_tag
        Round whose width and release apply. Default: the current one.
    width
        Neurons in a layer. Default: the round's.
    """
    from whestdocs.project import find_project
    from whestdocs.rounds import round_by_tag
    from whestdocs.tips import TipJob, tip_files

    project = find_project()
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
    for figure in job.figures(result):
        bounds = "" if figure.low is None else f" ({figure.low:g} to {figure.high:g})"
        print(f"{figure.name}: {figure.value:,}{bounds} {figure.unit}".rstrip())
    return EXIT_DONE
