"""Arrays that are read from a file into a ``flopscope.Module``.

Loading compares them with what was shipped, their dtypes too: another dtype in the code makes it
raise.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from whestdocs.estimators.advice.source.edits import Edit, ends
from whestdocs.estimators.advice.source.subject import Subject, end, start

_LOADING = frozenset({"from_file", "load", "load_state_dict"})
_BLOCKS = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.With)


def changes_loaded_state(subject: Subject, edits: Iterable[Edit]) -> bool:
    """Return whether edits change how such an array is made."""
    classes = _module_classes(subject)
    if not classes or all(node.attr not in _LOADING for node in subject.nodes(ast.Attribute)):
        return False
    spans = [edit.span for edit in edits]
    return any(
        span.file == subject.module(statement).path
        and start(statement) <= ends(span)[0]
        and ends(span)[1] <= end(statement)
        for statement in subject.nodes(ast.stmt)
        if _makes_state(subject, statement, classes)
        for span in spans
    )


def _module_classes(subject: Subject) -> dict[str, ast.ClassDef]:
    """Return the author's classes that are modules, by name."""
    found: dict[str, ast.ClassDef] = {}
    while True:
        more = {
            node.name: node
            for node in subject.nodes(ast.ClassDef)
            if node.name not in found
            and any(
                subject.full_name(base) == "flopscope.Module"
                or ast.unparse(base).rpartition(".")[2] in found
                for base in node.bases
            )
        }
        if not more:
            return found
        found |= more


def _makes_state(subject: Subject, node: ast.stmt, classes: dict[str, ast.ClassDef]) -> bool:
    """Return whether a statement makes what a module holds."""
    function = subject.function(node)
    around = next((a for a in subject.ancestors(node) if isinstance(a, ast.ClassDef)), None)
    stored = [
        part
        for part in ast.walk(node)
        if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store)
    ]
    if around is not None and classes.get(around.name) is around:
        name = function.name if isinstance(function, ast.FunctionDef) else ""
        is_storing = bool(stored) and not isinstance(node, _BLOCKS)
        if function is None or name == "__init__" or (name != "predict" and is_storing):
            return True
    values = [subject.value(part.value) for part in stored]
    return any(seen.type_name in classes for value in values for seen in value.seen)
