"""What goes wrong in an estimator is reported in one sentence, with file, line and FLOPs."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.support import zoo
from tests.support.failing_estimators import (
    HEAD,
    SPENT,
    assert_fails,
    line_in,
    marked_line,
    profile_of,
)
from whestdocs.competition.rounds import ROUNDS
from whestdocs.errors import UsageError
from whestdocs.running.installing import prepare
from whestdocs.running.probes import Limits, Request, run

FAILING = sorted((zoo.ZOO / "failing").glob("*.py"))


@cache
def failing_results(tag: str) -> dict[Path, dict[str, Any]]:
    limits = Limits(wall_time_s=30.0, memory_gib=3.0)
    requests = [zoo.request_of(path, tag, flop_budget=10**6, limits=limits) for path in FAILING]
    results = zoo.once(f"failing-{tag}", lambda: zoo.run_inside(tag, requests))
    return dict(zip(FAILING, results, strict=True))


@pytest.mark.parametrize("tag", ROUNDS)
@pytest.mark.parametrize("path", FAILING, ids=lambda path: path.stem)
def test_a_failing_estimator_is_reported_with_kind_place_and_reason(path: Any, tag: Any) -> None:
    text = path.read_text()
    kind = re.search(r"# fails: (.+)", text)
    says = re.search(r'says: (.+?)"""', text)
    result = failing_results(tag)[path]
    failure = result["failure"]
    assert says[1] in failure["message"]
    assert "\n" not in failure["message"]
    assert failure["kind"] == (kind[1] if kind else "no-class")
    assert (failure["file"], failure["line"]) == (path.name, marked_line(text, "# fails: "))
    assert sum(charge["flops"] for charge in result["charges"]) == result["flops_used"]
    if kind and kind[1] in {"raised", "exited", "wrong-type", "wrong-shape", "non-finite"}:
        assert result["flops_used"] > 0 or path.stem in {
            "exits_at_import",
            "recurses_forever",
            "takes_too_little",
        }


def test_what_was_charged_is_saved_now_and_then_for_the_case_of_a_crash(tmp_path: Path) -> None:
    body = "time.sleep(3.0)\nos.kill(os.getpid(), signal.SIGKILL)"
    profile = profile_of(tmp_path, body)
    assert profile.failure.kind == "crashed"
    assert profile.flops_used == SPENT == sum(total.flops for total in profile.ops.values())


@pytest.mark.parametrize("status", [0, 1, 3])
def test_leaving_by_os_exit_is_reported_with_line_and_flops(tmp_path: Path, status: int) -> None:
    body = f"os._exit({status})  # here"
    profile = profile_of(tmp_path, body)
    assert_fails(profile, "exited", f"called os._exit({status})", line_in(body))


HARMLESS = {
    "prints megabytes": "for _ in range(40): print('x' * 10**5)",
    "prints bytes that are no text": "os.write(1, bytes(range(256)) * 100)",
    "prints something like a result": 'print(\'{"failure": null, "flops_used": 1}\')',
    "closes stdout": "sys.stdout.close()",
    "closes its descriptors": "os.close(0); os.close(1); os.close(2)",
    "closes every descriptor": "os.closerange(0, 1000)",
    "puts a file in place of stdout": "os.dup2(os.open(os.devnull, os.O_WRONLY), 1)",
    "replaces stdout": "sys.stdout = sys.stderr = io.StringIO(); print('lost')",
    "replaces stdout by nonsense": "sys.stdout = sys.stderr = None",
    "replaces the context class": "flops.BudgetContext = None; flops.budget_summary_dict = None",
    "replaces the error class": "flops.BudgetExhaustedError = ValueError",
    "leaves a thread behind": "threading.Thread(target=time.sleep, args=(1000,)).start()",
    "leaves a daemon behind": (
        "threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()"
    ),
    "registers an exit handler that hangs": "import atexit; atexit.register(time.sleep, 1000)",
    "changes the working folder": "os.chdir('/')",
    "reads files of the working folder": "open('estimator.py').close()",
    "works in a folder that is gone": "os.mkdir('gone'); os.chdir('gone'); os.rmdir('../gone')",
    "deletes its own file": "os.unlink(__file__)",
    "rewrites its own file": "open(__file__, 'w').write('?')",
    "reads no arguments": "assert len(sys.argv) == 1",
    "forks": "child = os.fork()\nif child: os.waitpid(child, 0)",
    "forks and the child exits": (
        "child = os.fork()\nif not child: os._exit(0)\nos.waitpid(child, 0)"
    ),
    "resets the totals": "flops.budget_reset()",
    "stops itself": "os.kill(os.getpid(), signal.SIGSTOP)",
    "handles signals": "signal.signal(signal.SIGTERM, signal.SIG_IGN)",
    "traces itself": "sys.settrace(lambda *a: None); sys.setprofile(lambda *a: None)",
    "turns warnings into errors": "import warnings; warnings.simplefilter('error')",
    "catches a RecursionError": (
        "def deep(): return deep()\ntry: deep()\nexcept RecursionError: pass"
    ),
}


@pytest.mark.parametrize("body", HARMLESS.values(), ids=HARMLESS.keys())
def test_nothing_harmless_corrupts_the_result(
    tmp_path: Path, body: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    profile = profile_of(tmp_path, f"{body}\nreturn x")
    assert profile.failure is None
    assert profile.prediction is not None
    assert profile.prediction.document() == {"shape": [zoo.DEPTH, zoo.WIDTH], "finite": True}
    assert profile.flops_used == SPENT
    assert profile.files[0].source.startswith(HEAD)
    assert profile.sha256


def test_a_swallowed_refusal_is_no_failure_but_is_told(tmp_path: Path) -> None:
    body = (
        "try:\n    for _ in range(1000): x = fnp.exp(x)  # here\n"
        "except flops.BudgetExhaustedError: x = fnp.zeros(x.shape)\n"
        "return x"
    )
    profile = profile_of(tmp_path, body, flop_budget=10**5)
    assert profile.failure is None
    assert profile.budget_exhausted
    assert profile.refused == f"estimator.py:{line_in(body)}"
    assert 0 < profile.flops_used <= 10**5


def test_an_exhausted_budget_leaves_a_partial_profile(tmp_path: Path) -> None:
    body = "while True: x = fnp.exp(x)  # here"
    profile = profile_of(tmp_path, body, flop_budget=10**5)
    assert profile.budget_exhausted
    assert profile.refused == f"estimator.py:{line_in(body)}"
    assert_fails(
        profile, "budget-exhausted", "exceeded the FLOP budget", line_in(body), profile.flops_used
    )
    assert 10**5 - 16 * 2 * zoo.DEPTH * zoo.WIDTH < profile.flops_used <= 10**5
    document = profile.document()
    assert document["budget_exhausted"] is True
    assert document["failure"]["line"] == line_in(body)


FILES = {
    "nothing": (b"", "no-class", None, "defines no estimator"),
    "a syntax error": (b"\n\nclass Estimator(:\n", "import", 3, "SyntaxError"),
    "mixed tabs": (b"if True:\n\tx = 1\n        y = 2\n", "import", 3, "TabError"),
    "a wrong indentation": (b"x = 1\n  y = 2\n", "import", 2, "IndentationError"),
    "bytes that are not UTF-8": (b"x = 1\n# caf\xe9\n", "import", 2, "not UTF-8"),
    "a null byte": (b"x = 1\n\ny = '\0'\n", "import", 3, "null byte"),
    "an unknown encoding": (b"# coding: klingon\n", "import", None, "SyntaxError"),
    "a name error": (b"x = 1\nx = y\n", "import", 2, "NameError"),
}


@pytest.mark.parametrize(("content", "kind", "line", "says"), FILES.values(), ids=FILES.keys())
def test_a_file_that_is_no_module_is_reported_with_its_line(
    tmp_path: Path, content: Any, kind: Any, line: Any, says: Any
) -> None:
    path = tmp_path / "estimator.py"
    path.write_bytes(content)
    assert_fails(zoo.profile_of(path), kind, says, line, spent=0)


def test_an_error_in_a_helper_is_reported_there(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("def help(x):\n    return x.missing\n")
    body = "from helper import help\nreturn help(x)"
    failure = profile_of(tmp_path, body).failure
    assert (failure.kind, failure.file, failure.line) == ("raised", "helper.py", 2)


def test_a_helper_that_does_not_parse_is_reported_there(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("def help(x:\n")
    failure = profile_of(tmp_path, "import helper").failure
    assert (failure.kind, failure.file, failure.line) == ("raised", "helper.py", 1)


def test_an_error_in_a_string_is_reported_where_the_string_runs(tmp_path: Path) -> None:
    body = "exec('1 +')  # here"
    assert_fails(profile_of(tmp_path, body), "raised", "SyntaxError", line_in(body))


def test_a_missing_file_a_folder_and_other_suffixes_are_reported(tmp_path: Path) -> None:
    missing = zoo.profile_of(tmp_path / "none.py")
    assert (missing.failure.kind, missing.flops_used) == ("missing", 0)
    assert "There is no file" in missing.failure.message
    assert "is a folder" in zoo.profile_of(tmp_path).failure.message
    text = tmp_path / "estimator.txt"
    text.write_text(HEAD + "        return x\n")
    failure = zoo.profile_of(text).failure
    assert failure.kind == "import"
    assert "not a Python file" in failure.message


@contextlib.contextmanager
def unprivileged() -> Iterator[None]:
    """Make this process somebody who may not read every file, as root may."""
    mine = os.geteuid()
    if mine == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(mine)


def test_an_unreadable_file_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "estimator.py"
    path.write_text("")
    path.chmod(0)
    request = Request(path, zoo.WIDTH, zoo.DEPTH, 0, zoo.BUDGET)
    # Only the reading is done as somebody else, who may not even see the folder of a checkout.
    installed = prepare(ROUNDS["v2-phase2"].release)
    with unprivileged():
        failure = run(installed, request).result["failure"]
    assert failure["kind"] == "missing"
    assert "cannot be read: Permission denied" in failure["message"]


def test_a_class_that_is_asked_for_may_be_missing_imported_or_one_of_several() -> None:
    two = zoo.ZOO / "failing" / "two_classes.py"
    assert zoo.profile_of(two, class_name="Second").class_name == "Second"
    missing = zoo.profile_of(two, class_name="Third").failure
    assert missing.kind == "no-class"
    assert "no estimator class 'Third'. It defines First, Second." in missing.message
    imported = zoo.ZOO / "failing" / "imported_class.py"
    assert zoo.profile_of(imported, class_name="Alias").class_name == "Estimator"


@pytest.mark.parametrize("limits", [(0.0, 8.0), (-1.0, 8.0), (10.0, 0.0), (float("nan"), 8.0)])
def test_limits_that_make_no_sense_are_wrong_use(limits: Any) -> None:
    with pytest.raises(UsageError):
        Limits(*limits)


@pytest.mark.parametrize("values", [{"width": 0}, {"depth": 0}, {"seed": -1}])
def test_shapes_and_seeds_that_make_no_sense_are_wrong_use(values: Any) -> None:
    with pytest.raises(UsageError):
        zoo.request_of(Path("x.py"), "v2-phase2", **values)


NO_FRAME = {
    "a constructor that makes something else": (
        "    def __new__(cls): return 42\n",
        "setup",
        "'int' object has no attribute 'setup'",
        "class Estimator",
    ),
    "setup() that cannot be looked up": (
        "    @property\n    def setup(self): raise ValueError('no')\n",
        "setup",
        "setup() raised ValueError: no",
        "def setup",
    ),
    "predict() that cannot be looked up": (
        "    def __getattribute__(self, name):\n"
        "        if name == 'predict': raise ValueError('no')\n"
        "        return super().__getattribute__(name)\n",
        "raised",
        "predict() raised ValueError: no",
        "if name",
    ),
    "a name that cannot be looked up": (
        "    pass\nclass Meta(type(Estimator)):\n"
        "    __name__ = property(lambda cls: 1 / 0)\n"
        "class Estimator(Estimator, metaclass=Meta):\n",
        "import",
        "The import raised ZeroDivisionError",
        "__name__ =",
    ),
}


@pytest.mark.parametrize(("part", "kind", "says", "mark"), NO_FRAME.values(), ids=NO_FRAME.keys())
def test_what_fails_between_the_calls_has_its_line_too(
    tmp_path: Path, part: Any, kind: Any, says: Any, mark: Any
) -> None:
    head = HEAD.replace("    def predict", f"{part}    def predict")
    failure = profile_of(tmp_path, "return x", head).failure
    assert (failure.kind, failure.file) == (kind, "estimator.py")
    assert says in failure.message
    assert failure.line == marked_line(head, mark)


def test_a_prediction_that_is_larger_than_memory_has_the_wrong_shape(tmp_path: Path) -> None:
    body = "import numpy as np\nreturn np.broadcast_to(np.float32(0), (10**6, 10**7))  # here"
    assert_fails(profile_of(tmp_path, body), "wrong-shape", "(1000000, 10000000)", line_in(body))


ALTERING = {
    "clears the log": "context.op_log.clear()",
    "makes it cheaper": "context.op_log[-1] = context.op_log[-1]._replace(flop_cost=1)",
    "replaces the log": "context._op_log = []; x = x + 1.0",
}


@pytest.mark.parametrize("tag", ROUNDS)
@pytest.mark.parametrize("body", ALTERING.values(), ids=ALTERING.keys())
def test_a_log_that_the_estimator_altered_is_no_source_of_figures(
    tmp_path: Path, tag: Any, body: Any
) -> None:
    path = tmp_path / "estimator.py"
    head = HEAD + "        from flopscope._budget import get_active_budget\n"
    path.write_text(
        f"{head}        context = get_active_budget()\n        {body}\n        return x\n"
    )
    profile = zoo.profile_of(path, tag)
    assert profile.failure.kind == "altered-log"
    assert "altered flopscope's log" in profile.failure.message
    assert (profile.failure.file, profile.failure.line) == (
        "estimator.py",
        marked_line(head, "def predict"),
    )
    spent = zoo.run_inside(tag, [zoo.request_of(path, tag, context="plain")])[0]["flops_used"]
    assert profile.flops_used == spent > 0
    assert profile.charges == ()
