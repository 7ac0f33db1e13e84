"""Covariance propagation: carry the mean and the whole covariance matrix.

For a layer z = W^T x the covariance is exact: C_z = W^T C W. Behind the ReLU,
neuron i passes on the share P_i = cdf(mu_i / sigma_i) of a small change, so that

    C_x = G o C_z,   G_ij = P_i P_j off the diagonal,   G_ii = Var(x_i) / Var(z_i),

where o multiplies entry by entry. Mean and variance of x_i are those of mean
propagation. One symmetric sandwich W^T C W per layer: O(width^3) FLOPs.

Run `python 03_covariance_propagation.py` to see its FLOPs and its error.
"""

from __future__ import annotations

import argparse

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import MLP, BaseEstimator, sample_layer_statistics, sample_mlp

# A ReLU network without biases is homogeneous: f(c x) = c f(x). Inputs are shrunk
# by a power of two, which rounds nothing, and the means stretched back at the end.
# Why: a sandwich W^T C W is symmetric up to rounding, and flopscope raises a
# SymmetryError beyond a fixed tolerance. Small numbers stay further below it.
SHRINK = 2.0**-5


class Estimator(BaseEstimator):
    """Propagates means and covariances; the ReLU scales covariances by gains."""

    def predict(self, mlp: MLP, budget: int) -> fnp.ndarray:
        """Return the mean of every neuron, with correlations taken into account.

        Args:
            mlp: The network, with `depth` float32 matrices of shape (width, width).
            budget: FLOPs that may be spent. This takes a small part of them.

        Returns:
            Means of shape (depth, width), float32.
        """
        # State of a layer, float32: mu (width,) and cov (width, width). eye comes
        # tagged as symmetric, and scaling keeps the tag.
        mu = fnp.zeros(mlp.width, dtype=fnp.float32)
        cov = fnp.eye(mlp.width, dtype=fnp.float32) * SHRINK**2

        rows = []
        for w in mlp.weights:
            # Linear map z = W^T x. From a tagged cov and the same object w twice,
            # einsum sees that W^T C W is symmetric: half of the second product is free.
            mu_pre = w.T @ mu
            cov_pre = fnp.einsum("ij,ia,jb->ab", cov, w, w)
            var_pre = fnp.einsum("ii->i", cov_pre)  # The diagonal.
            var_pre = fnp.maximum(var_pre, 1e-12)  # No division by 0 if it is dead.
            sigma = fnp.sqrt(var_pre)

            # pdf and cdf work in float64 whatever they are given: go back at once.
            alpha = (mu_pre / sigma).astype(fnp.float64)
            pdf = flops.stats.norm.pdf(alpha).astype(fnp.float32)
            cdf = flops.stats.norm.cdf(alpha).astype(fnp.float32)

            # ReLU: x = max(z, 0). With m = E[x], E[x^2] = mu_pre m + var_pre cdf,
            # so that Var[x] = m (mu_pre - m) + var_pre cdf.
            mu = mu_pre * cdf + sigma * pdf
            var = mu * (mu_pre - mu) + var_pre * cdf
            var = fnp.maximum(var, 0.0)  # Rounding can go below 0.
            rows.append(mu)

            # Gains of the ReLU. In newer releases fill_diagonal voids the tag of gain.
            # So name the symmetry: einsum checks its result and tags it. as_symmetric
            # would do so too, but newer releases bill for the check.
            gain = fnp.outer(cdf, cdf)
            fnp.fill_diagonal(gain, var / var_pre)
            cov = fnp.einsum("ij,ij->ij", gain, cov_pre, symmetry=(0, 1))

        return fnp.stack(rows, axis=0) / SHRINK


def at_least(least: int):
    """Return what reads an option that is a whole number from `least` on."""

    def integer(text: str) -> int:
        number = int(text)
        if number < least:
            raise argparse.ArgumentTypeError(f"must be at least {least}, not {number}")
        return number

    return integer


def main() -> None:
    """Predict one network; print what that cost and how far off it was."""
    try:
        from whestbench.budget import CURRENT_ROUND as round_
    except ImportError:  # Older releases keep the round with the command line.
        from whestbench.cli import _default_contest_spec

        round_ = _default_contest_spec()

    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0],
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    for option, least, default, meaning in (
        ("--width", 1, round_.width, "neurons in a layer"),
        ("--depth", 1, round_.depth, "layers of the network"),
        ("--seed", 0, 0, "seed of the network"),
        ("--samples", 2, 20_000, "Monte-Carlo inputs to compare with"),
    ):
        kind = at_least(least)
        parser.add_argument(option, type=kind, default=default, metavar="N", help=meaning)
    args = parser.parse_args()
    print(f"Network: width {args.width}, depth {args.depth}, seed {args.seed}", flush=True)

    # One seed makes three streams: weights, Monte-Carlo inputs, estimator. This is
    # how `whest run --seed` makes its first network, so both see the same one.
    streams = fnp.random.SeedSequence(args.seed).spawn(3)
    weights_rng, inputs_rng = map(fnp.random.default_rng, streams[:2])
    own_seed = int(streams[2].generate_state(1)[0])
    mlp = sample_mlp(args.width, args.depth, weights_rng, seed=own_seed)

    budget = round_.flop_budget
    with flops.BudgetContext(flop_budget=budget, quiet=True) as context:
        means = Estimator().predict(mlp, budget)

    print(context.summary())
    print()
    print(f"FLOPs used:      {context.flops_used:,}")
    print(f"FLOPs remaining: {context.flops_remaining:,}")
    print()
    print(f"Comparing with {args.samples:,} Monte-Carlo samples ...", flush=True)

    # Outside the context: the comparison is not on the estimator's bill. The variance
    # is that of a sample, divided by n: over n - 1 it is the mean's expected error.
    _, truth, variance = sample_layer_statistics(mlp, args.samples, inputs_rng)
    error = means[-1] - truth
    mse = float(fnp.mean(error * error))
    noise = variance / (args.samples - 1)

    print(f"Final-layer MSE: {mse:.3e} to these samples")
    print(f"Sampling noise:  {noise:.3e} of it is expected from the samples alone")
    print(f"Estimator's own: {mse - noise:.3e} is left; more samples sharpen it")


if __name__ == "__main__":
    main()
