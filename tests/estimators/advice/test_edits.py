"""Edits are applied to the byte, whatever their order."""

from __future__ import annotations

import pytest

from whestdocs.estimators.advice.source.edits import Content, Edit, overlap, rewritten
from whestdocs.estimators.profiles import Span

TEXT = "a = 'ä' + x\nb = y\nc = z"


def edit(line: int, column: int, end_line: int, end_column: int, text: str) -> Edit:
    return Edit(Span("e.py", line, column, end_line, end_column, ""), text)


def _applied(edits: list[Edit]) -> str:
    return rewritten({"e.py": TEXT}, edits)["e.py"]


def test_edits_are_applied_whatever_their_order() -> None:
    edits = [edit(3, 4, 3, 5, "f(z)"), edit(1, 4, 1, 8, "'o'"), edit(2, 0, 2, 0, "n = 1\n")]
    for order in (edits, edits[::-1]):
        assert _applied(order) == "a = 'o' + x\nn = 1\nb = y\nc = f(z)"


def test_a_line_can_be_removed_at_the_end_too() -> None:
    assert _applied([edit(2, 0, 3, 0, "")]) == "a = 'ä' + x\nc = z"
    assert _applied([edit(3, 0, 4, 0, "")]) == "a = 'ä' + x\nb = y\n"


def test_positions_are_found_from_offsets_and_back() -> None:
    content = Content(TEXT)
    for offset in range(len(content.data) + 1):
        assert content.offset(*content.position(offset)) == offset
    assert content.position(content.data.index(b"x")) == (1, 11)  # Columns count bytes.


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
    edits = [edit(1, 4, 1, 5, "2"), other]
    assert rewritten(texts, edits) == {"e.py": "x = 2", "f.py": "b"}
