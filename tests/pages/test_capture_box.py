"""A captured command on a page."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from whestdocs.errors import FigureError
from whestdocs.pages.html.capture_box import captured_output
from whestdocs.views.html.code_text import code_block, command_words

TEXT = "one\n<b>two</b> & more\nthree\nfour\nthree again\nsix"


RESULT = {"commands": ("python a.py",), "text": TEXT, "exit_code": 0}


def page(options: dict[str, str] | None = None, **changes: Any) -> str:
    result = RESULT | changes
    commands = [command_words(command, {}) for command in result["commands"]]
    return str(captured_output(result, commands, **options or {}))


def shown(text: str = TEXT, **options: str) -> list[str]:
    found = re.search(r"<pre[^>]*>(.*)</pre>", page(options, text=text), re.DOTALL)
    assert found
    return html.unescape(re.sub("</?span[^>]*>", "", found[1])).split("\n")


def test_everything_is_shown_where_nothing_is_chosen() -> None:
    assert shown() == TEXT.split("\n")
    assert "lines" not in page()


def test_a_part_is_shown_and_said_to_be_one() -> None:
    assert shown(first="two", last="three") == ["<b>two</b> & more", "three"]
    assert shown(first="^four") == ["four", "three again", "six"]
    assert shown(last="one") == ["one"]
    assert "Shortened: 1 of 6 lines" in page({"last": "one"})


def test_the_end_is_looked_for_behind_the_beginning() -> None:
    assert shown(first="three", last="three") == ["three", "four", "three again"]


def test_only_lines_that_match_are_shown() -> None:
    assert shown(matching="three|six") == ["three", "three again", "six"]
    assert shown(first="four", matching="three") == ["three again"]


def test_what_all_lines_are_indented_by_is_left_out() -> None:
    assert shown("{\n    a: 1\n      b: 2\n}", first="a", last="b") == ["a: 1", "  b: 2"]


def test_every_command_is_shown_and_can_be_copied() -> None:
    content = page(commands=("whest init", "python a.py"))
    assert content.count('data-copy="command"') == 2
    plain = re.sub(r"<[^>]*>", "", content)
    assert "whest init" in plain and "python a.py" in plain
    assert "data-copy" not in captured_output(RESULT, [])


def test_a_file_that_a_command_names_can_be_downloaded() -> None:
    words = command_words("python a.py --to aa.py", {"a.py": "../examples/<a>.py"})
    assert words == (
        '<span>python</span> <span><a href="../examples/&lt;a&gt;.py" download>a.py</a></span> '
        "<span>--to</span> <span>aa.py</span>"
    )


@pytest.mark.parametrize(
    "text", ["Used   12 of 20", "╭─ Report ─╮", "│ a │", "a\nb   c\nd", "--seed\n          a"]
)
def test_columns_and_frames_keep_their_lines(text: str) -> None:
    assert "--wrapped" not in page(text=text)


def test_a_message_among_columns_wraps() -> None:
    message = "warning: " + "<b> " * 40
    content = page(text=f"{message}\na   b")
    assert f'<span class="capture__message">{html.escape(message)}</span>\na   b</pre>' in content
    assert shown(f"{message}\na   b") == [message, "a   b"]


@pytest.mark.parametrize("text", ["A long sentence. And another.", '{\n    "a": 1\n}', ""])
def test_sentences_wrap(text: str) -> None:
    assert "--wrapped" in page(text=text)


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
    content = page(commands=('python "<i>.py"',), text="</pre><script>&amp;")
    assert "<script>" not in content and "<i>" not in content
    assert "&lt;/pre&gt;&lt;script&gt;&amp;amp;" in content


def test_an_exit_code_is_said_where_it_is_not_zero() -> None:
    assert "exit code 3" in page(exit_code=3)
    assert "exit code" not in page()


def test_a_file_is_shown_with_its_name_and_nothing_of_it_becomes_html() -> None:
    content = str(code_block("x = '<b>'  # <script>\n", "<i>.py", None))
    assert "<b>" not in content and "<script>" not in content and "<i>" not in content
    assert "&lt;i&gt;.py" in content
    assert html.unescape(re.sub(r"<[^>]*>", "", content)).endswith("x = '<b>'  # <script>\n")


def test_the_name_of_a_file_that_is_published_leads_to_it() -> None:
    content = str(code_block("x = 1\n", "a.py", "../examples/a.py"))
    assert '<span class="filename"><a href="../examples/a.py" download>a.py</a></span>' in content
