"""flopscope warns that symmetry was lost, and the next product costs more.

A tag says that a matrix is symmetric, and makes products with it cheaper. It lasts as long
as flopscope can see the symmetry: not if rows and columns are scaled one after the other.
The fix: scale by an outer product, which is symmetric itself.
"""

from __future__ import annotations

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import MLP, sample_mlp


def as_written(mlp: MLP) -> fnp.ndarray:
    """Return covariances of the outputs, if each neuron passes on one half."""
    gain = fnp.full(mlp.width, 0.5, dtype=fnp.float32)
    cov = fnp.eye(mlp.width, dtype=fnp.float32)
    for w in mlp.weights:
        cov = fnp.einsum("ij,ia,jb->ab", cov, w, w)
        cov = gain[:, None] * cov * gain
    return cov


def fixed(mlp: MLP) -> fnp.ndarray:
    """Return the same, scaled by a matrix that is symmetric."""
    gain = fnp.full(mlp.width, 0.5, dtype=fnp.float32)
    cov = fnp.eye(mlp.width, dtype=fnp.float32)
    for w in mlp.weights:
        cov = fnp.einsum("ij,ia,jb->ab", cov, w, w)
        cov = fnp.outer(gain, gain) * cov
    return cov


def filled(mlp: MLP) -> fnp.ndarray:
    """Return the same, with gains whose diagonal is filled in apart."""
    gain = fnp.full(mlp.width, 0.5, dtype=fnp.float32)
    cov = fnp.eye(mlp.width, dtype=fnp.float32)
    for w in mlp.weights:
        cov = fnp.einsum("ij,ia,jb->ab", cov, w, w)
        gains = fnp.outer(gain, gain)
        fnp.fill_diagonal(gains, 0.25)
        cov = gains * cov
    return cov


def main() -> None:
    """Print what each costs; the warning appears where the tag is lost."""
    mlp = sample_mlp(width=256, depth=8)
    for name, function in (("As written", as_written), ("Fixed", fixed), ("Filled", filled)):
        with flops.BudgetContext(flop_budget=10**12, quiet=True) as context:
            function(mlp)
        print(f"{name + ':':12}{context.flops_used:>13,} FLOPs", flush=True)


if __name__ == "__main__":
    main()
