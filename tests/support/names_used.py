"""Which names of flopscope code, a page or a notebook uses, found without running it."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

#: What modules are called where code does not say it.
_MODULES = {"flopscope": "flops", "flopscope.numpy": "fnp"}
_FENCE = re.compile(r"^(?P<indent> *)```(?:python|py)\b[^\n]*\n(?P<code>.*?)^ *```", re.M | re.S)
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


def names_in(file: Path) -> set[str]:
    """Return the names in a Python file, a page or a notebook.

    Names of modules' members are dotted, as in ``fnp.linalg.inv``; attributes of anything else
    begin with a dot, as in ``.copy``.
    """
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        return names_of(text)
    return set().union(*map(names_of, _pieces(file, text)))


def names_of(code: str) -> set[str]:
    """Return the names in Python code, and in what it quotes; none in what is no Python."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return set()
    modules, found = {name: name for name in _MODULES.values()}, set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {
                name.asname or name.name: _MODULES.get(name.name, "") for name in node.names
            }
        elif isinstance(node, ast.ImportFrom):
            root = next((m for m in reversed(_MODULES) if (node.module or "").startswith(m)), "")
            module = (node.module or "").replace(root, _MODULES.get(root, ""), 1)
            found |= {f"{module}.{name.name}" for name in node.names if root}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            found |= _name(node, modules)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value:
            found |= names_of(node.value)
    return found


def _name(node: ast.Attribute, modules: dict[str, str]) -> set[str]:
    parts, inner = [node.attr], node.value
    while isinstance(inner, ast.Attribute):
        parts.insert(0, inner.attr)
        inner = inner.value
    if isinstance(inner, ast.Name) and inner.id in modules:
        module = modules[inner.id]  # "" for one that is not flopscope's.
        return {".".join([module, *parts])} if module else set()
    return {f".{node.attr}"}


def _pieces(file: Path, text: str) -> Iterator[str]:
    """Yield the code that a page or a notebook shows, and what stands in backticks."""
    if file.suffix == ".ipynb":
        for cell in json.loads(text)["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "code":
                yield re.sub(r"^[%!].*$", "", source, flags=re.M)
            else:
                yield from _INLINE.findall(source)
        return
    for fence in _FENCE.finditer(text):
        yield re.sub(rf"^{fence['indent']}", "", fence["code"], flags=re.M)
    yield from _INLINE.findall(_FENCE.sub("", text))
