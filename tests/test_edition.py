"""What pages may look up: prepared once, and again when something it depends on changes."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from tests.conftest import OTHER, TAG, TINY, accept_all, make_checkout
from tests.samples import a_figure
from tests.test_cli import edit_ledger
from whestdocs.edition import Edition, checked, edition, unshown_examples
from whestdocs.errors import DriftError, FigureError, UsageError
from whestdocs.ledger import Ledger
from whestdocs.project import Project, find_project
from whestdocs.rounds import ROUNDS

ROUND = ROUNDS[TAG]


class Silence:
    """Progress that nobody looks at."""

    def started(self, total: int) -> AbstractContextManager[None]:
        return nullcontext()

    def finished_one(self, description: str) -> None:
        pass


def prepared(project: Project) -> Edition:
    return edition(project, ROUND, Silence())


def test_an_edition_is_prepared_once(checkout: Project) -> None:
    assert prepared(checkout) is prepared(checkout)
    assert prepared(checkout).profiles.keys() == {"01_tiny"}


def test_an_edited_example_is_noticed_in_the_same_process(checkout: Project) -> None:
    before = prepared(checkout)
    (checkout.examples / "01_tiny.py").write_text(OTHER)
    with pytest.raises(DriftError, match="01_tiny/flops: accepted"):
        prepared(checkout)
    accept_all(checkout)
    flops = [each.figure("01_tiny/flops").value for each in (before, prepared(checkout))]
    assert flops[0] < flops[1]


def test_an_edited_ledger_is_noticed_in_the_same_process(checkout: Project) -> None:
    prepared(checkout)
    edit_ledger(checkout, "01_tiny/flops", 12)
    with pytest.raises(DriftError, match="accepted 12 FLOPs"):
        prepared(checkout)


def test_another_rounds_figures_are_checked_too(checkout: Project) -> None:
    accept_all(checkout, "v1-phase1")
    assert prepared(checkout).figure("01_tiny/flops", "v1-phase1").value > 0
    path = checkout.ledger_file("v1-phase1")
    path.write_text(re.sub(r'("01_tiny/flops": \{"value": )\d+', r"\g<1>12", path.read_text()))
    with pytest.raises(
        DriftError, match=r"^v1-phase1: 1 figure drifted\.\n(.*\n)*.*accepted 12 FLOPs"
    ):
        prepared(checkout)


def test_a_round_of_which_nothing_is_accepted_is_not_measured(checkout: Project) -> None:
    assert checked(checkout, [], Silence()).keys() == {TAG}
    assert checked(checkout, [ROUND], Silence()).keys() == {TAG}


def test_drift_in_several_rounds_is_reported_at_once(checkout: Project) -> None:
    accept_all(checkout, "v1-phase1")
    (checkout.examples / "01_tiny.py").write_text(OTHER)
    with pytest.raises(DriftError) as caught:
        prepared(checkout)
    assert [line.split(":")[0] for line in str(caught.value).split("\n") if "drifted." in line] == [
        "v1-warmup",
        "v1-phase1",
    ]


def test_two_guides_do_not_share_an_edition(checkout: Project, tmp_path: Path) -> None:
    other = make_checkout(tmp_path / "other", **{"01_tiny": TINY})
    prepared(checkout)
    with pytest.raises(DriftError, match="none accepted yet"):
        prepared(other)


def test_an_example_counts_as_shown_when_a_page_shows_one_of_its_figures(checkout: Project) -> None:
    assert unshown_examples(checkout) == []
    other = checkout.examples / "01_tiny_too.py"
    other.write_text(TINY)
    assert unshown_examples(checkout) == [other]


def test_names_are_looked_up_in_their_round() -> None:
    ledgers = {tag: Ledger(tag, {}) for tag in ROUNDS}
    ledgers["v1-warmup"] = Ledger("v1-warmup", {"a/flops": a_figure("a/flops", 5)})
    held = Edition(ROUNDS["v2-phase2"], {}, {}, ledgers)
    assert held.figure("a/flops", "v1-warmup").value == 5
    with pytest.raises(FigureError, match="There is no figure 'a/flops' in v2-phase2"):
        held.figure("a/flops")
    with pytest.raises(FigureError, match="There is no round 'v9'"):
        held.figure("a/flops", "v9")
    with pytest.raises(FigureError, match="There is no example 'a'"):
        held.profile("a")


def test_a_folder_outside_of_every_guide_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whestdocs.project._is_project", lambda folder: False)
    with pytest.raises(UsageError, match=r"not inside a checkout of the guide \(a folder with"):
        find_project(tmp_path)
