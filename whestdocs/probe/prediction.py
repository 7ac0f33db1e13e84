"""Running predict() under a BudgetContext and looking at what it returned.

The recorder ends its walk outwards at the frame of `predict` here.
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

from .failures import Failure


@dataclass
class Prediction:
    """What one predict() returned.

    Attributes:
        values: The array, None if it returned none.
        cpu_s: Processor seconds spent in predict(), all threads together.
        finite: Whether all values are finite, or None if it returned no array of the right
            shape.
        failure: What is wrong with it, or None.
    """

    values: Any = None
    cpu_s: float = 0.0
    finite: bool | None = None
    failure: Failure | None = None

    def document(self) -> dict[str, Any]:
        """Return what is known of the values as plain data.

        Digest and last row stand there only if the values are all right.
        """
        values, content, final_layer = self.values, None, None
        if values is not None and self.failure is None:
            header = f"{values.dtype} {values.shape} ".encode()
            content = hashlib.sha256(header + values.tobytes()).hexdigest()
            final_layer = values[-1].astype(np.float64).tolist()
        return {
            "shape": None if values is None else list(values.shape),
            "dtype": None if values is None else str(values.dtype),
            "finite": self.finite,
            "sha256": content,
            "final_layer": final_layer,
            "cpu_s": self.cpu_s,
        }


def predict(estimator: BaseEstimator, mlp: MLP, context: flops.BudgetContext) -> Prediction:
    """Run ``estimator.predict`` on ``mlp`` inside ``context`` and inspect what it returns.

    An object with a shape becomes an array inside the context, as in the current
    whestbench: making it may run the author's code.
    """
    prediction = Prediction()
    started = time.process_time()
    with context:
        returned = estimator.predict(mlp, context.flop_budget)
        prediction.cpu_s = time.process_time() - started
        if hasattr(returned, "shape"):
            prediction.values = np.asarray(returned).view(np.ndarray)
    if prediction.values is None:
        prediction.failure = Failure(
            "wrong-type",
            f"predict() returned {_type_name(returned)}, not an array. Return one of shape "
            f"(depth, width) = {(mlp.depth, mlp.width)}, as fnp.stack(rows, axis=0) makes it.",
        )
    else:
        prediction.failure = _inspect(prediction, (mlp.depth, mlp.width))
    return prediction


def _type_name(value: Any) -> str:
    return "None" if value is None else f"a {type(value).__name__}"


def _inspect(prediction: Prediction, expected: tuple[int, int]) -> Failure | None:
    """Check shape and values the way whestbench does: as float32."""
    values = prediction.values
    if values.dtype.kind not in "fiub":
        return Failure(
            "wrong-type",
            f"predict() returned an array of {values.dtype}, which are not real numbers. Return "
            "float32 values.",
        )
    if values.shape != expected:
        hint = " It looks transposed." if values.shape == expected[::-1] != expected else ""
        return Failure(
            "wrong-shape",
            f"predict() returned shape {values.shape}, not (depth, width) = {expected}.{hint} "
            "Stack one row of means for each layer: fnp.stack(rows, axis=0).",
        )
    with np.errstate(all="ignore"):
        finite = np.isfinite(values.astype(np.float32))
    prediction.finite = bool(finite.all())
    if not prediction.finite:
        layer = int((~finite).any(axis=1).argmax())
        return Failure(
            "non-finite",
            f"predict() returned values that are not finite as float32, first in layer {layer} "
            f"of 0 to {expected[0] - 1}. Look for a division by zero, an overflow or the root of "
            "a negative number there.",
        )
    return None
