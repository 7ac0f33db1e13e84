"""The pytest plugin, used as a participant uses it: in a project of its own, by the real pytest."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.conftest import TINY
from whestdocs.errors import UsageError
from whestdocs.estimators.profiling import profile
from whestdocs.project import cache_folder
from whestdocs.testing.ceiling import locate, read_ceiling

pytest_plugins = ["pytester"]

SHAPE = {"width": 16, "depth": 2}
OPTIONS = "width=16, depth=2"
HIDES = TINY.replace(
    "rows = []",
    """big = fnp.broadcast_to(fnp.ones(1, dtype=fnp.float32), (2**14, 2**14))
        try:
            big @ big
        except Exception:
            pass
        rows = []""",
)
RAISES = TINY.replace("rows = []", "raise ValueError('no rows')")


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A participant's project: an estimator, and tests still to be written."""
    monkeypatch.setenv("WHESTDOCS_CACHE", str(cache_folder()))  # pytester moves the home folder.
    pytester.makepyfile(my_estimator=TINY)
    pytester.makeini("[pytest]\naddopts = --strict-markers")
    return pytester


def cost(project: pytest.Pytester) -> int:
    return profile(project.path / "my_estimator.py", **SHAPE).flops_used


def run(project: pytest.Pytester, test: str, *options: str) -> pytest.RunResult:
    project.makepyfile(test_cost=f"import pytest\n{test}")
    return project.runpytest_inprocess(*options)


def paragraph(result: pytest.RunResult, heading: str) -> str:
    """Return what pytest prints below the heading of a failure."""
    text = result.stdout.str()
    after = re.split(rf"^_+ {heading} _+$", text, flags=re.MULTILINE)[1]
    return re.split(r"^[=_]{3}", after, flags=re.MULTILINE)[0].strip()


def fixture_test(most: object, *, options: str = OPTIONS) -> str:
    return f"""
@pytest.mark.flops(max={most}, {options})
def test_stays_cheap(flop_budget):
    profile = flop_budget("my_estimator.py")
    assert profile.flops_used <= {most}
    assert profile.width == 16
"""


def test_an_estimator_may_spend_exactly_its_maximum(project: pytest.Pytester) -> None:
    most = cost(project)
    run(project, fixture_test(most)).assert_outcomes(passed=1)
    run(project, fixture_test(most - 1)).assert_outcomes(failed=1)


def test_a_failure_is_one_paragraph_that_names_line_maximum_cost_and_difference(
    project: pytest.Pytester,
) -> None:
    used = cost(project)
    result = run(project, fixture_test(used - 1_000))
    text = paragraph(result, "test_stays_cheap")
    assert "\n" not in text
    line = TINY.split("\n").index("            x = fnp.maximum(w.T @ x, 0.0)") + 1
    assert f"my_estimator.py spends {used:,} FLOPs" in text
    assert f", 1,000 more than max={used - 1_000:,}." in text
    assert f"my_estimator.py:{line} costs most, " in text
    assert "x = fnp.maximum(w.T @ x, 0.0)" in text
    assert "`whestdocs profile my_estimator.py --width 16 --depth 2`" in text


def test_the_command_of_a_failure_gives_the_same_number(project: pytest.Pytester) -> None:
    result = run(project, fixture_test(1, options="width=16, depth=3, seed=1, round='v1-warmup'"))
    text = paragraph(result, "test_stays_cheap")
    words = re.search(r"`whestdocs (.*)`", text)
    used = re.search(r"spends ([\d,]+) FLOPs", text)
    assert words is not None and used is not None
    command = [sys.executable, "-m", "whestdocs", *words[1].split()]
    finished = subprocess.run(command, capture_output=True, text=True, check=True)
    assert f"{used[1]} FLOPs" in finished.stdout
    assert "--round v1-warmup --width 16 --depth 3 --seed 1" in words[1]


def test_a_marker_alone_checks_the_estimator_that_it_names(project: pytest.Pytester) -> None:
    used = cost(project)
    test = """
@pytest.mark.flops("my_estimator.py", max={}, width=16, depth=2)
def test_marked(): ...
"""
    run(project, test.format(used)).assert_outcomes(passed=1)
    result = run(project, test.format(used - 1))
    result.assert_outcomes(failed=1)
    assert "1 more than max=" in paragraph(result, "test_marked")


def test_a_maximum_may_be_written_as_a_float(project: pytest.Pytester) -> None:
    run(project, fixture_test("1e12")).assert_outcomes(passed=1)


def test_the_round_decides_the_release(project: pytest.Pytester) -> None:
    test = """
@pytest.mark.flops(max=1e12, round="v1-warmup", width=16, depth=2)
def test_round(flop_budget):
    profile = flop_budget("my_estimator.py")
    assert profile.round_tag == "v1-warmup" and profile.release["flopscope"] == "0.5.0"
"""
    run(project, test).assert_outcomes(passed=1)


def test_the_path_starts_from_the_tests_folder_or_the_root(project: pytest.Pytester) -> None:
    tests = project.mkdir("tests")
    (tests / "beside.py").write_text(TINY)
    (tests / "test_paths.py").write_text(f"""
import pytest
@pytest.mark.flops("beside.py", max=1e12, {OPTIONS})
def test_beside(): ...
@pytest.mark.flops("my_estimator.py:Estimator", max=1e12, {OPTIONS})
def test_in_the_root(): ...
@pytest.mark.flops("my_estimator:Estimator", max=1e12, {OPTIONS})
def test_a_module(): ...
""")
    project.runpytest_inprocess().assert_outcomes(passed=3)


def test_the_estimator_beside_the_test_wins(tmp_path: Path) -> None:
    for folder in ("tests", "."):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "same.py").touch()
    found = locate("same.py", [tmp_path / "tests", tmp_path])
    assert found.file == tmp_path / "tests" / "same.py"


def test_a_missing_estimator_fails_with_the_places_that_were_searched(
    project: pytest.Pytester,
) -> None:
    result = run(project, fixture_test(1).replace("my_estimator", "missing"))
    text = paragraph(result, "test_stays_cheap")
    assert text.startswith(f"There is no estimator missing.py in {project.path}. ")
    assert "\n" not in text


def test_an_estimator_that_fails_fails_the_test_with_its_line(project: pytest.Pytester) -> None:
    project.makepyfile(my_estimator=RAISES)
    text = paragraph(run(project, fixture_test(10**12)), "test_stays_cheap")
    line = RAISES.split("\n").index("        raise ValueError('no rows')") + 1
    assert text.startswith(f"my_estimator.py:{line}: ") and "ValueError: no rows" in text
    assert "Traceback" not in text


def test_an_estimator_that_hides_that_its_budget_ran_out_fails(project: pytest.Pytester) -> None:
    project.makepyfile(my_estimator=HIDES)
    result = run(project, fixture_test("10**15", options=OPTIONS))
    text = paragraph(result, "test_stays_cheap")
    assert "an operation was refused" in text


MISTAKES = {
    "@pytest.mark.flops": "max is missing",
    "@pytest.mark.flops(90_000)": "max is missing",
    "@pytest.mark.flops(maximum=3)": "max is missing",
    "@pytest.mark.flops(max=3, rounds='v1-warmup')": "there is no argument rounds. Arguments are: "
    "max, round, release, width, depth, seed.",
    "@pytest.mark.flops(max=3, round='v9')": "There is no round 'v9'.",
    "@pytest.mark.flops(max=3, release='9.9')": "There is no flopscope '9.9'.",
    "@pytest.mark.flops(max=3, width=0)": "must be at least 1",
    "@pytest.mark.flops(max=3, width='wide')": "width must be a whole number, not 'wide'",
    "@pytest.mark.flops(max='many')": "max must be a whole number of FLOPs, not 'many'",
    "@pytest.mark.flops(max=1.5)": "max must be a whole number of FLOPs, not 1.5",
    "@pytest.mark.flops(max=float('nan'))": "max must be a whole number of FLOPs, not nan",
    "@pytest.mark.flops(max=float('inf'))": "max must be a whole number of FLOPs, not inf",
    "@pytest.mark.flops(max=-1)": "max must be a whole number of FLOPs, not -1",
    "@pytest.mark.flops(max=True)": "max must be a whole number of FLOPs, not True",
    "@pytest.mark.flops('a.py', 'b.py', max=3)": "it takes the path of one estimator",
    "@pytest.mark.flops(17, max=3)": "it takes the path of one estimator",
}


@pytest.mark.parametrize("marker", MISTAKES)
def test_a_mistake_in_a_marker_is_one_line_and_nothing_runs(
    project: pytest.Pytester, marker: str
) -> None:
    test = f"{marker}\ndef test_marked(flop_budget): raise SystemExit\ndef test_other(): ..."
    result = run(project, test)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    text = paragraph(result, "ERROR collecting test_cost.py")
    assert text.startswith("test_marked: @pytest.mark.flops: ")
    assert MISTAKES[marker] in text and "\n" not in text


def test_a_marker_without_an_estimator_is_refused(project: pytest.Pytester) -> None:
    result = run(project, "@pytest.mark.flops(max=3)\ndef test_marked(): ...")
    assert "it names no estimator" in paragraph(result, "ERROR collecting test_cost.py")


def test_a_module_may_be_marked_as_a_whole(project: pytest.Pytester) -> None:
    test = f"""
pytestmark = pytest.mark.flops(max=1e12, {OPTIONS})
def test_of_something_else(): ...
class TestAll:
    @pytest.mark.parametrize("name", ["my_estimator.py"])
    def test_each(self, name, flop_budget):
        assert flop_budget(name).flops_used > 0
"""
    run(project, test).assert_outcomes(passed=2)


def test_the_fixture_without_a_marker_says_what_is_missing(project: pytest.Pytester) -> None:
    result = run(project, "def test_unmarked(flop_budget): ...")
    result.assert_outcomes(errors=1)
    text = paragraph(result, "ERROR at setup of test_unmarked")
    assert "Mark it with @pytest.mark.flops(max=...)." in text and "\n" not in text


def test_reports_for_programs_hold_the_cost(project: pytest.Pytester) -> None:
    run(project, fixture_test(10**9), "--junitxml=report.xml").assert_outcomes(passed=1)
    found = ElementTree.parse(project.path / "report.xml").find(".//property[@name='flops_used']")
    assert found is not None and found.get("value") == str(cost(project))


def test_it_works_in_several_processes(project: pytest.Pytester) -> None:
    result = run(project, fixture_test(10**9) + fixture_test(1).replace("stays", "is"), "-n2")
    result.assert_outcomes(passed=1, failed=1)
    assert "more than max=1." in paragraph(result, "test_is_cheap")
    mistake = run(project, "@pytest.mark.flops(maximum=3)\ndef test_marked(): ...", "-n2")
    assert "max is missing" in paragraph(mistake, "ERROR collecting test_cost.py")


def test_marked_tests_can_be_chosen_and_the_marker_explains_itself(
    project: pytest.Pytester,
) -> None:
    test = fixture_test(10**9) + "\ndef test_other(): ..."
    run(project, test, "-m", "flops").assert_outcomes(passed=1, deselected=1)
    project.runpytest_inprocess("--markers").stdout.fnmatch_lines(["@pytest.mark.flops(*): fail*"])


LIGHT = """
import sys
import pytest
assert pytest.main(["--collect-only", "-q", sys.argv[1]]) == 0
loaded = {name for name in sys.modules if name.split(".")[0] == "whestdocs"}
assert loaded == {"whestdocs", "whestdocs.testing", "whestdocs.testing.plugin"}, loaded
heavy = {"flopscope", "whestbench", "numpy", "rich", "jinja2", "cyclopts"} & set(sys.modules)
assert not heavy, heavy
"""


def test_a_project_without_marked_tests_loads_nothing_but_the_plugin(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("def test_it(): ...")
    finished = subprocess.run(
        [sys.executable, "-P", "-c", LIGHT, str(tmp_path)],
        env=os.environ | {"PYTEST_ADDOPTS": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_a_marker_is_read_without_a_test() -> None:
    mark = pytest.mark.flops("a.py", max=10, round="v1-phase1", seed=3).mark
    ceiling = read_ceiling(mark)
    assert (ceiling.flops, ceiling.estimator) == (10, "a.py")
    assert ceiling.options == {"round_tag": "v1-phase1", "seed": 3}
    with pytest.raises(UsageError, match="max is missing"):
        read_ceiling(pytest.mark.flops().mark)
