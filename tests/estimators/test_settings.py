"""What a caller may say about a run, and what it is where they say nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from whestdocs.competition.releases import installed_release
from whestdocs.competition.rounds import ROUNDS, round_by_tag
from whestdocs.errors import UsageError
from whestdocs.estimators.settings import setting
from whestdocs.estimators.targets import Target


def test_by_default_it_is_the_current_round_under_the_installed_release() -> None:
    usual = setting()
    assert (usual.round, usual.release) == (round_by_tag(None), None)
    assert (usual.width, usual.depth) == (usual.round.width, usual.round.depth)
    installed = usual.installed()
    assert (installed.release, installed.folder) == (installed_release(), None)


@pytest.mark.parametrize("tag", ROUNDS)
def test_a_round_brings_its_own_release(tag: str) -> None:
    chosen = setting(round_tag=tag)
    assert chosen.installed().release == ROUNDS[tag].release
    assert chosen.installed().folder is not None


def test_a_release_can_be_named_beside_a_round() -> None:
    chosen = setting(round_tag="v1-warmup", release="0.9.1", width=8, depth=2, seed=3)
    assert chosen.round is ROUNDS["v1-warmup"]
    assert chosen.release is not None
    assert chosen.release.flopscope == "0.9.1"
    request = chosen.request(Target(Path("a.py"), "A"))
    assert (request.width, request.depth, request.seed) == (8, 2, 3)
    assert (request.class_name, request.flop_budget) == ("A", ROUNDS["v1-warmup"].flop_budget)


WRONG: dict[str, dict[str, Any]] = {
    "There is no round 'v9'": {"round_tag": "v9"},
    "There is no flopscope '1.0'": {"release": "1.0"},
    "There is no option 'widht'. Options are: round_tag, release": {"widht": 3},
    "width must be a whole number, not '8'": {"width": "8"},
    "depth must be a whole number, not 1.5": {"depth": 1.5},
    "wall-time-limit must be": {"wall_time_limit": 0.0},
    "memory-limit must be": {"memory_limit": float("nan")},
}


@pytest.mark.parametrize(("message", "options"), WRONG.items(), ids=WRONG.keys())
def test_what_does_not_exist_is_an_error(message: str, options: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=message):
        setting(**options)
