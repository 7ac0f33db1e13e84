"""What the code of a claim asks about the page's two examples: who was charged for what."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import flopscope.numpy as fnp
import numpy as np
from whestbench.domain import MLP

from ..estimators.loading import load_class
from ..estimators.networks import network, with_weights
from ..estimators.prediction import predict
from ..recording.charges import charges
from ..recording.counting import UNLIMITED
from ..recording.introspection import Introspection
from ..recording.locator import Locator
from ..recording.recorder import RecordingContext
from ..recording.sources import Sources
from ..user_code import UserCode

#: Counts the FLOPs of an estimator in a process of its own.
_COUNT = (
    "import sys; from pathlib import Path; "
    "from whestdocs.probe.claims.claim_profiles import profile; "
    "print(profile(Path(sys.argv[1])).flops)"
)
#: Names of the variable by which each library that computes for NumPy is told its threads.
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class ExampleProfile:
    """The charges of one predict().

    Attributes:
        charges: Each with op, source, layer, calls and FLOPs.
        depth: Layers of the network.
    """

    def __init__(self, charged: list[dict[str, Any]], depth: int) -> None:
        self.charges = charged
        self.depth = depth

    @property
    def ops(self) -> list[str]:
        """The operations, each once."""
        return list(dict.fromkeys(charge["op"] for charge in self.charges))

    @property
    def flops(self) -> int:
        """FLOPs of all of it."""
        return sum(int(charge["flops"]) for charge in self.charges)

    def flops_of(self, op: str, source: str | None = None) -> int:
        """Return the FLOPs of an operation, or of one source expression of it."""
        return sum(int(charge["flops"]) for charge in self._of(op, source))

    def calls_of(self, op: str, source: str | None = None) -> int:
        """Return the calls of an operation, or of one source expression of it."""
        return sum(int(charge["calls"]) for charge in self._of(op, source))

    def percent_of(self, *ops: str) -> float:
        """Return the share of operations in all FLOPs, in percent."""
        return 100 * sum(map(self.flops_of, ops)) / self.flops

    def dearest_call(self, op: str) -> int:
        """Return the FLOPs of the most expensive single call of an operation."""
        return max(int(charge["flops"] // charge["calls"]) for charge in self._of(op))

    def layers(self, op: str | None = None) -> list[int]:
        """Return the FLOPs of each layer, of one operation or of all."""
        totals = [0] * self.depth
        for charge in self.charges:
            if charge["layer"] is not None and op in (None, charge["op"]):
                totals[charge["layer"]] += charge["flops"]
        return totals

    def unevenness(self, op: str | None = None) -> float:
        """Return by how many percent a layer is off the total divided by the depth, at most."""
        share = (self.flops if op is None else self.flops_of(op)) / self.depth
        return max(100 * abs(layer - share) / share for layer in self.layers(op))

    def _of(self, op: str, source: str | None = None) -> list[dict[str, Any]]:
        return [
            charge
            for charge in self.charges
            if charge["op"] == op and source in (None, charge["source"])
        ]


def profile(
    file: Path, width: int = 256, depth: int = 8, seed: int = 0, weights: str = "drawn"
) -> ExampleProfile:
    """Return the profile of an estimator's predict() under the recorder.

    Args:
        file: The estimator.
        width: Neurons in a layer.
        depth: Layers of the network.
        seed: Seed of the network.
        weights: ``"drawn"``, or what they are replaced by: ``"zeros"``, ``"identity"``, or
            ``"float64"`` for the same values in that dtype.
    """
    mlp = _WEIGHTS[weights](network(width, depth, seed))
    user_code = UserCode(str(file))
    sources, introspection = Sources(user_code), Introspection(user_code)
    sources.read_main_file()
    estimator = load_class(file, None, user_code)()
    locator = Locator(mlp, predict.__code__, user_code, introspection, sources.clues)
    context = RecordingContext(UNLIMITED, locator)
    predict(estimator, mlp, context)
    return ExampleProfile(charges(context, depth, sources), depth)


def profiler(file: Path) -> Callable[..., ExampleProfile]:
    """Return a function that profiles ``file`` at a shape, each once."""
    return cache(lambda *shape, **options: profile(file, *shape, **options))


def flops_with_threads(file: Path, threads: int) -> int:
    """Return an estimator's FLOPs where NumPy's libraries may use so many threads."""
    command = [sys.executable, "-P", "-c", _COUNT, str(file)]
    environment = os.environ | dict.fromkeys(_THREADS, str(threads))
    return int(subprocess.check_output(command, env=environment, text=True))


def _replaced(mlp: MLP, new: Callable[[Any], Any]) -> MLP:
    weights = [fnp.array(new(np.asarray(w).view(np.ndarray))) for w in mlp.weights]
    return dataclasses.replace(mlp, weights=weights)


_WEIGHTS: dict[str, Callable[[MLP], MLP]] = {
    "drawn": lambda mlp: mlp,
    "zeros": lambda mlp: _replaced(mlp, np.zeros_like),
    "identity": lambda mlp: _replaced(mlp, lambda w: np.eye(len(w), dtype=w.dtype)),
    "float64": lambda mlp: with_weights(mlp, "float64"),
}
