"""My FLOPs are too good to be true: other threads did the work.

A BudgetContext belongs to the thread that opened it. Operations in another thread reach
none, so they are on no bill. The fix is a plain loop: threads would not save FLOPs anyway.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import MLP, sample_mlp


def gram(w: fnp.ndarray) -> fnp.ndarray:
    """Return a product that takes most of the FLOPs."""
    return w.T @ w


def as_written(mlp: MLP) -> list[fnp.ndarray]:
    """Return the product of every layer, made in two threads."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(gram, mlp.weights))


def fixed(mlp: MLP) -> list[fnp.ndarray]:
    """Return the product of every layer."""
    return [gram(w) for w in mlp.weights]


def main() -> None:
    """Print what is counted of both."""
    mlp = sample_mlp(width=256, depth=8)
    for name, function in (("As written", as_written), ("Fixed", fixed)):
        with flops.BudgetContext(flop_budget=10**12, quiet=True) as context:
            function(mlp)
        times = context.summary_dict()
        is_residual = times["residual_wall_time_s"] > 0.9 * times["wall_time_s"]
        print(f"{name + ':':12}{context.flops_used:>13,} FLOPs")
        print(f"    nearly all of its time is residual time: {is_residual}")


if __name__ == "__main__":
    main()
