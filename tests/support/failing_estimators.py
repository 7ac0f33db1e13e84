"""Estimators that fail, and what is said of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support import zoo
from whestdocs.estimators.profiles import Profile

HEAD = """\
import ctypes, io, os, signal, subprocess, sys, threading, time
import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator

class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.ones((mlp.depth, mlp.width)) * 2.0
        spent = 96  # FLOPs of that line under flopscope 0.12.4: both are float64.
"""


SPENT = 2 * 2 * zoo.DEPTH * zoo.WIDTH


def marked_line(text: str, mark: str) -> int | None:
    lines = [number for number, line in enumerate(text.split("\n"), 1) if mark in line]
    return lines[0] if lines else None


def profile_of(folder: Path, body: str, head: str = HEAD, **changes: Any) -> Profile:
    """Profile an estimator whose predict() is ``body``."""
    path = folder / "estimator.py"
    lines = "".join(f"        {line}\n" for line in body.split("\n"))
    path.write_text(head + lines)
    return zoo.profile_of(path, **changes)


def assert_fails(
    profile: Profile, kind: str, says: str, line: int | None, spent: int = SPENT
) -> None:
    failure = profile.failure
    assert failure is not None
    assert failure.kind == kind, failure
    assert says in failure.message
    assert (failure.file, failure.line) == ("estimator.py", line)
    assert profile.flops_used == spent == sum(total.flops for total in profile.lines.values())


def line_in(body: str) -> int:
    return HEAD.count("\n") + (marked_line(body, "# here") or 0)
