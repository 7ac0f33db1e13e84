"""Pictures of pages show figures too, so these must still hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.samples import ROUND, TAG, a_figure, a_ledger
from whestdocs.errors import LedgerError
from whestdocs.figures.ledger import read
from whestdocs.figures.pictures import outdated_pictures
from whestdocs.project import Project, find_project

LEDGER = a_ledger(a_figure("source/flops", 5))


def outdated(tmp_path: Path, **changes: Any) -> list[str]:
    document = {"page": "x/", "round": TAG, "figures": {"source/flops": 5}} | changes
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "page.json").write_text(json.dumps(document))
    return outdated_pictures(Project(tmp_path), LEDGER)


def test_the_pictures_of_this_guide_show_figures_that_hold() -> None:
    project = find_project()
    ledger = read(project.ledger_file(ROUND.tag), ROUND.tag)
    shown = json.loads((project.root / "pictures" / "page.json").read_text())["figures"]
    assert "02_mean_propagation/flops" in shown
    assert outdated_pictures(project, ledger) == []


def test_a_picture_of_the_accepted_figures_is_up_to_date(tmp_path: Path) -> None:
    assert outdated(tmp_path) == []


def test_a_picture_of_a_moved_figure_is_named_with_both_values(tmp_path: Path) -> None:
    [sentence] = outdated(tmp_path, figures={"source/flops": 4})
    assert sentence.startswith("pictures/page.png shows source/flops as 4, but it is 5.")
    assert "make picture" in sentence


def test_a_picture_of_a_figure_that_is_gone_says_so(tmp_path: Path) -> None:
    [sentence] = outdated(tmp_path, figures={"source/calls": 4})
    assert "no figure any more" in sentence


def test_a_picture_of_another_round_is_not_compared(tmp_path: Path) -> None:
    assert outdated(tmp_path, round="v1-warmup", figures={"source/flops": 4}) == []


@pytest.mark.parametrize("figures", [None, 5, ["x"]])
def test_a_malformed_file_beside_a_picture_is_named(tmp_path: Path, figures: Any) -> None:
    with pytest.raises(LedgerError, match=r"pictures/page\.json cannot be read"):
        outdated(tmp_path, figures=figures)
