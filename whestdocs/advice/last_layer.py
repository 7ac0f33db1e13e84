"""Work in the last layer's pass of a loop that nothing uses but for a diagonal.

    pre = W.T @ C @ W                    all of it only for cov, which the last pass leaves unused
    var = diagonal(pre)
    rows.append(...)
    cov = gain * pre                     dead in the last pass

Which results the last pass leaves unused is read backwards from the end of the loop.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from whestdocs.advice.candidate import Candidate, Edit, Estimate
from whestdocs.advice.patterns import ARRAY_MODULES, diagonal, is_array, is_called, is_simple
from whestdocs.advice.subject import Subject

#: Returns the diagonal of a matrix as text, and what edits that needs elsewhere.
DiagonalText = Callable[[Subject, ast.expr], tuple[str, tuple[Edit, ...]] | None]
_KIND = "diagonal-only"
_MESSAGE = (
    "In the last layer nothing uses this matrix but for its diagonal. Work out the diagonal "
    "alone there, and leave the loop before what only a further layer would need."
)
_HOW = "as what the last layer spends on results that nothing uses; the product comes on top"
#: What a loop must not have, for the reading to hold.
_OPAQUE = (
    *(ast.Break, ast.Continue, ast.Return, ast.Yield, ast.YieldFrom, ast.Await, ast.Lambda),
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Global, ast.Nonlocal, ast.Try),
)
_PURE_BUILTINS = frozenset({"float", "int", "len", "abs", "min", "max", "sum", "range"})


@dataclass(frozen=True)
class _Loop:
    """A loop, and the statements of its body that the last pass could do without."""

    node: ast.For
    dead: frozenset[ast.stmt]
    live_afterwards: frozenset[str]


def last_layer(subject: Subject, diagonal_text: DiagonalText) -> Iterator[Candidate]:
    """Yield a candidate for each product that the last pass needs the diagonal of alone."""
    for module in subject.modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.For) and subject.function(node) is not None:
                loop = _read(subject, node)
                for statement in node.body if loop.dead else ():
                    yield from _candidate(subject, loop, statement, diagonal_text)


def _candidate(
    subject: Subject, loop: _Loop, statement: ast.stmt, diagonal_text: DiagonalText
) -> Iterator[Candidate]:
    """Yield the candidate for one statement of a loop, if it makes such a matrix."""
    if not isinstance(statement, ast.Assign) or statement in loop.dead:
        return
    [target, *others] = statement.targets
    if others or not isinstance(target, ast.Name) or target.id in loop.live_afterwards:
        return
    made = diagonal_text(subject, statement.value)
    readers = _readers(subject, loop.node, target.id)
    kept = [node for node in readers if not _is_within(subject, node, loop.dead)]
    diagonals = [node for node in map(subject.parent, kept) if isinstance(node, ast.Call)]
    is_read_so = all(diagonal(subject, node) in kept for node in diagonals)
    if made is None or made[1] or len(kept) == len(readers) or not kept or not is_read_so:
        return
    if len(diagonals) < len(kept) or len(_bindings(loop.node, target.id)) != 1:
        return
    text, span = made[0], subject.span(statement.value)
    is_last, tail = _is_last(loop.node), _tail(loop)
    lost = [node for node in readers if node not in kept]
    if is_last is None or not all(_is_within(subject, node, frozenset(tail)) for node in lost):
        yield from _estimated(subject, loop, statement, text)
        return
    whole = f"{text} if {is_last} else {subject.operand(statement.value)}"
    edits = [
        subject.replaced(statement.value, whole),
        subject.inserted(tail[0], f"if {is_last}:\n    break"),
    ]
    for node in diagonals:
        edits.append(
            subject.replaced(node, f"{target.id} if {is_last} else {subject.source(node)}")
        )
    yield Candidate(_KIND, span, _MESSAGE, whole, tuple(edits))


def _estimated(
    subject: Subject, loop: _Loop, statement: ast.Assign, text: str
) -> Iterator[Candidate]:
    """Yield a candidate whose saving is what the statements that nothing needs were charged."""
    last = subject.profile.depth - 1
    spent = sum(
        charge.flops
        for dead in loop.dead
        for node in ast.walk(dead)
        if isinstance(node, (ast.expr, ast.stmt))
        for charge in subject.charges(node)
        if charge.layer == last
    )
    if spent:
        estimate = Estimate(spent, _HOW)
        span = subject.span(statement.value)
        yield Candidate(_KIND, span, _MESSAGE, text, estimate=estimate)


def _read(subject: Subject, loop: ast.For) -> _Loop:
    """Read a loop's body backwards, from its last pass on."""
    function = subject.function(loop)
    inside = set(ast.walk(loop))
    if loop.orelse or function is None or any(isinstance(node, _OPAQUE) for node in inside):
        return _Loop(loop, frozenset(), frozenset())
    afterwards = frozenset(
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node not in inside
    )
    live, dead = set(afterwards), set()
    for statement in reversed(loop.body):
        changed = _changed(subject, statement)
        if changed is not None and not changed & live:
            dead.add(statement)
            continue
        if isinstance(statement, ast.Assign):
            live -= changed or set()
        live |= {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)} - (
            _stored(statement)
        )
    return _Loop(loop, frozenset(dead), afterwards)


def _changed(subject: Subject, statement: ast.stmt) -> set[str] | None:
    """Return the variables that are all a statement changes, None if it may do anything else."""
    if isinstance(statement, ast.Assign):
        targets = [part for target in statement.targets for part in _parts(target)]
        names = {part.id for part in targets if isinstance(part, ast.Name)}
        is_plain = all(isinstance(part, ast.Name) for part in targets)
        return names if is_plain and _is_pure(subject, statement.value) else None
    if isinstance(statement, ast.Expr) and is_called(subject, statement.value, "fill_diagonal"):
        call = statement.value
        if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Name):
            is_pure = all(_is_pure(subject, argument) for argument in call.args)
            return {call.args[0].id} if is_pure else None
    return None


def _parts(target: ast.expr) -> list[ast.expr]:
    return list(target.elts) if isinstance(target, (ast.Tuple, ast.List)) else [target]


def _is_pure(subject: Subject, node: ast.expr) -> bool:
    """Return whether evaluating an expression has no effect but its value."""
    for part in ast.walk(node):
        if isinstance(part, ast.NamedExpr):
            return False
        if isinstance(part, ast.Call) and not _is_pure_call(subject, part):
            return False
    return True


def _is_pure_call(subject: Subject, call: ast.Call) -> bool:
    module = subject.full_name(call).rpartition(".")[0]
    if module:
        return module in ARRAY_MODULES or module.startswith("flopscope.stats")
    if isinstance(call.func, ast.Attribute):
        return is_array(subject, call.func.value)
    return isinstance(call.func, ast.Name) and call.func.id in _PURE_BUILTINS


def _stored(statement: ast.stmt) -> set[str]:
    """Return the variables that a plain assignment binds without reading them."""
    if not isinstance(statement, ast.Assign):
        return set()
    names = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
    loaded = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    return {node.id for node in names} - loaded


def _tail(loop: _Loop) -> list[ast.stmt]:
    """Return the statements at the end of a loop that its last pass could do without."""
    body = loop.node.body
    first = next((n for n in range(len(body), 0, -1) if body[n - 1] not in loop.dead), 0)
    return body[first:]


def _is_last(loop: ast.For) -> str | None:
    """Return the condition that a pass of a loop is its last, None if none is known."""
    iterated, target = loop.iter, loop.target
    if isinstance(target, ast.Name) and is_simple(iterated):
        return f"{target.id} is {ast.unparse(iterated)}[-1]"
    if not isinstance(iterated, ast.Call) or not isinstance(iterated.func, ast.Name):
        return None
    if len(iterated.args) != 1 or iterated.keywords or not is_simple(iterated.args[0]):
        return None
    size = ast.unparse(iterated.args[0])
    if iterated.func.id == "range" and isinstance(target, ast.Name):
        return f"{target.id} == {size} - 1"
    counter = _parts(target)[0]
    if iterated.func.id == "enumerate" and isinstance(counter, ast.Name) and counter is not target:
        return f"{counter.id} == len({size}) - 1"
    return None


def _readers(subject: Subject, loop: ast.For, name: str) -> list[ast.Name]:
    return [
        node
        for node in ast.walk(loop)
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
    ]


def _bindings(loop: ast.For, name: str) -> list[ast.Name]:
    return [
        node
        for node in ast.walk(loop)
        if isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load)
    ]


def _is_within(subject: Subject, node: ast.AST, statements: frozenset[ast.stmt]) -> bool:
    return any(found in statements for found in subject.ancestors(node))
