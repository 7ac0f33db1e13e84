"""Captured costs on a page, and the source of scripts."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from markdown import Markdown

from tests.samples import a_figure
from whestdocs.errors import FigureError
from whestdocs.figures import Figure
from whestdocs.views.costs import costs_table
from whestdocs.views.popover import Popovers
from whestdocs.views.source_part import source_part

COSTS = {"As written": 1_000, "x < y": 250, "free": 0}


def cost(name: str) -> Figure:
    return a_figure(name, COSTS[name])


def table(matching: str = "") -> str:
    return str(costs_table("python <a>.py", list(COSTS), matching, cost, Popovers()))


def test_each_cost_has_a_name_a_bar_and_a_figure() -> None:
    page = table()
    assert re.findall(r'style="--share: ([\d.]+)"', page) == ["1.0000", "0.2500", "0.0000"]
    assert "1,000" in page and "250" in page
    assert "python &lt;a&gt;.py" in page


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


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "script.py").write_text(SCRIPT)
    return tmp_path


def shown(root: Path, path: str = "script.py", part: str = "") -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", str(source_part(root, path, part, Markdown()))))


def test_a_whole_script_is_shown_under_its_path(root: Path) -> None:
    assert shown(root).startswith("script.py")
    assert SCRIPT.strip() in shown(root)


def test_a_function_or_a_class_is_shown_alone(root: Path) -> None:
    assert shown(root, part="first").endswith('"""Compare."""\n    return x < LIMIT\n')
    assert "LIMIT = 3" not in shown(root, part="first")
    assert "class Second:" in shown(root, part="Second")


@pytest.mark.parametrize(
    ("path", "part", "reason"),
    [
        ("none.py", "", "There is no file 'none.py'"),
        ("script.py", "third", "script.py has no part 'third'. Its parts are: first, Second."),
    ],
)
def test_what_is_not_there_is_named(root: Path, path: str, part: str, reason: str) -> None:
    with pytest.raises(FigureError, match=re.escape(reason)):
        shown(root, path, part)
