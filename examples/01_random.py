"""Random guesses: the contract of an estimator, and the floor to beat.

An estimator is given a network, a stack of weight matrices W_1 ... W_depth, and
predicts the mean activation of every neuron for standard normal inputs:

    x_0 ~ N(0, I),    x_l = max(W_l^T x_(l-1), 0),    predict E[x_l] for every l.

This one does not look at the weights at all. It shows what has to come back, and
whoever looks at the weights should do better than this.

Run `python 01_random.py` to see its FLOPs and its error.
"""

from __future__ import annotations

import argparse

import flopscope as flops
import flopscope.numpy as fnp
from whestbench import MLP, BaseEstimator, sample_layer_statistics, sample_mlp


class Estimator(BaseEstimator):
    """Guesses every mean uniformly between 0 and 1."""

    def predict(self, mlp: MLP, budget: int) -> fnp.ndarray:
        """Return a guess for the mean of every neuron.

        Args:
            mlp: The network: `width`, `depth`, `weights` (float32 matrices of shape
                (width, width), input first) and `seed`.
            budget: FLOPs that may be spent here. Nothing is refunded, and spending
                more zeroes the prediction.

        Returns:
            Means of shape (depth, width), float32. The last row is the one scored.
        """
        # Seeded by the network, so that grading twice gives the same answer twice.
        rng = fnp.random.default_rng(mlp.seed)

        # Without the dtype this would be float64, which newer releases bill dearer.
        # Not every sampler takes a dtype (`uniform` does not): pick one that does.
        return rng.random((mlp.depth, mlp.width), dtype=fnp.float32)


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

    print(f"Network: width {mlp.width}, depth {mlp.depth}, seed {args.seed}")
    print(context.summary())
    print()
    print(f"FLOPs used:      {context.flops_used:,}")
    print(f"FLOPs remaining: {context.flops_remaining:,}")
    print(f"Final-layer MSE: {mse:.3e} to {args.samples:,} Monte-Carlo samples")
    print(f"Sampling noise:  {noise:.3e} of it is expected from the samples alone")
    print(f"Estimator's own: {mse - noise:.3e} is left; more samples sharpen it")


if __name__ == "__main__":
    main()
