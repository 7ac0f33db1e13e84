"""The command that shows where an estimator stands under a round's rules."""

from __future__ import annotations

from whestdocs.cli.conventions import EXIT_CHECK_FAILED, EXIT_DONE, print_json, report_failure
from whestdocs.cli.options import DEFAULT_RUN, ClassName, Debug, EstimatorName, Json, Run


def budget(
    estimator: EstimatorName,
    /,
    *,
    run: Run = DEFAULT_RUN,
    class_name: ClassName = None,
    runs: int = 5,
    share: float = 0.1,
    samples: str | None = None,
    json_output: Json = False,
    debug: Debug = False,
) -> int:
    """Show where an estimator stands: FLOPs, multiplier, residual time, room for samples.

    Runs the estimator several times as the grader does, each in a process of its own. Then
    runs it with other sample counts, to find the largest that a share of the budget has
    room for.

    Parameters
    ----------
    runs
        How often it is run to see its residual time.
    share
        Share of the budget that the sample count is to stay within.
    samples
        Name of the number that says how many samples there are: a constant of the file, or
        an attribute of the class or object. Default: the only one that the cost depends on.
    json_output
        Print it as JSON instead of text; if the estimator failed, the profile that says how.
    """
    from whestdocs.estimators.budget.budgeting import stand
    from whestdocs.estimators.notices import notices_of
    from whestdocs.estimators.targets import find_target
    from whestdocs.printing import TerminalConsole
    from whestdocs.progress import working
    from whestdocs.views.terminal.notices_text import show_notices
    from whestdocs.views.terminal.standing_text import show_standing

    target, setting = find_target(estimator, class_name), run.setting()
    with working(f"Running {target.file.name}") as work:
        outcome, standing = stand(target, setting, runs, share, samples, work.step)
    if standing.profile.failure is not None:
        if json_output:
            print_json(standing.profile.document())
        return report_failure(standing.profile, outcome, debug)
    if json_output:
        print_json(standing.document())
    else:
        show_standing(standing, TerminalConsole())
        show_notices(notices_of(standing.profile), TerminalConsole())
    has_answer = standing.samples is not None or samples is None
    return EXIT_DONE if has_answer else EXIT_CHECK_FAILED
