"""Work that predict() repeats for every network although it is the same for all of them.

FLOPs of setup() are on nobody's bill. What depends on nothing but constants, the width and
the depth can be made there and kept.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from whestdocs.estimators.advice.rules.rule import Candidate, Rule
from whestdocs.estimators.advice.source.edits import Edit
from whestdocs.estimators.advice.source.mentions import (
    bound,
    last_name,
    mentioned,
    names,
    root,
    target,
    writes_into,
)
from whestdocs.estimators.advice.source.patterns import is_generator
from whestdocs.estimators.advice.source.subject import Subject

RULE = Rule("setup", "work that is the same for every network")
_MESSAGE = (
    "{} {} on nothing that is different for another network. Made in setup(), "
    "it is off the FLOP budget; setup() has a time limit of its own."
)
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
#: Assignments of predict(), each with the variable that it binds.
_Fixed = dict[ast.Assign, str]


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield the candidate that moves work of predict() to setup()."""
    methods = _methods(subject)
    if methods is None:
        return
    fixed = _fixed(subject, methods)
    least = _LEAST_SHARE * subject.profile.flops_used
    expensive = [statement for statement in fixed if subject.cost(statement) > least]
    if expensive:
        yield _candidate(subject, methods, fixed, expensive)


@dataclass(frozen=True)
class _Methods:
    """The methods of the estimator that work is moved between."""

    class_: ast.ClassDef
    predict: ast.FunctionDef
    setup: ast.FunctionDef | None
    self_name: str
    network: str


def _methods(subject: Subject) -> _Methods | None:
    """Return the methods, None where the file does not define them plainly."""
    for node in subject.modules[0].tree.body if subject.modules else []:
        if isinstance(node, ast.ClassDef) and node.name == subject.profile.class_name:
            methods = {item.name: item for item in node.body if isinstance(item, ast.FunctionDef)}
            predict = methods.get("predict")
            if predict is None or predict.decorator_list or len(predict.args.args) < 2:
                return None
            self_name, network, *_ = [parameter.arg for parameter in predict.args.args]
            return _Methods(node, predict, methods.get("setup"), self_name, network)
    return None


def _fixed(subject: Subject, methods: _Methods) -> _Fixed:
    """Return the statements of predict() whose values are the same for every network."""
    shared: set[str] = set()
    while True:
        fixed = _fixed_but(subject, methods, shared)
        # Generators that are also drawn from where the work stays.
        drawn = {
            name
            for statement, name in fixed.items()
            if is_generator(subject.value(statement.value))
            and _is_used_elsewhere(methods, name, fixed)
        }
        if drawn <= shared:
            return fixed
        shared |= drawn


def _fixed_but(subject: Subject, methods: _Methods, shared: set[str]) -> _Fixed:
    """Return the statements whose values are fixed, by what was fixed before each."""
    predict, local = methods.predict, bound(methods.predict)
    known: set[str] = set()
    found: _Fixed = {}
    for statement in predict.body:
        name = target(statement)
        if isinstance(statement, ast.Assign) and name is not None and name not in shared:
            is_kept = not writes_into(predict, {name})
            if is_kept and _is_fixed(subject, methods, statement.value, known, local):
                known.add(name)
                found[statement] = name
                continue
        known -= bound(statement)
    return found


def _is_fixed(
    subject: Subject, methods: _Methods, value: ast.expr, fixed: set[str], local: set[str]
) -> bool:
    """Return whether an expression depends on nothing but what setup() knows too."""
    parameters = {parameter.arg for parameter in methods.predict.args.args}
    for node in ast.walk(value):
        if isinstance(node, (ast.Lambda, ast.Await, ast.Yield, ast.NamedExpr)):
            return False
        if isinstance(node, ast.Call) and not _is_repeatable(subject, node, local):
            return False
        is_shared = isinstance(node, (ast.Name, ast.Attribute)) and root(node) not in local
        if is_shared and is_generator(subject.value(node)):  # type: ignore[arg-type]
            return False  # It outlives predict(), so that its next draws are others.
        if not isinstance(node, ast.Name) or not isinstance(node.ctx, ast.Load):
            continue
        if node.id in fixed:
            continue
        if node.id in local or (node.id in parameters and not _is_known(subject, methods, node)):
            return False
    return True


def _is_known(subject: Subject, methods: _Methods, name: ast.Name) -> bool:
    """Return whether setup() knows what predict() takes from one of its parameters."""
    around = subject.parent(name)
    if not isinstance(around, ast.Attribute) or not isinstance(around.ctx, ast.Load):
        return False
    if name.id == methods.network:
        return around.attr in _KNOWN
    stored = {
        node.attr
        for node in ast.walk(methods.predict)
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load)
    }
    return name.id == methods.self_name and around.attr not in stored


def _is_repeatable(subject: Subject, call: ast.Call, local: set[str]) -> bool:
    """Return whether a call does the same each time: it has no state that outlives predict()."""
    function, name = call.func, subject.full_name(call)
    if ".random." in name:
        return name.rpartition(".")[2] in _SEEDED and bool(call.args or call.keywords)
    owner = function.value if isinstance(function, ast.Attribute) else None
    if isinstance(owner, ast.Attribute) and is_generator(subject.value(owner)):
        return False
    if name.partition(".")[0] in _LIBRARIES:
        return True
    if isinstance(function, ast.Name):
        return function.id in _PURE and function.id not in local
    # A method of a variable of predict(), or of a value made on the spot.
    is_own = root(function) in local or not isinstance(owner, (ast.Name, ast.Attribute))
    return owner is not None and is_own


def _is_used_elsewhere(methods: _Methods, name: str, moved: _Fixed) -> bool:
    """Return whether what stays in predict() mentions a variable."""
    inside = {node for statement in moved for node in ast.walk(statement)}
    return any(node.id == name and node not in inside for node in names(methods.predict))


def _candidate(
    subject: Subject, methods: _Methods, fixed: _Fixed, expensive: list[ast.Assign]
) -> Candidate:
    setup = methods.setup
    owner, context = methods.self_name, "context"
    if setup is not None:
        owner, context = (parameter.arg for parameter in setup.args.args[:2])
    meanings = {methods.network: context, methods.self_name: owner}
    moved = _needed(fixed, expensive)
    kept = {fixed[statement]: _free_attribute(methods, fixed[statement]) for statement in expensive}
    lines: list[str] = []
    edits: list[Edit] = []
    for statement, name in moved.items():
        parts: dict[ast.expr, str] = {
            node: meanings[node.id] for node in names(statement.value) if node.id in meanings
        }
        lines.append(subject.with_parts(statement, parts))
        if statement in expensive:
            lines.append(f"{owner}.{kept[name]} = {name}")
            edits.append(Edit(subject.span(statement.value), f"{methods.self_name}.{kept[name]}"))
        elif not _is_used_elsewhere(methods, name, moved):
            edits.append(subject.removed(statement))
    edits.append(_added(subject, methods, lines, context))
    shown = ", ".join(f"`{name}`" for name in kept)
    message = _MESSAGE.format(shown, "depends" if len(expensive) == 1 else "depend")
    rewrite = "; ".join(f"{name} = {methods.self_name}.{held}" for name, held in kept.items())
    place = max(expensive, key=subject.cost)
    return RULE.candidate(subject, place, message, rewrite, *edits)


def _needed(fixed: _Fixed, expensive: list[ast.Assign]) -> _Fixed:
    """Return the expensive statements and those that they depend on, in order."""
    needed = set(expensive)
    for statement, name in reversed(fixed.items()):
        if any(name in mentioned(other.value) for other in needed - {statement}):
            needed.add(statement)
    return {statement: name for statement, name in fixed.items() if statement in needed}


def _free_attribute(methods: _Methods, name: str) -> str:
    """Return a name for an attribute that nothing in the class has yet."""
    taken = {last_name(n) for n in ast.walk(methods.class_) if isinstance(n, ast.Attribute)}
    found = f"_{name.lstrip('_')}"
    while found in taken:
        found += "_"
    return found


def _added(subject: Subject, methods: _Methods, lines: list[str], context: str) -> Edit:
    """Return the edit that adds statements to setup(), which is made where there is none."""
    if methods.setup is not None:
        last, text = methods.setup.body[-1], "\n".join(lines)
        is_return = isinstance(last, ast.Return)
        return subject.inserted(last, text) if is_return else subject.appended(last, text)
    inherits = [subject.full_name(base).rpartition(".")[2] for base in methods.class_.bases]
    if inherits != ["BaseEstimator"]:
        lines = [f"super().setup({context})", *lines]
    body = "\n".join(f"    {line}" for line in lines)
    head = f"def setup({methods.self_name}, {context}):"
    return subject.inserted(methods.predict, f"{head}\n{body}\n")
