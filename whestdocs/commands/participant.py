"""Commands about somebody's estimator, or about a single call."""

from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import Parameter

from whestdocs.commands import EXIT_DONE, Tag
from whestdocs.commands.runs import ClassName, Debug, Run, RunOptions, report_failure
from whestdocs.errors import UsageError

_DEFAULTS = RunOptions()


def price(
    call: Annotated[str, Parameter(allow_leading_hyphen=True)],
    /,
    *,
    round_tag: Tag = None,
    dtypes: Annotated[list[str] | None, Parameter("--dtype", negative="")] = None,
) -> int:
    """Show what one operation costs, and the formula that its price obeys.

    Parameters
    ----------
    call
        An operation of the price list, such as exp, linalg.svd or 'a ** 2'; or any Python
        expression over its inputs, such as 'fnp.exp(a)': a and b have n elements, S and T
        are n x n. The price is that of 1,000 elements, or of squares of side 64.
    round_tag
        Round whose release applies. Default: the current one.
    dtypes
        Dtype to price it at; repeat for several. Default: float32, float64, complex64,
        int64 and bool, as far as it runs at them.
    """
    from whestdocs.operations import DTYPES
    from whestdocs.price_list import price_operation
    from whestdocs.rounds import round_by_tag
    from whestdocs.views.price_lines import price_lines

    unknown = [dtype for dtype in dtypes or () if dtype not in DTYPES]
    if unknown:
        raise UsageError(f"--dtype {unknown[0]} is none of {', '.join(DTYPES)}.")
    chosen = tuple(dtype for dtype in DTYPES if not dtypes or dtype in dtypes)
    operation = price_operation(round_by_tag(round_tag), call, chosen)
    if not operation.prices:
        raise UsageError(f"{call} cannot be priced: {operation.reason}")
    print("\n".join(price_lines(operation)))
    return EXIT_DONE


def prices(*, round_tag: Tag = None) -> int:
    """List what every operation costs, and why some have no price.

    Parameters
    ----------
    round_tag
        Round whose release applies. Default: the current one.
    """
    from whestdocs.price_list import price_list
    from whestdocs.rounds import round_by_tag
    from whestdocs.views.price_lines import price_list_lines

    print("\n".join(price_list_lines(price_list(round_by_tag(round_tag)))))
    return EXIT_DONE


def accuracy(
    estimator: str,
    /,
    *,
    run: Run = _DEFAULTS,
    class_name: ClassName = None,
    debug: Debug = False,
) -> int:
    """Show how far an estimator's final-layer means are off, with a 95% interval.

    Runs the estimator as `whestdocs profile` does, within the round's FLOP budget. Compares
    with a Monte-Carlo truth whose own sampling error is subtracted.

    Parameters
    ----------
    estimator
        The estimator's .py file, its submission folder, or module:Class.
    class_name
        Estimator class to take where the file defines several.
    debug
        Show the estimator's traceback and what it printed.
    """
    from whestdocs.accuracy import error_of, sampled_truth
    from whestdocs.profiling import profile_target
    from whestdocs.targets import find_target

    setting = run.setting()
    outcome, measured = profile_target(find_target(estimator, class_name), setting)
    if measured.failure is not None:
        return report_failure(measured, outcome, debug)
    if sys.stderr.isatty():
        print("Sampling the truth, once for each network ...", file=sys.stderr)
    final_layer = outcome.result["prediction"]["final_layer"]
    error = error_of(final_layer, sampled_truth(setting))
    print(
        f"final-layer mean squared error: {error['value']:.3g} "
        f"({error['low']:.3g} to {error['high']:.3g})"
    )
    return EXIT_DONE


def capture(name: str, /, *, round_tag: Tag = None) -> int:
    """Run a command whose output the pages show, and print what they keep of it.

    Its folders are named as on the pages, and times differ from run to run.

    Parameters
    ----------
    name
        Name of the capture in captures.toml.
    round_tag
        Round whose release applies. Default: the current one.
    """
    from whestdocs.captures import CaptureJob, read_captures
    from whestdocs.project import find_project
    from whestdocs.rounds import round_by_tag

    project = find_project()
    captures = read_captures(project)
    if name not in captures:
        raise UsageError(f"There is no capture {name!r}. Captures are: {', '.join(captures)}.")
    print(CaptureJob(project, round_by_tag(round_tag), captures[name]).run()["text"])
    return EXIT_DONE
