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

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np
import whestbench
from whestbench.domain import MLP

from .charges import charges
from .estimators import load_class
from .introspection import Introspection
from .lookout import Lookout
from .networks import network
from .prediction import predict
from .recorder import RecordingContext
from .sources import Sources
from .user_code import UserCode

_BUDGET = 10**16
#: Counts the FLOPs of an estimator in a process of its own.
_COUNT = (
    "import sys; from pathlib import Path; from whestdocs.probe.claim_profiles import profile; "
    "print(profile(Path(sys.argv[1])).flops)"
)
#: Names of the variable by which each library that computes for NumPy is told its threads.
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Profile:
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
        """Return the FLOPs of the dearest single call of an operation."""
        return max(int(charge["flops"] // charge["calls"]) for charge in self._of(op, None))

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

    def _of(self, op: str, source: str | None) -> list[dict[str, Any]]:
        return [
            charge
            for charge in self.charges
            if charge["op"] == op and source in (None, charge["source"])
        ]


def profile(
    file: Path, width: int = 256, depth: int = 8, seed: int = 0, weights: str = "drawn"
) -> Profile:
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
    folders = [str(Path(module.__file__ or "").parent) for module in (flops, whestbench)]
    user_code = UserCode(str(file), [*folders, str(Path(__file__).parent)])
    sources = Sources(user_code)
    sources.read_main_file()
    estimator = load_class(file, None, user_code)()
    introspection = Introspection(user_code)
    lookout = Lookout(mlp, predict.__code__, user_code, introspection, sources.clues)
    context = RecordingContext(_BUDGET, lookout)
    predict(estimator, mlp, context)
    return Profile(charges(context, depth, sources), depth)


def profiler(file: Path) -> Callable[..., Profile]:
    """Return a function that profiles ``file`` at a shape, each once."""
    return cache(lambda *shape, **options: profile(file, *shape, **options))


def flops_with_threads(file: Path, threads: int) -> int:
    """Return an estimator's FLOPs where NumPy's libraries may use so many threads."""
    limits = {name: str(threads) for name in _THREADS}
    command = [sys.executable, "-P", "-c", _COUNT, str(file)]
    finished = subprocess.run(
        command, env=os.environ | limits, capture_output=True, text=True, check=True
    )
    return int(finished.stdout)


def _replaced(mlp: MLP, new: Callable[[Any], Any]) -> MLP:
    weights = [fnp.array(new(np.asarray(w).view(np.ndarray))) for w in mlp.weights]
    return dataclasses.replace(mlp, weights=weights)


_WEIGHTS: dict[str, Callable[[MLP], MLP]] = {
    "drawn": lambda mlp: mlp,
    "zeros": lambda mlp: _replaced(mlp, np.zeros_like),
    "identity": lambda mlp: _replaced(mlp, lambda w: np.eye(len(w), dtype=w.dtype)),
    "float64": lambda mlp: _replaced(mlp, lambda w: w.astype(np.float64)),
}
