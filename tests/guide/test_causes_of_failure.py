"""The scoring page names every cause that whestbench's own code has for a failed network."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.support.places import ROOT
from whestdocs.competition.rounds import ROUNDS
from whestdocs.running.installing import prepare

PAGE = (ROOT / "docs/scoring.md").read_text()
#: The codes with which a runner of whestbench ends a run or fails a network, and the words of the
#: page that stand for them. None needs no words: whest itself was used wrongly.
CODES = {
    "PREDICT_ERROR": "`predict()` raised",
    "PREDICT_NO_DATA": "`predict()` raised",
    "PREDICT_TIMEOUT": "too slow in all",
    "RUNNER_NOT_STARTED": None,
    "SETUP_ERROR": None,
    "SETUP_PROTOCOL_ERROR": None,
    "SETUP_TIMEOUT": "`setup()` that takes too long",
    "WORKER_BROKEN_PIPE": "the process ends",
    "WORKER_EOF": "the process ends",
    "WORKER_IO_ERROR": "the process ends",
    "WORKER_PROTOCOL_ERROR": "it prints",
    "WORKER_RESTART_FAILED": "the process ends",
}


@cache
def code_of(tag: str, module: str) -> str:
    folder = prepare(ROUNDS[tag].release).folder
    assert folder is not None
    return (folder / "whestbench" / f"{module}.py").read_text()


@pytest.mark.parametrize("tag", ROUNDS)
def test_every_code_with_which_a_runner_fails_is_explained(tag: str) -> None:
    codes = set(re.findall(r'code="(\w+)"', code_of(tag, "runner")))
    assert len(codes) >= 11
    assert codes <= CODES.keys()
    assert all(CODES[code] is None or CODES[code] in PAGE for code in codes)


@pytest.mark.parametrize("tag", ROUNDS)
def test_every_field_that_counts_failures_is_named(tag: str) -> None:
    counted = code_of(tag, "scoring").split("failure_breakdown = {")[1].split("\n    }")[0]
    fields = re.findall(r'^        "(\w+)": sum\(', counted, re.MULTILINE)
    assert len(fields) == 5
    assert all(re.search(rf'[`"]{field}[`"]', PAGE) for field in fields)


@pytest.mark.parametrize("tag", ROUNDS)
def test_the_memory_limit_is_enforced_in_the_process_of_the_estimator_alone(tag: str) -> None:
    assert "setrlimit(_resource.RLIMIT_AS" in code_of(tag, "subprocess_worker")
    assert "is advisory in --runner local" in code_of(tag, "runner")
