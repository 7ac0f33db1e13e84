"""Exceptions that the author's code raised and swallowed are noted, with their place."""

from __future__ import annotations

import atexit
import re
import shutil
from collections import Counter
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from tests.support import zoo
from whestdocs.competition.releases import RELEASES, release_by_version
from whestdocs.competition.rounds import ROUNDS
from whestdocs.estimators.advice.trials import TrialRequest
from whestdocs.running.installing import prepare
from whestdocs.running.probes import Limits, Request

HEAD = """\
import contextlib, sys, threading
import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator

def fail(error=ValueError):
    raise error("wrong")

"""
#: Code in front of a class, and a predict(). A comment ``# caught: ValueError, ValueError`` says
#: which exceptions end at a line.
PREDICTS: dict[str, str] = {
    "a handler": """
        try:
            fail()
        except Exception:  # caught: ValueError
            x = 1
    """,
    "a handler that returns out of a loop": """
        for i in range(3):
            try:
                fail(KeyError)
            except (KeyError, ValueError) as error:  # caught: KeyError
                return fnp.ones((mlp.depth, mlp.width)) * len(str(error))
    """,
    "one that breaks and one that goes on": """
        for i in range(3):
            try:
                fail()
            except ValueError:  # caught: ValueError, ValueError
                if i:
                    break
                continue
    """,
    "a handler that raises the same again": """
        try:
            try:
                fail()
            except ValueError:
                print("oh")
                raise
        except Exception:  # caught: ValueError
            pass
    """,
    "a handler that raises another from it": """
        try:
            try:
                fail()
            except ValueError as error:
                x = 1
                raise KeyError("other") from error
        except Exception:  # caught: KeyError
            pass
    """,
    "a handler that raises by its name, and once does not": """
        for i in range(2):
            try:
                try:
                    fail()
                except ValueError as error:  # caught: ValueError
                    if i == 0:
                        raise error
            except ValueError:  # caught: ValueError
                pass
    """,
    "a handler inside a handler": """
        try:
            fail()
        except ValueError:  # caught: ValueError
            try:
                fail(KeyError)
            except KeyError:  # caught: KeyError
                pass
            try:
                raise
            except ValueError:  # caught: ValueError
                pass
    """,
    "a finally that returns": """
        try:
            fail()
        finally:
            return fnp.ones((mlp.depth, mlp.width)) * 2  # caught: ValueError
    """,
    "a finally that leaves a loop": """
        for i in range(2):
            try:
                if i == 0:
                    fail()
            finally:
                for _ in range(2):
                    break
                continue  # caught: ValueError
    """,
    "a finally that returns with nothing on its way": """
        try:
            fail()
        except ValueError:  # caught: ValueError
            try:
                x = 1
            finally:
                return fnp.ones((mlp.depth, mlp.width)) * 2
    """,
    "contextlib.suppress": """
        with contextlib.suppress(ValueError):  # caught: ValueError
            fail()
        with contextlib.suppress(ValueError):
            pass
    """,
    "contextlib.suppress on a stack": """
        with contextlib.ExitStack() as stack:  # caught: ValueError
            stack.enter_context(contextlib.suppress(ValueError))
            fail()
    """,
    "an __exit__ that returns true": """
        class Quiet:
            def __enter__(self): return self
            def __exit__(self, *error): return True  # caught: ValueError
        with Quiet():
            fail()
        with Quiet():
            pass
    """,
    "an __exit__ that decides": """
        class Quiet:
            def __enter__(self): return self
            def __exit__(self, kind, error, trace):
                return kind is not None and issubclass(kind, ValueError)  # caught: ValueError
        with Quiet():
            fail()
        with contextlib.suppress(KeyError):  # caught: KeyError
            with Quiet():
                fail(KeyError)
    """,
    "a context manager made of a generator": """
        @contextlib.contextmanager
        def quiet():
            try:
                yield
            except ValueError:  # caught: ValueError
                pass
        with quiet():
            fail()
    """,
    "a group": """
        try:
            raise ExceptionGroup("two", [ValueError("one"), KeyError("other")])
        except* ValueError:  # caught: ExceptionGroup
            pass
        except* KeyError:  # caught: ExceptionGroup
            pass
    """,
    "another thread": """
        def work():
            try:
                fail()
            except ValueError:  # caught: ValueError
                pass
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    """,
    "an operation beyond the budget": """
        try:
            for _ in range(1000):
                x = fnp.ones((100, 100)) * 2
        except flops.BudgetExhaustedError:  # caught: BudgetExhaustedError
            pass
    """,
    "memory that is not there": """
        try:
            x = bytearray(100 * 2**30)
        except Exception:  # caught: MemoryError
            pass
    """,
    "an array for which there is no memory": """
        try:
            import numpy
            x = numpy.ones(10 * 2**30)
        except Exception:  # caught: MemoryError
            pass
    """,
    "a recursion that is caught where it ends": """
        def depth(n):
            try:
                return depth(n + 1)
            except RecursionError:  # caught: RecursionError
                return n
        assert depth(0) > 500
    """,
    "names that the author rebinds": """
        RecursionError = MemoryError = Exception = None
        try:
            fail()
        except ValueError:  # caught: ValueError
            pass
    """,
    "an exception whose text costs": """
        class Dear(Exception):
            def __str__(self): return str(fnp.ones(8) * 2)
        try:
            raise Dear(fnp.ones(4))
        except Dear:  # caught: Dear
            pass
    """,
    "nothing": """
        try:
            x = 1
        except Exception:
            x = 2
        else:
            x = 3
        finally:
            x = 4
    """,
}
#: Files whose exceptions are caught elsewhere than in predict().
STAGES = {
    "The import": "try:\n    fail()\nexcept ValueError:  # caught: ValueError\n    pass\n{}",
    "The constructor": (
        "{}    def __init__(self):\n        try: fail()\n"
        "        except ValueError: pass  # caught: ValueError\n"
    ),
    "setup()": (
        "{}    def setup(self, context):\n        try: x = bytearray(100 * 2**30)\n"
        "        except BaseException: pass  # caught: MemoryError\n"
    ),
}
_CLASS = "class Estimator(BaseEstimator):\n    def predict(self, mlp, budget):\n{}        "
_CLASS += "return fnp.ones((mlp.depth, mlp.width)) * 2\n"
_MARK = re.compile(r"# caught: (.+)")


def file_of(body: str) -> str:
    lines = [f"    {line}".rstrip() for line in body.strip("\n").rstrip().split("\n")]
    return HEAD + _CLASS.format("".join(f"{line[4:]}\n" for line in lines))


def expected(text: str) -> Counter[tuple[int, str]]:
    return Counter(
        (number, kind)
        for number, line in enumerate(text.split("\n"), 1)
        if (match := _MARK.search(line))
        for kind in match[1].split(", ")
    )


def found(result: dict[str, Any]) -> Counter[tuple[int, str]]:
    counts: Counter[tuple[int, str]] = Counter()
    for entry in result["caught"]:
        assert entry["count"] > 0
        counts[entry["line"], entry["type"]] += entry["count"]
    return counts


def results_of(paths: list[Path], tag: str, **changes: Any) -> list[dict[str, Any]]:
    limits = Limits(wall_time_s=30.0, memory_gib=3.0)
    values = {"flop_budget": 10**6, "limits": limits} | changes
    return zoo.run_inside(tag, [zoo.request_of(path, tag, **values) for path in paths])


@cache
def files() -> dict[str, Path]:
    folder = Path(mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    paths = {}
    for number, (name, body) in enumerate(PREDICTS.items()):
        paths[name] = folder / f"e{number}.py"
        paths[name].write_text(file_of(body))
    return paths


@cache
def results(tag: str, context: str) -> dict[str, dict[str, Any]]:
    paths = files()
    return dict(zip(paths, results_of(list(paths.values()), tag, context=context), strict=True))


@pytest.mark.parametrize(
    ("tag", "context"), [*((tag, "recording") for tag in ROUNDS), ("v2-phase2", "plain")]
)
def test_what_ends_in_the_authors_code_is_noted_where_it_ends(tag: Any, context: Any) -> None:
    for name, result in results(tag, context).items():
        assert found(result) == expected(files()[name].read_text()), name
        assert all(entry["stage"] == "predict()" for entry in result["caught"])


def test_what_is_noted_says_where_it_was_raised_what_it_said_and_which_limit_it_was() -> None:
    names = ["a handler", "memory that is not there", "an operation beyond the budget"]
    [[plain], [memory], [budget]] = [results("v2-phase2", "recording")[n]["caught"] for n in names]
    text = files()["a handler"].read_text().split("\n")
    assert text[plain["raised_line"] - 1] == '    raise error("wrong")'
    assert (plain["file"], plain["raised_file"]) == ("e0.py", "e0.py")
    assert (plain["message"], plain["limit"], plain["count"]) == ("wrong", None, 1)
    assert (memory["limit"], budget["limit"]) == ("memory", "budget")
    assert budget["message"]


def test_taking_notes_changes_no_charge_and_no_result() -> None:
    recorded, plain = (results("v2-phase2", context) for context in ("recording", "plain"))
    for name, result in recorded.items():
        assert result["flops_used"] == plain[name]["flops_used"], name
        digests = [(each[name]["prediction"] or {}).get("sha256") for each in (recorded, plain)]
        assert digests[0] == digests[1], name
    charges = recorded["an exception whose text costs"]["charges"]
    assert charges
    assert not any("ones(8)" in charge["source"] for charge in charges)


@pytest.mark.parametrize("stage", STAGES)
def test_what_ends_before_predict_is_noted_with_its_stage(tmp_path: Path, stage: Any) -> None:
    path = tmp_path / "estimator.py"
    path.write_text(HEAD + STAGES[stage].format(_CLASS.format("")))
    [result] = results_of([path], "v2-phase2")
    assert found(result) == expected(path.read_text())
    assert [entry["stage"] for entry in result["caught"]] == [stage]


def test_what_ends_in_a_helper_module_names_its_file(tmp_path: Path) -> None:
    path, helper = tmp_path / "estimator.py", tmp_path / "helper.py"
    helper.write_text(
        "def guarded(f):\n    try:\n        f()\n    except Exception:\n        pass\n"
    )
    path.write_text("from helper import guarded\n" + file_of("        guarded(fail)\n"))
    [result] = results_of([path], "v2-phase2")
    [entry] = result["caught"]
    assert (entry["file"], entry["line"]) == ("helper.py", 4)
    assert entry["raised_file"] == "estimator.py"


@pytest.mark.parametrize("version", [*list(RELEASES)[:1], "0.9.1", *list(RELEASES)[-1:]])
def test_a_trial_and_the_other_releases_take_notes_too(tmp_path: Path, version: Any) -> None:
    path = tmp_path / "estimator.py"
    path.write_text(file_of(PREDICTS["a handler"]))
    installed = prepare(release_by_version(version))
    shape = (8, 2, 0, 10**9)
    trials = [
        TrialRequest(path, *shape, task=task, variation="reseeded") for task in ("trial", "values")
    ]
    tasks = [each.document(installed) for each in (Request(path, *shape), *trials)]
    for result in zoo.run_in(installed, tasks):
        assert found(result) == expected(path.read_text())


def test_a_file_that_is_too_deep_to_be_rewritten_is_loaded_as_it_is(tmp_path: Path) -> None:
    blocks = "".join(f"{'    ' * (n + 2)}with contextlib.nullcontext():\n" for n in range(18))
    inner = "    " * 20
    body = f"{blocks}{inner}try: fail()\n{inner}except ValueError: pass\n"
    path = tmp_path / "estimator.py"
    path.write_text(file_of(body))
    [result] = results_of([path], "v2-phase2")
    assert result["failure"] is None
    assert result["caught"] == []
