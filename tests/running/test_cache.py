"""The cache of measurements is never stale: every ingredient of a result is changed here."""

from __future__ import annotations

import platform
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whestdocs.competition.rounds import ROUNDS
from whestdocs.errors import WhestdocsError
from whestdocs.estimators import accuracy as accuracy_module
from whestdocs.measurements import job as job_module
from whestdocs.measurements.example_accuracy import AccuracyJob
from whestdocs.measurements.examples import ExampleJob
from whestdocs.measurements.job import Job
from whestdocs.measurements.prices import forms
from whestdocs.measurements.prices.forms import PricesJob
from whestdocs.project import Project
from whestdocs.running import cache
from whestdocs.running.cache import Cache

#: The oldest round's release, at a shape that takes no time.
ROUND = replace(ROUNDS["v1-warmup"], width=8, depth=2)
SAMPLES = 64

EXAMPLE = """\
import json
from pathlib import Path

import flopscope.numpy as fnp
import helper
import numpy as np
from whestbench import BaseEstimator

FOLDER = Path(__file__).parent


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        weights = np.load(FOLDER / "data" / "weights.npy")
        options = json.loads((FOLDER.parent / "options.json").read_text())
        try:
            extra = (FOLDER / "extra.txt").read_text()
        except FileNotFoundError:
            extra = ""
        x = fnp.zeros((mlp.depth, mlp.width)) + helper.ONE * len(extra) + options["one"]
        return x * float(weights[0])
"""


def write_example(project: Project) -> ExampleJob:
    """Write an example that reads a helper module, two data files and one that is not there."""
    (project.examples / "data").mkdir(parents=True)
    (project.examples / "01_reader.py").write_text(EXAMPLE)
    (project.examples / "helper.py").write_text("ONE = 1.0\n")
    np.save(project.examples / "data" / "weights.npy", np.ones(3))
    (project.root / "options.json").write_text('{"one": 1}')
    return ExampleJob(project, ROUND, project.examples / "01_reader.py")


@pytest.fixture
def job(tmp_path: Path) -> ExampleJob:
    return write_example(Project(tmp_path / "checkout"))


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the example's profile and error come to, measured once, in another checkout."""
    job = write_example(Project(tmp_path_factory.mktemp("elsewhere") / "checkout"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accuracy_module, "SAMPLES", SAMPLES)
        patch.setattr(accuracy_module, "NETWORKS", 2)
        return job.run(), AccuracyJob(job.project, ROUND, job.file).run()


@pytest.fixture
def accuracy(job: ExampleJob, monkeypatch: pytest.MonkeyPatch) -> AccuracyJob:
    monkeypatch.setattr(accuracy_module, "SAMPLES", SAMPLES)
    monkeypatch.setattr(accuracy_module, "NETWORKS", 2)
    return AccuracyJob(job.project, ROUND, job.file)


@pytest.fixture
def store(tmp_path: Path) -> Cache:
    """An empty cache."""
    return Cache(tmp_path / "cache")


@pytest.fixture
def filled(
    store: Cache,
    job: ExampleJob,
    accuracy: AccuracyJob,
    results: tuple[dict[str, Any], dict[str, Any]],
) -> Cache:
    """The cache after the example and its error were measured."""
    store.store(job.key(), results[0])
    store.store(accuracy.key(), results[1])
    return store


def is_cached(store: Cache, job: Job) -> bool:
    return store.find(job.key(), job.folder) is not None


def another(job: ExampleJob, **changes: object) -> ExampleJob:
    return ExampleJob(job.project, replace(job.round, **changes), job.file)


def test_a_result_is_found_again(filled: Cache, job: ExampleJob) -> None:
    found = filled.find(job.key(), job.folder)
    assert found is not None
    assert job.profile(found).flops_used > 0


def test_a_result_is_found_again_where_the_checkout_was_moved(
    filled: Cache, job: ExampleJob, tmp_path: Path
) -> None:
    moved = Project(tmp_path / "moved")
    job.project.root.rename(moved.root)
    assert is_cached(filled, ExampleJob(moved, ROUND, moved.examples / job.file.name))


def test_a_linked_example_is_found_again(store: Cache, job: ExampleJob, tmp_path: Path) -> None:
    linked = Project(tmp_path / "linked")
    linked.examples.mkdir(parents=True)
    (linked.examples / job.file.name).symlink_to(job.file)
    link = ExampleJob(linked, ROUND, linked.examples / job.file.name)
    store.store(link.key(), link.run())
    assert is_cached(store, link)


CHANGES: dict[str, Callable[[Path], object]] = {
    "script": lambda examples: (examples / "01_reader.py").write_text(EXAMPLE + "\n# changed\n"),
    "helper module": lambda examples: (examples / "helper.py").write_text("ONE = 2.0\n"),
    "data file": lambda examples: (examples / "data" / "weights.npy").write_bytes(b"changed"),
    "data file elsewhere": lambda examples: (examples.parent / "options.json").write_text("{}"),
    "file that was not there": lambda examples: (examples / "extra.txt").write_text("now it is"),
    "file that is gone": lambda examples: (examples / "helper.py").unlink(),
    "file that is a folder now": lambda examples: (
        (examples / "helper.py").unlink(),
        (examples / "helper.py").mkdir(),
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_a_script_reads_is_an_ingredient(
    filled: Cache, job: ExampleJob, change: Callable[[Path], object]
) -> None:
    assert is_cached(filled, job)
    change(job.project.examples)
    assert not is_cached(filled, job)


@pytest.mark.parametrize(
    "name", ["01_reader.py", "helper.py", "data/weights.npy", "../options.json"]
)
def test_a_file_written_again_with_the_same_content_changes_nothing(
    filled: Cache, job: ExampleJob, name: str
) -> None:
    file = job.project.examples / name
    file.write_bytes(file.read_bytes())
    assert is_cached(filled, job)


def test_a_file_that_no_script_reads_changes_nothing(filled: Cache, job: ExampleJob) -> None:
    (job.project.examples / "02_other.py").write_text("ONE = 3.0\n")
    assert is_cached(filled, job)


@pytest.mark.parametrize(
    "change",
    [{"width": 9}, {"depth": 3}, {"flop_budget": 1}, {"release": ROUNDS["v1-phase1"].release}],
)
def test_shape_budget_and_release_are_ingredients(
    job: ExampleJob, change: dict[str, object]
) -> None:
    assert another(job, **change).key() != job.key()


BESIDE: dict[str, Callable[[Path], object]] = {
    "a module": lambda examples: (examples / "speedup.py").touch(),
    "a package": lambda examples: (examples / "speedup").mkdir(),
    "a module in a package": lambda examples: (examples / "data" / "speedup.py").touch(),
    "a compiled module": lambda examples: (examples / "speedup.so").touch(),
    "a flag": lambda examples: (examples / "fast").touch(),
    "a hidden flag": lambda examples: (examples / ".fast").touch(),
    "a file that is gone": lambda examples: (examples / "helper.py").unlink(),
}


@pytest.mark.parametrize("change", BESIDE.values(), ids=BESIDE.keys())
def test_which_files_lie_beside_a_script_is_an_ingredient(
    job: ExampleJob, accuracy: AccuracyJob, change: Callable[[Path], object]
) -> None:
    before = job.key(), accuracy.key()
    change(job.project.examples)
    assert job.key() != before[0]
    assert accuracy.key() != before[1]


@pytest.mark.parametrize("present", [False, True])
def test_a_helper_that_was_absent_is_noticed(store: Cache, job: ExampleJob, present: bool) -> None:
    text = EXAMPLE.replace(
        "FOLDER =", "try:\n    import speedup\nexcept ImportError:\n    pass\nFOLDER ="
    )
    job.file.write_text(text)
    if present:
        (job.project.examples / "speedup.py").touch()
    store.store(job.key(), job.run())
    assert is_cached(store, job)
    if present:
        (job.project.examples / "speedup.py").unlink()
    else:
        (job.project.examples / "speedup.py").touch()
    assert not is_cached(store, job)


@pytest.mark.parametrize(
    "name", ["02_other.py", "__pycache__/helper.cpython-311.pyc", "stale.pyc", ".ruff_cache/x"]
)
def test_other_examples_and_caches_are_not(job: ExampleJob, name: str) -> None:
    before = job.key()
    file = job.project.examples / name
    file.parent.mkdir(exist_ok=True)
    file.touch()
    if file.parent.name == ".ruff_cache":
        (file.parent / "CACHEDIR.TAG").touch()
    assert job.key() == before


@pytest.mark.parametrize("name", ["probes.py", "processes.py"])
def test_what_starts_a_probe_is_an_ingredient(
    job: ExampleJob, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    before = job.key()
    starters = [Path(shutil.copy(file, tmp_path)) for file in cache._STARTERS]
    monkeypatch.setattr(cache, "_STARTERS", starters)
    assert job.key() == before
    (tmp_path / name).write_text("# changed\n")
    assert job.key() != before


def test_the_name_of_a_script_is_an_ingredient(job: ExampleJob) -> None:
    copy = shutil.copy(job.file, job.file.with_name("02_reader.py"))
    assert ExampleJob(job.project, ROUND, Path(copy)).key() != job.key()


def test_the_seed_is_an_ingredient(job: ExampleJob, monkeypatch: pytest.MonkeyPatch) -> None:
    before = job.key()
    monkeypatch.setattr(job_module, "SEED", 1)
    assert job.key() != before


def test_python_and_numpy_are_ingredients(job: ExampleJob, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {job.key()}
    with monkeypatch.context() as patch:
        patch.setattr(platform, "python_version", lambda: "3.99.0")
        keys.add(job.key())
    with monkeypatch.context() as patch:
        patch.setattr(cache, "_numpy_version", lambda: "99")
        keys.add(job.key())
    assert len(keys) == 3


def test_every_call_and_the_release_of_prices_are_ingredients() -> None:
    job = PricesJob(ROUND, {"add": "fnp.add(a, b)", "exp": "fnp.exp(a)"})
    others = [
        PricesJob(ROUND, {"add": "fnp.add(a, a)", "exp": "fnp.exp(a)"}),
        PricesJob(ROUND, {"sum": "fnp.add(a, b)", "exp": "fnp.exp(a)"}),
        PricesJob(ROUND, {"add": "fnp.add(a, b)"}),
        PricesJob(ROUNDS["v1-phase1"], job.calls),
    ]
    assert len({job.key(), *(other.key() for other in others)}) == 5


def test_the_dtypes_of_prices_are_an_ingredient(monkeypatch: pytest.MonkeyPatch) -> None:
    job = PricesJob(ROUND, {"add": "fnp.add(a, b)"})
    before = job.key()
    monkeypatch.setattr(forms, "PRICE_DTYPES", ("float16",))
    assert job.key() != before


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_a_script_reads_is_an_ingredient_of_its_error(
    filled: Cache, accuracy: AccuracyJob, change: Callable[[Path], object]
) -> None:
    assert is_cached(filled, accuracy)
    change(accuracy.project.examples)
    assert not is_cached(filled, accuracy)


@pytest.mark.parametrize(
    ("module", "name"),
    [(accuracy_module, "SAMPLES"), (accuracy_module, "NETWORKS"), (job_module, "SEED")],
)
def test_samples_and_seed_are_ingredients_of_errors(
    accuracy: AccuracyJob, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str
) -> None:
    before = accuracy.key()
    monkeypatch.setattr(module, name, 5)
    assert accuracy.key() != before


def test_shape_release_and_scripts_are_ingredients_of_errors(accuracy: AccuracyJob) -> None:
    keys = {accuracy.key()}
    for change in ({"width": 9}, {"depth": 3}, {"release": ROUNDS["v1-phase1"].release}):
        keys.add(replace(accuracy, round=replace(ROUND, **change)).key())
    keys.add(replace(accuracy, file=accuracy.file.with_name("helper.py")).key())
    assert len(keys) == 5


# The files of the cache.


@pytest.mark.parametrize(
    "content",
    [b"{}", b'{"release": {}, "dependencies": []}', b'{"sha256": "", "result": {}}',
     b'{"result": {"failure": null}}', b'{"sha256": null, "result": null}',
     b"", b"{", b'{"release": {"flopsc', b"null", b"[]", b"7", b'"x"', b"\xff\xfe", b"\0" * 4096,
     b'{"dependencies": 5}', b'{"dependencies": [5]}', b'{"dependencies": [{}]}',
     b'{"dependencies": {"path": "x"}}'],
)  # fmt: skip
def test_a_half_written_file_is_measured_again(
    store: Cache, job: ExampleJob, content: bytes
) -> None:
    store.folder.mkdir()
    (store.folder / f"{job.key()}.json").write_bytes(content)
    assert not is_cached(store, job)


def test_any_part_of_a_result_is_measured_again(filled: Cache, job: ExampleJob) -> None:
    file = filled.folder / f"{job.key()}.json"
    whole = file.read_bytes()
    for length in range(0, len(whole), 97):
        file.write_bytes(whole[:length])
        assert not is_cached(filled, job)
    file.write_bytes(whole)
    assert is_cached(filled, job)


def test_a_result_of_another_measurement_is_measured_again(
    filled: Cache, job: ExampleJob, accuracy: AccuracyJob
) -> None:
    (filled.folder / f"{job.key()}.json").replace(filled.folder / f"{accuracy.key()}.json")
    assert not is_cached(filled, accuracy)


def test_a_result_that_somebody_changed_is_measured_again(filled: Cache, job: ExampleJob) -> None:
    file = filled.folder / f"{job.key()}.json"
    text = file.read_text()
    file.write_text(text.replace('"calls": 1,', '"calls": 2,', 1))
    assert file.read_text() != text
    assert not is_cached(filled, job)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))  # fmt: skip
def test_any_result_is_found_as_it_was_stored(result: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Cache(Path(folder)).store("key", {"x": result})
        found = Cache(Path(folder)).find("key", Path(folder))
    assert repr(found) == repr({"x": result})


def test_storing_leaves_nothing_but_the_result(store: Cache) -> None:
    store.store("key", {"x": 1})
    store.store("key", {"x": 2})
    assert [file.name for file in store.folder.iterdir()] == ["key.json"]
    assert store.find("key", store.folder) == {"x": 2}


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    with pytest.raises(WhestdocsError, match=r"cannot be written.*WHESTDOCS_CACHE") as caught:
        Cache(tmp_path / "cache").store("key", {})
    assert str(tmp_path / "cache") in str(caught.value)
