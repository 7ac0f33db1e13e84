"""A captured command on a page."""

from __future__ import annotations

import html
import re

import pytest

from whestdocs.errors import FigureError
from whestdocs.views.capture import captured_output

TEXT = "one\n<b>two</b> & more\nthree\nfour\nthree again\nsix"


def shown(first: str = "", last: str = "", matching: str = "") -> list[str]:
    result = {"command": "python a.py", "text": TEXT, "exit_code": 0}
    page = str(captured_output(result, first, last, matching))
    found = re.search(r"<pre[^>]*>(.*)</pre>", page, re.DOTALL)
    assert found
    return html.unescape(found[1]).split("\n")


def test_everything_is_shown_where_nothing_is_chosen() -> None:
    assert shown() == TEXT.split("\n")


def test_a_part_is_shown_with_marks_for_what_is_left_out() -> None:
    assert shown(first="two", last="three") == ["⋯", "<b>two</b> & more", "three", "⋯"]
    assert shown(first="^four") == ["⋯", "four", "three again", "six"]
    assert shown(last="one") == ["one", "⋯"]


def test_the_end_is_looked_for_behind_the_beginning() -> None:
    assert shown(first="three", last="three") == ["⋯", "three", "four", "three again", "⋯"]


def test_only_lines_that_match_are_shown() -> None:
    assert shown(matching="three|six") == ["⋯", "three", "⋯", "three again", "six"]
    assert shown(first="four", matching="three") == ["⋯", "three again", "⋯"]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"first": "seven"}, r"No line of what was captured matches 'seven'"),
        ({"first": "six", "last": "one"}, r"matches 'one'"),
        ({"matching": "seven"}, r"matches 'seven'"),
        ({"matching": "("}, r"'\(' is no regular expression"),
        ({"last": "["}, r"'\[' is no regular expression"),
    ],
)
def test_a_pattern_without_a_line_is_refused(options: dict[str, str], reason: str) -> None:
    with pytest.raises(FigureError, match=reason):
        shown(**options)


def test_nothing_that_was_printed_becomes_html() -> None:
    result = {"command": 'python "<i>.py"', "text": "</pre><script>&amp;", "exit_code": 1}
    page = str(captured_output(result, "", "", ""))
    assert "<script>" not in page and "<i>" not in page
    assert "&lt;/pre&gt;&lt;script&gt;&amp;amp;" in page
    assert 'data-copy="command"' in page


def test_an_exit_code_is_said_where_it_is_not_zero() -> None:
    result = {"command": "python a.py", "text": "x", "exit_code": 3}
    assert "exit code 3" in str(captured_output(result, "", "", ""))
    assert "exit code" not in str(captured_output(result | {"exit_code": 0}, "", "", ""))
