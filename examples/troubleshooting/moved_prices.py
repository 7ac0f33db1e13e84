"""The same file costs more than it did last round: prices move between releases.

A price belongs to a release of flopscope. This prints some prices of the installed one.
The fix: measure under the release that your round is graded with.
"""

from __future__ import annotations

import flopscope as flops
import flopscope.numpy as fnp

LINES = (
    "x + x",
    "y + y",
    "x.copy()",
    "x.reshape(20, 50)",
    "x[index]",
    "fnp.sort(x)",
    "fnp.linalg.cholesky(M)",
)


def main() -> None:
    """Print what each line costs."""
    rng = fnp.random.default_rng(0)
    names = {
        "fnp": fnp,
        "x": rng.standard_normal(1_000, dtype=fnp.float32),
        "y": rng.standard_normal(1_000, dtype=fnp.float64),
        "index": fnp.arange(500),
        "M": fnp.eye(64, dtype=fnp.float32),
    }
    for line in LINES:
        with flops.BudgetContext(flop_budget=10**12, quiet=True) as context:
            eval(line, names)
        print(f"{line + ':':26}{context.flops_used:>11,} FLOPs")


if __name__ == "__main__":
    main()
