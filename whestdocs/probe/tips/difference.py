"""How far the results of a tip's two ways are apart."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def plain(result: Any) -> NDArray[np.float64]:
    """Return a result as a plain float64 array."""
    return np.array(result, dtype=np.float64).view(np.ndarray)


def difference(
    expected: NDArray[np.float64], found: NDArray[np.float64], scale: float | None = None
) -> float:
    """Return the largest difference, relative to a scale; what is equal differs by 0.

    The default scale is the largest value expected.

    Raises:
        ValueError: The shapes differ.
    """
    if expected.shape != found.shape:
        raise ValueError(f"before() returns the shape {expected.shape}, after() {found.shape}")
    apart = expected != found
    if not np.any(apart):
        return 0.0
    if scale is None:
        scale = float(np.max(np.abs(expected)))
    largest = np.max(np.abs(found[apart] - expected[apart]))
    return float(largest / scale) if scale else float("inf")
