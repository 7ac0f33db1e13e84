"""rounds.toml says of every round what whestbench says."""

from __future__ import annotations

import dataclasses
import json
import re
import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from whestdocs.competition.releases import Release
from whestdocs.competition.rounds import CURRENT_TAG, ROUNDS, Round, round_by_tag
from whestdocs.errors import UsageError
from whestdocs.running.installing import prepare

NEWEST = list(ROUNDS.values())[-1].release
#: Names that a round's facts have in whestbench, where they are others.
NAMES = {"residual_flops_per_second": "lambda_flops_per_second"}
#: What whestbench's rounds do not hold.
OURS = {"release", "setup_time_limit_s"}

PRINT_ROUNDS = """
import dataclasses, json
from whestbench.budget import CURRENT_ROUND, ROUNDS
rounds = {tag: dataclasses.asdict(facts) for tag, facts in ROUNDS.items()}
print(json.dumps({"current": CURRENT_ROUND.tag, "rounds": rounds}))
"""


def python_inside(release: Release, *arguments: str) -> str:
    """Return what Python prints inside a release."""
    return subprocess.run(
        [sys.executable, *arguments],
        env=prepare(release).environment() | {"COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.fixture(scope="module")
def real() -> dict[str, Any]:
    """The rounds as the newest release has them."""
    return json.loads(python_inside(NEWEST, "-c", PRINT_ROUNDS))


@cache
def setup_limit(release: Release) -> float | None:
    """Return the default of `whest run --setup-timeout`, None where there is no such option."""
    program = "import sys; from whestbench.cli import main; sys.exit(main(['run', '--help']))"
    text = " ".join(python_inside(release, "-c", program).split())
    option = re.search(r"--setup-timeout SECONDS Wall.*?\(default: ([\d.]+)", text)
    return float(option[1]) if option else None


def test_there_are_the_same_rounds_in_the_same_order(real: dict[str, Any]) -> None:
    assert list(ROUNDS) == list(real["rounds"])


def test_the_current_round_is_the_one_being_graded(real: dict[str, Any]) -> None:
    assert real["current"] == CURRENT_TAG


@pytest.mark.parametrize("field", [f.name for f in dataclasses.fields(Round) if f.name not in OURS])
@pytest.mark.parametrize("tag", ROUNDS)
def test_every_fact_of_a_round_is_whestbenchs(real: dict[str, Any], tag: str, field: str) -> None:
    fact = getattr(ROUNDS[tag], field)
    expected = real["rounds"][tag][NAMES.get(field, field)]
    assert (type(fact), fact) == (type(expected), expected)


@pytest.mark.parametrize("tag", ROUNDS)
def test_the_limit_of_setup_is_the_default_of_the_releases_command_line(tag: str) -> None:
    assert ROUNDS[tag].setup_time_limit_s == setup_limit(ROUNDS[tag].release)


def test_no_tag_means_the_current_round() -> None:
    assert round_by_tag(None) is ROUNDS[CURRENT_TAG]


@pytest.mark.parametrize("tag", ROUNDS)
def test_a_round_is_found_by_its_tag(tag: str) -> None:
    assert round_by_tag(tag).tag == tag


@pytest.mark.parametrize("tag", ["", "v9-final", "V2-PHASE2", "v2"])
def test_an_unknown_tag_is_an_error_that_names_the_rounds(tag: str) -> None:
    with pytest.raises(UsageError, match=f"There is no round {tag!r}. Rounds are: v1-warmup, v1-"):
        round_by_tag(tag)
