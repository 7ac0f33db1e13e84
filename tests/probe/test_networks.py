"""A profile's network is the first one of `whest run` with the same seed, bit for bit."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from whestdocs.competition.rounds import ROUNDS
from whestdocs.running.installing import prepare
from whestdocs.running.probes import probe_environment

_COMPARE = """\
import json, sys
import numpy as np
from whestbench.scoring import ContestSpec, make_contest
from whestdocs.probe.estimators.networks import network

differences = []
for width, depth, seed, count in json.loads(sys.argv[1]):
    shape = {"width": width, "depth": depth, "n_mlps": count, "seed": seed}
    spec = ContestSpec(**shape, flop_budget=10**12, ground_truth_samples=1)
    theirs, ours = make_contest(spec).mlps[0], network(width, depth, seed)
    for name in ("width", "depth", "seed", "name"):
        if getattr(theirs, name) != getattr(ours, name):
            differences.append([seed, name])
    if len(theirs.weights) != len(ours.weights):
        differences.append([seed, "weights"])
    for layer, (a, b) in enumerate(zip(theirs.weights, ours.weights)):
        if type(a) is not type(b) or a.dtype != np.float32 or b.dtype != np.float32:
            differences.append([seed, layer, "type"])
        if np.asarray(a).tobytes() != np.asarray(b).tobytes():
            differences.append([seed, layer, "values"])
print(json.dumps(differences))
"""


@pytest.mark.parametrize("tag", ROUNDS)
def test_the_network_is_the_one_that_whest_run_makes(tag: Any) -> None:
    round_ = ROUNDS[tag]
    cases = [(8, 4, 0, 1), (5, 1, 7, 3), (round_.width, 2, 2**40 + 1, 1), (16, round_.depth, 0, 2)]
    installed = prepare(round_.release)
    finished = subprocess.run(
        [sys.executable, "-c", _COMPARE, json.dumps(cases)],
        env=probe_environment(installed),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(finished.stdout.splitlines()[-1]) == []
