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

        # Without the dtype this would be float64, which newer releases bill at a higher rate.
        # Not every sampler takes a dtype (`uniform` does not): pick one that does.
        return rng.random((mlp.depth, mlp.width), dtype=fnp.float32)


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
