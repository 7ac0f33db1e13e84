"""Work that predict() repeats for every network although it is the same for all of them.

FLOPs of setup() are on nobody's bill. What depends on nothing but constants, the width and
the depth can be made there and kept.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from whestdocs.advice.candidate import Candidate, Edit
from whestdocs.advice.rules.movement import writes
from whestdocs.advice.subject import Subject

#: What of the network setup() knows too.
_KNOWN = frozenset({"width", "depth"})
#: What costs less than this part of the bill is not worth a method of its own.
_LEAST_SHARE = 0.01
#: What makes a generator of its own from a seed.
_SEEDED = frozenset({"default_rng", "SeedSequence", "Generator", "PCG64", "Philox"})
#: Packages whose functions give the same for the same arguments, but for what draws.
_LIBRARIES = frozenset({"flopscope", "numpy", "math", "scipy", "itertools"})
#: Built-in functions that do.
_PURE = frozenset(
    {"abs", "bool", "dict", "enumerate", "float", "int", "len", "list", "max", "min", "pow"}
    | {"range", "reversed", "round", "slice", "sorted", "sum", "tuple", "zip"}
)


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield the candidate that moves work of predict() to setup()."""
    place = _Place.of(subject)
    if place is None:
        return
    fixed = _fixed(subject, place)
    least = _LEAST_SHARE * subject.profile.flops_used
    dear = [statement for statement in fixed if subject.cost(statement) > least]
    if dear:
        yield _candidate(subject, place, fixed, dear)


@dataclass(frozen=True)
class _Place:
    """The methods of the estimator that work is moved between."""

    class_: ast.ClassDef
    predict: ast.FunctionDef
    setup: ast.FunctionDef | None
    self_name: str
    network: str

    @classmethod
    def of(cls, subject: Subject) -> _Place | None:
        """Return the methods, None where the file does not define them plainly."""
        for node in subject.modules[0].tree.body if subject.modules else []:
            if isinstance(node, ast.ClassDef) and node.name == subject.profile.class_name:
                methods = {
                    item.name: item for item in node.body if isinstance(item, ast.FunctionDef)
                }
                predict = methods.get("predict")
                if predict is None or predict.decorator_list or len(predict.args.args) < 2:
                    return None
                names = [parameter.arg for parameter in predict.args.args]
                return cls(node, predict, methods.get("setup"), names[0], names[1])
        return None


def _fixed(subject: Subject, place: _Place) -> list[ast.Assign]:
    """Return the statements of predict() whose values are the same for every network."""
    spoilt: set[str] = set()
    while True:
        fixed = list(_in_order(subject, place, spoilt))
        used_up = {
            name
            for statement in fixed
            if (name := _target(statement)) and _is_used_up(subject, place, statement, fixed)
        }
        if used_up <= spoilt:
            return fixed
        spoilt |= used_up


def _in_order(subject: Subject, place: _Place, spoilt: set[str]) -> Iterator[ast.Assign]:
    """Yield the statements whose values are fixed, by what was fixed before each."""
    local = {name for node in ast.walk(place.predict) for name in _stored(node)}
    known: set[str] = set()
    for statement in place.predict.body:
        name = _target(statement)
        if isinstance(statement, ast.Assign) and name is not None and name not in spoilt:
            is_kept = not any(writes(node, {name}) for node in ast.walk(place.predict))
            if is_kept and _is_fixed(subject, place, statement.value, known, local):
                known.add(name)
                yield statement
                continue
        known -= {name for node in ast.walk(statement) for name in _stored(node)}


def _stored(node: ast.AST) -> set[str]:
    is_stored = isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    return {node.id} if isinstance(node, ast.Name) and is_stored else set()


def _target(statement: ast.stmt) -> str | None:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
        return target.id if isinstance(target, ast.Name) else None
    return None


def _is_fixed(
    subject: Subject, place: _Place, value: ast.expr, fixed: set[str], local: set[str]
) -> bool:
    """Return whether an expression depends on nothing but what setup() knows too."""
    parameters = {parameter.arg for parameter in place.predict.args.args}
    own = {
        node.id
        for node in ast.walk(value)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    }
    for node in ast.walk(value):
        if isinstance(node, (ast.Lambda, ast.Await, ast.Yield, ast.NamedExpr)):
            return False
        if _draws_from_shared(subject, node) or _is_authors_call(subject, node, local):
            return False
        if _is_shared_generator(subject, node, local):
            return False
        if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
            continue
        if node.id in fixed or node.id in own - local:
            continue
        if node.id in parameters:
            if not _is_known(subject, place, node):
                return False
        elif node.id in local:
            return False
    return True


def _is_known(subject: Subject, place: _Place, name: ast.Name) -> bool:
    """Return whether setup() knows what predict() takes from one of its parameters."""
    around = subject.parent(name)
    if not isinstance(around, ast.Attribute) or not isinstance(around.ctx, ast.Load):
        return False
    if name.id == place.network:
        return around.attr in _KNOWN
    if name.id != place.self_name:
        return False
    return not any(
        isinstance(node, ast.Attribute)
        and node.attr == around.attr
        and not isinstance(node.ctx, ast.Load)
        for node in ast.walk(place.predict)
    )


def _draws_from_shared(subject: Subject, node: ast.AST) -> bool:
    """Return whether a call draws from a generator that outlives predict()."""
    if not isinstance(node, ast.Call):
        return False
    name = subject.full_name(node)
    if ".random." in name:
        return name.rpartition(".")[2] not in _SEEDED or not (node.args or node.keywords)
    receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
    return isinstance(receiver, ast.Attribute) and _is_generator(subject, receiver)


def _is_authors_call(subject: Subject, node: ast.AST, local: set[str]) -> bool:
    """Return whether a call runs code of the author's, which may keep a state of its own."""
    if not isinstance(node, ast.Call):
        return False
    name = subject.full_name(node)
    if name.partition(".")[0] in _LIBRARIES:
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id in local or node.func.id not in _PURE
    return not isinstance(node.func, ast.Attribute) or not (
        _is_local(node.func, local) or _is_expression(node.func)
    )


def _is_shared_generator(subject: Subject, node: ast.AST, local: set[str]) -> bool:
    """Return whether a generator outlives predict(), so that its next draws are others."""
    if not isinstance(node, (ast.Name, ast.Attribute)) or _is_local(node, local):
        return False
    return _is_generator(subject, node)


def _is_expression(node: ast.Attribute) -> bool:
    """Return whether a method is one of a value made on the spot, as in ``(a + b).sum()``."""
    return not isinstance(node.value, (ast.Name, ast.Attribute))


def _is_local(node: ast.expr, local: set[str]) -> bool:
    """Return whether an attribute of attributes begins with a variable of predict()."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in local


def _is_generator(subject: Subject, node: ast.expr) -> bool:
    value = subject.value(node)
    return value is not None and any(seen.type_name.endswith("Generator") for seen in value.seen)


def _is_used_up(
    subject: Subject, place: _Place, statement: ast.Assign, fixed: list[ast.Assign]
) -> bool:
    """Return whether a generator is also drawn from where the work stays."""
    if not _is_generator(subject, statement.value):
        return False
    return _is_used_elsewhere(place, _target(statement) or "", fixed)


def _candidate(
    subject: Subject, place: _Place, fixed: list[ast.Assign], dear: list[ast.Assign]
) -> Candidate:
    needed = _needed(fixed, dear)
    context = place.setup.args.args[1].arg if place.setup else "context"
    owner = place.setup.args.args[0].arg if place.setup else place.self_name
    lines: list[str] = []
    edits: list[Edit] = []
    names: dict[str, str] = {}
    for statement in needed:
        name = _target(statement) or ""
        text = subject.with_parts(statement, _in_setup(place, statement, owner, context))
        lines.append(text)
        if statement in dear:
            kept = names[name] = _free(place, name)
            lines.append(f"{owner}.{kept} = {name}")
            edits.append(Edit(subject.span(statement.value), f"{place.self_name}.{kept}"))
        elif not _is_used_elsewhere(place, name, needed):
            edits.append(subject.removed(statement))
    edits.append(_added(subject, place, lines, context))
    dearest = max(dear, key=subject.cost)
    shown = ", ".join(f"`{name}`" for name in names)
    verb = "depends" if len(dear) == 1 else "depend"
    return Candidate(
        kind="setup",
        span=subject.span(dearest),
        message=(
            f"{shown} {verb} on nothing that is different for another network. Made in setup(), "
            "it is off the FLOP budget; setup() has a time limit of its own."
        ),
        rewrite="; ".join(f"{name} = {place.self_name}.{kept}" for name, kept in names.items()),
        edits=tuple(edits),
    )


def _free(place: _Place, name: str) -> str:
    """Return a name for an attribute that nothing in the class has yet."""
    attributes = {node.attr for node in ast.walk(place.class_) if isinstance(node, ast.Attribute)}
    found = f"_{name.lstrip('_')}"
    while found in attributes:
        found += "_"
    return found


def _needed(fixed: list[ast.Assign], dear: list[ast.Assign]) -> list[ast.Assign]:
    """Return the dear statements and those that they depend on, in order."""
    needed = {id(statement) for statement in dear}
    for statement in reversed(fixed):
        later = [other for other in fixed if id(other) in needed and other is not statement]
        if any(_mentions(other.value, _target(statement)) for other in later):
            needed.add(id(statement))
    return [statement for statement in fixed if id(statement) in needed]


def _mentions(node: ast.AST, name: str | None) -> bool:
    return any(isinstance(found, ast.Name) and found.id == name for found in ast.walk(node))


def _is_used_elsewhere(place: _Place, name: str, moved: list[ast.Assign]) -> bool:
    inside = {node for statement in moved for node in ast.walk(statement)}
    return any(
        isinstance(node, ast.Name) and node.id == name and node not in inside
        for node in ast.walk(place.predict)
    )


def _in_setup(
    place: _Place, statement: ast.Assign, owner: str, context: str
) -> dict[ast.expr, str]:
    """Return what the parts of a statement are called in setup()."""
    names = {place.network: context, place.self_name: owner}
    return {
        node: names[node.id]
        for node in ast.walk(statement.value)
        if isinstance(node, ast.Name) and node.id in names
    }


def _added(subject: Subject, place: _Place, lines: list[str], context: str) -> Edit:
    """Return the edit that adds statements to setup(), which is made where there is none."""
    setup = place.setup
    if setup is not None:
        last = setup.body[-1]
        text = "\n".join(lines)
        is_return = isinstance(last, ast.Return)
        return subject.inserted(last, text) if is_return else subject.appended(last, text)
    inherits = [subject.full_name(base).rpartition(".")[2] for base in place.class_.bases]
    if inherits != ["BaseEstimator"]:
        lines = [f"super().setup({context})", *lines]
    body = "\n".join(f"    {line}" for line in lines)
    return subject.inserted(place.predict, f"def setup({place.self_name}, {context}):\n{body}\n")
