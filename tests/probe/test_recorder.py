"""Every charge is found in the author's code, and looking changes neither FLOPs nor values."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests.support import zoo
from tests.support.places import ROOT
from whestdocs.competition.rounds import CURRENT_TAG, ROUNDS
from whestdocs.probe.user_code import UserCode
from whestdocs.running.installing import prepare
from whestdocs.running.probes import Limits, Request, run

EXAMPLE = ROOT / "examples" / "02_mean_propagation.py"
every_release = pytest.mark.parametrize("tag", ROUNDS)
every_estimator = pytest.mark.parametrize("path", zoo.GOOD, ids=zoo.name_of)


def recorded(path: Path, tag: str) -> dict[str, Any]:
    return zoo.outcomes(tag)[zoo.name_of(path), "recording"]


def charged_ops(result: dict[str, Any]) -> dict[tuple[str, int], tuple[str, ...]]:
    """Return the operations with a price, by (file, line)."""
    ops = defaultdict(set)
    for charge in result["charges"]:
        if charge["flops"]:
            ops[charge["file"], charge["line"]].add(charge["op"])
    return {place: tuple(sorted(found)) for place, found in ops.items()}


@every_release
@every_estimator
def test_recording_changes_neither_flops_nor_prediction(path: Any, tag: Any) -> None:
    plain = zoo.outcomes(tag)[zoo.name_of(path), "plain"]
    result = recorded(path, tag)
    assert result["failure"] is None
    assert plain["failure"] is None
    for name in ("flops_used", "setup_flops", "other_flops", "weights_dtype", "class"):
        assert result[name] == plain[name], name
    for name in ("shape", "dtype", "finite", "sha256"):
        assert result["prediction"][name] == plain["prediction"][name], name


@every_release
@every_estimator
def test_the_charges_add_up_to_what_was_used(path: Any, tag: Any) -> None:
    result = recorded(path, tag)
    assert sum(charge["flops"] for charge in result["charges"]) == result["flops_used"]
    assert all(charge["calls"] > 0 for charge in result["charges"])


@every_estimator
def test_every_line_is_charged_for_its_own_operations(path: Any) -> None:
    charged = charged_ops(recorded(path, CURRENT_TAG))
    expected = {place: line.ops for place, line in zoo.expected_of(path).items()}
    with_source = {place: ops for place, ops in charged.items() if not place[0].startswith("<")}
    assert with_source == expected


@pytest.mark.parametrize("tag", [tag for tag in ROUNDS if tag != CURRENT_TAG])
@every_estimator
def test_older_releases_charge_no_other_lines(path: Any, tag: Any) -> None:
    charged = charged_ops(recorded(path, tag))
    with_source = {place for place in charged if not place[0].startswith("<")}
    assert with_source <= set(zoo.expected_of(path))


@every_release
@every_estimator
def test_a_span_is_a_piece_of_syntax_and_its_source_is_its_text(path: Any, tag: Any) -> None:
    result = recorded(path, tag)
    texts = {file["path"]: file["source"] for file in result["files"]}
    for charge in result["charges"]:
        if charge["file"].startswith("<"):
            assert charge["source"] == ""
            continue
        text = texts[charge["file"]]
        assert text == (path.parent / charge["file"]).read_text()
        nodes = {
            (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset): node
            for node in ast.walk(ast.parse(text))
            if isinstance(node, (ast.expr, ast.stmt))
        }
        place = tuple(charge[name] for name in ("line", "column", "end_line", "end_column"))
        assert place in nodes, charge
        assert charge["source"] == ast.get_source_segment(text, nodes[place])


@every_release
def test_setup_import_and_constructor_are_off_the_budget(tag: Any) -> None:
    result = recorded(zoo.ZOO / "good" / "settled.py", tag)
    assert result["setup_flops"] > 0
    assert {charge["op"] for charge in result["charges"]} <= {"add", "stack", "getitem"}


@every_release
def test_operations_in_threads_are_told_apart(tag: Any) -> None:
    result = recorded(zoo.ZOO / "good" / "threads.py", tag)
    assert result["other_flops"] == zoo.DEPTH * zoo.WIDTH
    assert "trace" not in {charge["op"] for charge in result["charges"]}


@every_release
def test_code_from_strings_is_found_though_it_has_no_source(tag: Any) -> None:
    result = recorded(zoo.ZOO / "good" / "executed.py", tag)
    calls: Counter[tuple[str, int, str]] = Counter()
    for charge in result["charges"]:
        if charge["file"].startswith("<"):
            calls[charge["file"], charge["line"], charge["op"]] += charge["calls"]
    assert calls == {
        ("<string>", 1, "tanh"): 1,
        ("<string>", 1, "exp"): 1,
        ("<string>", 1, "maximum"): zoo.DEPTH,
        ("<string>", 1, "sin"): 1,
        ("<string>", 2, "cos"): 1,
        ("<string>", 3, "add"): 1,
        ("<made up>", 2, "matmul"): zoo.DEPTH,
    }


def test_strings_that_only_look_alike_are_told_apart(tmp_path: Path) -> None:
    path = zoo.written(
        tmp_path,
        "x = fnp.ones((mlp.depth, mlp.width), dtype=fnp.float32)",
        "for _ in range(3):",
        "    exec('fnp.exp(x)')",
        "    exec('fnp.exp( x )')",
        "    exec('a_name = fnp.exp(x)')",
        "    exec('a_name = fnp.exp(x)')",
        "return x",
    )
    profile = zoo.profile_of(path)
    assert profile.failure is None
    found = {
        (s.column, s.end_column): t.calls
        for (s, op), t in profile.expressions.items()
        if op == "exp"
    }
    assert found == {(0, 10): 3, (0, 12): 3, (9, 19): 6}


def test_a_network_may_have_tens_of_thousands_of_layers(tmp_path: Path) -> None:
    path = zoo.written(
        tmp_path,
        "fnp.trace(mlp.weights[-1])",
        "return fnp.zeros((mlp.depth, mlp.width), dtype=fnp.float32)",
    )
    profile = zoo.profile_of(path, width=1, depth=33_000)
    assert profile.failure is None
    assert {charge.layer for charge in profile.charges if charge.op == "trace"} == {32_999}


@pytest.mark.parametrize("folder", ["/dev/shm", "/dev/shm/mine", "/tmp/mine"])
def test_an_estimator_may_lie_in_memory(folder: str) -> None:
    user_code = UserCode(f"{folder}/estimator.py")
    assert user_code.owns_file(f"{folder}/estimator.py")
    assert user_code.owns_file("/dev/shm/shared/helper.py")
    assert not user_code.owns_file("/dev/null")
    assert not user_code.owns_file("/proc/self/status")


def test_an_operator_over_several_lines_belongs_to_its_first() -> None:
    result = recorded(zoo.ZOO / "good" / "several_lines.py", CURRENT_TAG)
    spans = {
        (c["op"], c["line"], c["column"], c["end_line"], c["end_column"]): c["source"]
        for c in result["charges"]
    }
    sources = {source for (op, *_), source in spans.items() if op in {"add", "sum", "reshape"}}
    assert "\u03bc * \u03c3  # charged: multiply, add\n            + fnp.exp(\u03c3)" in sources
    assert any(
        source.startswith("result") and source.endswith(".sum(axis=0)") for source in sources
    )
    text = (zoo.ZOO / "good" / "several_lines.py").read_text().split("\n")
    line, content = next((n, text) for n, text in enumerate(text, 1) if "größe" in text)
    column = len(content[: content.index("fnp.tanh")].encode())
    assert column > content.index("fnp.tanh")  # Columns count bytes, as in ast.
    end_column = column + len("fnp.tanh(μ)".encode())
    assert spans["tanh", line, column, line, end_column] == "fnp.tanh(μ)"


_WITHOUT_WHESTDOCS = """\
import hashlib, json, sys
import flopscope as flops
import numpy as np
from whestbench.loader import load_estimator_from_path
from whestbench.scoring import ContestSpec, make_contest

width, depth, budget = json.loads(sys.argv[1])
answers = {}
for path in sys.argv[2:]:
    spec = ContestSpec(
        width=width, depth=depth, n_mlps=1, seed=0, flop_budget=budget, ground_truth_samples=1
    )
    mlp = make_contest(spec).mlps[0]
    estimator, _ = load_estimator_from_path(path)
    with flops.BudgetContext(flop_budget=budget, quiet=True) as context:
        returned = estimator.predict(mlp, budget)
    values = np.asarray(returned).view(np.ndarray)
    content = f"{values.dtype} {values.shape} ".encode() + values.tobytes()
    answers[path] = [context.flops_used, hashlib.sha256(content).hexdigest()]
print(json.dumps(answers))
"""


@every_release
def test_flops_and_prediction_are_those_of_a_run_without_whestdocs(tag: Any) -> None:
    without_setup = [path for path in zoo.GOOD if path.stem not in {"settled", "estimator"}]
    arguments = [json.dumps([zoo.WIDTH, zoo.DEPTH, zoo.BUDGET]), *map(str, without_setup)]
    finished = subprocess.run(
        [sys.executable, "-c", _WITHOUT_WHESTDOCS, *arguments],
        env=prepare(ROUNDS[tag].release).environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    answers = json.loads(finished.stdout.splitlines()[-1])
    for path in without_setup:
        result = recorded(path, tag)
        assert answers[str(path)] == [result["flops_used"], result["prediction"]["sha256"]], path


@every_release
def test_the_real_shape_of_a_round_is_recorded_without_a_trace(tag: Any) -> None:
    round_ = ROUNDS[tag]
    results = {
        context: run(
            prepare(round_.release),
            Request(EXAMPLE, round_.width, round_.depth, 0, round_.flop_budget, context=context),
        ).result
        for context in ("recording", "plain")
    }
    recording, plain = results["recording"], results["plain"]
    assert recording["failure"] is None
    assert recording["flops_used"] == plain["flops_used"]
    assert recording["prediction"]["sha256"] == plain["prediction"]["sha256"]
    assert sum(charge["flops"] for charge in recording["charges"]) == plain["flops_used"]
    layers = {charge["layer"] for charge in recording["charges"]}
    assert layers == {None, *range(round_.depth)}


def test_a_hundred_thousand_small_operations_are_added_up(tmp_path: Path) -> None:
    path = zoo.written(
        tmp_path,
        "x = fnp.ones((mlp.depth, mlp.width), dtype=fnp.float32)",
        "for _ in range(100_000):",
        "    x = fnp.negative(x)",
        "return x",
    )
    profile = zoo.profile_of(path, "v1-warmup", limits=Limits(wall_time_s=300.0))
    assert profile.failure is None
    (total,) = [total for (span, _), total in profile.expressions.items() if span.line == 7]
    assert (total.calls, total.flops) == (100_000, 100_000 * zoo.DEPTH * zoo.WIDTH)
    assert len(profile.charges) <= 2  # Older releases do not record ones().


ODD_NAMES = [
    "a b.py",
    "ünïcödé.py",
    'it\'s "quoted".py',
    "<b>bold & so on.py",
    "[red]rich[bold].py",
    "\x1b[31mred.py",
    "-rf.py",
    "new\nline.py",
    "flopscope.py",
    "numpy.py",
    "json.py",
    "whestbench.py",
    "traceback.py",
    "__main__.py",
    "x.y.z.py",
    "0.py",
]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_of_files_and_folders_do_no_harm(tmp_path: Path, name: Any) -> None:
    folder = tmp_path / f"in {name.removesuffix('.py')}"
    folder.mkdir()
    path = folder / name
    shutil.copy(zoo.ZOO / "good" / "loop_over_weights.py", path)
    profile = zoo.profile_of(path)
    assert profile.failure is None
    assert profile.file == name
    assert {file for file, _ in profile.lines} == {name}
    assert json.loads(json.dumps(profile.document()))["estimator"]["file"] == name
    assert list(folder.iterdir()) == [path]  # Nothing was left beside it.


def test_a_link_stands_for_the_file_it_leads_to(tmp_path: Path) -> None:
    link = tmp_path / "link.py"
    link.symlink_to(zoo.ZOO / "good" / "with_helpers" / "estimator.py")
    profile = zoo.profile_of(link)
    assert profile.failure is None
    assert profile.file == "estimator.py"
    assert {file for file, _ in profile.lines} == {
        "base.py",
        "late.py",
        "package/deep/moments.py",
    }


def test_helpers_outside_the_folder_are_the_authors_too(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "common.py").write_text("def twice(x):\n    return x * 2.0\n")
    path = tmp_path / "submission" / "estimator.py"
    path.parent.mkdir()
    path.write_text(
        "import sys\n"
        f"sys.path.append({str(shared)!r})\n"
        "import flopscope.numpy as fnp\n"
        "from common import twice\n"
        "from whestbench import BaseEstimator\n"
        "class Estimator(BaseEstimator):\n"
        "    def predict(self, mlp, budget):\n"
        "        return twice(fnp.ones((mlp.depth, mlp.width)))\n"
    )
    profile = zoo.profile_of(path)
    assert set(profile.lines) == {("estimator.py", 8), ("../shared/common.py", 2)}


def test_a_predict_inherited_from_a_library_is_charged_to_that(tmp_path: Path) -> None:
    library = tmp_path / "site-packages"
    library.mkdir()
    (library / "bought.py").write_text(
        "import flopscope.numpy as fnp\n"
        "from whestbench import BaseEstimator\n"
        "class Bought(BaseEstimator):\n"
        "    def predict(self, mlp, budget):\n"
        "        return fnp.ones((mlp.depth, mlp.width))\n"
    )
    path = tmp_path / "estimator.py"
    path.write_text(
        "import sys\n"
        f"sys.path.append({str(library)!r})\n"
        "from bought import Bought\n"
        "class Estimator(Bought): pass\n"
    )
    profile = zoo.profile_of(path)
    assert profile.failure is None
    assert set(profile.lines) == {("site-packages/bought.py", 5)}
