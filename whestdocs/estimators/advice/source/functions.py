"""The author's own functions: which one a call runs, with which arguments, and what it changes."""

from __future__ import annotations

import ast

from whestdocs.estimators.advice.source.mentions import IN_PLACE, bound, is_name
from whestdocs.estimators.advice.source.patterns import ARRAY_MODULES, AS_SYMMETRIC, NUMPY, is_array
from whestdocs.estimators.advice.source.subject import Subject

_PURE_BUILTINS = frozenset(
    {"float", "int", "len", "abs", "min", "max", "sum", "range", "tuple", "list", "zip", "bool"}
    | {"enumerate", "round", "str", "isinstance", "sorted", "reversed"}
)
_PURE_MODULES = (*ARRAY_MODULES, "math", f"{NUMPY}.linalg", f"{NUMPY}.fft")
_PURE_FUNCTIONS = frozenset({AS_SYMMETRIC, "flopscope.symmetrize"})


def called_function(subject: Subject, call: ast.Call) -> ast.FunctionDef | None:
    """Return the author's function that a call runs, None if it is another or unknown."""
    function = call.func
    if isinstance(function, ast.Attribute):
        method = _method(subject, call, function)
        if method is not None:
            return method
    elif isinstance(function, ast.Name):
        for outer in subject.ancestors(call):
            if isinstance(outer, (ast.FunctionDef, ast.Module)):
                found = _defined(outer.body, function.id)
                if found is not None:
                    return found
    path, _, name = subject.full_name(call).replace(".", "/").rpartition("/")
    for module in subject.modules:
        if path and module.path in (f"{path}.py", f"{path}/__init__.py"):
            return _defined(module.tree.body, name)
    return None


def bound_arguments(function: ast.FunctionDef, call: ast.Call) -> dict[str, ast.expr] | None:
    """Return what a call gives for each parameter of a function, None if that is not plain."""
    if function.args.vararg or function.args.kwarg:
        return None
    names = [parameter.arg for parameter in (*function.args.posonlyargs, *function.args.args)]
    if _is_bound(function, call):
        names = names[1:]
    if len(call.args) > len(names) or any(isinstance(a, ast.Starred) for a in call.args):
        return None
    found = dict(zip(names, call.args, strict=False))
    for word in call.keywords:
        if word.arg is None:
            return None
        found[word.arg] = word.value
    return found


def is_pure(subject: Subject, node: ast.AST, depth: int = 4) -> bool:
    """Return whether evaluating an expression has no effect but its value."""
    for part in ast.walk(node):
        if isinstance(part, (ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom)):
            return False
        if isinstance(part, ast.Call) and not _is_pure_call(subject, part, depth):
            return False
    return True


def _is_pure_call(subject: Subject, call: ast.Call, depth: int) -> bool:
    if any(word.arg in ("out", None) for word in call.keywords):
        return False
    full_name = subject.full_name(call)
    module, _, name = full_name.rpartition(".")
    if module.endswith(".linalg") or full_name in _PURE_FUNCTIONS:
        return not _is_tried(subject, call)
    if module in _PURE_MODULES or module.startswith("flopscope.stats"):
        return name not in IN_PLACE
    authors = called_function(subject, call)
    if authors is not None:
        return depth > 0 and _is_pure_function(subject, authors, depth - 1)
    if isinstance(call.func, ast.Attribute):
        return is_array(subject, call.func.value) and call.func.attr not in IN_PLACE
    return isinstance(call.func, ast.Name) and call.func.id in _PURE_BUILTINS


def _is_tried(subject: Subject, call: ast.Call) -> bool:
    """Return whether a handler may be there for what a call raises for some numbers."""
    return any(isinstance(outer, ast.Try) and outer.handlers for outer in subject.ancestors(call))


def _is_pure_function(subject: Subject, function: ast.FunctionDef, depth: int) -> bool:
    """Return whether a function does nothing but return something."""
    parameters = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
    own = bound(function) - parameters
    for node in ast.walk(function):
        if isinstance(node, (ast.Global, ast.Nonlocal, ast.Yield, ast.YieldFrom, ast.Raise)):
            return False
        if isinstance(node, ast.AugAssign) and ast.unparse(node.target) in parameters:
            return False
        if isinstance(node, (ast.Attribute, ast.Subscript)) and not isinstance(node.ctx, ast.Load):
            is_own = isinstance(node.value, ast.Name) and node.value.id in own
            if not (isinstance(node, ast.Subscript) and is_own):
                return False
        if isinstance(node, ast.Call) and not (
            _is_pure_call(subject, node, depth) or _writes_into_own(node, own)
        ):
            return False
    return True


def _writes_into_own(call: ast.Call, own: set[str]) -> bool:
    """Return whether a call only writes into an array or a list that its function made."""
    function = call.func
    if not isinstance(function, ast.Attribute):
        return False
    if function.attr in ("append", "extend"):
        return isinstance(function.value, ast.Name) and function.value.id in own
    first = call.args[0] if call.args else None
    is_into = function.attr in ("fill_diagonal", "copyto")
    return is_into and isinstance(first, ast.Name) and first.id in own


def _method(subject: Subject, call: ast.Call, function: ast.Attribute) -> ast.FunctionDef | None:
    """Return the method that ``self.name`` is in the class around a call, or ``Class.name``."""
    if not isinstance(function.value, ast.Name):
        return None
    owner, outermost = function.value.id, None
    for outer in subject.ancestors(call):
        if isinstance(outer, ast.FunctionDef):
            outermost = outer
        is_self = outermost is not None and _first_parameter(outermost) == owner
        if isinstance(outer, ast.ClassDef) and (is_self or outer.name == owner):
            return _defined(outer.body, function.attr)
    for found in subject.module(call).tree.body:
        if isinstance(found, ast.ClassDef) and found.name == owner:
            return _defined(found.body, function.attr)
    return None


def _first_parameter(function: ast.FunctionDef) -> str | None:
    parameters = [*function.args.posonlyargs, *function.args.args]
    return parameters[0].arg if parameters else None


def _is_bound(function: ast.FunctionDef, call: ast.Call) -> bool:
    """Return whether a call gives the first parameter by what it is called on."""
    if not isinstance(call.func, ast.Attribute) or not isinstance(call.func.value, ast.Name):
        return False
    if any(is_name(kind, "classmethod") for kind in function.decorator_list):
        return True
    is_static = any(is_name(kind, "staticmethod") for kind in function.decorator_list)
    return not is_static and _first_parameter(function) in ("self", "cls")


def _defined(body: list[ast.stmt], name: str) -> ast.FunctionDef | None:
    """Return the function that a block defines by a name, None if none or several."""
    found = [one for one in body if isinstance(one, ast.FunctionDef) and one.name == name]
    is_plain = all(
        getattr(kind, "id", "") in ("staticmethod", "classmethod")
        for one in found
        for kind in one.decorator_list
    )
    return found[0] if len(found) == 1 and is_plain else None
