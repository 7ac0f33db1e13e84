"""What the page about advice lists is what advice finds."""

from __future__ import annotations

import re

from whestdocs.estimators.advice import combinations
from whestdocs.estimators.advice.rules import KINDS, SUMMARIES, setup
from whestdocs.estimators.advice.warnings import WARNING_KINDS, WARNING_SUMMARIES
from whestdocs.project import find_project


def test_kinds_are_spelled_as_documented() -> None:
    assert KINDS[:2] == ("float64", "symmetry-lost")
    assert len(set(KINDS)) == len(KINDS) == 16
    assert len(set(WARNING_KINDS)) == 5
    page = (find_project().pages / "how-to" / "advise.md").read_text()
    documented = re.findall(r"^\| `([a-z0-9-]+)` \| (.+) \|$", page, re.M)
    assert documented == [*SUMMARIES.items(), *WARNING_SUMMARIES.items()]


def test_what_is_left_out_is_what_the_page_says() -> None:
    assert (combinations.LEAST_SHARE, setup._LEAST_SHARE) == (1 / 1000, 1 / 100)
