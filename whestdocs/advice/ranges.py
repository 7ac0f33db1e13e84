"""Indices that are consecutive, or evenly spaced: what a slice says for free."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from whestdocs.advice.candidate import Edit
from whestdocs.advice.patterns import arguments, constant, is_called
from whestdocs.advice.subject import Subject
from whestdocs.advice.variables import definition, sole_definition


@dataclass(frozen=True)
class Range:
    """Evenly spaced indices.

    Attributes:
        start: Where they start, None for zero.
        stop: Where they stop, exclusively.
        step: How far they are apart, None for one.
        removals: Edits that take out the variable that held them.
        texts: The same as text, for a slice.
    """

    start: ast.expr | None
    stop: ast.expr | None
    step: ast.expr | None
    removals: tuple[Edit, ...]
    texts: tuple[str, str, str]

    @property
    def slice(self) -> str:
        """The slice that selects the same."""
        start, stop, step = self.texts
        return f"{start}:{stop}" + (f":{step}" if step else "")

    @property
    def is_whole(self) -> bool:
        """Whether they are all indices up to a size that is no plain number."""
        return self.texts[0] == self.texts[2] == "" and constant(self.stop) is None

    def is_same(self, other: Range) -> bool:
        """Return whether other indices are written the same."""
        return self.texts == other.texts

    def stops(self, subject: Subject) -> set[int | float | None]:
        """Return where they stopped when they ran."""
        value = None if self.stop is None else subject.value(self.stop)
        return set() if value is None else {seen.number for seen in value.seen}


def range_of(subject: Subject, node: ast.expr) -> Range | None:
    """Return the range that indices are by construction, None if they may be any others."""
    if isinstance(node, ast.Name):
        found = definition(subject, node)
        made = None if found is None else range_of(subject, found.value)
        if found is None or made is None:
            return None
        is_sole = sole_definition(subject, node) is found
        removals = (subject.removed(found),) if is_sole else ()
        return Range(made.start, made.stop, made.step, removals, made.texts)
    if isinstance(node, ast.List):
        return _listed(node)
    if not isinstance(node, ast.Call) or node.keywords:
        return None
    is_list = isinstance(node.func, ast.Name) and node.func.id == "list" and len(node.args) == 1
    if is_list or is_called(subject, node, "array", "asarray"):
        inner = (arguments(node, "a") or {}).get("a")
        return None if inner is None else range_of(subject, inner)
    is_range = isinstance(node.func, ast.Name) and node.func.id == "range"
    if not (is_range or is_called(subject, node, "arange")):
        return None
    return _called(subject, node)


def _listed(node: ast.List) -> Range | None:
    """Return the range that a list of two or more numbers is."""
    numbers = [constant(element) for element in node.elts]
    if len(numbers) < 2 or not all(isinstance(number, int) and number >= 0 for number in numbers):
        return None
    first, last = int(numbers[0] or 0), int(numbers[-1] or 0)
    if numbers != list(range(first, last + 1)):
        return None
    return Range(None, None, None, (), (str(first), str(last + 1), ""))


def _called(subject: Subject, call: ast.Call) -> Range | None:
    """Return the range that a call with one to three arguments makes."""
    if not 1 <= len(call.args) <= 3 or any(isinstance(a, ast.Starred) for a in call.args):
        return None
    if not all(_is_index(subject, argument) for argument in call.args):
        return None
    step = call.args[2] if len(call.args) == 3 else None
    if step is not None and constant(step) == 0:
        return None
    start, stop = (None, call.args[0]) if len(call.args) == 1 else (call.args[0], call.args[1])
    texts = ["" if part is None else subject.source(part) for part in (start, stop, step)]
    starts = "" if texts[0] == "0" else texts[0]
    return Range(start, stop, step, (), (starts, texts[1], texts[2]))


def _is_index(subject: Subject, node: ast.expr) -> bool:
    """Return whether an expression was a whole number that is not negative, every time."""
    number = constant(node)
    if number is not None:
        return isinstance(number, int) and number >= 0
    value = subject.value(node)
    return value is not None and all(
        isinstance(seen.number, int) and seen.number >= 0 for seen in value.seen
    )
