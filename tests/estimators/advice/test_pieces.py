"""Edits of rewritten texts are the same as edits of the author's, in any choice of pieces."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from whestdocs.estimators.advice.pieces import Piece, piece_of, texts_of, without
from whestdocs.estimators.advice.rules.rule import Candidate
from whestdocs.estimators.advice.source.edits import Edit, overlap, rewritten
from whestdocs.estimators.profiles import Span

FILE = "estimator.py"
TEXTS = st.text("abé\n", min_size=5, max_size=25)
#: A stretch of a text, by a start and a length, and what replaces it.
CHANGES = st.lists(
    st.tuples(
        st.integers(0, 24), st.integers(0, 5), st.sampled_from(["", "X", "Y\nZ", "é7", "é8"])
    ),
    min_size=1,
    max_size=3,
)


def _position(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, len(before.rpartition("\n")[2].encode())


def edit(text: str, begin: int, end: int, new: str) -> Edit:
    place = (*_position(text, begin), *_position(text, end))
    return Edit(Span(FILE, *place, text[begin:end]), new)


def _edits(text: str, changes: list[tuple[int, int, str]]) -> Iterator[Edit]:
    made: list[Edit] = []
    for start, length, new in changes:
        begin = min(start, len(text))
        one = edit(text, begin, min(begin + length, len(text)), new)
        if not overlap([one], made) and one not in made:
            made.append(one)
            yield one


def candidate(edits: list[Edit]) -> Candidate:
    return Candidate("power", edits[0].span, "", "", tuple(edits))


@given(TEXTS, st.lists(CHANGES, min_size=1, max_size=4), st.data())
def test_pieces_make_the_text_that_edits_one_after_the_other_make(
    text: str, rounds: list[list[tuple[int, int, str]]], data: st.DataObject
) -> None:
    current, chosen = text, list[Piece]()
    for number, changes in enumerate(rounds):
        edits = list(_edits(current, changes))
        chosen.append(piece_of(candidate(edits), number, {FILE: text}, chosen))
        current = rewritten({FILE: current}, edits)[FILE]
        assert texts_of(chosen, {FILE: text}) == {FILE: current}
    some = data.draw(st.sets(st.sampled_from(chosen)))
    texts_of(list(some), {FILE: text})  # Every choice can be applied.
    assert texts_of([], {FILE: text}) == {FILE: text}


def test_a_piece_inside_what_another_wrote_needs_it() -> None:
    text = "x = draw()\ny = x ** 2\n"
    first = piece_of(candidate([edit(text, 4, 10, "draw(1)")]), 0, {FILE: text}, [])
    after = texts_of([first], {FILE: text})[FILE]
    second = piece_of(candidate([edit(after, 4, 11, "draw(1, 2)")]), 1, {FILE: text}, [first])
    third = piece_of(candidate([edit(after, 16, 22, "x * x")]), 1, {FILE: text}, [first])
    assert second.needs == {first}
    assert third.needs == frozenset()
    assert texts_of([second], {FILE: text}) == {FILE: "x = draw(1, 2)\ny = x ** 2\n"}
    assert texts_of([third], {FILE: text}) == {FILE: "x = draw()\ny = x * x\n"}
    assert without([first, second, third], [first]) == [third]
