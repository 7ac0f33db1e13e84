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


spec = cli._default_contest_spec()
print(
    json.dumps(
        {
            "multiplier_percent": {
                "nothing": 100 * multiplier(0.0),
                "a_tenth": 100 * multiplier(0.1),
                "half": 100 * multiplier(0.5),
                "all": 100 * multiplier(1.0),
                "failed": 100 * multiplier(0.0, failed=True),
            },
            "width": spec.width,
            "depth": spec.depth,
            "flop_budget": spec.flop_budget,
            "wall_time_limit_s": spec.wall_time_limit_s,
            "setup_timeout_s": spec.setup_timeout_s,
            "residual_wall_time_limit_s": spec.residual_wall_time_limit_s,
        },
        indent=2,
    )
)
