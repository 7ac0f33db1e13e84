"""Trying a tip in an estimator: one part of it is replaced by either way of the tip.

The estimators stand in ``examples/tips/hosts``. A tip names one and its part:

    HOST = "mean_propagation.cdf"       the function `cdf` of that file
    NO_HOST = "..."                     why there is none
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from whestbench.sdk import SetupContext

from ..estimators.networks import network
from ..recording.counting import UNLIMITED, counted
from .code import load


def host_runs(
    tip: ModuleType, folder: Path, width: int, depth: int, seeds: list[int]
) -> dict[str, Any] | None:
    """Return what the tip's host spends and predicts with each of its ways, on some networks.

    Args:
        tip: The tip.
        folder: Folder of the hosts.
        width: Neurons in a layer.
        depth: Layers.
        seeds: Seed of each network.

    Returns:
        ``{"host": ..., "part": ..., "before": [{"flops": ..., "final_layer": [...]}, ...],
        "after": [...]}``; None if the tip has no host.
    """
    if not hasattr(tip, "HOST"):
        if not getattr(tip, "NO_HOST", ""):
            raise ValueError("It has no HOST. Name one, or say why there is none in NO_HOST.")
        return None
    name, part = tip.HOST.split(".")
    runs: dict[str, Any] = {"host": name, "part": part}
    for way in ("before", "after"):
        host = _host(tip, folder, getattr(tip, way))
        runs[way] = [_run(host, width, depth, seed) for seed in seeds]
    return runs


def errors_in_use(
    tip: ModuleType, folder: Path, width: int, depth: int, seeds: list[int]
) -> dict[str, list[list[float]]]:
    """Return how far results of the tip are off at each place where its host uses it.

    Returns:
        By the names that the tip gives, for each call in turn the errors on all networks;
        empty if the tip has no `errors_in_use`.
    """
    if not hasattr(tip, "errors_in_use"):
        return {}
    calls: list[dict[str, float]] = []

    def looked_at(*arguments: Any) -> Any:
        calls.append(tip.errors_in_use(*arguments))
        return tip.before(*arguments)

    host, found = _host(tip, folder, looked_at), []
    for seed in seeds:
        calls.clear()
        _run(host, width, depth, seed)
        found.append(list(calls))
    return {
        each: [[call[each] for call in network_calls] for network_calls in zip(*found, strict=True)]
        for each in found[0][0]
    }


def _host(tip: ModuleType, folder: Path, replacement: Callable[..., Any]) -> ModuleType:
    """Return the tip's host, one part of it replaced."""
    name, part = tip.HOST.split(".")
    host = load(folder / f"{name}.py")
    if not hasattr(host, part):
        raise ValueError(f"hosts/{name}.py has no part {part!r}.")
    setattr(host, part, replacement)
    return host


def _run(host: ModuleType, width: int, depth: int, seed: int) -> dict[str, Any]:
    mlp, estimator = network(width, depth, seed), host.Estimator()
    context = SetupContext(width=width, depth=depth, flop_budget=UNLIMITED, api_version="1.0")
    estimator.setup(context)
    means, flops, _ = counted(estimator.predict, mlp, UNLIMITED)
    final = np.array(means, dtype=np.float64).view(np.ndarray)[-1]
    if not np.all(np.isfinite(final)):
        raise ValueError(f"hosts/{host.__name__}.py predicts numbers that are not finite with it.")
    return {"flops": flops, "final_layer": final.tolist()}
