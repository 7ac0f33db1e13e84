"""It costs twice what I counted: float64 arrived without a word.

`zeros`, `ones`, `eye` and random samplers make float64 unless they are told otherwise,
and one float64 operand makes the result float64. Newer releases bill float64 twice.
The fix: name the dtype wherever an array begins.
"""

from __future__ import annotations

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import MLP, sample_mlp


def as_written(mlp: MLP) -> fnp.ndarray:
    """Return the final means of 1,000 sampled inputs."""
    x = fnp.random.default_rng(mlp.seed).standard_normal((1_000, mlp.width))
    for w in mlp.weights:
        x = fnp.maximum(x @ w, 0.0)
    return fnp.mean(x, axis=0)


def fixed(mlp: MLP) -> fnp.ndarray:
    """Return the same, sampled at the dtype of the weights."""
    rng = fnp.random.default_rng(mlp.seed)
    x = rng.standard_normal((1_000, mlp.width), dtype=fnp.float32)
    for w in mlp.weights:
        x = fnp.maximum(x @ w, 0.0)
    return fnp.mean(x, axis=0)


def main() -> None:
    """Print what arrives as float64, and what that costs."""
    mlp = sample_mlp(width=256, depth=8)
    rng = fnp.random.default_rng(0)
    zeros = fnp.zeros(3, dtype=fnp.float32)

    arrivals = {
        "zeros(3)": fnp.zeros(3),
        "ones(3)": fnp.ones(3),
        "eye(3)": fnp.eye(3),
        "standard_normal(3)": rng.standard_normal(3),
        "norm.cdf of float32": flops.stats.norm.cdf(zeros),
        "float32 times float64": zeros * fnp.float64(2.0),
        "float32 times 2.0": zeros * 2.0,
    }
    for name, array in arrivals.items():
        print(f"{name:22}{array.dtype}")

    for name, function in (("As written", as_written), ("Fixed", fixed)):
        with flops.BudgetContext(flop_budget=10**12, quiet=True) as context:
            function(mlp)
        print(f"{name + ':':12}{context.flops_used:>13,} FLOPs")


if __name__ == "__main__":
    main()
