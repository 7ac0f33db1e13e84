"""SymmetryError in a deep layer, although the covariances are symmetric.

einsum checks a result that it tags, against a fixed tolerance. Rounding grows with the
numbers, the tolerance for entries near zero does not. Covariances double in each layer
here. The fix: shrink the inputs by a power of two, which rounds nothing, and stretch back.
"""

from __future__ import annotations

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import MLP, sample_mlp


def variances(mlp: MLP, shrink: float) -> fnp.ndarray:
    """Return the variances of the outputs if there were no ReLU, inputs shrunk."""
    cov = fnp.eye(mlp.width, dtype=fnp.float32) * shrink**2
    for w in mlp.weights:
        cov = fnp.einsum("ij,ia,jb->ab", cov, w, w)
    return fnp.einsum("ii->i", cov) / shrink**2


def main() -> None:
    """Print what comes of large inputs and of small ones."""
    mlp = sample_mlp(width=256, depth=8)
    for name, shrink in (("As written", 2.0**4), ("Fixed", 2.0**-5)):
        with flops.BudgetContext(flop_budget=10**12, quiet=True):
            try:
                result = variances(mlp, shrink)
            except flops.SymmetryError as error:
                print(f"{name}: SymmetryError: {error}")
            else:
                print(f"{name}: no error, {result.shape[0]} variances")


if __name__ == "__main__":
    main()
