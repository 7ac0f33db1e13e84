"""What a tip does to an estimator: its error with either way of the tip, on several networks.

The probe (`whestdocs.probe.tips.hosts`) replaces one part of an estimator by `before`, then by
`after`. Their errors are compared as `whestdocs.estimators.comparison` does: on the same networks,
each with one sampled truth, so that what both have in common cancels.

Where FLOPs count, a score is the error times the FLOPs; below a tenth of the budget it is the
error times a constant. So the change of the error is that of the score there, and its product
with the ratio of FLOPs is that of the score elsewhere.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from statistics import fmean
from typing import Any

from whestdocs.competition.rounds import Round
from whestdocs.estimators.accuracy import batch_errors, mean_error, sampled_truth
from whestdocs.estimators.intervals import mean_interval
from whestdocs.estimators.settings import Setting

#: The networks that a tip is tried on: small, so that all tips take little time.
WIDTH, DEPTH, NETWORKS = 128, 8, 8
#: Monte-Carlo samples of the truth of each.
SAMPLES = 65_536
#: Errors that change by no more of themselves are the same: single digits round.
SAME = 1e-3

#: Width of the networks on which errors are measured at each place of use, and their number;
#: they are as deep as the round's.
USE_WIDTH, USE_NETWORKS = 256, 4

_sampling = threading.Lock()

#: Path, value, and bounds of a statistic.
Statistic = tuple[str, float, float, float]


def hosts_document(round_: Round) -> dict[str, Any]:
    """Return the networks of the hosts, as the probe's request has them."""
    return {
        "hosts": {"width": WIDTH, "depth": DEPTH, "seeds": list(range(NETWORKS))},
        "uses": {
            "width": USE_WIDTH,
            "depth": round_.depth,
            "seeds": list(range(USE_NETWORKS)),
        },
    }


def compared_runs(runs: dict[str, Any], round_: Round) -> dict[str, Any]:
    """Return the runs of a host with errors in place of predictions.

    Args:
        runs: What the probe returned.
        round_: The round whose release ran them.

    Returns:
        The host and its part; for each way its FLOPs on the first network, its mean squared
        error with an interval, and its errors on all networks.

    Raises:
        MeasurementError: A truth cannot be sampled.
    """
    with _sampling:  # Several tips want the same truths, which are kept.
        truths = [
            sampled_truth(Setting(round_, round_.release, WIDTH, DEPTH, seed=seed), SAMPLES)
            for seed in range(NETWORKS)
        ]
    errors = {
        way: [
            batch_errors(run["final_layer"], truth)
            for run, truth in zip(runs[way], truths, strict=True)
        ]
        for way in ("before", "after")
    }
    found = {"host": runs["host"], "part": runs["part"]}
    for way, networks in errors.items():
        found[way] = {
            "flops": runs[way][0]["flops"],
            "error": mean_error(networks).document(),
            "errors": [fmean(batches) for batches in networks],
        }
    return found


def host_statistics(compared: dict[str, Any]) -> Iterator[Statistic]:
    """Yield the errors with either way, the change of the error, and that of the score."""
    for way in ("before", "after"):
        error = compared[way]["error"]
        yield f"host/{way}/error", error["value"] or 0.0, error["low"], error["high"]
    value, low, high = relative_change(compared)
    yield "host/change", value, low, high
    ratio = compared["after"]["flops"] / compared["before"]["flops"]
    yield "host/score", (1 + value) * ratio, (1 + low) * ratio, (1 + high) * ratio


def use_statistics(uses: dict[str, list[list[float]]]) -> Iterator[Statistic]:
    """Yield how far results are off at each place of use, which are counted from 1."""
    for name, calls in uses.items():
        for place, errors in enumerate(calls, 1):
            error = mean_interval(errors)
            yield f"use/{name}/{place}/error", error.value, error.low, error.high


def relative_change(compared: dict[str, Any]) -> tuple[float, float, float]:
    """Return by what part of itself the error changes, with bounds; 0 where it is the same."""
    before, after = (compared[way]["errors"] for way in ("before", "after"))
    error = fmean(before)
    change = mean_interval([(b - a) / error for a, b in zip(before, after, strict=True)])
    if max(abs(change.low), abs(change.high)) < SAME:
        return 0.0, -SAME, SAME
    return change.value, change.low, change.high
