"""Running predict() under a BudgetContext and looking at what it returned.

The recorder ends its walk outwards at the frame of `predict` here.
"""

from __future__ import annotations

import base64
import hashlib
import time
from dataclasses import dataclass
from typing import Any

import flopscope as flops
import numpy as np
from whestbench import scoring
from whestbench.domain import MLP
from whestbench.sdk import BaseEstimator

from ..failures import Failure
from ..recording.counting import counted


@dataclass
class Prediction:
    """What one predict() returned.

    Attributes:
        values: The array, None if it returned none.
        cpu_s: Processor seconds spent in predict(), all threads together.
        finite: Whether all values are finite, or None if it returned no array of the right
            shape.
        failure: What is wrong with it, or None.
        conversion_flops: FLOPs that this whestbench adds for converting it to float32.
    """

    values: Any = None
    cpu_s: float = 0.0
    finite: bool | None = None
    failure: Failure | None = None
    conversion_flops: int = 0

    def document(self) -> dict[str, Any]:
        """Return what is known of the values as plain data.

        The values themselves, as base64 of little-endian float64, and their digest stand there
        only if they are all right.
        """
        values, content, encoded = self.values, None, None
        if values is not None and self.failure is None:
            header = f"{values.dtype} {values.shape} ".encode()
            content = hashlib.sha256(header + values.tobytes()).hexdigest()
            encoded = base64.b64encode(values.astype("<f8").tobytes()).decode()
        return {
            "shape": None if values is None else list(values.shape),
            "dtype": None if values is None else str(values.dtype),
            "finite": self.finite,
            "sha256": content,
            "values": encoded,
            "cpu_s": self.cpu_s,
            "sameness": None if encoded is None else _sameness(values),
            "conversion_flops": self.conversion_flops,
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
        kind = "None" if returned is None else f"a {type(returned).__name__}"
        prediction.failure = Failure(
            "wrong-type",
            f"predict() returned {kind}, not an array. Return one of shape "
            f"(depth, width) = {(mlp.depth, mlp.width)}, as fnp.stack(rows, axis=0) makes it.",
        )
    else:
        prediction.failure = _inspect(prediction, (mlp.depth, mlp.width))
    if prediction.failure is None:
        prediction.conversion_flops = _conversion_flops(returned, mlp)
    return prediction


def _conversion_flops(returned: Any, mlp: MLP) -> int:
    """Return the FLOPs that whestbench charges to the estimator for converting its result.

    Since 0.16.0 it converts the result before the budget's context ends.
    """
    convert = getattr(scoring, "materialise_predictions", None)
    if convert is None or not isinstance(returned, np.ndarray):
        return 0
    return counted(convert, returned, depth=mlp.depth, width=mlp.width).flops


def _sameness(values: Any) -> str | None:
    """Return in what way a prediction is the same everywhere, None if in none."""
    if not values.any():
        return "zeros"
    if not values[-1].any():
        return "last-zeros"
    if values.size > 1 and bool((values == values[0, 0]).all()):
        return "constant"
    if values.shape[1] > 1 and bool((values == values[:, :1]).all()):
        return "constant-rows"
    return None


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
