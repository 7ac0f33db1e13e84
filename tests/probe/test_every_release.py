"""Under every release ever published, what is recorded is what an unrecorded run spends."""

from __future__ import annotations

import pytest

from tests.support import zoo
from whestdocs.competition.releases import RELEASES
from whestdocs.project import find_project
from whestdocs.running.installing import prepare
from whestdocs.running.probes import Request

EXAMPLES = sorted(find_project().examples.glob("[0-9]*.py"))
#: Those that charge in unusual ways: deferred, nested in calls back, off the budget.
UNUSUAL = {"late_costs", "callbacks", "threads", "mutating"}
ESTIMATORS = [*EXAMPLES, *(path for path in zoo.GOOD if zoo.name_of(path) in UNUSUAL)]


@pytest.mark.parametrize("version", RELEASES)
def test_recording_changes_neither_flops_nor_prediction(version: str) -> None:
    installed = prepare(RELEASES[version])
    requests = [
        Request(path, zoo.WIDTH, zoo.DEPTH, 0, zoo.BUDGET, context=context).document(installed)
        for path in ESTIMATORS
        for context in ("recording", "plain")
    ]
    results = zoo.run_in(installed, requests)
    for path, recorded, plain in zip(ESTIMATORS, results[::2], results[1::2], strict=True):
        name = zoo.name_of(path)
        assert recorded["release"]["flopscope"] == version
        assert recorded["failure"] is None, name
        assert recorded["flops_used"] == plain["flops_used"] > 0, name
        assert sum(charge["flops"] for charge in recorded["charges"]) == plain["flops_used"], name
        assert recorded["prediction"]["sha256"] == plain["prediction"]["sha256"], name
