"""Commands about somebody's estimator, or about a single call."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter
from rich.console import Console

from whestdocs.commands import EXIT_DONE, EXIT_ESTIMATOR_FAILED, Tag, complain
from whestdocs.errors import UsageError
from whestdocs.text import visible

if TYPE_CHECKING:
    from whestdocs.run import Outcome

By = Literal["source", "line", "expression", "op", "layer"]
ClassName = Annotated[str | None, Parameter("--class")]
Debug = Annotated[bool, Parameter(negative="")]


def profile(
    file: Path,
    /,
    *,
    round_tag: Tag = None,
    width: int | None = None,
    depth: int | None = None,
    seed: int = 0,
    class_name: ClassName = None,
    by: By = "source",
    json_output: Annotated[bool, Parameter("--json", negative="")] = False,
    wall_time_limit: float = 120.0,
    memory_limit: float = 8.0,
    debug: Debug = False,
) -> int:
    """Show which source expressions of an estimator spend how many FLOPs.

    Runs the estimator's predict() once, in a process of its own, on the first network of
    `whest run --seed SEED`, under the release that documents the round.

    Parameters
    ----------
    file
        The estimator's .py file.
    round_tag
        Round whose shape, budget and release apply. Default: the current one.
    width
        Neurons in a layer. Default: the round's.
    depth
        Layers of the network. Default: the round's.
    seed
        Seed of the network.
    class_name
        Estimator class to take where the file defines several.
    by
        What the table shows a row for.
    json_output
        Print the profile as JSON instead of a table.
    wall_time_limit
        Seconds that import, setup() and predict() may take together.
    memory_limit
        GiB of address space that the estimator's process may take.
    debug
        Show the estimator's traceback and what it printed.
    """
    from whestdocs.profile import profile_from
    from whestdocs.releases import prepare
    from whestdocs.rounds import round_by_tag
    from whestdocs.run import Limits, Request, run

    round_ = round_by_tag(round_tag)
    request = Request(
        estimator=file,
        width=round_.width if width is None else width,
        depth=round_.depth if depth is None else depth,
        seed=seed,
        flop_budget=round_.flop_budget,
        class_name=class_name,
        limits=Limits(wall_time_limit, memory_limit),
    )
    outcome = run(prepare(round_.release), request)
    measured = profile_from(outcome, request, round_.tag)
    if json_output:
        print(json.dumps(measured.document(), indent=1))
    elif measured.charges or measured.failure is None:  # Else there is nothing to show.
        from whestdocs.views.terminal import show

        show(measured, by, Console())
    return _report_failure(outcome, debug)


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
    file: Path,
    /,
    *,
    round_tag: Tag = None,
    seed: int = 0,
    class_name: ClassName = None,
    wall_time_limit: float = 120.0,
    memory_limit: float = 8.0,
    debug: Debug = False,
) -> int:
    """Show how far an estimator's final-layer means are off, with a 95% interval.

    Runs the estimator as `whestdocs profile` does, within the round's FLOP budget. Compares
    with a Monte-Carlo truth whose own sampling error is subtracted.

    Parameters
    ----------
    file
        The estimator's .py file.
    round_tag
        Round whose shape, budget and release apply. Default: the current one.
    seed
        Seed of the network.
    class_name
        Estimator class to take where the file defines several.
    wall_time_limit
        Seconds that import, setup() and predict() may take together.
    memory_limit
        GiB of address space that the estimator's process may take.
    debug
        Show the estimator's traceback and what it printed.
    """
    from whestdocs.accuracy import error_of, sampled_truth
    from whestdocs.releases import prepare
    from whestdocs.rounds import round_by_tag
    from whestdocs.run import Limits, Request, run

    round_ = round_by_tag(round_tag)
    request = Request(
        estimator=file,
        width=round_.width,
        depth=round_.depth,
        seed=seed,
        flop_budget=round_.flop_budget,
        class_name=class_name,
        limits=Limits(wall_time_limit, memory_limit),
    )
    outcome = run(prepare(round_.release), request)
    if outcome.result["failure"] is not None:
        return _report_failure(outcome, debug)
    if sys.stderr.isatty():
        print("Sampling the truth, once for each network ...", file=sys.stderr)
    final_layer = outcome.result["prediction"]["final_layer"]
    error = error_of(final_layer, sampled_truth(round_, seed))
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


def _report_failure(outcome: Outcome, debug: bool) -> int:
    """Print what went wrong in an estimator, if anything, and return the exit code."""
    from whestdocs.profile import Failure

    if outcome.result["failure"] is None:
        return EXIT_DONE
    failure = Failure(**outcome.result["failure"])
    complain(str(failure))
    if debug:
        for line in f"{failure.details or ''}\n{outcome.printed}".strip().splitlines():
            print(visible(line), file=sys.stderr)
    return EXIT_ESTIMATOR_FAILED
