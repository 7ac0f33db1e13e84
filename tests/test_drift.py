"""Comparing measured with accepted figures, and the report of what differs."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from tests.samples import ROUND, TAG, a_charge, a_figure, a_profile, a_provenance, an_interval
from tests.samples import measured as measurement
from whestdocs.drift import Comparison, Drift, compare, report
from whestdocs.figures import Figure, figures_of
from whestdocs.ledger import Ledger
from whestdocs.measure import Measured
from whestdocs.publications import Publication

ROOT = Path("/checkout")


def ledger(*figures: Figure) -> Ledger:
    return Ledger(TAG, {figure.name: figure for figure in figures})


def compared(accepted: list[Figure], now: list[Figure]) -> Comparison:
    return compare(measurement(*now), ledger(*accepted))


def report_of(comparison: Comparison, *publications: Publication) -> str:
    return report(comparison, publications, ROOT)


def command_in(text: str) -> list[str]:
    """Return the words of the command that a report ends with."""
    return shlex.split(re.search(r"accept it with: (.+)$", text)[1])


# What differs.


def test_equal_figures_do_not_drift() -> None:
    figures = [a_figure("source/flops", 5), an_interval("source/mse", 1.0, 0.9, 1.1)]
    assert compared(figures, figures).is_clean


def test_another_value_is_a_drift() -> None:
    [drift] = compared([a_figure("source/flops", 5)], [a_figure("source/flops", 6)]).drifts
    assert (drift.accepted.value, drift.measured.value) == (5, 6)
    assert str(drift) == "source/flops: accepted 5 FLOPs, measured 6 FLOPs, ratio 1.2"


def test_a_new_figure_is_a_drift() -> None:
    [drift] = compared([], [a_figure("source/flops", 5_000)]).drifts
    assert str(drift) == "source/flops: new, measured 5,000 FLOPs"


def test_a_figure_that_nothing_measures_any_more_is_a_drift() -> None:
    [drift] = compared([a_figure("source/calls", 5_000, unit="calls")], []).drifts
    assert str(drift) == "source/calls: accepted 5,000 calls, no longer measured"


def test_intervals_that_overlap_do_not_drift() -> None:
    accepted = [an_interval("source/mse", 1.0, 0.9, 1.1)]
    assert compared(accepted, [an_interval("source/mse", 1.15, 1.05, 1.25)]).is_clean
    assert not compared(accepted, [an_interval("source/mse", 1.3, 1.2, 1.4)]).is_clean


def test_an_interval_that_moved_is_shown_with_its_bounds() -> None:
    accepted, now = an_interval("s/mse", 1.0, 0.9, 1.1), an_interval("s/mse", 2.0, 1.9, 2.1)
    [drift] = compared([accepted], [now]).drifts
    assert str(drift) == "s/mse: accepted 1.0 (0.9 to 1.1), measured 2.0 (1.9 to 2.1), ratio 2"


def test_a_changed_unit_is_a_drift() -> None:
    now = a_figure("source/flops", 5, unit="calls")
    assert not compared([a_figure("source/flops", 5)], [now]).is_clean


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "1" * 64},
        {"call": "AnotherEstimator"},
        {"flopscope": "0.13.0"},
        {"whestbench": "0.17.0"},
        {"width": 512},
        {"depth": 8},
        {"seed": 1},
        {"dtype": "float64"},
        {"file": "examples/another.py"},
    ],
)
def test_another_source_is_noticed_though_no_figure_moved(change: dict[str, object]) -> None:
    comparison = compared([a_figure("s/flops", 5)], [a_figure("s/flops", 5, **change)])
    assert comparison.drifts == ()
    assert not comparison.is_clean
    [name] = change
    assert ("another content" if name == "sha256" else name) in report_of(comparison)


def test_a_ratio_that_is_not_one_does_not_read_as_one() -> None:
    figures = [a_figure("s/flops", value) for value in (2_199_023_255_552, 2_199_023_255_553)]
    [drift] = compared(figures[:1], figures[1:]).drifts
    assert float(re.search(r"ratio (\S+)", str(drift))[1]) != 1


def test_a_figure_that_was_zero_has_no_ratio() -> None:
    [drift] = compared([a_figure("s/flops", 0)], [a_figure("s/flops", 5)]).drifts
    assert str(drift) == "s/flops: accepted 0 FLOPs, measured 5 FLOPs"


# The report.


def a_changed_example() -> tuple[Measured, Ledger]:
    """Return an example whose second line costs ten times what was accepted."""
    text = "def predict():\n    x = fnp.zeros(4)\n    return x + 1\n"
    charges = a_charge("fnp.zeros(4)", (2, 8), 4), a_charge("x + 1", (3, 11), 40)
    now, before = (
        a_profile(text, *charges),
        a_profile(text, charges[0], replace(charges[1], flops=4)),
    )
    provenance = a_provenance(sha256="1" * 64)
    measured = measurement(*figures_of(now, provenance), source=now)
    return measured, ledger(*figures_of(before, a_provenance()))


def test_a_report_names_figure_values_ratio_page_cause_and_command() -> None:
    page = Publication(ROOT / "docs/guide.md", 14, "source/flops")
    text = report_of(compare(*a_changed_example()), page)
    assert "source/flops: accepted 8 FLOPs, measured 44 FLOPs, ratio 5.5" in text
    assert "published in docs/guide.md:14" in text
    assert "examples/source.py:3:11: `x + 1` (add): 4 -> 40 FLOPs" in text
    assert "fnp.zeros" not in text
    assert "examples/source.py is not what was accepted: another content." in text
    assert command_in(text)[1:] == ["accept", "--round", "v2-phase2", "--figure", "source/*"]


def test_a_report_counts_what_drifted() -> None:
    one = compared([a_figure("s/flops", 5)], [a_figure("s/flops", 6)])
    assert report_of(one).startswith("v2-phase2: 1 figure drifted.\n")
    assert report_of(compare(*a_changed_example())).startswith("v2-phase2: 7 figures drifted.\n")


def test_totals_come_before_single_lines_and_expressions() -> None:
    text = report_of(compare(*a_changed_example()))
    assert text.index("source/flops: ") < text.index("source/expression/")
    assert text.index("source/op/add/flops: ") < text.index("source/expression/")


def test_the_dearest_change_is_the_first_cause() -> None:
    text = "a + b\nc + d\n"
    now = a_profile(text, a_charge("a + b", (1, 0), 20), a_charge("c + d", (2, 0), 2_000))
    before = a_profile(text, a_charge("a + b", (1, 0), 10), a_charge("c + d", (2, 0), 10))
    measured = measurement(*figures_of(now, a_provenance()), source=now)
    found = report_of(compare(measured, ledger(*figures_of(before, a_provenance()))))
    assert found.index("`c + d` (add): 10 -> 2,000") < found.index("`a + b` (add): 10 -> 20")


def test_a_page_that_shows_a_figure_twice_on_a_line_is_named_once() -> None:
    page = Publication(ROOT / "docs/guide.md", 14, "s/flops")
    comparison = compared([a_figure("s/flops", 5)], [a_figure("s/flops", 6)])
    assert report_of(comparison, page, page).count("docs/guide.md:14") == 1


def test_a_page_of_another_round_is_not_named() -> None:
    page = Publication(ROOT / "docs/guide.md", 14, "s/flops", round_tag="v1-warmup")
    comparison = compared([a_figure("s/flops", 5)], [a_figure("s/flops", 6)])
    assert "docs/guide.md" not in report_of(comparison, page)


def test_a_new_example_takes_one_line() -> None:
    now = [a_figure(f"new/{n}", n) for n in range(30)]
    text = report_of(compared([a_figure("s/flops", 5)], [a_figure("s/flops", 5), *now]))
    assert "  new: 30 new figures, none accepted yet." in text
    assert text.count("\n") == 2


def test_an_example_that_was_deleted_lists_what_is_no_longer_measured() -> None:
    text = report_of(
        compared([a_figure("gone/flops", 5), a_figure("s/flops", 1)], [a_figure("s/flops", 1)])
    )
    assert "gone/flops: accepted 5 FLOPs, no longer measured" in text
    assert command_in(text)[-1] == "gone/*"


def test_a_change_of_release_takes_one_line_for_all_prices() -> None:
    def prices(flopscope: str) -> list[Figure]:
        return [
            Figure(f"price/{n}/float32", 1_000, "FLOPs", "exact", price_provenance(n, flopscope))
            for n in range(50)
        ]

    def price_provenance(number: int, flopscope: str):
        changes = {"file": "whestdocs/prices.toml", "width": None, "flopscope": flopscope}
        return a_provenance(f"price/{number}", **changes)

    text = report_of(compared(prices("0.12.4"), prices("0.13.0")))
    line = "  whestdocs/prices.toml is not what was accepted: flopscope 0.12.4 -> 0.13.0."
    assert text.split("\n").count(line) == 1
    assert text.count("\n") == 2


def test_a_price_whose_call_changed_shows_the_call() -> None:
    before = a_figure("price/add", 5)
    new_call = a_provenance("price", width=None, call="fnp.add(a, 1)", sha256="1" * 64)
    accepted = replace(before, provenance=a_provenance("price", width=None, call="fnp.add(a, b)"))
    text = report_of(compared([accepted], [replace(before, provenance=new_call)]))
    assert "The call price is another: fnp.add(a, 1)." in text


@pytest.mark.parametrize("source", ["it's", "a b", "[x]", "a*", 'say "hi"', "é|?"])
def test_the_command_survives_the_shell_and_means_only_its_source(source: str) -> None:
    from whestdocs.acceptance import chosen

    names = f"{source}/flops", "another/flops", "x/flops", "ab/flops"
    comparison = compared([a_figure(names[0], 5)], [a_figure(names[0], 6)])
    pattern = command_in(report_of(comparison))[-1]
    drifts = tuple(Drift(TAG, None, a_figure(name, 1)) for name in names)
    assert [drift.name for drift in chosen(replace(comparison, drifts=drifts), pattern)] == [
        names[0]
    ]


def test_a_report_over_several_sources_accepts_the_whole_round() -> None:
    now = [a_figure("a/flops", 6), a_figure("b/flops", 6)]
    text = report_of(compared([a_figure("a/flops", 5), a_figure("b/flops", 5)], now))
    assert command_in(text) == ["whestdocs", "accept", "--round", ROUND.tag]
