"""The commands, one module for each kind of user; `whestdocs.cli` puts them together.

Each returns an exit code: 0 done, 1 the check failed or no answer exists, 2 wrong use,
3 the estimator failed. They import what they need when they run, so that --help is quick.
"""

from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import Parameter

from whestdocs.text import visible

EXIT_DONE, EXIT_CHECK_FAILED, EXIT_WRONG_USE, EXIT_ESTIMATOR_FAILED = range(4)

Tag = Annotated[str | None, Parameter("--round", help="Round, such as v1-warmup.")]
Tags = Annotated[
    list[str] | None,
    Parameter("--round", negative="", help="Round; repeat for several. Default: all."),
]


def complain(message: str) -> None:
    """Print what is wrong to the standard error stream, with nothing a terminal would obey."""
    print(f"whestdocs: {visible(message)}", file=sys.stderr)
