"""Running predict() under a BudgetContext and looking at what it returned.

The recorder ends its walk outwards at this module's frames.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import Any

import flopscope as flops
import numpy as np
from whestbench.domain import MLP
from whestbench.sdk import BaseEstimator

from .failures import Failure, describe
from .user_code import UserCode


@dataclass
class Prediction:
    """What one predict() did.

    Attributes:
        failure: What went wrong, or None.
        shape: Shape of what it returned, or None if it returned no array.
        finite: Whether all returned values are finite, or None if it returned no array.
        sha256: Digest of dtype, shape and bytes of the returned array, or None.
        cpu_s: Processor seconds spent in predict(), all threads together.
    """

    failure: Failure | None = None
    shape: list[int] | None = None
    finite: bool | None = None
    sha256: str | None = None
    cpu_s: float = 0.0


def predict(
    estimator: BaseEstimator, mlp: MLP, context: flops.BudgetContext, user_code: UserCode
) -> Prediction:
    """Run ``estimator.predict`` on ``mlp`` inside ``context``."""
    outcome = Prediction()
    started = time.process_time()
    returned = None
    try:
        with context:
            returned = estimator.predict(mlp, context.flop_budget)
    except BaseException as error:  # The author's code may raise anything, SystemExit too.
        outcome.failure = describe(error, "predict()", user_code)
    outcome.cpu_s = time.process_time() - started
    if outcome.failure is None:
        _inspect(returned, mlp, outcome)
    return outcome


def _inspect(returned: Any, mlp: MLP, outcome: Prediction) -> None:
    """Check type, shape and values the way whestbench does, and note what was found."""
    expected = (mlp.depth, mlp.width)
    if not hasattr(returned, "shape"):
        outcome.failure = Failure(
            "wrong-type",
            f"predict() returned {type(returned).__name__}, not an array. Return one of shape "
            f"(depth, width) = {expected}, for example with fnp.stack(rows, axis=0).",
        )
        return
    outcome.shape = [int(size) for size in returned.shape]
    try:
        values = np.asarray(returned).view(np.ndarray)
        outcome.finite = bool(np.isfinite(values).all())
    except (TypeError, ValueError, RuntimeError) as error:
        outcome.failure = Failure(
            "wrong-type", f"predict() returned values that are not numbers: {error}."
        )
        return
    content = f"{values.dtype} {values.shape} ".encode() + values.tobytes()
    outcome.sha256 = hashlib.sha256(content).hexdigest()
    if tuple(outcome.shape) != expected:
        hint = " It looks transposed." if tuple(outcome.shape) == expected[::-1] else ""
        outcome.failure = Failure(
            "wrong-shape",
            f"predict() returned shape {tuple(outcome.shape)}, not (depth, width) = {expected}."
            f"{hint} Stack one row of means for each layer: fnp.stack(rows, axis=0).",
        )
    elif not outcome.finite:
        bad = int((~np.isfinite(values)).any(axis=1).argmax())
        outcome.failure = Failure(
            "non-finite",
            f"predict() returned values that are not finite, first in layer {bad}. Look for a "
            "division by zero, an overflow or the root of a negative number there.",
        )
