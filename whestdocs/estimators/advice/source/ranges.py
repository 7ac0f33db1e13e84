"""Indices that are consecutive, or evenly spaced: what a slice says for free."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from whestdocs.estimators.advice.source.edits import Edit
from whestdocs.estimators.advice.source.patterns import arguments, constant, is_called
from whestdocs.estimators.advice.source.subject import Subject
from whestdocs.estimators.advice.source.variables import definition, sole_definition


@dataclass(frozen=True)
class Range:
    """Evenly spaced indices.

    Attributes:
        texts: Where they start, where they stop, and their step as a slice has them.
        stop: The expression for where they stop, None where that is a plain number.
        removals: Edits that take out the variable that held them.
    """

    texts: tuple[str, str, str]
    stop: ast.expr | None = None
    removals: tuple[Edit, ...] = ()

    @property
    def slice(self) -> str:
        """The slice that selects the same."""
        start, stop, step = self.texts
        return f"{start}:{stop}" + (f":{step}" if step else "")

    @property
    def is_whole(self) -> bool:
        """Whether they are all indices up to a size that is no plain number."""
        return self.texts[0] == self.texts[2] == "" and constant(self.stop) is None

    def stops(self, subject: Subject) -> set[int | float | None]:
        """Return where they stopped when they ran."""
        return {seen.number for seen in subject.value(self.stop).seen} if self.stop else set()


def range_of(subject: Subject, node: ast.expr) -> Range | None:
    """Return the range that indices are by construction, None if they may be any others."""
    if isinstance(node, ast.Name):
        found = definition(subject, node)
        made = None if found is None else range_of(subject, found.value)
        if found is None or made is None:
            return None
        is_sole = sole_definition(subject, node) is found
        return replace(made, removals=(subject.removed(found),) if is_sole else ())
    if isinstance(node, ast.List):
        return _listed(node)
    if not isinstance(node, ast.Call) or node.keywords:
        return None
    builtin = node.func.id if isinstance(node.func, ast.Name) else ""
    if (builtin == "list" and len(node.args) == 1) or is_called(subject, node, "array", "asarray"):
        inner = arguments(node, "a").get("a")
        return None if inner is None else range_of(subject, inner)
    if builtin == "range" or is_called(subject, node, "arange"):
        return _called(subject, node)
    return None


def _listed(node: ast.List) -> Range | None:
    """Return the range that a list of two or more numbers is."""
    numbers = [constant(element) for element in node.elts]
    first, last = (numbers[0], numbers[-1]) if len(numbers) > 1 else (None, None)
    if not isinstance(first, int) or not isinstance(last, int) or first < 0:
        return None
    is_range = numbers == list(range(first, last + 1))
    return Range((str(first), str(last + 1), "")) if is_range else None


def _called(subject: Subject, call: ast.Call) -> Range | None:
    """Return the range that a call with one to three arguments makes."""
    if not 1 <= len(call.args) <= 3 or not all(_is_index(subject, found) for found in call.args):
        return None
    if len(call.args) == 3 and constant(call.args[2]) == 0:
        return None
    stop = call.args[0 if len(call.args) == 1 else 1]
    texts = [subject.source(found) for found in call.args]
    texts = ["", *texts] if len(texts) == 1 else texts
    start, end, step = [*texts, ""][:3]
    return Range(("" if start == "0" else start, end, step), stop)


def _is_index(subject: Subject, node: ast.expr) -> bool:
    """Return whether an expression was a whole number that is not negative, every time."""
    number = constant(node)
    if number is not None:
        return isinstance(number, int) and number >= 0
    return subject.value(node).was_always(
        lambda seen: isinstance(seen.number, int) and seen.number >= 0
    )
