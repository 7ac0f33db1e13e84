"""A profile's sums are consistent, and its JSON is exactly the published contract."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import whestdocs
from tests.conftest import TINY
from tests.support import zoo
from whestdocs.competition.releases import Release
from whestdocs.competition.rounds import CURRENT_TAG, ROUNDS
from whestdocs.errors import ReleaseError
from whestdocs.estimators.profiles import Charge, Profile, Span, estimator_lines, profile_from
from whestdocs.running.installing import prepare
from whestdocs.running.probes import Outcome, Request, probe_environment, run

KEYS = {
    "": {
        *("schema", "estimator", "release", "round", "width", "depth", "seed", "weights_dtype"),
        *("flop_budget", "flops_used", "setup_flops", "other_flops", "budget_exhausted", "ops"),
        *("lines", "expressions", "layers", "prediction", "failure", "notices"),
    },
    "estimator": {"file", "class", "sha256"},
    "release": {"flopscope", "whestbench", "numpy", "python"},
    "ops": {"op", "calls", "flops"},
    "lines": {"file", "line", "calls", "flops"},
    "expressions": {
        *("file", "line", "column", "end_line", "end_column", "source"),
        *("op", "calls", "flops", "dtypes", "shapes", "layers"),
    },
    "layers": {"layer", "flops"},
    "prediction": {"shape", "finite"},
    "failure": {"kind", "message", "file", "line"},
    "notices": {"kind", "file", "line", "message"},
}


def profile_of(name: str, tag: str, context: str = "recording") -> Profile:
    (path,) = [path for path in zoo.GOOD if zoo.name_of(path) == name]
    round_ = ROUNDS[tag]
    request = Request(path, zoo.WIDTH, zoo.DEPTH, 0, zoo.BUDGET, context=context)
    return profile_from(Outcome(zoo.outcomes(tag)[name, context], ""), request, round_.tag)


def assert_is_contract(document: dict[str, Any]) -> None:
    assert set(document) == KEYS[""]
    for name in ("estimator", "release"):
        assert set(document[name]) == KEYS[name]
    for name in ("ops", "lines", "expressions", "layers", "notices"):
        for entry in document[name]:
            assert set(entry) == KEYS[name]
    for name in ("prediction", "failure"):
        assert document[name] is None or set(document[name]) == KEYS[name]
    for name in ("ops", "lines", "expressions", "layers"):
        assert sum(entry["flops"] for entry in document[name]) == document["flops_used"]
    for entry in document["expressions"]:
        layers = [layer for layer in entry["layers"] if layer["layer"] is not None]
        assert sum(layer["flops"] for layer in layers) <= entry["flops"]


@pytest.mark.parametrize("tag", ROUNDS)
@pytest.mark.parametrize("path", zoo.GOOD, ids=zoo.name_of)
def test_the_document_is_the_published_contract(path: Any, tag: Any) -> None:
    document = profile_of(zoo.name_of(path), tag).document()
    assert_is_contract(document)
    assert json.loads(json.dumps(document)) == document
    assert document["schema"] == "whestdocs.profile/1"
    assert document["round"] == tag
    release = ROUNDS[tag].release
    assert document["release"]["flopscope"] == release.flopscope
    assert document["release"]["whestbench"] == release.whestbench
    assert document["estimator"]["file"] == path.name
    assert document["weights_dtype"] == "float32"
    assert document["prediction"] == {"shape": [zoo.DEPTH, zoo.WIDTH], "finite": True}
    assert document["failure"] is None


def test_values_of_the_contract_are_plain_and_in_order() -> None:
    document = profile_of("enumerate_and_zip", CURRENT_TAG).document()
    flops = [entry["flops"] for entry in document["ops"]]
    assert flops == sorted(flops, reverse=True)
    places = [(entry["file"], entry["line"]) for entry in document["lines"]]
    assert places == sorted(places)
    assert [entry["layer"] for entry in document["layers"]] == [0, 1, 2, 3, None]
    (squares,) = [entry for entry in document["expressions"] if entry["source"] == "w * w"]
    assert squares == {
        "file": "enumerate_and_zip.py",
        "line": 9,
        "column": 19,
        "end_line": 9,
        "end_column": 24,
        "source": "w * w",
        "op": "multiply",
        "calls": 4,
        "flops": 4 * zoo.WIDTH**2,
        "dtypes": ["float32"],
        "shapes": [[[8, 8], [8, 8]]],
        "layers": [{"layer": layer, "flops": zoo.WIDTH**2} for layer in range(zoo.DEPTH)],
    }


def test_equal_profiles_of_two_runs_are_equal() -> None:
    first, second = (zoo.profile_of(zoo.GOOD[0]) for _ in range(2))
    assert first.document() == second.document()
    assert replace(first, release={}) == replace(second, release={})


def test_a_failure_has_the_same_contract_and_names_no_folder_of_this_machine(
    tmp_path: Path,
) -> None:
    document = zoo.profile_of(zoo.ZOO / "failing" / "raises_in_setup.py").document()
    assert_is_contract(document)
    assert document["setup_flops"] == 10 * 16 * 2 + 20
    assert str(zoo.ZOO) not in json.dumps(document)
    missing = zoo.profile_of(tmp_path / "none.py").document()
    assert set(missing) == KEYS[""]
    assert missing["estimator"] == {"file": "none.py", "class": None, "sha256": ""}


def test_the_digest_is_that_of_the_file_as_it_ran(tmp_path: Path) -> None:
    path = tmp_path / "estimator.py"
    path.write_bytes((zoo.ZOO / "good" / "loop_over_weights.py").read_bytes())
    digest = subprocess.run(["sha256sum", path], capture_output=True, text=True, check=True)
    assert zoo.profile_of(path).sha256 == digest.stdout.split()[0]


def test_a_run_notes_the_files_it_read(tmp_path: Path) -> None:
    for name, content in {
        "estimator.py": (
            "from pathlib import Path\n"
            "import numpy as np\n"
            "import flopscope.numpy as fnp\n"
            "import helper\n"
            "from whestbench import BaseEstimator\n"
            "class Estimator(BaseEstimator):\n"
            "    def setup(self, context):\n"
            "        self.table = np.load(Path(__file__).with_name('table.npy'))\n"
            "    def predict(self, mlp, budget):\n"
            "        return fnp.ones((mlp.depth, mlp.width)) * float(self.table[0])\n"
        ),
        "helper.py": "",
        "unused.py": "",
    }.items():
        (tmp_path / name).write_text(content)
    table = b"\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }"
    (tmp_path / "table.npy").write_bytes(table.ljust(127) + b"\n" + b"\0" * 8)
    request = Request(tmp_path / "estimator.py", 8, 4, 0, 10**9)
    result = run(prepare(ROUNDS[CURRENT_TAG].release), request).result
    assert result["failure"] is None
    files = {entry["path"] for entry in result["dependencies"]}
    assert files == {"estimator.py", "helper.py", "table.npy"}


def test_a_release_that_is_not_the_one_asked_for_is_refused(tmp_path: Path) -> None:
    installed = prepare(ROUNDS[CURRENT_TAG].release)
    other = replace(installed, release=Release("9.9.9", installed.release.whestbench))
    with pytest.raises(ReleaseError, match=r"flopscope .* is imported, not 9\.9\.9"):
        run(other, Request(zoo.GOOD[0], 8, 4, 0, 10**9))
    empty = replace(installed, folder=tmp_path)
    assert run(empty, Request(zoo.GOOD[0], 8, 4, 0, 10**9)).result["failure"] is None


def test_what_an_estimator_prints_is_kept_as_a_bounded_tail(tmp_path: Path) -> None:
    path = tmp_path / "estimator.py"
    text = (zoo.ZOO / "good" / "loop_over_weights.py").read_text()
    path.write_text(f"print('first' * 100_000)\nprint('last \N{SNOWMAN}')\n{text}")
    printed = run(prepare(ROUNDS[CURRENT_TAG].release), Request(path, 8, 4, 0, 10**9)).printed
    assert printed.strip().endswith("last \N{SNOWMAN}")
    assert len(printed) <= 20_000


_LOADING = """\
import json, sys
from pathlib import Path
from whestbench.loader import resolve_estimator_class_metadata
from whestdocs.probe.estimators.loading import load_class
from whestdocs.probe.failures import Failure
from whestdocs.probe.user_code import UserCode

answers = []
for name, class_name in json.loads(sys.argv[1]):
    path = Path(name)
    try:
        theirs = resolve_estimator_class_metadata(path, class_name).class_name
    except Exception as error:
        theirs = type(error).__name__
    try:
        ours = load_class(path, class_name, UserCode(name)).__name__
    except Failure as failure:
        ours = failure.kind
    except Exception as error:
        ours = type(error).__name__
    answers.append([theirs, ours])
print(json.dumps(answers))
"""

CLASSES = {
    "one": ("class Only(BaseEstimator): pass", None, "Only"),
    "one called Estimator among several": (
        "class First(BaseEstimator): pass\nclass Estimator(First): pass",
        None,
        "Estimator",
    ),
    "none": ("class Estimator: pass", None, "ValueError"),
    "several": (
        "class First(BaseEstimator): pass\nclass Second(BaseEstimator): pass",
        None,
        "ValueError",
    ),
    "an abstract base and another": (
        "class Base(BaseEstimator): pass\nclass Mine(Base): pass",
        None,
        "ValueError",
    ),
    "one under two names": ("class Only(BaseEstimator): pass\nEstimator = Only", None, "Only"),
    "two of one name": (
        "class Only(BaseEstimator): pass\nFirst = Only\nclass Only(BaseEstimator): pass",
        None,
        "ValueError",
    ),
    "made by a function": (
        "def make():\n    class Estimator(BaseEstimator): pass\n    return Estimator\nX = make()",
        None,
        "Estimator",
    ),
    "made by type()": ("Mine = type('Mine', (BaseEstimator,), {})", None, "ValueError"),
    "only the base itself": ("", None, "ValueError"),
    "imported": ("from other import Estimator", None, "ValueError"),
    "imported and asked for": ("from other import Estimator", "Estimator", "Estimator"),
    "asked for by an alias": ("class Only(BaseEstimator): pass\nX = Only", "X", "Only"),
    "asked for and missing": ("class Only(BaseEstimator): pass", "Other", "ValueError"),
    "asked for the base": ("class Only(BaseEstimator): pass", "BaseEstimator", "ValueError"),
    "asked for no class": ("Only = 3", "Only", "ValueError"),
    "inside another class": (
        "class Outer:\n    class Estimator(BaseEstimator): pass",
        None,
        "ValueError",
    ),
    "deleted": ("class Only(BaseEstimator): pass\ndel Only", None, "ValueError"),
}


@pytest.mark.parametrize("tag", ROUNDS)
def test_the_class_is_the_one_that_whestbench_takes(tag: Any, tmp_path: Path) -> None:
    (tmp_path / "other.py").write_text(
        "from whestbench import BaseEstimator\nclass Estimator(BaseEstimator): pass\n"
    )
    requests = []
    for number, (body, class_name, _) in enumerate(CLASSES.values()):
        path = tmp_path / f"estimator_{number}.py"
        path.write_text(f"from whestbench import BaseEstimator\n{body}\n")
        requests.append([str(path), class_name])
    installed = prepare(ROUNDS[tag].release)
    environment = probe_environment(installed)
    environment["PYTHONPATH"] += f":{tmp_path}"  # The oldest whestbench adds no folder.
    finished = subprocess.run(
        [sys.executable, "-c", _LOADING, json.dumps(requests)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    for (name, (_, _, expected)), (theirs, ours) in zip(
        CLASSES.items(), json.loads(finished.stdout), strict=True
    ):
        assert theirs == expected, name
        if expected == "ValueError":
            assert ours in {"no-class", "several-classes"}, name
        else:
            assert ours == expected, name


spans = st.builds(
    Span,
    file=st.sampled_from(["a.py", "b.py"]),
    line=st.integers(1, 3),
    column=st.integers(0, 2),
    end_line=st.just(9),
    end_column=st.just(9),
    source=st.just("x"),
)
charges = st.builds(
    Charge,
    span=spans,
    op=st.sampled_from(["add", "matmul"]),
    subscripts=st.none(),
    shapes=st.just("[]"),
    dtype=st.sampled_from([None, "float32"]),
    layer=st.sampled_from([None, 0, 1]),
    calls=st.integers(1, 10),
    flops=st.integers(0, 2**80),
)


@given(st.lists(charges, max_size=30))
def test_every_sum_adds_up_to_the_same(found: Any) -> None:
    request = Request(Path("a.py"), 8, 4, 0, 10**9)
    outcome = Outcome({"charges": [], "files": [], "prediction": None, "failure": None}, "")
    whole = sum(charge.flops for charge in found)
    profile = replace(
        profile_from(outcome, request, CURRENT_TAG), charges=tuple(found), flops_used=whole
    )
    for sums in (profile.ops, profile.lines, profile.expressions, profile.layers):
        assert sum(total.flops for total in sums.values()) == whole
        assert sum(total.calls for total in sums.values()) == sum(c.calls for c in found)
    assert_is_contract(profile.document() | {"release": dict.fromkeys(KEYS["release"], "")})


def test_imports_below_the_class_do_not_hide_it(tmp_path: Path) -> None:
    path = tmp_path / "late.py"
    path.write_text(f"{TINY}\n\nimport os\n\n")
    lines = TINY.split("\n")
    first = lines.index(next(line for line in lines if line.startswith("SIGNS")))
    profile = whestdocs.profile(path, round_tag="v1-warmup", width=8, depth=2)
    found = estimator_lines(profile)
    assert found is not None
    assert found[0] == first + 1
    assert found[1] < len(lines)
