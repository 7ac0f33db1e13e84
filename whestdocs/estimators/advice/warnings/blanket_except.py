"""Handlers that swallow a refused operation, or hide a bug."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from whestdocs.estimators.advice.source.mentions import last_name
from whestdocs.estimators.advice.source.subject import Subject
from whestdocs.estimators.advice.warnings.exception_handlers import Swallower, swallowers
from whestdocs.estimators.advice.warnings.warning import Warning, WarningKind

WARNING = WarningKind("blanket-except", "a handler swallows a refused operation, or hides a bug")


def find(subject: Subject) -> Iterator[Warning]:
    """Yield what swallows errors around counted work that the author did not name."""
    for module in subject.modules:
        found = swallowers(subject, module.tree)
        for one in found:
            is_meant = one.expects_refused and one.bug is False
            inner = [other.body for other in found if other is not one and other.is_complete]
            if not is_meant and _counts(subject, one.body, set(), inner):
                yield WARNING.at(subject.head(one.node), _message(one))


def _message(one: Swallower) -> str:
    """Return what one swallower does, in sentences that are true of it."""
    subject_ = {
        "handler": "This catches",
        "suppress": "This suppresses",
        "finally": "This leaves `finally`, which drops",
    }[one.how]
    sometimes = None in (one.refused, one.bug)
    if one.refused is False:
        what, hidden = "every error around counted work but a refused operation", "a bug"
    elif one.bug is False:
        what, hidden = "a refused operation, by a class above its own", "it"
    elif one.expects_refused:
        what, hidden = "a refused operation, and every other error around counted work", "a bug"
    else:
        what = "every error around counted work, a refused operation and a bug alike,"
        hidden = "that the answer is not the estimator's"
    verb = "can hide" if sometimes else "hides"
    where = " where it does not raise again," if sometimes and one.how == "handler" else ""
    advice = "Leave `finally` by its end." if one.how == "finally" else "Catch what you expect."
    return f"{subject_} {what}{where} and {verb} {hidden}. {advice}"


def _counts(
    subject: Subject,
    statements: list[ast.stmt],
    visited: set[str],
    hidden: Sequence[list[ast.stmt]],
) -> bool:
    """Return whether statements were charged, or functions of the author's that they call."""
    nodes = {node for statement in statements for node in ast.walk(statement)}
    inside = [statement for body in hidden for statement in body if statement in nodes]
    if sum(map(subject.cost, statements)) > sum(map(subject.cost, inside)):
        return True
    nodes -= {node for statement in inside for node in ast.walk(statement)}
    new = {last_name(node.func) for node in nodes if isinstance(node, ast.Call)} - visited
    visited |= new
    return any(
        node.name in new and _counts(subject, node.body, visited, hidden)
        for node in subject.nodes(ast.FunctionDef)
    )
