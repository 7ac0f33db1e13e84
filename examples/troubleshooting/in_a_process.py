"""Runs an estimator in a process of its own, as `whest run --runner subprocess` does.

Run `python in_a_process.py my_estimator.py`. The network is small, so that it is quick.
"""

from __future__ import annotations

import sys
from pathlib import Path

from whestbench import sample_mlp
from whestbench.runner import EstimatorEntrypoint, ResourceLimits, RunnerError, SubprocessRunner
from whestbench.sdk import SetupContext


def main() -> None:
    """Print what came of one prediction."""
    mlp, budget = sample_mlp(width=8, depth=2), 1_000_000
    limits = ResourceLimits(60.0, 60.0, memory_limit_mb=8_192, flop_budget=budget)
    context = SetupContext(mlp.width, mlp.depth, flop_budget=budget, api_version="1.0")
    runner = SubprocessRunner()
    try:
        runner.start(EstimatorEntrypoint(Path(sys.argv[1])), context, limits)
        print("a prediction of shape", runner.predict(mlp, budget).shape)
    except RunnerError as error:
        print(f"{error.detail.code}: {error.detail.message}")
    finally:
        runner.close()


if __name__ == "__main__":
    main()
