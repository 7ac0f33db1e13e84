"""What the last layer's pass of a loop need not work out.

    pre = W.T @ C @ W                    all of it only for cov, which the last pass leaves unused
    var = diagonal(pre)
    cov = gain * pre                     nothing needs it in the last pass
    rows.append(...)

What the last pass needs is read backwards from the end of the loop, into functions too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from whestdocs.estimators.advice.source.demands import Plan, read_loop
from whestdocs.estimators.advice.source.edits import Edit
from whestdocs.estimators.advice.source.effects import OPAQUE
from whestdocs.estimators.advice.source.functions import called_function
from whestdocs.estimators.advice.source.mentions import bound, mentioned
from whestdocs.estimators.advice.source.passes import Loop, Passes, conditional, passes
from whestdocs.estimators.advice.source.subject import Node, Subject
from whestdocs.estimators.advice.source.variables import fresh_name


@dataclass(frozen=True)
class LastPass:
    """What the last pass of a loop can do without.

    Attributes:
        node: The most expensive part of it.
        rewrite: What stands there afterwards.
        edits: The changes of the files.
        spares_products: Whether it needs no more than the diagonals of products.
    """

    node: Node
    rewrite: str
    edits: tuple[Edit, ...]
    spares_products: bool


def last_passes(subject: Subject) -> Iterator[LastPass]:
    """Yield each loop's last pass that works out more than it needs."""
    for loop in subject.nodes(ast.stmt):
        if not isinstance(loop, Loop) or subject.function(loop) is None or loop.orelse:
            continue
        found = passes(subject, loop)
        if found.last is not None and not _is_opaque(loop, found):
            held = found.held_last(loop)
            is_last = held or fresh_name(subject, "is_last")
            plan = read_loop(subject, loop, found, is_last)
            setting = [] if held else [f"{is_last} = {found.last}"]
            yield from _last_pass(subject, loop, plan, setting)


def _is_opaque(loop: Loop, found: Passes) -> bool:
    """Return whether a loop can be left, or its variables be used, in a way that is not read."""
    leaving = {
        statement.body[-1]
        for statement in loop.body
        if isinstance(statement, ast.If) and found.means_last(loop, statement.test) is True
    }
    return any(isinstance(node, OPAQUE) and node not in leaving for node in ast.walk(loop))


def _last_pass(subject: Subject, loop: Loop, plan: Plan, setting: list[str]) -> Iterator[LastPass]:
    """Yield what a plan comes to, if it spares anything that was charged."""
    products = {node: text for node, text in plan.products if subject.cost(node)}
    runs = [run for run in plan.dead if any(_matters(subject, plan, found) for found in run)]
    spared: list[Node] = [found for run in runs for found in run if subject.cost(found)]
    spared += [part for part in plan.parts if subject.cost(part)]
    if not products and not spared:
        return
    lines: dict[ast.stmt, list[str]] = {loop.body[0]: setting}
    edits: list[Edit] = []
    for run in runs:
        made = subject.indented(run, f"not {plan.conditions[run[0]]}")
        if made is None:
            return
        lines.setdefault(run[0], []).append(made[0])
        edits += made[1]
    edits += [_before(subject, statement, found) for statement, found in lines.items() if found]
    edits += plan.edits
    node: Node = max(products or spared, key=subject.cost)
    if products:
        rewrite = conditional(subject, node, products[node], plan.is_last)  # type: ignore[arg-type,index]
    else:
        rewrite = next(
            (edit.text for edit in plan.edits if edit.span == subject.span(node)),
            f"if not {plan.is_last}:\n    {subject.source(node)}",
        )
    yield LastPass(node, rewrite, tuple(dict.fromkeys(edits)), bool(products))


def _matters(subject: Subject, plan: Plan, statement: ast.stmt) -> bool:
    """Return whether a statement that the last pass can do without is better left out.

    It is if it costs something, or could not run without what else is left out.
    """
    if subject.cost(statement) or plan.products:
        return True
    changed = {edit.text.partition(" if ")[0] for edit in plan.edits}
    for run in plan.dead:
        changed = changed.union(*(bound(spared) for spared in run if subject.cost(spared)))
    calls = (node for node in ast.walk(statement) if isinstance(node, ast.Call))
    return not changed.isdisjoint(mentioned(statement)) or any(
        called_function(subject, call) is not None for call in calls
    )


def _before(subject: Subject, statement: ast.stmt, lines: list[str]) -> Edit:
    """Return the edit that inserts lines before a statement, below the last if that is an if."""
    edit = subject.inserted(statement, "\n".join(lines))
    is_guard = lines[-1].startswith("if ") and lines[-1].endswith(":")
    return Edit(edit.span, edit.text + "    ") if is_guard else edit
