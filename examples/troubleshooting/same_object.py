"""My product gets no symmetric discount, and nothing warns.

`W^T C W` is symmetric only if both W are the same, and flopscope does not compare values:
it asks whether they are one object. A copy is not, and neither is a second `W.T`.
The fix: make the array once, give it a name, and pass the name twice.
"""

from __future__ import annotations

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import sample_mlp

LINES = (
    'fnp.einsum("ij,ia,jb->ab", cov, w, w)',
    'fnp.einsum("ij,ia,jb->ab", cov, w, w.copy())',
    'fnp.einsum("ij,ai,bj->ab", cov, w.T, w.T)',
    'fnp.einsum("ij,ai,bj->ab", cov, t, t)',
    'fnp.einsum("ij,ia,jb->ab", cov.astype(fnp.float32), w, w)',
    'fnp.einsum("ij,ia,jb->ab", fnp.where(cov > 0, cov, cov), w, w)',
    "w.T @ cov @ w",
    'fnp.einsum("ki,kj->ij", w, w)',
    "w.T @ w",
)


def main() -> None:
    """Print what each line costs; t is w.T, and cov is tagged as symmetric."""
    mlp = sample_mlp(width=256, depth=1)
    w = mlp.weights[0]
    # Small numbers: flopscope checks the result, and large ones would not pass.
    cov = fnp.eye(mlp.width, dtype=fnp.float32) * 2.0**-10
    names = {"fnp": fnp, "cov": cov, "w": w, "t": w.T}
    for line in LINES:
        with flops.BudgetContext(flop_budget=10**12, quiet=True) as context:
            eval(line, names)
        print(f"{line + ':':66}{context.flops_used:>11,} FLOPs")


if __name__ == "__main__":
    main()
