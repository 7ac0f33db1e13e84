"""Newer releases refuse `+=` and item assignment: arrays are immutable."""

from __future__ import annotations

import flopscope.numpy as fnp


def add(x: fnp.ndarray) -> None:
    """Add to an array in place."""
    x += 1.0


def assign(x: fnp.ndarray) -> None:
    """Set an item."""
    x[0] = 1.0


def fill(x: fnp.ndarray) -> None:
    """Set all items."""
    x.fill(1.0)


def main() -> None:
    """Print what comes of each."""
    x = fnp.zeros(3, dtype=fnp.float32)
    for change in (add, assign, fill):
        try:
            change(x)
        except (TypeError, ValueError) as error:
            print(f"{change.__name__}: {type(error).__name__}: {error}")
        else:
            print(f"{change.__name__}: {x}")


if __name__ == "__main__":
    main()
