"""The rules of scoring, asked of the installed whestbench itself."""

import json

from whestbench import cli, scoring


def multiplier(effective_compute, flop_budget=1, failed=False):
    """Return what an error is multiplied by."""
    return scoring._compute_budget_adjusted_score(
        mse_final=1.0,
        effective_compute=effective_compute,
        flop_budget=flop_budget,
        failure=failed,
    )


settings = vars(cli._default_contest_spec())
names = ("width", "depth", "flop_budget", "wall_time_limit_s", "setup_timeout_s")
percent = {
    "nothing": 100 * multiplier(0.0),
    "a_tenth": 100 * multiplier(0.1),
    "half": 100 * multiplier(0.5),
    "all": 100 * multiplier(1.0),
    "failed": 100 * multiplier(0.0, failed=True),
}
# The first number of FLOPs that costs more than nothing does.
budget = settings["flop_budget"]
above = next(n for n in range(budget // 10 - 1, budget) if multiplier(n, budget) > multiplier(0))
free = {"free_flops": above - 1}
document = {"multiplier_percent": percent} | {name: settings[name] for name in names} | free
print(json.dumps(document, indent=2))
