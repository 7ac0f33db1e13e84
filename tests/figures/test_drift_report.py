"""The report of what differs: what moved, why, where it is published, how to accept it."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.samples import (
    EVERYTHING,
    ROUND,
    a_charge,
    a_figure,
    a_ledger,
    a_profile,
    a_provenance,
)
from tests.support.samples import measured as measurement
from whestdocs.estimators.profiles import Charge
from whestdocs.figures.drift import Comparison, Drift, compare
from whestdocs.figures.drift_report import report
from whestdocs.figures.figure import Figure
from whestdocs.figures.ledger import Ledger
from whestdocs.figures.measured import Measured
from whestdocs.figures.of_profiles import figures_of
from whestdocs.figures.publications import Publication, Publications

ROOT = Path("/checkout")
TEXT = "a + b\nc * d\ne @ f\n"
ADD = a_charge("a + b", (1, 0), 4)
MULTIPLY = a_charge("c * d", (2, 0), 40, op="multiply")
MATMUL = a_charge("e @ f", (3, 0), 400, op="matmul")

FORMS = "whestdocs/measurements/prices/forms.toml"


def compared(accepted: list[Figure], now: list[Figure]) -> Comparison:
    return compare(measurement(*now), a_ledger(*accepted), EVERYTHING)


def report_of(comparison: Comparison, *publications: Publication) -> str:
    return report(comparison, Publications(publications), ROOT)


def report_of_charges(accepted: list[Charge], now: list[Charge]) -> list[str]:
    """Return the lines of the report on an example whose charges changed."""
    before, after = a_profile(TEXT, *accepted), a_profile(TEXT, *now)
    measured = measurement(*figures_of(after, a_provenance()), source=after)
    comparison = compare(measured, a_ledger(*figures_of(before, a_provenance())), EVERYTHING)
    return report_of(comparison).split("\n")


def command_in(text: str) -> list[str]:
    """Return the words of the command that a report ends with."""
    return shlex.split(re.search(r"accept it with: (.+)$", text)[1])


def places(*numbers: int, name: str = "s/flops", page: str = "guide") -> list[Publication]:
    return [Publication(ROOT / f"docs/{page}.md", number, name) for number in numbers]


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
    return measured, a_ledger(*figures_of(before, a_provenance()))


def test_a_report_names_figure_values_ratio_page_cause_and_command() -> None:
    page = Publication(ROOT / "docs/guide.md", 14, "source/flops")
    text = report_of(compare(*a_changed_example(), EVERYTHING), page)
    assert "source/flops: accepted 8 FLOPs, measured 44 FLOPs, ratio 5.5" in text
    assert "published in docs/guide.md:14" in text
    assert "examples/source.py:3:11: `x + 1` (add): 4 -> 40 FLOPs" in text
    assert "fnp.zeros" not in text
    assert command_in(text)[1:] == ["accept", "--round", "v2-phase2", "--figure", "source/*"]


def test_a_report_counts_what_drifted() -> None:
    one = compared([a_figure("s/flops", 5)], [a_figure("s/flops", 6)])
    assert report_of(one).startswith("v2-phase2: 1 figure drifted.\n")
    many = compared([], [a_figure(f"s/{n}", n) for n in range(1_234)])
    assert report_of(many).startswith("v2-phase2: 1,234 figures drifted.\n")
    assert report_of(compare(*a_changed_example(), EVERYTHING)).startswith(
        "v2-phase2: 7 figures drifted.\n"
    )


def test_totals_come_before_single_lines_and_expressions() -> None:
    text = report_of(compare(*a_changed_example(), EVERYTHING))
    assert text.index("source/flops: ") < text.index("source/expression/")
    assert text.index("source/op/add/flops: ") < text.index("source/expression/")


def test_the_dearest_change_is_the_first_cause() -> None:
    text = "a + b\nc + d\n"
    now = a_profile(text, a_charge("a + b", (1, 0), 20), a_charge("c + d", (2, 0), 2_000))
    before = a_profile(text, a_charge("a + b", (1, 0), 10), a_charge("c + d", (2, 0), 10))
    measured = measurement(*figures_of(now, a_provenance()), source=now)
    found = report_of(compare(measured, a_ledger(*figures_of(before, a_provenance())), EVERYTHING))
    assert found.index("`c + d` (add): 10 -> 2,000") < found.index("`a + b` (add): 10 -> 20")


def test_a_page_that_shows_a_figure_twice_on_a_line_is_named_once() -> None:
    page = Publication(ROOT / "docs/guide.md", 14, "s/flops")
    comparison = compared([a_figure("s/flops", 5)], [a_figure("s/flops", 6)])
    assert report_of(comparison, page, page).count("docs/guide.md:14") == 1


def test_a_page_of_another_round_is_not_named() -> None:
    page = Publication(ROOT / "docs/guide.md", 14, "s/flops", pages=frozenset({"v1-warmup"}))
    comparison = compared([a_figure("s/flops", 5)], [a_figure("s/flops", 6)])
    assert "docs/guide.md" not in report_of(comparison, page)


def test_a_new_example_takes_one_line_that_names_what_is_new() -> None:
    now = [a_figure(f"new/{n}", n) for n in range(30)]
    text = report_of(compared([a_figure("s/flops", 5)], [a_figure("s/flops", 5), *now]))
    names = "new/0, new/1, new/2, new/3, new/4 and 25 more"
    assert f"  new: 30 new figures, none accepted yet: {names}." in text
    assert text.count("\n") == 2


def test_one_new_figure_is_said_to_be_one() -> None:
    text = report_of(compared([], [a_figure("new/flops", 5)]))
    assert "  new: 1 new figure, none accepted yet: new/flops." in text


def test_an_example_that_was_deleted_lists_what_is_no_longer_measured() -> None:
    text = report_of(
        compared([a_figure("gone/flops", 5), a_figure("s/flops", 1)], [a_figure("s/flops", 1)])
    )
    assert "gone/flops: accepted 5, no longer measured" in text
    assert command_in(text)[-1] == "gone/*"


@pytest.mark.parametrize("source", ["it's", "a b", "[x]", "a*", 'say "hi"', "é|?"])
def test_the_command_survives_the_shell_and_means_only_its_source(source: str) -> None:
    from whestdocs.figures.acceptance import chosen

    names = f"{source}/flops", "another/flops", "x/flops", "ab/flops"
    comparison = compared([a_figure(names[0], 5)], [a_figure(names[0], 6)])
    pattern = command_in(report_of(comparison))[-1]
    drifts = tuple(Drift(None, a_figure(name, 1)) for name in names)
    assert [drift.name for drift in chosen(replace(comparison, drifts=drifts), pattern)] == [
        names[0]
    ]


def test_a_report_over_several_sources_accepts_the_whole_round() -> None:
    now = [a_figure("a/flops", 6), a_figure("b/flops", 6)]
    text = report_of(compared([a_figure("a/flops", 5), a_figure("b/flops", 5)], now))
    assert command_in(text) == ["whestdocs", "accept", "--round", ROUND.tag]


# Causes.


def report_since(before: list[Figure], now: list[Figure]) -> str:
    """Return the report on figures of which one moved, as is known what there was before."""
    comparison = compared([a_figure("s/flops", 5)], [a_figure("s/flops", 6), *now])
    known = {figure.name: figure for figure in before}
    return report(comparison, Publications(), ROOT, known)


def test_a_file_that_changed_since_everything_agreed_is_named() -> None:
    before, now = a_figure("t/flops", 5), a_figure("t/flops", 5, sha256="1" * 64)
    assert "  examples/t.py is not what was accepted: another content." in report_since(
        [before], [now]
    )


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ({}, {"method": "a comparison"}, "method none -> a comparison"),
        ({}, {"call": "AnotherEstimator"}, "call Estimator -> AnotherEstimator"),
        ({}, {"width": 512}, "width 1024 -> 512"),
        ({"whestbench": "0.10.0"}, {"whestbench": "0.17.0"}, "whestbench 0.10.0 -> 0.17.0"),
    ],
)
def test_what_changed_of_a_source_is_said(
    before: dict[str, object], after: dict[str, object], text: str
) -> None:
    figures = [a_figure("t/flops", 5, **changes) for changes in (before, after)]
    assert text in report_since(figures[:1], figures[1:])


def test_a_change_of_release_takes_one_line_for_all_prices() -> None:
    def prices(flopscope: str) -> list[Figure]:
        changes = {"file": FORMS, "width": None, "flopscope": flopscope}
        return [
            Figure(f"price/{n}/x", 1, "FLOPs", "exact", a_provenance(f"price/{n}", **changes))
            for n in range(50)
        ]

    text = report_since(prices("0.12.4"), prices("0.13.0"))
    line = f"  {FORMS} is not what was accepted: flopscope 0.12.4 -> 0.13.0."
    assert text.split("\n").count(line) == 1


def test_a_price_whose_call_changed_shows_the_call() -> None:
    before, now = (
        replace(a_figure("price/add", 5), provenance=a_provenance("price", width=None, call=call))
        for call in ("fnp.add(a, b)", "fnp.add(a, 1)")
    )
    assert "The call price is another: fnp.add(a, 1)." in report_since([before], [now])


def test_expressions_that_nothing_publishes_are_causes_where_it_is_known_what_they_cost() -> None:
    before, now = a_profile(TEXT, ADD, MATMUL), a_profile(TEXT, ADD, replace(MATMUL, flops=4_000))
    measured = measurement(*figures_of(now, a_provenance()), source=now)
    page = Publications([Publication(ROOT / "docs/guide.md", 1, "source/flops")])
    accepted = a_ledger(*figures_of(before, a_provenance()))
    comparison = compare(measured, accepted, page)
    known = {figure.name: figure for figure in figures_of(before, a_provenance())}
    cause = "examples/source.py:3:0: `e @ f` (matmul): 400 -> 4,000 FLOPs"
    assert cause in report(comparison, page, ROOT, known)
    assert cause not in report(comparison, page, ROOT)


def test_an_expression_that_is_no_longer_there_is_a_cause() -> None:
    lines = report_of_charges([ADD, MULTIPLY], [ADD])
    cause = "    examples/source.py: `c * d` (multiply): no longer there, 40 FLOPs"
    assert cause in lines


def test_a_new_expression_is_a_cause_and_did_not_cost_nothing_before() -> None:
    lines = report_of_charges([ADD], [ADD, MULTIPLY])
    assert "    examples/source.py:2:0: `c * d` (multiply): new, 40 FLOPs" in lines
    assert not any("0 -> " in line for line in lines)


def test_an_expression_that_is_written_differently_is_no_cause() -> None:
    span = replace(MULTIPLY.span, source="c * x")
    lines = report_of_charges(
        [ADD, MULTIPLY], [replace(ADD, flops=8), replace(MULTIPLY, span=span)]
    )
    first = lines.index("  The cost of these expressions moved:")
    assert lines[first + 1 : first + 4] == [
        "    examples/source.py:1:0: `a + b` (add): 4 -> 8 FLOPs",
        "  These are written differently, and cost what they did:",
        "    examples/source.py:2:0: `c * d` -> `c * x` (multiply)",
    ]


def test_another_operation_or_cost_is_no_other_way_of_writing() -> None:
    span = replace(MULTIPLY.span, source="c * x")
    for other in ({"op": "divide"}, {"flops": 41}):
        lines = report_of_charges([MULTIPLY], [replace(MULTIPLY, span=span, **other)])
        assert any("no longer there" in line for line in lines)
        assert not any("written differently" in line for line in lines)


def test_each_expression_is_the_other_way_of_writing_one() -> None:
    twice = [replace(MULTIPLY, span=replace(MULTIPLY.span, source=f"c * {n}")) for n in "xy"]
    lines = report_of_charges([MULTIPLY], twice)
    assert sum("->" in line and "c * d" in line for line in lines) == 1
    assert sum("new, 40 FLOPs" in line for line in lines) == 1


def test_causes_come_before_figures() -> None:
    lines = report_of_charges([ADD, MATMUL], [ADD, replace(MATMUL, flops=4_000)])
    first = next(n for n, line in enumerate(lines) if line.startswith("  source/"))
    assert lines.index("  The cost of these expressions moved:") < first


# Figures.


def layer_figures(*flops: int) -> list[Figure]:
    return [a_figure(f"s/layer/{n}/flops", value) for n, value in enumerate(flops)]


def test_neighbouring_layers_that_moved_alike_take_one_line_in_the_order_of_layers() -> None:
    before, now = layer_figures(*[5] * 12), layer_figures(7, *[6] * 10, 7)
    lines = report_of(compared(before, now)).split("\n")
    assert lines[1:4] == [
        "  s/layer/0/flops: accepted 5 FLOPs, measured 7 FLOPs, ratio 1.4",
        "  s/layer/1/flops to 10/flops, each: accepted 5 FLOPs, measured 6 FLOPs, ratio 1.2",
        "  s/layer/11/flops: accepted 5 FLOPs, measured 7 FLOPs, ratio 1.4",
    ]


def test_layers_of_two_examples_do_not_share_a_line() -> None:
    before = [a_figure(f"{source}/layer/0/flops", 5) for source in "st"]
    now = [a_figure(f"{source}/layer/0/flops", 6) for source in "st"]
    text = report_of(compared(before, now))
    assert "  s/layer/0/flops: " in text and "  t/layer/0/flops: " in text


def test_places_are_named_in_the_order_of_pages_and_lines() -> None:
    comparison = compared([a_figure("s/flops", 5)], [a_figure("s/flops", 6)])
    text = report_of(comparison, *places(14, 100, 9), *places(3, page="a"))
    assert (
        "published in docs/a.md:3, docs/guide.md:9, docs/guide.md:14, docs/guide.md:100\n" in text
    )


def test_figures_of_single_expressions_share_one_line_of_places() -> None:
    names = [f"s/expression/{n}/add/flops" for n in range(20)]
    before, now = ([a_figure(name, value) for name in names] for value in (5, 6))
    shown = places(7, 3, name="s/expression/*") + places(5, name=names[0])
    text = report_of(compared(before, now), *shown)
    assert text.count("published in") == 1
    assert "published in docs/guide.md:3, docs/guide.md:5, docs/guide.md:7\n" in text
