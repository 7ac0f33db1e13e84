"""Code that may look at the variables of functions is noticed, whatever it calls that."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support import zoo
from whestdocs.competition.rounds import ROUNDS
from whestdocs.probe.recording.introspection import looks_at_variables

LOOKING = {
    "locals": "def f():\n    return locals()",
    "another name": "look = locals",
    "vars": "class A:\n    def f(self): return vars()",
    "dir": "f = lambda: dir()",
    "exec": "exec('x = 1')",
    "eval": "[eval(text) for text in texts]",
    "a frame": "import sys\n\ndef snap(): return sys._getframe(1)",
    "a frame by another name": "from sys import _getframe as where",
    "the current frame": "import inspect\ninspect.currentframe()",
    "variables of a frame": "error.__traceback__.tb_frame.f_locals",
    "arguments of a frame": "from inspect import getargvalues",
    "a debugger": "import sys\nsys.settrace(print)",
    "a profiler": "import threading\nthreading.setprofile(print)",
    "the module of builtins": "import builtins as b\nlook = b.locals",
    "builtins as a variable": "look = __builtins__['locals']",
    "an attribute by its name": "look = getattr(frame, 'f_locals')",
    "an import by its name": "importlib.import_module('builtins').locals",
    "a name of another function's": "def f(vars): return vars\n\ndef g(): return vars()",
    "a name of a class's": "class A:\n    vars = 3\n\ndef g(): return vars()",
    "an attribute of another name": "self.settrace = 1\nsys.setprofile(None)",
}


@pytest.mark.parametrize("text", LOOKING.values(), ids=LOOKING.keys())
def test_what_may_look_at_variables_is_found(text: str) -> None:
    assert list(looks_at_variables(compile(text, "x.py", "exec")))


HARMLESS = {
    "nothing": "x = 1",
    "a parameter": "def f(vars): return vars + 1",
    "a variable": "def f():\n    dir = 'here'\n    return dir",
    "a variable of a closure": "def f():\n    vars = 1\n    return lambda: vars",
    "the module's own": "vars = {}\n\ndef f(): return vars['x']",
    "the module's own function": "def eval(x): return x\n\ndef f(): return eval(2)",
    "a class's own": "class A:\n    dir = 'x'\n    path = dir + '/y'",
    "a global": "def f():\n    global vars\n    vars = 1\n\ndef g(): return vars",
    "an attribute": "state.vars + model.eval()",
    "an attribute of its own": "self.setprofile = 1\nprint(self.setprofile)",
    "a text": "print('locals and f_locals', {'vars': 1})",
}


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS.keys())
def test_a_name_that_means_something_else_is_not(text: str) -> None:
    assert list(looks_at_variables(compile(text, "x.py", "exec"))) == []


def test_the_line_is_told() -> None:
    text = "import sys\n\n\ndef f():\n    x = 1\n    return sys._getframe()\n"
    assert list(looks_at_variables(compile(text, "x.py", "exec"))) == [("_getframe", 6)]


HEAD = """\
import sys
import flopscope.numpy as fnp
from whestbench import BaseEstimator

class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
"""


@pytest.mark.parametrize("tag", ROUNDS)
def test_code_that_comes_late_is_looked_through_too(tmp_path: Path, tag: str) -> None:
    (tmp_path / "late.py").write_text(
        "import sys\n\ndef snap():\n    return sys._getframe(1).f_locals\n"
    )
    path = tmp_path / "estimator.py"
    body = (
        "x = fnp.ones(mlp.width, dtype=fnp.float32)\n"
        "rows = [w.T @ x for w in mlp.weights]\n"
        "from late import snap\n"
        "names = snap()\n"
        "names['scale'] = 2.0\n"
        "for w in mlp.weights:\n"
        "    x = w.T @ x\n"
        "return fnp.stack(rows) * names['scale']\n"
    )
    path.write_text(HEAD + "".join(f"        {line}\n" for line in body.splitlines()))
    profile = zoo.profile_of(path, tag)
    assert profile.failure is None
    if sys.version_info < (3, 13):
        assert profile.introspection == "late.py:4 uses `_getframe`"
