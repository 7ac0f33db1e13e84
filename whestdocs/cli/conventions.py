"""What all commands keep to: their exit codes, and how they print data, errors and failures.

Every command is a function in a module of its own that returns an exit code. It imports what it
needs when it runs, so that --help is quick.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from whestdocs.text import visible

if TYPE_CHECKING:
    from whestdocs.estimators.observations import EstimatorFailure
    from whestdocs.estimators.profiles import Profile
    from whestdocs.estimators.profiling import EstimatorError
    from whestdocs.running.probes import Outcome

#: Done; the check failed or there is no answer; wrong use; the estimator failed.
EXIT_DONE, EXIT_CHECK_FAILED, EXIT_WRONG_USE, EXIT_ESTIMATOR_FAILED = range(4)


def print_json(document: dict[str, Any]) -> None:
    """Print what a program reads."""
    import json

    print(json.dumps(document, indent=1))


def complain(message: str) -> None:
    """Print what is wrong to the standard error stream, with nothing a terminal would obey."""
    print(f"whestdocs: {visible(message)}", file=sys.stderr)


def report_failure(measured: Profile, outcome: Outcome, debug: bool) -> int:
    """Print what went wrong in an estimator, if anything, and return the exit code."""
    if measured.failure is None:
        return EXIT_DONE
    return _report(str(measured.failure), measured.failure, outcome.printed if debug else None)


def report_error(error: EstimatorError, json_output: bool, debug: bool) -> int:
    """Print which estimator failed and how, and return the exit code."""
    if json_output:
        print_json(error.profile.document())
    return _report(str(error), error.profile.failure, error.printed if debug else None)


def _report(message: str, failure: EstimatorFailure | None, printed: str | None) -> int:
    """Print a failure, with its traceback and what the estimator printed unless that is None."""
    complain(message)
    if failure is not None and printed is not None:
        for line in f"{failure.details or ''}\n{printed}".strip().splitlines():
            print(visible(line), file=sys.stderr)
    return EXIT_ESTIMATOR_FAILED
