"""Profiles to show in a terminal, and what is shown of them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console

from tests.support.samples import a_profile
from whestdocs.estimators.profiles import Charge, Profile, SourceFile, Span
from whestdocs.views.terminal.profile_text import show

VIEWS = ("source", "line", "expression", "op", "layer")


SOURCE = """\
import flopscope.numpy as fnp
from helper import help

# 1
# 2
# 3
# 4
# 5
class Estimator:
    def predict(self, mlp, budget):
        # a
        # b
        # c
        # d
        # e
        x = fnp.ones(mlp.width)
        for w in mlp.weights:
            x = w.T @ x
        return help(x)
# the
# end
# of
# the
# file"""


def charge(file: str, line: int, source: str, op: str, flops: int, **values: Any) -> Charge:
    span = Span(file, line, 8, line, 8 + len(source), source)
    defaults = {"subscripts": None, "shapes": "[[8]]", "dtype": "float32", "layer": None}
    return Charge(span=span, op=op, calls=1, flops=flops, **(defaults | values))


def profile_of(**changes: Any) -> Profile:
    charges = (
        charge("estimator.py", 16, "fnp.ones(mlp.width)", "ones", 16),
        charge("estimator.py", 18, "w.T @ x", "matmul", 1_000_000, layer=0),
        charge("estimator.py", 18, "w.T @ x", "matmul", 1_000_000, layer=1),
        charge("helper.py", 2, "x * 2", "multiply", 8, dtype="float64"),
        charge("<string>", 1, "", "tanh", 0),
    )
    profile = replace(
        a_profile("", *charges, file="estimator.py"),
        release={"flopscope": "0.12.4", "whestbench": "0.16.2"},
        files=(
            SourceFile("helper.py", "", "def help(x):\n    return x * 2\n"),
            SourceFile("estimator.py", "", SOURCE),
            SourceFile("<string>", "", ""),
        ),
        prediction={"shape": [16, 1024], "finite": True},
    )
    return replace(profile, **changes)


def shown(profile: Profile, by: str = "source", width: int = 100, **options: Any) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width, **({"force_terminal": True} | options))
    show(profile, by, console)
    return stream.getvalue()


def plain(profile: Profile, by: str = "source", width: int = 100) -> list[str]:
    """Return the lines shown, without styles."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", shown(profile, by, width))
    assert "\x1b" not in text
    return [line.rstrip() for line in text.split("\n")]


def row(lines: list[str], content: str) -> str:
    (found,) = [line for line in lines if content in line]
    return found


def drawn(show: Callable[..., None], found: Any, width: int = 100, encoding: str = "utf-8") -> str:
    """Return what a terminal of that width and encoding shows of a result."""
    with Path("/dev/null").open("w", encoding=encoding) as nowhere:
        console = Console(file=nowhere, width=width, record=True, force_terminal=True)
        show(found, console)
        return console.export_text()
