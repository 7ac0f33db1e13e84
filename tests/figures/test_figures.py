"""Figures: their names, their agreement, their provenance."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.samples import a_charge, a_profile, a_provenance
from whestdocs.estimators.profiles import Charge, Profile, SourceFile, Span
from whestdocs.figures.figure import EXACT, INTERVAL, Accepted, agree
from whestdocs.figures.of_profiles import expression_paths, figures_of, line_paths

EXPRESSIONS = (
    "w.T @ mu",
    "a + b",
    "fnp.exp(x)",
    "f (2)",
    "f",
    'd["k|é"]',
    "a / flops",
    "x[{0: {}}]",
)

texts = st.lists(st.sampled_from(EXPRESSIONS), min_size=1, max_size=8)
fillers = st.lists(st.sampled_from(["", "# a comment", "    # indented", "   "]), max_size=3)


def profile_of(lines: list[str]) -> Profile:
    """Return a profile in which every line that is not blank or a comment is charged 10 FLOPs."""
    charges = []
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if text and not text.startswith("#"):
            place = number, line.index(text)
            charges += [a_charge(text, place, 10), a_charge(text, place, 10, op="astype")]
    return a_profile("\n".join(lines), *charges)


def names_of(profile: Profile) -> list[str]:
    return [figure.name for figure in figures_of(profile, a_provenance())]


def values_of(profile: Profile) -> dict[str, int | float]:
    return {figure.name: figure.value for figure in figures_of(profile, a_provenance())}


@given(texts, st.data())
def test_comments_and_blank_lines_rename_nothing(lines: list[str], data: st.DataObject) -> None:
    spread = [line for text in lines for line in (*data.draw(fillers), text)]
    assert values_of(profile_of(spread)) == values_of(profile_of(lines))


@given(texts, st.sampled_from(["    ", "\t"]))
def test_indentation_renames_nothing(lines: list[str], indent: str) -> None:
    assert names_of(profile_of([indent + line for line in lines])) == names_of(profile_of(lines))


@given(texts)
def test_no_two_figures_share_a_name(lines: list[str]) -> None:
    names = names_of(profile_of(lines))
    assert len(names) == len(set(names))


def test_a_comment_behind_a_line_does_not_name_it() -> None:
    assert names_of(profile_of(["a + b  # the sum"]))[0:3] == names_of(profile_of(["a + b"]))[0:3]
    [(path, _)] = line_paths(profile_of(["a + b  # the sum"])).values()
    assert path == "line/a + b"


def test_a_text_that_occurs_again_is_counted() -> None:
    paths = [path for path, _ in line_paths(profile_of(["f", "f", "f"])).values()]
    assert paths == ["line/f", "line/f (2)", "line/f (3)"]


def test_a_source_that_reads_like_a_count_keeps_its_own_figures() -> None:
    profile = profile_of(["f", "f", "f (2)"])
    for paths in (line_paths(profile), expression_paths(profile)):
        names = [path for path, _ in paths.values()]
        assert len(names) == len(set(names))


def test_two_operations_of_one_expression_share_its_text() -> None:
    paths = [path for path, _ in expression_paths(profile_of(["a + b"])).values()]
    assert paths == ["expression/a + b/add", "expression/a + b/astype"]


def test_a_helper_module_stands_before_the_text() -> None:
    span = Span("helpers/sums.py", 1, 0, 1, 5, "a + b")
    charge = replace(a_charge("a + b", (1, 0), 10), span=span)
    profile = a_profile("a + b", charge)
    files = (*profile.files, SourceFile("helpers/sums.py", "0" * 64, "a + b"))
    [(path, _)] = line_paths(replace(profile, files=files)).values()
    assert path == "line/helpers/sums.py: a + b"


def test_a_helper_module_cannot_be_mistaken_for_an_annotation() -> None:
    helper = replace(a_charge("x = 1", (1, 0), 10), span=Span("h", 1, 0, 1, 5, "x = 1"))
    profile = a_profile("h: x = 1", a_charge("h: x = 1", (1, 0), 10), helper)
    profile = replace(profile, files=(*profile.files, SourceFile("h", "0" * 64, "x = 1")))
    names = names_of(profile)
    assert len(names) == len(set(names))


def test_code_without_a_file_goes_by_its_line() -> None:
    charge = replace(a_charge("a", (1, 0), 10), span=Span("<string>", 7, 0, 7, 1, "a"))
    [(path, _)] = line_paths(a_profile("", charge)).values()
    assert path == "line/<string>: line 7"


def test_an_expression_over_several_lines_has_a_name_of_one_line() -> None:
    charge = a_charge("(a +\n    b)", (1, 0), 10)
    [(path, _)] = expression_paths(a_profile("(a +\n    b)", charge)).values()
    assert path == "expression/(a + b)/add"


def test_every_sum_of_a_profile_is_a_figure() -> None:
    profile = a_profile(
        "a + b\nw @ x",
        a_charge("a + b", (1, 0), 10, layer=None),
        a_charge("w @ x", (2, 0), 100, op="matmul", layer=0),
        a_charge("w @ x", (2, 0), 200, op="matmul", layer=1, calls=2),
    )
    assert values_of(profile) == {
        "source/flops": 310,
        "source/setup_flops": 0,
        "source/calls": 4,
        "source/op/matmul/calls": 3,
        "source/op/matmul/flops": 300,
        "source/op/add/calls": 1,
        "source/op/add/flops": 10,
        "source/line/a + b/calls": 1,
        "source/line/a + b/flops": 10,
        "source/line/w @ x/calls": 3,
        "source/line/w @ x/flops": 300,
        "source/expression/a + b/add/calls": 1,
        "source/expression/a + b/add/flops": 10,
        "source/expression/w @ x/matmul/calls": 3,
        "source/expression/w @ x/matmul/flops": 300,
        "source/expression/w @ x/matmul/layer/least": 100,
        "source/expression/w @ x/matmul/layer/most": 200,
        "source/layer/0/flops": 100,
        "source/layer/1/flops": 200,
        "source/layer/none/flops": 10,
    }


@given(texts)
def test_figures_of_one_kind_add_up_to_the_total(lines: list[str]) -> None:
    profile = profile_of(lines)
    total = values_of(profile)["source/flops"]
    assert total == sum(charge.flops for charge in profile.charges)
    for paths in (line_paths(profile), expression_paths(profile)):
        names = [f"source/{path}/flops" for path, _ in paths.values()]
        assert sum(values_of(profile)[name] for name in names) == total


def test_an_estimator_that_charges_nothing_has_figures_too() -> None:
    assert values_of(a_profile("")) == {
        "source/flops": 0,
        "source/setup_flops": 0,
        "source/calls": 0,
    }


def test_what_follows_no_layers_has_no_figure_for_them() -> None:
    charges: list[Charge] = [a_charge("a + b", (1, 0), 10, layer=None)]
    assert not any("/layer/" in name for name in names_of(a_profile("a + b", *charges)))


# Agreement.


@given(st.integers(), st.integers())
def test_exact_figures_agree_when_they_are_equal(first: int, second: int) -> None:
    one, other = Accepted("source/flops", first, EXACT), Accepted("source/flops", second, EXACT)
    assert agree(one, other) == (first == second)


@pytest.mark.parametrize(
    ("first", "second", "are_alike"),
    [
        ((1.5, 1.0, 2.0), (1.6, 1.1, 2.1), True),
        ((1.5, 1.0, 2.0), (2.0, 1.5, 2.5), True),
        ((1.5, 1.0, 2.0), (2.1, 1.6, 2.6), False),  # They overlap, no more.
        ((1.5, 1.0, 2.0), (1.5, 1.25, 1.75), True),
        ((1.5, 1.0, 2.0), (1.5, 1.3, 1.7), False),  # Widened or narrowed at will.
        ((1.5, 1.0, 2.0), (1.5, 0.0, 100.0), False),
        ((1.5, 1.5, 1.5), (1.5, 1.5, 1.5), True),
        ((1.5, 1.5, 1.5), (1.5, 1.4, 1.6), False),
        ((1.5, 1.0, math.nan), (1.5, 1.0, 2.0), False),
    ],
)
def test_intervals_agree_when_each_holds_the_others_value_and_they_are_as_wide(
    first: tuple[float, float, float], second: tuple[float, float, float], are_alike: bool
) -> None:
    one, other = (
        Accepted("source/mse", value, INTERVAL, *bounds) for value, *bounds in (first, second)
    )
    assert agree(one, other) is are_alike
    assert agree(other, one) is are_alike


def test_figures_of_another_kind_do_not_agree() -> None:
    assert not agree(Accepted("a", 5, EXACT), Accepted("a", 5, INTERVAL, 4, 6))


def test_bounds_that_are_missing_agree_with_nothing() -> None:
    one = Accepted("source/mse", 1.0, INTERVAL, 0.9, 1.1)
    assert not agree(one, Accepted("source/mse", 1.0, INTERVAL))
