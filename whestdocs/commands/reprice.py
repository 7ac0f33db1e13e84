"""The command that shows what an estimator costs under every release."""

from __future__ import annotations

import json
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console

from whestdocs.commands import EXIT_DONE, EXIT_ESTIMATOR_FAILED, complain
from whestdocs.commands.runs import ClassName, EveryReleaseOptions, EveryReleaseRun

_DEFAULTS = EveryReleaseOptions()


def reprice(
    estimator: str,
    /,
    *,
    run: EveryReleaseRun = _DEFAULTS,
    class_name: ClassName = None,
    releases: Annotated[list[str] | None, Parameter(negative="", consume_multiple=True)] = None,
    json_output: Annotated[bool, Parameter("--json", negative="")] = False,
) -> int:
    """Show what an estimator costs under every release of flopscope, and what moved when.

    Each run is that of `whestdocs profile`, on the same network, within the same budget. Runs
    are kept: of the same file, nothing is run twice.

    Parameters
    ----------
    estimator
        The estimator's .py file, its submission folder, or module:Class.
    class_name
        Estimator class to take where the file defines several.
    releases
        Versions of flopscope, such as 0.5.0 0.9.1. Default: all from 0.2.0 on.
    json_output
        Print the costs as JSON instead of tables.
    """
    from whestdocs.progress import PassingBar
    from whestdocs.repricing import chosen_releases, reprice_target
    from whestdocs.targets import find_target
    from whestdocs.views.repricing import show

    target = find_target(estimator, class_name)
    repricing = reprice_target(target, run.setting(), chosen_releases(releases), PassingBar())
    if json_output:
        print(json.dumps(repricing.document(), indent=1))
    elif repricing.priced:
        show(repricing, Console())
    if repricing.priced:
        return EXIT_DONE
    complain(f"It runs under none of these releases. {repricing.rows[-1].error}")
    return EXIT_ESTIMATOR_FAILED
