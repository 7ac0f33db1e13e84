"""How far an estimator is off, in words."""

from __future__ import annotations

from collections.abc import Iterator

from whestdocs.estimators.accuracy import Accuracy
from whestdocs.views.terminal.comparison_text import unresolved


def accuracy_lines(found: Accuracy) -> Iterator[str]:
    """Yield the error with its interval, what that is about, and what it cannot tell."""
    error, count = found.error, len(found.profiles)
    interval = "" if error.value is None else f" ({error.low:.3g} to {error.high:.3g})"
    yield f"final-layer mean squared error: {error}{interval}"
    if count == 1:
        yield (
            f"On the network of seed {found.profiles[0].seed} alone, and for what the estimator "
            f"drew there, with {found.samples:,} samples of its truth."
        )
    else:
        yield (
            f"In the mean over all networks and draws, from {count} networks, each with "
            f"{found.samples:,} samples of its truth."
        )
    if error.value is None:
        yield unresolved("the truth" if count == 1 else "each truth", found.samples)
