"""Text as people read it: counts, order, lists cut short, and where code may break."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whestdocs.text import counted, natural, some, visible, with_breaks


def test_a_count_has_its_noun_in_the_right_number() -> None:
    assert [counted(number, "figure") for number in (0, 1, 2, 12_345)] == [
        "0 figures",
        "1 figure",
        "2 figures",
        "12,345 figures",
    ]


def test_numbers_in_names_are_sorted_as_numbers() -> None:
    names = ["layer/10", "layer/2", "a9", "a10b2", "a10b10", "layer/none", "layer/1"]
    assert sorted(names, key=natural) == [
        "a9",
        "a10b2",
        "a10b10",
        "layer/1",
        "layer/2",
        "layer/10",
        "layer/none",
    ]


@given(st.lists(st.text()))
def test_any_names_can_be_sorted(names: list[str]) -> None:
    assert sorted(sorted(names, key=natural)) == sorted(names)


def test_a_long_list_is_cut_short() -> None:
    assert some(["a", "b"]) == "a, b"
    assert some(list("abcdefg")) == "a, b, c, d, e and 2 more"


@pytest.mark.parametrize(
    ("code", "broken"),
    [
        ("setup()", "setup()"),
        ("03_covariance_propagation.py", "03_|covariance_|propagation.|py"),
        ("effective_compute", "effective_|compute"),
        ("flops.stats.norm.cdf(alpha)", "flops.|stats.|norm.|cdf(|alpha)"),
        ("--wall-time-limit", "--wall-time-limit"),
        ("1e-12, 0.5", "1e-12, 0.5"),
        ("__init__", "__init__"),
        ("_private", "_private"),
        ("x = (a + b)", "x = (a + b)"),
        ("f((a))", "f((a))"),
        ("v2.phase", "v2.|phase"),
    ],
)
def test_code_breaks_after_signs_in_the_middle_of_a_name_or_call(code: str, broken: str) -> None:
    assert with_breaks(code, "|") == broken


@given(st.text(st.sampled_from("ab_.(0) ")))
def test_marks_are_all_that_is_added(code: str) -> None:
    assert with_breaks(code, "|").replace("|", "") == code


@given(st.text())
def test_visible_text_holds_nothing_that_a_terminal_acts_on(text: Any) -> None:
    result = visible(text)
    assert {unicodedata.category(character) for character in result}.isdisjoint(
        {"Cc", "Cf", "Cs", "Zl", "Zp"}
    )
    if text.isprintable():
        assert result == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("größe ✓ 漢字", "größe ✓ 漢字"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\n\t\r\0", "\\n\\t\\r\\x00"),
        ("\x7f\x9b", "\\x7f\\x9b"),
        ("\u202e\u2066\u200b\ufeff", "\\u202e\\u2066\\u200b\\ufeff"),
        ("\udcff", "\\udcff"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_what_a_terminal_acts_on_becomes_an_escape(text: str, expected: str) -> None:
    assert visible(text) == expected
