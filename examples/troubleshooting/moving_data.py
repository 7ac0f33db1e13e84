"""I only moved data, and it cost FLOPs.

Newer releases of flopscope charge an operation that fills, copies, joins or reshapes for
every element it writes. The fix: write each element once, and index where you can.
"""

from __future__ import annotations

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import MLP, sample_mlp

LINES = (
    "fnp.zeros(1_000)",
    "fnp.ones(1_000, dtype=fnp.float32)",
    "x.copy()",
    "x.reshape(1, -1)",
    "x[None, :]",
    "x.astype(fnp.float32)",
    "fnp.asarray(x)",
)


def as_written(mlp: MLP) -> fnp.ndarray:
    """Return the activations that an input of ones leads to, joined row by row."""
    x = fnp.ones(mlp.width, dtype=fnp.float32)
    result = fnp.zeros((0, mlp.width), dtype=fnp.float32)
    for w in mlp.weights:
        x = fnp.maximum(w.T @ x, 0.0).copy()
        result = fnp.concatenate([result, x.reshape(1, -1)])
    return result


def fixed(mlp: MLP) -> fnp.ndarray:
    """Return the same, collected in a list and stacked once."""
    x = fnp.ones(mlp.width, dtype=fnp.float32)
    rows = []
    for w in mlp.weights:
        x = fnp.maximum(w.T @ x, 0.0)
        rows.append(x)
    return fnp.stack(rows, axis=0)


def main() -> None:
    """Print what moving 1,000 numbers costs, then what it costs in two estimators."""
    x = fnp.random.default_rng(0).standard_normal(1_000, dtype=fnp.float32)
    for line in LINES:
        with flops.BudgetContext(flop_budget=10**12, quiet=True) as context:
            eval(line, {"fnp": fnp, "x": x})
        print(f"{line + ':':38}{context.flops_used:>11,} FLOPs")

    mlp = sample_mlp(width=256, depth=8)
    for name, function in (("As written", as_written), ("Fixed", fixed)):
        with flops.BudgetContext(flop_budget=10**12, quiet=True) as context:
            function(mlp)
        moving = sum(
            record.flop_cost
            for record in context.op_log
            if record.op_name not in ("matmul", "maximum")
        )
        print(f"{name + ':':38}{moving:>11,} FLOPs")


if __name__ == "__main__":
    main()
