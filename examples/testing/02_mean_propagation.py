"""Mean propagation: carry every neuron's mean and variance through the network.

Neurons of a layer are taken as independent normal variables. For z ~ N(mu, sigma^2)
and a = mu / sigma, with pdf and cdf of the standard normal distribution,

    E[max(z, 0)]   = mu cdf(a) + sigma pdf(a)
    E[max(z, 0)^2] = (mu^2 + sigma^2) cdf(a) + mu sigma pdf(a).

Two matrix-vector products and a squared matrix per layer: O(width^2) FLOPs.

Run `python 02_mean_propagation.py` to see its FLOPs and its error.
"""

from __future__ import annotations

import argparse

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import MLP, BaseEstimator, sample_layer_statistics, sample_mlp


class Estimator(BaseEstimator):
    """Propagates means and variances, and ignores covariances."""

    def predict(self, mlp: MLP, budget: int) -> fnp.ndarray:
        """Return the mean of every neuron, as if neurons were independent.

        Args:
            mlp: The network, with `depth` float32 matrices of shape (width, width).
            budget: FLOPs that may be spent. This takes a tiny part of them.

        Returns:
            Means of shape (depth, width), float32.
        """
        # The input is N(0, I). State of a layer: mu and var, (width,), float32.
        # Without the dtype they would be float64, and so would all that follows.
        mu = fnp.zeros(mlp.width, dtype=fnp.float32)
        var = fnp.ones(mlp.width, dtype=fnp.float32)

        rows = []
        for w in mlp.weights:
            # Linear map z = W^T x: of independent inputs, variances add up.
            mu_pre = w.T @ mu
            var_pre = (w**2).T @ var
            var_pre = fnp.maximum(var_pre, 1e-12)  # No division by 0 if it is dead.
            sigma = fnp.sqrt(var_pre)

            # pdf and cdf work in float64 whatever they are given. Saying so avoids
            # a warning; going back at once is cheaper than a float64 state.
            alpha = (mu_pre / sigma).astype(fnp.float64)
            pdf = flops.stats.norm.pdf(alpha).astype(fnp.float32)
            cdf = flops.stats.norm.cdf(alpha).astype(fnp.float32)

            # ReLU: first and second moment of max(z, 0), then its variance.
            mu = mu_pre * cdf + sigma * pdf
            second = (mu_pre * mu_pre + var_pre) * cdf + mu_pre * sigma * pdf
            var = fnp.maximum(second - mu * mu, 0.0)  # Rounding can go below 0.

            rows.append(mu)

        return fnp.stack(rows, axis=0)


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
