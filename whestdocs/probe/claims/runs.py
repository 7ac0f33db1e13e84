"""What the code of a claim asks about `whest run`: its report, and its help."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from whestbench.cli import main

#: Few samples of the truth: what is asked about is not how far off an estimator is.
_OPTIONS = ("--runner", "local", "--n-samples", "64", "--seed", "1", "--format", "json")


def printed(call: Callable[[], object]) -> str:
    """Return what ``call`` prints; a command line may end with SystemExit."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.suppress(SystemExit):
        call()
    return output.getvalue()


def whest_help(command: str) -> str:
    """Return what `whest COMMAND --help` prints."""
    return printed(lambda: main([command, "--help"]))


class Runs:
    """Runs of the estimators in a folder, each made once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.run = cache(self._run)
        self.quietest = cache(self._quietest)

    def _run(self, estimator: str, *options: str) -> Any:
        """Return the results of `whest run` on one network, with more options of it."""
        file = str(self._folder / f"{estimator}.py")
        arguments = ["run", "--estimator", file, "--n-mlps", "1", *_OPTIONS, *options]
        return json.loads(printed(lambda: main(arguments)))["results"]

    def _quietest(self, estimator: str, *options: str) -> Any:
        """Return the results of the less disturbed of two runs.

        Residual time is the machine's as much as the estimator's: where it decides, the run
        counts during which the machine did less besides.
        """
        return min((self._run(estimator, *options) for _ in range(2)), key=_residual_time)


def _residual_time(results: Any) -> float:
    return sum(float(entry["residual_wall_time_s"]) for entry in results["per_mlp"])
