"""The commands. Exit codes: 0 done, 1 the check failed, 2 wrong use, 3 the estimator failed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, CycloptsError, Parameter
from rich.console import Console

from whestdocs import __version__
from whestdocs.errors import DriftError, LedgerError, SiteError, UsageError, WhestdocsError

if TYPE_CHECKING:  # Imported by each command as it needs them, so that --help is quick.
    from whestdocs.drift import Comparison
    from whestdocs.ledger import Ledger
    from whestdocs.rounds import Round

EXIT_DONE, EXIT_CHECK_FAILED, EXIT_WRONG_USE, EXIT_ESTIMATOR_FAILED = range(4)
#: As shells report a process that ended by SIGINT or SIGPIPE.
EXIT_INTERRUPTED, EXIT_UNREAD = 130, 141

app = App(
    name="whestdocs",
    version=__version__,
    help="Measure the FLOPs of flopscope estimators, and build the guide that publishes them.",
    exit_on_error=False,
    print_error=False,
    result_action="return_value",
)

By = Literal["source", "line", "expression", "op", "layer"]
Tag = Annotated[str | None, Parameter("--round", help="Round, such as v1-warmup.")]
Tags = Annotated[
    list[str] | None,
    Parameter("--round", negative="", help="Round; repeat for several. Default: all."),
]


@app.command
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
    _complain(str(measured.failure))
    if debug and measured.failure.details:
        print(measured.failure.details, file=sys.stderr)
    return EXIT_ESTIMATOR_FAILED


@app.command
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
    from whestdocs.jobs import PRICE_DTYPES
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


@app.command
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
    from whestdocs.jobs import accuracy_document
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
        _complain(str(Failure(**result["failure"])))
        return EXIT_ESTIMATOR_FAILED
    error = result["errors"][file.stem]
    print(
        f"final-layer mean squared error: {error['value']:.3g} "
        f"({error['low']:.3g} to {error['high']:.3g})"
    )
    return EXIT_DONE


@app.command
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


@app.command
def check(*, round_tags: Tags = None) -> int:
    """Measure again and compare with the accepted figures; exit 1 if any drifted.

    Parameters
    ----------
    round_tags
        Rounds to check.
    """
    from whestdocs.drift import report
    from whestdocs.edition import unshown_examples
    from whestdocs.project import find_project
    from whestdocs.publications import read_publications, unpublished

    project = find_project()
    places = read_publications(project.pages)
    drifted = False
    for _, comparison in _comparisons(round_tags):
        tag = comparison.measured.round.tag
        if comparison.is_clean:
            print(f"{tag}: {len(comparison.measured.figures)} figures agree with the ledger.")
        else:
            drifted = True
            print(report(comparison, places, project.root))
        lonely = unpublished(sorted(comparison.measured.figures), tag, places)
        if lonely:
            print(f"  No page publishes {len(lonely)} of its figures: {_some(lonely)}.")
    for example in unshown_examples(project):
        print(f"No page shows the example {example.name}.")
    return EXIT_CHECK_FAILED if drifted else EXIT_DONE


@app.command
def accept(*, round_tags: Tags = None, figure: str | None = None) -> int:
    """Take measured figures over into the ledgers, showing old -> new.

    Writes ledgers only, never pages. Refuses where the environment variable CI is set:
    figures are accepted by a person who reads the difference.

    Parameters
    ----------
    round_tags
        Rounds to accept.
    figure
        Name of a figure, or a pattern such as '02_mean_propagation/*'. Default: all.
    """
    from whestdocs.acceptance import accept as take_over
    from whestdocs.acceptance import chosen, chosen_changes
    from whestdocs.ledger import write
    from whestdocs.project import find_project

    if os.environ.get("CI"):
        raise LedgerError(
            "Figures are not accepted under CI. Run `whestdocs accept` on your machine, read "
            "the difference and commit the ledger."
        )
    project = find_project()
    figures = sources = 0
    for ledger, comparison in _comparisons(round_tags):
        drifts, changes = chosen(comparison, figure), chosen_changes(comparison, figure)
        if not drifts and not changes:
            continue
        tag = ledger.round_tag
        for line in [*changes, *drifts]:
            print(f"{tag}: {line}")
        write(project.ledger_file(tag), take_over(ledger, comparison, drifts, changes))
        figures, sources = figures + len(drifts), sources + len(changes)
    if figures:
        print(f"Accepted {figures} figure{'' if figures == 1 else 's'}.")
    elif sources:
        print("Accepted what the figures come from; no figure moved.")
    elif figure is not None:
        print(f"No drifted figure is called {figure!r} or matches it; nothing was written.")
        return EXIT_CHECK_FAILED
    else:
        print("Every measured figure is accepted.")
    return EXIT_DONE


@app.command
def site(*, round_tags: Tags = None) -> int:
    """Build the guide of every round into site/, after measuring and checking.

    Parameters
    ----------
    round_tags
        Rounds to build.
    """
    from whestdocs.project import find_project
    from whestdocs.site import build

    build(find_project(), _rounds(round_tags))
    return EXIT_DONE


@app.command
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
        raise UsageError(
            f"Serving the guide needs {error.name}. Run `pip install 'whestdocs[site]'`."
        ) from error

    serve_site(find_project(), host, port)
    return EXIT_DONE


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


def _some(names: list[str], most: int = 5) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def _complain(message: str) -> None:
    from whestdocs.text import visible

    print(f"whestdocs: {visible(message)}", file=sys.stderr)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Args:
        arguments: The words after ``whestdocs``; default: those of this process.
    """
    try:
        code = app(arguments)
        if sys.stdout is not None:  # It is None where the caller closed it.
            sys.stdout.flush()
    except CycloptsError as error:
        _complain(f"{' '.join(str(error).split())} See `whestdocs --help`.")
        return EXIT_WRONG_USE
    except UsageError as error:
        _complain(str(error))
        return EXIT_WRONG_USE
    except (DriftError, SiteError) as error:  # Reports of several lines.
        print(error, file=sys.stderr)
        return EXIT_CHECK_FAILED
    except WhestdocsError as error:
        _complain(str(error))
        return EXIT_CHECK_FAILED
    except BrokenPipeError:
        # Whoever read the output has gone, as `head` does; nothing may be written at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_UNREAD
    except OSError as error:
        _complain(f"{error}. Look at what this names, and run the command again.")
        return EXIT_CHECK_FAILED
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    return code if isinstance(code, int) else EXIT_DONE


if __name__ == "__main__":
    main()
