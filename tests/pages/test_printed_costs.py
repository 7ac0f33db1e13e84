"""Captured costs on a page, and parts of scripts."""

from __future__ import annotations

import re

import pytest

from tests.support.samples import a_figure
from whestdocs.errors import FigureError
from whestdocs.pages.html.printed_costs import costs_table
from whestdocs.views.html.code_text import command_words, part_of
from whestdocs.views.html.popover import Popovers

COSTS = {"As written": 1_000, "x < y": 250, "free": 0}


def table(matching: str = "", *, is_listed: bool = True) -> str:
    command = "python <a>.py"
    costs = [(name, a_figure(name, value)) for name, value in COSTS.items()]
    listed = [command_words(command, {})] if is_listed else []
    return str(costs_table(command, costs, Popovers(), commands=listed, matching=matching))


def test_each_cost_has_a_name_a_bar_and_a_figure() -> None:
    page = table()
    assert re.findall(r'style="--share: ([\d.]+)"', page) == ["1.0000", "0.2500", "0.0000"]
    assert "1,000" in page and "250" in page
    assert '<p class="command' in page and "&lt;a&gt;.py" in page


def test_a_command_that_stands_above_already_is_left_out() -> None:
    assert '<p class="command' not in table(is_listed=False)


def test_words_are_text_and_everything_else_is_code() -> None:
    page = table()
    assert '<th scope="row" role="rowheader">As written</th>' in page
    assert "<code>x &lt; y</code>" in page
    assert "<code>free</code>" in page


def test_only_names_that_match_are_shown_and_compared() -> None:
    page = table("x|free")
    assert "As written" not in page
    assert re.findall(r'style="--share: ([\d.]+)"', page) == ["1.0000", "0.0000"]


@pytest.mark.parametrize(
    ("pattern", "reason"), [("dear", "No cost .* matches 'dear'"), ("(", "no regular expression")]
)
def test_a_pattern_without_a_cost_is_refused(pattern: str, reason: str) -> None:
    with pytest.raises(FigureError, match=reason):
        table(pattern)


SCRIPT = '''"""A script."""

LIMIT = 3


def first(x: int) -> bool:
    """Compare."""
    return x < LIMIT


class Second:
    """Hold nothing."""
'''


def test_a_function_or_a_class_is_shown_alone() -> None:
    function = 'def first(x: int) -> bool:\n    """Compare."""\n    return x < LIMIT\n'
    assert part_of(SCRIPT, "script.py", "first") == function
    assert part_of(SCRIPT, "script.py", "Second").startswith("class Second:")


def test_a_part_that_is_not_there_is_named() -> None:
    reason = re.escape("script.py has no part 'third'. Its parts are: first, Second.")
    with pytest.raises(FigureError, match=reason):
        part_of(SCRIPT, "script.py", "third")
