"""Covariance propagation: carry the mean and the whole covariance matrix.

For a layer z = W^T x the covariance is exact: C_z = W^T C W. Behind the ReLU,
neuron i passes on the share P_i = cdf(mu_i / sigma_i) of a small change, so that

    C_x = G o C_z,   G_ij = P_i P_j off the diagonal,   G_ii = Var(x_i) / Var(z_i),

where o multiplies entry by entry. Mean and variance of x_i are those of mean
propagation. One symmetric sandwich W^T C W per layer: 3 width^3 FLOPs.

Run `python 03_covariance_propagation.py` to see its FLOPs and its error.
"""

from __future__ import annotations

import argparse

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import MLP, BaseEstimator, sample_layer_statistics, sample_mlp


# A ReLU network without biases is homogeneous: f(c x) = c f(x). Inputs are shrunk by
# a power of two, which rounds nothing, and the means are stretched again in the end.
# flopscope refuses a tagged result that is 1e-6 off symmetry, on an absolute scale;
# on a small scale, float32 rounding stays far away from that in any network.
SHRINK = 2.0**-5


class Estimator(BaseEstimator):
    """Propagates means and covariances; the ReLU scales covariances by gains."""

    def predict(self, mlp: MLP, budget: int) -> fnp.ndarray:
        """Return the mean of every neuron, with correlations taken into account.

        Args:
            mlp: The network, with `depth` float32 matrices of shape (width, width).
            budget: FLOPs that may be spent. This takes a few percent of them.

        Returns:
            Means of shape (depth, width), float32.
        """
        # State of a layer, float32: mu (width,) and cov (width, width). eye() is
        # tagged as symmetric, and scaling keeps the tag.
        mu = fnp.zeros(mlp.width, dtype=fnp.float32)
        cov = fnp.eye(mlp.width, dtype=fnp.float32) * SHRINK**2

        rows = []
        for w in mlp.weights:
            # Linear map. A tagged cov and the same object w twice let einsum see
            # that W^T C W is symmetric, and bill 3 n^3 where w.T @ cov @ w is 4 n^3.
            mu_pre = w.T @ mu
            cov_pre = fnp.einsum("ij,ia,jb->ab", cov, w, w)
            var_pre = fnp.einsum("ii->i", cov_pre)  # A view of the diagonal, free.
            var_pre = fnp.maximum(var_pre, 1e-12)
            sigma = fnp.sqrt(var_pre)

            # pdf and cdf work in float64 whatever they are given: come back at once.
            alpha = (mu_pre / sigma).astype(fnp.float64)
            pdf = flops.stats.norm.pdf(alpha).astype(fnp.float32)
            cdf = flops.stats.norm.cdf(alpha).astype(fnp.float32)

            # ReLU: E[x] and Var[x] = E[x^2] - E[x]^2 with E[x^2] = mu_pre E[x] + var cdf.
            mu = mu_pre * cdf + sigma * pdf
            var = mu_pre * mu + var_pre * cdf - mu * mu
            var = fnp.maximum(var, 0.0)  # Rounding can go below 0.
            rows.append(mu)

            # Gains. Writing in place voids the tag of gain (since 0.9), hence the
            # symmetry= below: einsum checks and tags its result for nothing, where
            # as_symmetric would bill 7 n^2 for the same check.
            gain = fnp.outer(cdf, cdf)
            fnp.fill_diagonal(gain, var / var_pre)
            cov = fnp.einsum("ij,ij->ij", gain, cov_pre, symmetry=(0, 1))

        return fnp.stack(rows, axis=0) * (1 / SHRINK)


def main() -> None:
    """Predict one network; print what that cost and how far off it was."""
    try:
        from whestbench.budget import CURRENT_ROUND as round_
    except ImportError:  # Older releases keep the round with the command line.
        from whestbench.cli import _default_contest_spec

        round_ = _default_contest_spec()

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--width", type=int, default=round_.width)
    parser.add_argument("--depth", type=int, default=round_.depth)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--samples", type=int, default=20_000)
    args = parser.parse_args()

    # One seed makes three streams: weights, Monte-Carlo inputs, estimator. This is
    # how `whest run --seed` makes its first network, so both see the same one.
    streams = fnp.random.SeedSequence(args.seed).spawn(3)
    weights_rng, inputs_rng = map(fnp.random.default_rng, streams[:2])
    own_seed = int(streams[2].generate_state(1)[0])
    mlp = sample_mlp(args.width, args.depth, weights_rng, seed=own_seed)

    budget = round_.flop_budget
    with flops.BudgetContext(flop_budget=budget, quiet=True) as context:
        means = Estimator().predict(mlp, budget)

    # Outside the context: the comparison is not on the estimator's bill.
    _, truth, variance = sample_layer_statistics(mlp, args.samples, inputs_rng)
    error = means[-1] - truth
    mse = float(fnp.mean(error * error))
    noise = variance / args.samples

    print(context.summary())
    print()
    print(f"FLOPs used:      {context.flops_used:>25,}")
    print(f"FLOPs remaining: {context.flops_remaining:>25,}")
    print(f"Final-layer MSE: {mse:>25.3e}  against {args.samples:,} samples")
    print(f"Sampling noise:  {noise:>25.3e}  is in it, from the samples' side")
    print(f"Difference:      {mse - noise:>25.3e}  is the estimator's own error")


if __name__ == "__main__":
    main()
