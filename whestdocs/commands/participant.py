"""Commands about somebody's estimator, or about a single call."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from rich.console import Console

from whestdocs.commands import EXIT_DONE, EXIT_ESTIMATOR_FAILED, Tag, complain
from whestdocs.errors import UsageError

By = Literal["source", "line", "expression", "op", "layer"]


def profile(
    file: Path,
    /,
    *,
    round_tag: Tag = None,
    width: int | None = None,
    depth: int | None = None,
    seed: int = 0,
    class_name: Annotated[str | None, Parameter("--class")] = None,
    by: By = "source",
    json_output: Annotated[bool, Parameter("--json", negative="")] = False,
    wall_time_limit: float = 120.0,
    memory_limit: float = 8.0,
    debug: Annotated[bool, Parameter(negative="")] = False,
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
    from whestdocs.profile import profile as measure_profile
    from whestdocs.releases import prepare
    from whestdocs.rounds import round_by_tag
    from whestdocs.run import Limits, Request

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
    measured = measure_profile(prepare(round_.release), request, round_.tag)
    if json_output:
        print(json.dumps(measured.document(), indent=1))
    else:
        from whestdocs.views.terminal import show

        show(measured, by, Console())
    if measured.failure is None:
        return EXIT_DONE
    complain(str(measured.failure))
    if debug and measured.failure.details:
        print(measured.failure.details, file=sys.stderr)
    return EXIT_ESTIMATOR_FAILED


def price(call: str, /, *, round_tag: Tag = None) -> int:
    """Show what one call costs at float32 and float64.

    Parameters
    ----------
    call
        A Python expression over canonical inputs, such as 'fnp.exp(a)': a and b have
        1,000 elements, A and B are 20 x 50, S and T 64 x 64, M and N 256 x 256.
    round_tag
        Round whose release applies. Default: the current one.
    """
    from whestdocs.prices import PRICE_DTYPES
    from whestdocs.releases import prepare
    from whestdocs.rounds import round_by_tag
    from whestdocs.run import run_task

    round_ = round_by_tag(round_tag)
    calls = [{"name": "call", "call": call}]
    document = {"task": "prices", "calls": calls, "dtypes": PRICE_DTYPES}
    for entry in run_task(prepare(round_.release), document, 120.0)["prices"]:
        if entry["error"] is not None:
            raise UsageError(f"{call} cannot be priced at {entry['dtype']}: {entry['error']}")
        print(f"{entry['dtype']}: {entry['flops']:,} FLOPs")
    return EXIT_DONE


def accuracy(file: Path, /, *, round_tag: Tag = None, seed: int = 0) -> int:
    """Show how far an estimator's final-layer means are off, with a 95% interval.

    Compares with a Monte-Carlo truth whose own sampling error is subtracted.

    Parameters
    ----------
    file
        The estimator's .py file.
    round_tag
        Round whose shape and release apply. Default: the current one.
    seed
        Seed of the network.
    """
    from whestdocs.accuracy import accuracy_document
    from whestdocs.profile import Failure
    from whestdocs.releases import prepare
    from whestdocs.rounds import round_by_tag
    from whestdocs.run import run_task

    if not file.is_file():
        raise UsageError(f"There is no file {file}. Give the path of an estimator's .py file.")
    round_ = round_by_tag(round_tag)
    document = accuracy_document([file], round_, seed)
    result = run_task(prepare(round_.release), document, 1200.0)
    if result["failure"] is not None:
        complain(str(Failure(**result["failure"])))
        return EXIT_ESTIMATOR_FAILED
    error = result["errors"][file.stem]
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
