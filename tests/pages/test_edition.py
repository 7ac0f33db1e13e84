"""What pages may look up: prepared once, and again when something it depends on changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import OTHER, TAG, TINY, accept_all, edit_ledger, make_checkout
from tests.support.samples import a_figure
from whestdocs.competition.rounds import ROUNDS
from whestdocs.errors import DriftError, FigureError, MeasurementError, UsageError
from whestdocs.measurements.examples import ExampleJob
from whestdocs.measurements.measuring import measure
from whestdocs.pages.edition import Edition, unshown_examples
from whestdocs.pages.loaded_editions import loaded_edition
from whestdocs.pages.publishing import publications
from whestdocs.progress import ProgressBar
from whestdocs.project import Project, find_project

ROUND = ROUNDS[TAG]


def prepared(project: Project) -> Edition:
    return loaded_edition(project, ROUND)


def test_an_edition_is_prepared_once(checkout: Project) -> None:
    assert prepared(checkout) is prepared(checkout)
    assert prepared(checkout).profiles.keys() == {"01_tiny"}


def test_rendering_measures_nothing_and_says_what_to_run(no_cache: Path, checkout: Project) -> None:
    before, example = prepared(checkout), checkout.examples / "01_tiny.py"
    example.write_text(OTHER)
    with pytest.raises(MeasurementError, match=r"01_tiny in v1-warmup yet\. Run `whestdocs meas"):
        prepared(checkout)
    assert before.figure("01_tiny/flops").value > 0
    assert not list(no_cache.glob(f"{ExampleJob(checkout, ROUND, example).key()}*"))


def measured_again(project: Project) -> None:
    """Change the example, and measure it for its ledgers' rounds."""
    (project.examples / "01_tiny.py").write_text(OTHER)
    measure(project, ROUNDS.values(), publications(project), ProgressBar())


def test_an_edited_example_is_noticed_in_the_same_process(checkout: Project) -> None:
    before = prepared(checkout)
    measured_again(checkout)
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


def show_another_round(project: Project) -> None:
    """Add a page that shows a figure of another round too."""
    (project.pages / "other.md").write_text('{{ figure("01_tiny/flops", "v1-phase1") | exact }}\n')


def test_figures_of_another_round_are_loaded_where_a_page_shows_them(checkout: Project) -> None:
    accept_all(checkout, "v1-phase1")
    assert prepared(checkout).figures.keys() == {TAG}
    show_another_round(checkout)
    assert prepared(checkout).figure("01_tiny/flops", "v1-phase1").value > 0
    path = checkout.ledger_file("v1-phase1")
    path.write_text(re.sub(r'("01_tiny/flops": \{"value": )\d+', r"\g<1>12", path.read_text()))
    with pytest.raises(
        DriftError, match=r"^v1-phase1: 1 figure drifted\.\n(.*\n)*.*accepted 12 FLOPs"
    ):
        prepared(checkout)


def test_a_round_of_which_nothing_is_accepted_is_not_loaded(checkout: Project) -> None:
    show_another_round(checkout)
    assert prepared(checkout).figures.keys() == {TAG}


def test_drift_in_several_rounds_is_reported_at_once(checkout: Project) -> None:
    accept_all(checkout, "v1-phase1")
    show_another_round(checkout)
    measured_again(checkout)
    with pytest.raises(DriftError) as caught:
        prepared(checkout)
    assert [line.split(":")[0] for line in str(caught.value).split("\n") if "drifted." in line] == [
        "v1-warmup",
        "v1-phase1",
    ]


def test_two_guides_do_not_share_an_edition(checkout: Project, tmp_path: Path) -> None:
    other = make_checkout(tmp_path / "other", **{"01_tiny": TINY})
    prepared(checkout)
    measure(other, [ROUND], publications(other), ProgressBar())
    with pytest.raises(DriftError, match="none accepted yet"):
        prepared(other)


def test_an_example_counts_as_shown_when_a_page_shows_one_of_its_figures(checkout: Project) -> None:
    assert unshown_examples(checkout, publications(checkout)) == []
    other = checkout.examples / "01_tiny_too.py"
    other.write_text(TINY)
    assert unshown_examples(checkout, publications(checkout)) == [other]


def test_names_are_looked_up_in_their_round() -> None:
    figures = {"v1-warmup": {"a/flops": a_figure("a/flops", 5)}}
    held = Edition(ROUNDS["v2-phase2"], {}, {}, figures)
    assert held.figure("a/flops", "v1-warmup").value == 5
    assert held.find("a/flops", "v1-warmup") == held.figure("a/flops", "v1-warmup")
    assert held.find("a/flops") is None
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
