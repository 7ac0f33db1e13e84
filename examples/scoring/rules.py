"""The rules of scoring, asked of the installed whestbench itself."""

import json

from whestbench import cli, scoring


def multiplier(share_of_the_budget, failed=False):
    """Return what an error is multiplied by."""
    return scoring._compute_budget_adjusted_score(
        mse_final=1.0,
        effective_compute=share_of_the_budget,
        flop_budget=1,
        failure=failed,
    )


percent = {
    "nothing": 100 * multiplier(0.0),
    "a_tenth": 100 * multiplier(0.1),
    "half": 100 * multiplier(0.5),
    "all": 100 * multiplier(1.0),
    "failed": 100 * multiplier(0.0, failed=True),
}
settings = vars(cli._default_contest_spec())
names = ("width", "depth", "flop_budget", "wall_time_limit_s", "setup_timeout_s")
print(json.dumps({"multiplier_percent": percent} | {n: settings[n] for n in names}, indent=2))
