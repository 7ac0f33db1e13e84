"""Edits are applied to the byte, and positions find back."""

from __future__ import annotations

import pytest

from whestdocs.advice.candidate import Edit
from whestdocs.advice.edits import Rewriting, overlap, rewritten
from whestdocs.profiles import Span

TEXT = "a = 'ä' + x\nb = y\nc = z"


def edit(line: int, column: int, end_line: int, end_column: int, text: str) -> Edit:
    return Edit(Span("e.py", line, column, end_line, end_column, ""), text)


def test_edits_are_applied_whatever_their_order() -> None:
    edits = [edit(3, 4, 3, 5, "f(z)"), edit(1, 4, 1, 8, "'o'"), edit(2, 0, 2, 0, "n = 1\n")]
    for order in (edits, edits[::-1]):
        assert Rewriting.of(TEXT, order).after == "a = 'o' + x\nn = 1\nb = y\nc = f(z)"


def test_a_line_can_be_removed_at_the_end_too() -> None:
    assert Rewriting.of(TEXT, [edit(2, 0, 3, 0, "")]).after == "a = 'ä' + x\nc = z"
    assert Rewriting.of(TEXT, [edit(3, 0, 4, 0, "")]).after == "a = 'ä' + x\nb = y\n"


def test_positions_find_back() -> None:
    step = Rewriting.of(TEXT, [edit(1, 4, 1, 8, "'long'"), edit(2, 0, 2, 0, "n = 1\n")])
    assert step.after == "a = 'long' + x\nn = 1\nb = y\nc = z"
    assert step.origin((1, 13)) == (1, 11)  # x, columns in bytes
    assert step.origin((1, 6)) == (1, 4)  # inside what was replaced
    assert step.origin((3, 4)) == (2, 4)  # y
    assert step.origin((4, 4)) == (3, 4)  # z


@pytest.mark.parametrize(
    ("one", "other", "collide"),
    [
        (edit(1, 0, 1, 5, "a"), edit(1, 5, 1, 8, "b"), False),
        (edit(1, 0, 1, 5, "a"), edit(1, 4, 1, 8, "b"), True),
        (edit(1, 0, 2, 5, "a"), edit(1, 4, 1, 8, "b"), True),
        (edit(1, 0, 1, 5, "a"), edit(1, 0, 1, 5, "b"), True),
        (edit(1, 0, 1, 5, "a"), edit(1, 0, 1, 5, "a"), False),
        (edit(1, 3, 1, 3, "a"), edit(1, 3, 1, 3, "b"), False),
        (edit(1, 3, 1, 3, "a"), edit(1, 0, 1, 5, "b"), True),
    ],
)
def test_edits_of_the_same_text_collide(one: Edit, other: Edit, collide: bool) -> None:
    assert overlap([one], [other]) is collide
    assert overlap([other], [one]) is collide


def test_edits_of_other_files_do_not_collide() -> None:
    other = Edit(Span("f.py", 1, 0, 1, 5, ""), "b")
    assert not overlap([edit(1, 0, 1, 5, "a")], [other])
    texts = {"e.py": "x = 1", "f.py": "abcde"}
    found = rewritten(texts, [edit(1, 4, 1, 5, "2"), other])
    assert {file: step.after for file, step in found.items()} == {"e.py": "x = 2", "f.py": "b"}
