"""What must be known before a number is trusted is told once, with its place, by every command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from whestdocs.cli import main
from whestdocs.estimators.advice.advising import advise
from whestdocs.estimators.budget.budgeting import budget
from whestdocs.estimators.comparison import compare
from whestdocs.estimators.notices import FAILURE, NOTE, WARNING, Notice, notices_of
from whestdocs.estimators.profiles import Profile
from whestdocs.estimators.profiling import profile
from whestdocs.estimators.repricing import reprice
from whestdocs.project import cache_folder

HEAD = """\
import threading
import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator

class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        shape = (mlp.depth, mlp.width)
        fine = fnp.stack([fnp.mean(w, axis=0) for w in mlp.weights])
"""
FINE = "return fine\n"
SWALLOWS = """\
try:
            return fnp.ones(5).reshape(shape)  # raised
        except Exception:  # here
            return fine
"""
SMALL = {"round_tag": "v2-phase2", "width": 8, "depth": 2}


def written(folder: Path, body: str, head: str = HEAD, name: str = "estimator") -> Path:
    path = folder / f"{name}.py"
    path.write_text(f"{head}        {body}")
    return path


def line_of(path: Path, mark: str) -> int:
    lines = path.read_text().split("\n")
    [number] = [number for number, line in enumerate(lines, 1) if mark in line]
    return number


def notices(folder: Path, body: str, head: str = HEAD, **options: object) -> list[Notice]:
    return notices_of(profile(written(folder, body, head), **(SMALL | options)))


def kinds(found: list[Notice]) -> list[str]:
    return [notice.kind for notice in found]


def test_an_estimator_that_hides_nothing_gets_no_notice(tmp_path: Path) -> None:
    assert notices(tmp_path, FINE) == []


def test_a_swallowed_error_is_told_with_both_places_and_what_it_said(tmp_path: Path) -> None:
    path = written(tmp_path, SWALLOWS)
    [notice] = notices_of(profile(path, **SMALL))
    assert (notice.kind, notice.tone) == ("swallowed", WARNING)
    assert str(notice).startswith(
        f"estimator.py:{line_of(path, '# here')}: predict() raised ValueError (cannot reshape"
    )
    assert f"at estimator.py:{line_of(path, '# raised')}, and swallowed it here" in str(notice)


def test_an_error_that_programs_mean_to_catch_is_told_quietly(tmp_path: Path) -> None:
    [notice] = notices(tmp_path, "try: {}['x']\n        except KeyError: return fine\n")
    assert (notice.kind, notice.tone) == ("swallowed", NOTE)


def test_a_memory_limit_that_is_swallowed_says_which_where_and_what_to_do(tmp_path: Path) -> None:
    path = written(tmp_path, SWALLOWS.replace("fnp.ones(5)", "bytearray(2**34) and fnp.ones(5)"))
    [notice] = notices_of(profile(path, memory_limit=3.0, **SMALL))
    assert (notice.kind, notice.tone) == ("memory-limit", FAILURE)
    assert f"the memory limit of 3 GiB at estimator.py:{line_of(path, '# raised')}" in str(notice)
    assert str(notice).startswith(f"estimator.py:{line_of(path, '# here')}: ")
    assert "--memory-limit" in notice.message


def test_a_memory_limit_that_setup_swallows_is_told_too(tmp_path: Path) -> None:
    setup = "    def setup(self, context):\n        try: bytearray(2**34)\n"
    body = f"{FINE}{setup}        except BaseException: pass\n"
    [notice] = notices(tmp_path, body, memory_limit=3.0)
    assert notice.message.startswith("setup() ran into the memory limit of 3 GiB")


def test_a_refused_operation_that_is_swallowed_is_told_once_by_recorded_and_plain_runs(
    tmp_path: Path,
) -> None:
    body = SWALLOWS.replace("fnp.ones(5)", "flops.BudgetContext and fnp.ones(2**42)")
    path = written(tmp_path, body)
    recorded = notices_of(profile(path, **SMALL))
    plain = notices_of(budget(path, runs=1, **SMALL).profile)
    assert kinds(recorded) == kinds(plain) == ["budget"]
    assert recorded[0].message == plain[0].message
    assert f"ran out at estimator.py:{line_of(path, '# raised')}" in plain[0].message


@pytest.mark.parametrize(
    ("returned", "says"),
    [
        ("fnp.zeros(shape)", "The prediction is all zeros."),
        ("fine * fnp.array([[1.0], [0.0]])", "last layer, the only one that is scored"),
        ("fnp.ones(shape)", "All values of the prediction are equal"),
        ("fnp.ones(shape) * fnp.array([[1.0], [2.0]])", "All neurons of a layer"),
    ],
)
def test_a_prediction_that_is_the_same_everywhere_is_told(
    tmp_path: Path, returned: str, says: str
) -> None:
    found = notices(tmp_path, f"return ({returned}).astype(fnp.float32)\n")
    assert kinds(found) == ["constant"]
    assert says in found[0].message


def test_work_in_a_thread_is_told_with_the_line_that_starts_it(tmp_path: Path) -> None:
    start = "thread = threading.Thread(target=lambda: {})\n        thread.start()  # here\n"
    join = "        thread.join()\n        return fine\n"
    for work, says in (
        ("fnp.ones(9) * 2", " FLOPs reached no budget"),
        ("1", "A thread is started"),
    ):
        path = written(tmp_path, start.format(work) + join)
        [notice] = notices_of(profile(path, **SMALL))
        assert notice.kind == "threads"
        assert says in notice.message
        assert notice.place is not None
        assert notice.place.line == line_of(path, "# here")


@pytest.mark.parametrize("imported", ["import numpy as np", "from numpy import linalg"])
def test_an_import_of_numpy_is_told_with_its_line(tmp_path: Path, imported: str) -> None:
    [notice] = notices(tmp_path, FINE, f"{imported}\n{HEAD}")
    assert (notice.kind, str(notice.place)) == ("numpy", "estimator.py:1")
    assert "The grader has none" in notice.message


@pytest.mark.parametrize(
    "guarded",
    [
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import numpy\n",
        "try:\n    import numpy\nexcept ImportError:\n    numpy = None\n",
    ],
)
def test_an_import_of_numpy_that_a_grader_survives_is_not(tmp_path: Path, guarded: str) -> None:
    assert notices(tmp_path, FINE, guarded + HEAD) == []


def test_an_import_of_numpy_in_a_helper_names_the_helper(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("\nimport numpy\n")
    [notice] = notices(tmp_path, FINE, f"import helper\n{HEAD}")
    assert str(notice.place) == "helper.py:2"


@pytest.mark.parametrize("quiet", ["", "import warnings; warnings.simplefilter('ignore')\n"])
def test_flopscopes_own_warnings_are_passed_on_whatever_filters_the_author_sets(
    tmp_path: Path, quiet: str
) -> None:
    body = """\
for w in mlp.weights:
            a = fnp.exp(w.T @ w)
            b = flops.as_symmetric(a + a.T, symmetry=(0, 1)) + w  # lost
            c = flops.stats.norm.pdf(w[0])  # promoted
        return fine
"""
    path = written(tmp_path, body, quiet + HEAD)
    found = notices_of(profile(path, **SMALL))
    places = {notice.kind: notice.place for notice in found}
    assert str(places["symmetry-loss"]) == f"estimator.py:{line_of(path, '# lost')}"
    assert str(places["flopscope"]) == f"estimator.py:{line_of(path, '# promoted')}"
    assert len(found) == len(places)
    assert all("flopscope warns: " in notice.message for notice in found)


@pytest.mark.parametrize("tag", ["v1-warmup", "v1-phase1", "v2-phase2"])
def test_numpys_functions_on_flopscopes_arrays_are_told_by_every_release(
    tmp_path: Path, tag: str
) -> None:
    body = "import numpy as np\n        return np.sqrt(fine * fine)  # here\n"
    path = written(tmp_path, body)
    found = notices_of(profile(path, **(SMALL | {"round_tag": tag})))
    routed = [notice for notice in found if notice.kind == "auto-routed"]
    assert [str(notice.place) for notice in routed] == [f"estimator.py:{line_of(path, '# here')}"]
    assert "write fnp.sqrt" in routed[0].message


def test_a_result_that_the_grader_converts_is_told_with_what_that_costs(tmp_path: Path) -> None:
    [notice] = notices(tmp_path, "return fine.astype(fnp.float64)\n")
    assert notice.kind == "conversion"
    assert f"adds {2 * 8 * 2} FLOPs for converting the float64 result" in notice.message
    assert (
        kinds(notices(tmp_path, "return fine.astype(fnp.float64)\n", round_tag="v1-warmup")) == []
    )


@pytest.mark.parametrize(("tag", "dearer"), [("v1-warmup", 0), ("v1-phase1", 1), ("v2-phase2", 0)])
def test_weights_of_a_dataset_that_cost_more_are_told_where_they_do(
    tmp_path: Path, tag: str, dearer: int
) -> None:
    path = written(tmp_path, FINE)
    options = SMALL | {"round_tag": tag}
    assert kinds(notices_of(profile(path, **options))) == ["weights"] * dearer
    single, double = (profile(path, weights=dtype, **options) for dtype in ("float32", "float64"))
    assert (single.weights_dtype, double.weights_dtype) == ("float32", "float64")
    assert double.document()["weights_dtype"] == "float64"
    assert (double.flops_used > single.flops_used) == (tag != "v1-warmup")
    assert "weights" not in kinds(notices_of(double))


def test_weights_of_another_dtype_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(["profile", str(written(tmp_path, FINE)), "--weights", "float16"]) == 2
    assert "Weights can be float32 or float64, not 'float16'" in capsys.readouterr().err


pytest_plugins = ["pytester"]

COMMANDS = {
    "profile": ["profile", "{}"],
    "profile with advice": ["profile", "{}", "--advise"],
    "budget": ["budget", "{}", "--runs", "1"],
    "advise": ["advise", "{}", "--quick"],
    "reprice": ["reprice", "{}", "--releases", "0.12.3", "0.12.4"],
    "compare": ["compare", "{}", "{}", "--networks", "2", "--skip-accuracy"],
}
_SHAPE = ["--round", "v2-phase2", "--width", "8", "--depth", "2"]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_tells_once_in_its_text_and_in_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: Any
) -> None:
    monkeypatch.setenv("COLUMNS", "1000")
    path = written(tmp_path, SWALLOWS)
    words = [word.format(path) for word in COMMANDS[name]] + _SHAPE
    assert main.run(words) == 0
    text = capsys.readouterr().out
    sides = ["A: ", "B: "] if name == "compare" else [""]
    for side in sides:
        assert text.count(f"{side}estimator.py:{line_of(path, '# here')}: predict() raised") == 1
    assert text.count("predict() raised ValueError") == len(sides)

    assert main.run([*words, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    rows = document["rows"] if name == "reprice" else [document]
    for row in rows:
        assert [notice["kind"] for notice in row["notices"]] == ["swallowed"] * len(sides)
        assert row["notices"][0]["line"] == line_of(path, "# here")


def test_what_python_callers_get_tells_too(tmp_path: Path) -> None:
    path = written(tmp_path, SWALLOWS)
    found: list[Profile] = [
        budget(path, runs=1, **SMALL).profile,
        advise(path, **SMALL).profile,
        reprice(path, releases=["0.12.4"], **(SMALL | {"round_tag": None})).rows[0].profile,
        compare(path, path, networks=1, samples=None, **SMALL).a.profiles[0],
    ]
    assert {tuple(kinds(notices_of(each))) for each in found} == {("swallowed",)}


TESTS = """\
import pytest

@pytest.mark.flops("estimator.py", max=10**9, round="v2-phase2", width=8, depth=2)
def test_it_is_cheap():
    pass
"""


@pytest.mark.parametrize("body", [SWALLOWS, SWALLOWS.replace("fnp.ones(5)", "bytearray(2**34)")])
def test_a_test_warns_of_what_is_swallowed_and_fails_for_a_limit(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, body: Any
) -> None:
    monkeypatch.setenv("WHESTDOCS_CACHE", str(cache_folder()))  # pytester moves the home folder.
    written(pytester.path, body)
    pytester.makepyfile(TESTS)
    result = pytester.runpytest_subprocess()
    is_limit = "bytearray" in body
    result.assert_outcomes(passed=not is_limit, failed=is_limit, warnings=not is_limit)
    result.stdout.fnmatch_lines(
        ["*ran into the memory limit*" if is_limit else "*raised ValueError*"]
    )
