"""The tips: each runs alone, keeps its promises in every round, and is measured as it says."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.tip_samples import FILES, PROJECT, SLUGS, SMALL, TIP, inside, write_tip
from whestdocs.competition.rounds import ROUNDS
from whestdocs.errors import MeasurementError
from whestdocs.measurements.tips import TipJob, saves
from whestdocs.probe.tips.code import load
from whestdocs.probe.tips.difference import difference, plain
from whestdocs.running.cache import Cache

#: What flopscope warns of is what tips are about.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
each_tip = pytest.mark.parametrize("file", FILES, ids=SLUGS)


# The files.


def test_there_are_enough_tips() -> None:
    assert len(FILES) >= 40


def main_of(file: Path) -> str:
    text = file.read_text()
    return text[text.index("def main()") :]


@each_tip
def test_every_tip_ends_with_the_same_main(file: Path) -> None:
    usual = main_of(FILES[0].with_name("square.py"))
    if "\ndef compared(" in file.read_text():
        usual = usual.replace("np.asarray(result,", "np.asarray(compared(result, *arguments),")
    assert main_of(file) == usual


@each_tip
def test_a_tip_imports_nothing_but_flopscope_numpy_and_the_standard_library(file: Path) -> None:
    imports = [n for n in ast.walk(ast.parse(file.read_text())) if isinstance(n, ast.Import)]
    names = {alias.name.split(".")[0] for node in imports for alias in node.names}
    assert names <= {"flopscope", "numpy", *sys.stdlib_module_names}
    assert "ImportFrom" not in ast.dump(ast.parse(file.read_text()))


@each_tip
def test_a_tip_computes_with_flopscope_only(file: Path) -> None:
    """The graders of newer rounds have no NumPy; only inputs and comparisons use it."""
    tree = ast.parse(file.read_text())
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for name in functions.keys() - {
        "inputs",
        "compared",
        "error",
        "errors_in_use",
        "outside",
        "main",
    }:
        assert "Name(id='np'" not in ast.dump(functions[name]), name


@each_tip
def test_a_tip_says_what_it_is_about_and_how_it_is_run(file: Path) -> None:
    lines = (ast.get_docstring(ast.parse(file.read_text())) or "").splitlines()
    assert re.fullmatch(r"[A-Z`eo].{10,45}\.", lines[0])
    assert len(lines) > 4
    assert lines[-1] == f"Run `python {file.stem}.py [WIDTH]` to see what both cost."


_RUN_ALL = """
    import contextlib, io, json, runpy, sys, warnings
    warnings.simplefilter("ignore")
    files, sys.argv[1:] = sys.argv[1:], ["64"]
    printed = {}
    for file in files:
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            try:
                runpy.run_path(file, run_name="__main__")
            except TypeError as error:
                print("TypeError", error)
        printed[file] = output.getvalue()
    print(json.dumps(printed))
"""
_PRINTED = re.compile(
    r"before:     ([\d,]+) FLOPs\n"
    r"after:      ([\d,]+) FLOPs\n"
    r"ratio:      (free|[\d.e+]+)\n"
    r"difference: (\S+) of the largest value; allowed (\S+)\n"
)


@pytest.mark.parametrize("tag", ROUNDS)
def test_every_tip_runs_alone_under_every_release(tag: str, tmp_path: Path) -> None:
    printed = inside(tag, _RUN_ALL, *map(str, FILES), cwd=tmp_path)
    assert len(printed) == len(FILES)
    for file, text in printed.items():
        if Path(file).stem == "fill_rows" and tag != "v1-warmup":
            assert text.startswith("TypeError flopscope arrays are immutable"), text
            continue
        found = _PRINTED.fullmatch(text)
        assert found, f"{file}: {text}"
        before, after = (int(found[number].replace(",", "")) for number in (1, 2))
        assert found[3] == (f"{before / after:.3g}" if after else "free")
        assert float(found[4]) <= float(found[5])


def test_a_tip_is_run_at_the_width_that_is_asked_for() -> None:
    file = PROJECT.examples / "tips" / "square.py"
    finished = subprocess.run(
        [sys.executable, str(file), "10"], capture_output=True, text=True, check=True
    )
    assert finished.stdout.startswith("before:     1,600 FLOPs\nafter:      100 FLOPs\n")


# Whether both ways agree.


@each_tip
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(1, 8), st.integers(0, 2**32 - 1))
def test_before_and_after_agree_on_random_inputs_of_any_size(
    file: Path, eighth: int, seed: int
) -> None:
    tip = load(file)
    if hasattr(tip, "NEEDS"):
        return  # Cannot run here; the probe runs it where it can.
    results = []
    for way in (tip.before, tip.after):
        arguments = tip.inputs(8 * eighth, seed=seed)
        result = way(*arguments)
        results.append(
            plain(tip.compared(result, *arguments) if hasattr(tip, "compared") else result)
        )
    assert difference(*results) <= tip.TOLERANCE


def result_of(job: TipJob) -> dict[str, Any]:
    """Return what the job measures, from the cache where it is there."""
    found = Cache.default().find(job.key(), job.folder)
    if found is None:
        found = job.run()
        Cache.default().store(job.key(), found)
    return found


@pytest.mark.parametrize("tag", ROUNDS)
def test_every_tip_keeps_its_promises_in_every_round(tag: str) -> None:
    failing = []
    for file in FILES:
        result = result_of(TipJob(PROJECT, ROUNDS[tag], file))
        if result["failure"] is not None:
            failing.append(file.stem)
            continue
        assert result["cases"][0]["name"] == ""
        saving = [saves(c["before"]["flops"], c["after"]["flops"]) for c in result["cases"]]
        for case, is_saving in zip(result["cases"], saving, strict=True):
            assert case["difference"] <= result["tolerance"], (file.stem, case["name"])
            assert case["pays"] or not is_saving, (file.stem, case["name"])
            assert is_saving or not (case["pays"] and saving[0]), (file.stem, case["name"])
    assert failing == ([] if tag == "v1-warmup" else ["fill_rows"])


# What the page says in words about symmetry.


@pytest.mark.parametrize("tag", ROUNDS)
def test_a_sandwich_of_large_covariances_raises_an_error(tag: str) -> None:
    program = """
        import json, sys
        import flopscope as flops
        import flopscope.numpy as fnp
        import numpy as np
        ended = []
        for size in (1.0, 1e4):
            cov, w = tip(width=256)
            cov = fnp.asarray(np.asarray(cov) * np.float32(size))
            cov = flops.as_symmetric(cov, symmetry=(0, 1))
            try:
                fnp.einsum("ij,ia,jb->ab", cov, w, w)
                ended.append("fine")
            except Exception as error:
                ended.append(type(error).__name__)
        print(json.dumps(ended))
    """
    file = PROJECT.examples / "tips" / "tagged_sandwich.py"
    prelude = f"import runpy; tip = runpy.run_path({str(file)!r})['inputs']\n"
    assert inside(tag, prelude + textwrap.dedent(program)) == ["fine", "SymmetryError"]


# The measurement.


def test_a_tip_is_measured(tmp_path: Path) -> None:
    result = write_tip(tmp_path).run()
    assert result["title"] == "Double by adding"
    assert [case["name"] for case in result["cases"]] == ["", "wide"]
    assert result["cases"][0]["before"] == {"flops": 30, "calls": 2}
    assert result["cases"][1]["after"] == {"flops": 31, "calls": 1}
    assert result["cases"][0]["difference"] == 0.0
    assert result["errors"] == result["uses"] == {}
    assert result["host"] is result["failure"] is None
    assert result["no_host"] == "It doubles."


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("x + x", "x + x + 1.0"), r"results for its own inputs differ by 0\.033, more than"),
        (("* 4.0 * 0.5", "* 2.0"), None),
        (("NOT_FOR = {}", 'NOT_FOR = {"w": {"width": 8}}'), "it saves FLOPs for w, 14 -> 7"),
        (("x + x", "x + nothing"), r"it fails with NameError.*Say in NEEDS"),
        (("return x + x", "return x[1:] + x[1:]"), r"it fails with ValueError: before\(\) returns"),
        (("def inputs", "def no_inputs"), "it fails with AttributeError"),
        (("NO_HOST", "NO_SUCH"), "it fails with ValueError: It has no HOST"),
        (("NO_HOST = ", "HOST = 'twice.sum' #"), "it fails with FileNotFoundError"),
        (
            ("import flopscope", "import no_such_thing\nimport flopscope"),
            "it fails with ModuleNotFoundError",
        ),
    ],
)
def test_a_tip_that_breaks_its_promises_is_refused(
    tmp_path: Path, change: tuple[str, str], message: str | None
) -> None:
    job = write_tip(tmp_path, TIP.replace(*change))
    if message is None:  # A tip that saves nothing is measured like the others.
        assert job.run()["failure"] is None
        return
    pattern = f"examples/tips/double.py at width 16 in v1-warmup: {message}"
    with pytest.raises(MeasurementError, match=pattern):
        job.run()


def test_a_case_that_is_to_pay_and_does_not_is_refused(tmp_path: Path) -> None:
    text = TIP.replace("return x * 4.0 * 0.5", "return x + x if len(x) > 20 else x * 4.0 * 0.5")
    with pytest.raises(MeasurementError, match="saves nothing for wide, 31 -> 31"):
        write_tip(tmp_path, text).run()


def test_a_tip_that_says_why_may_fail_and_has_no_figures(tmp_path: Path) -> None:
    text = TIP.replace("x + x", "x.no_such_method()") + '\n\nNEEDS = "It needs another release."\n'
    job = write_tip(tmp_path, text)
    result = job.run()
    assert result["needs"] == "It needs another release."
    assert result["failure"].startswith("AttributeError: ")
    assert result["code"]["after"].endswith("return x.no_such_method()")
    assert job.figures(result) == []


def test_what_a_function_writes_into_its_inputs_does_not_reach_the_other(tmp_path: Path) -> None:
    text = TIP.replace('    """Multiply, twice."""\n', "    x[0] = 5.0\n").replace(
        "x * 4.0 * 0.5", "x * 0.0 + fnp.asarray([2.0 * number for number in range(1, len(x) + 1)])"
    )
    assert write_tip(tmp_path, text).run()["cases"][0]["difference"] == 0.0


def test_file_width_and_release_are_ingredients(tmp_path: Path) -> None:
    job = write_tip(tmp_path)
    keys = {job.key()}
    keys.add(replace(job, round=replace(SMALL, width=17)).key())
    keys.add(replace(job, round=replace(SMALL, release=ROUNDS["v1-phase1"].release)).key())
    keys.add(write_tip(tmp_path, TIP + "\n").key())
    assert len(keys) == 4


def test_the_same_tip_elsewhere_has_the_same_key(tmp_path: Path) -> None:
    assert write_tip(tmp_path / "a").key() == write_tip(tmp_path / "b").key()
