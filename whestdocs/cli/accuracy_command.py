"""The command that shows how accurate an estimator is."""

from __future__ import annotations

from whestdocs.cli.conventions import EXIT_DONE, print_json, report_error
from whestdocs.cli.options import DEFAULT_RUN, ClassName, Debug, EstimatorName, Json, Run


def accuracy(
    estimator: EstimatorName,
    /,
    *,
    run: Run = DEFAULT_RUN,
    class_name: ClassName = None,
    networks: int = 8,
    samples: int = 16_384,
    json_output: Json = False,
    debug: Debug = False,
) -> int:
    """Show how far an estimator's final-layer means are off, with a 95% interval.

    Runs the estimator as `whestdocs profile` does, within the round's FLOP budget, on several
    networks. Compares with Monte-Carlo truths whose own sampling error is subtracted. The
    interval is about the mean over all networks, and over what the estimator draws.

    Parameters
    ----------
    networks
        How many networks, from --seed on; of one alone the interval is about that one.
    samples
        Monte-Carlo samples of each network's truth; sampled once and kept.
    json_output
        Print it as JSON; if the estimator failed, the profile that says how.
    """
    from whestdocs.estimators.accuracy import measure_accuracy
    from whestdocs.estimators.profiling import EstimatorError
    from whestdocs.estimators.targets import find_target
    from whestdocs.progress import PassingBar
    from whestdocs.views.terminal.accuracy_text import accuracy_lines

    target = find_target(estimator, class_name)
    try:
        found = measure_accuracy(target, run.setting(), networks, samples, PassingBar())
    except EstimatorError as error:
        return report_error(error, json_output, debug)
    if json_output:
        print_json(found.document())
    else:
        print("\n".join(accuracy_lines(found)))
    return EXIT_DONE
