"""Monte Carlo, of parts that tips replace."""

import math

import flopscope.numpy as fnp
from whestbench import BaseEstimator

SAMPLES = 1024


def draw(shape, seed):
    """Return normal numbers."""
    return fnp.random.default_rng(seed).standard_normal(shape, dtype=fnp.float32)


def scale_samples(x):
    """Return the samples times sqrt(2 / number of samples)."""
    return x * math.sqrt(2 / len(x))


def masked_sum(x, mask):
    """Return the sum of the entries that the mask chooses."""
    return fnp.sum(x, where=mask)


def product(x, w):
    """Return the samples behind the weights."""
    return x @ w


def products(batches, w):
    """Return the batches behind the weights."""
    return batches @ w


def product_without(x, w, stays):
    """Return the samples behind the weights of the neurons that stay."""
    return x[:, stays] @ w[stays]


def relu(z):
    """Return the activations."""
    return fnp.maximum(z, 0.0)


def batch_means(x, size):
    """Return the mean of each batch."""
    return fnp.stack([fnp.mean(x[i : i + size], axis=0) for i in range(0, len(x), size)])


def mean_behind(x, shift, scale):
    """Return the mean of shifted and scaled samples."""
    return (fnp.mean(x, axis=0) - shift) * scale


class Estimator(BaseEstimator):
    """Sends samples through the network."""

    def predict(self, mlp, budget):
        """Return the means of every layer, shape (depth, width)."""
        drawn = draw((SAMPLES, mlp.width), mlp.seed)
        # The network is homogeneous: what scales inputs scales means. Of normal numbers
        # the positive parts have the mean 1 / sqrt(2 pi).
        x = scale_samples(drawn)
        size = math.sqrt(2 / SAMPLES)
        size *= float(masked_sum(drawn, drawn > 0.0)) / drawn.size * math.sqrt(2 * math.pi)
        scale = fnp.full(mlp.width, 1 / size, dtype=fnp.float32)
        mean, means = None, []
        for layer, w in enumerate(mlp.weights):
            if layer == 0:
                halves = x.reshape(2, -1, mlp.width)
                z = fnp.concatenate(list(products(halves, w)))
            elif layer == 1:
                z = product(x, w)
            else:  # The neurons that are active least are left out.
                stays = mean > fnp.sort(mean)[mlp.width // 64]
                z = product_without(x, w, stays)
            x = relu(z)
            mean = fnp.mean(batch_means(x, 128), axis=0)
            # Samples are averaged as distances from the first: smaller numbers round less.
            means.append(mean_behind(x, x[0], scale) + x[0] * scale)
        return fnp.stack(means)
