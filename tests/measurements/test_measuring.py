"""Measuring what the guide needs: everything once, and again only what changed."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import TINY, make_checkout
from whestdocs.competition.rounds import ROUNDS
from whestdocs.errors import MeasurementError
from whestdocs.estimators import accuracy
from whestdocs.figures.figure import EXACT, INTERVAL
from whestdocs.figures.ledger import Ledger, read, write
from whestdocs.figures.measured import Measured
from whestdocs.measurements.example_accuracy import AccuracyJob
from whestdocs.measurements.examples import ExampleJob, example_files
from whestdocs.measurements.measuring import measure
from whestdocs.measurements.measuring import measured as load
from whestdocs.measurements.prices.forms import PricesJob, price_calls
from whestdocs.pages.publishing import publications
from whestdocs.project import Project

#: The oldest round's release, at a shape that takes no time.
ROUND = replace(ROUNDS["v1-warmup"], width=8, depth=2)
CALLS = {"add": "fnp.add(a, b)"}
#: A price list of one expression. What the registry adds has no call, and so no price.
OPERATIONS = {
    **{table: {} for table in ("rules", "prefixes", "calls", "samplers", "statements")},
    "accounting": {},
    "sides": {"names": []},
    "expressions": {"operators": ["a + b"]},
}


class Progress:
    """Notes what was measured."""

    def __init__(self, after_each: Callable[[], object] = lambda: None) -> None:
        self.total = 0
        self.finished: list[str] = []
        self._after_each = after_each

    @contextmanager
    def started(self, total: int) -> Iterator[None]:
        self.total = total
        yield

    def finished_one(self, description: str) -> None:
        self.finished.append(description)
        self._after_each()


@pytest.fixture
def guide(tmp_path: Path, no_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A guide of which nothing was measured yet, with few prices and samples."""
    monkeypatch.setattr("whestdocs.measurements.measuring.price_calls", lambda: CALLS)
    monkeypatch.setattr("whestdocs.measurements.measuring.catalogue", lambda: OPERATIONS)
    monkeypatch.setattr(accuracy, "SAMPLES", 64)
    project = make_checkout(tmp_path / "checkout", **{"01_tiny": TINY})
    show(project, PAGE)
    return project


#: Shows whatever there is of an example, a price, and an error.
PAGE = """\
/// operations | 01_tiny
///

{{ figure("price/form/add/float32") }} {{ figure("price/a + b/float32") }}
{{ figure("accuracy/01_tiny/final_layer_mse") | interval }}
"""


def measured(guide: Project, progress: Progress | None = None) -> Measured:
    """Return what the guide publishes, measured."""
    [found] = measure(guide, [ROUND], publications(guide), progress or Progress())
    return found


def show(guide: Project, text: str) -> None:
    """Add text to the guide's page."""
    page = guide.pages / "index.md"
    page.write_text(page.read_text() + text)


def measured_names(guide: Project) -> list[str]:
    """Measure, and return what had to be run for it."""
    progress = Progress()
    measured(guide, progress)
    assert progress.total == len(progress.finished)
    return sorted(progress.finished)


def test_examples_prices_and_errors_are_measured(guide: Project) -> None:
    found = measured(guide)
    assert found.round is ROUND
    assert found.profiles.keys() == {"01_tiny"}
    families = {name.split("/")[0] for name in found.figures}
    assert families == {"01_tiny", "price", "price_list", "accuracy"}

    flops = found.figures["01_tiny/flops"]
    assert (flops.unit, flops.kind) == ("FLOPs", EXACT)
    assert flops.value == found.profiles["01_tiny"].flops_used
    price = found.figures["price/form/add/float32"]
    assert (price.value, price.unit, price.kind) == (1_000, "FLOPs", EXACT)
    listed = found.figures["price/a + b/float32"]
    assert (listed.value, listed.unit, listed.formula) == (1_000, "FLOPs", "n")
    error = found.figures["accuracy/01_tiny/final_layer_mse"]
    assert error.kind == INTERVAL
    assert error.low < error.value < error.high
    assert error.provenance.call == "Estimator"
    assert error.provenance.method.startswith("final-layer error in the mean over 8 networks")

    for figure in found.figures.values():
        assert figure.name.startswith(f"{figure.provenance.source}/")
        assert figure.provenance.round_tag == "v1-warmup"
        assert figure.provenance.flopscope == "0.5.0"
        assert figure.provenance.whestbench == "0.10.0"
    example = flops.provenance
    assert (example.file, example.call) == ("examples/01_tiny.py", "Estimator")
    assert (example.width, example.depth, example.seed, example.dtype) == (8, 2, 0, "float32")
    assert price.provenance.call == "fnp.add(a, b)"


def test_only_what_changed_is_measured_again(guide: Project) -> None:
    everything = [
        *("01_tiny in v1-warmup", "price list of v1-warmup"),
        *("prices in v1-warmup", "the error of 01_tiny in v1-warmup"),
    ]
    assert measured_names(guide) == everything
    assert measured_names(guide) == []
    (guide.examples / "02_other.py").write_text(TINY)
    assert measured_names(guide) == []  # Nothing shows it.
    show(guide, '{{ figure("02_other/flops") }}')
    assert measured_names(guide) == ["02_other in v1-warmup"]
    (guide.examples / "02_other.py").write_text(TINY + "# Another.\n")
    assert measured_names(guide) == ["02_other in v1-warmup"]
    (guide.examples / "02_other.py").unlink()
    assert measured_names(guide) == []


def test_a_page_that_shows_nothing_new_measures_nothing(guide: Project) -> None:
    measured(guide)
    show(guide, "More words, {{ figure('01_tiny/flops') | rounded }}, and a table.\n")
    assert measured_names(guide) == []


def test_what_no_page_shows_is_not_measured(guide: Project) -> None:
    (guide.pages / "index.md").write_text('{{ figure("01_tiny/flops") }}\n')
    (guide.examples / "tips").mkdir()
    (guide.examples / "tips" / "a_tip.py").write_text("")
    (guide.examples / "02_broken.py").write_text("1 / 0")
    assert measured_names(guide) == ["01_tiny in v1-warmup"]


def test_what_was_not_measured_is_not_loaded(guide: Project) -> None:
    with pytest.raises(MeasurementError, match=r"There is no measurement of .* `whestdocs measure"):
        load(guide, ROUND, publications(guide))
    found = measured(guide)
    assert load(guide, ROUND, publications(guide)).figures == found.figures


def test_two_measurements_give_the_same_figures(guide: Project, no_cache: Path) -> None:
    first = measured(guide)
    shutil.rmtree(no_cache)
    second = measured(guide)
    assert first == second


def test_what_changes_while_it_is_measured_is_an_error(guide: Project) -> None:
    example = guide.examples / "01_tiny.py"
    progress = Progress(lambda: example.write_text(example.read_text() + "# changed\n"))
    with pytest.raises(MeasurementError, match=r"changed while it was being measured.*again"):
        measured(guide, progress)


def test_a_guide_without_examples_has_prices(guide: Project) -> None:
    (guide.pages / "index.md").write_text(PAGE.split("\n\n")[1])
    found = measured(guide)
    prices = {name for name in found.figures if name.startswith("price/form/")}
    assert prices == {"price/form/add/float32", "price/form/add/float64"}
    assert "price/a + b/int64" in found.figures
    assert found.profiles == {}


def test_only_numbered_files_are_examples(guide: Project) -> None:
    for name in ("helper.py", "_10_private.py", "10_notes.txt", "deep/01_tiny.py"):
        (guide.examples / name).parent.mkdir(exist_ok=True)
        (guide.examples / name).write_text(TINY)
    (guide.examples / "11_folder.py").mkdir()
    (guide.examples / "00_first.py").write_text(TINY)
    assert [file.name for file in example_files(guide)] == ["00_first.py", "01_tiny.py"]


def test_of_an_estimator_that_is_only_compared_the_error_alone_is_a_figure(guide: Project) -> None:
    (guide.examples / "accuracy").mkdir()
    (guide.examples / "accuracy" / "other.py").write_text(TINY)
    show(guide, '{{ figure("accuracy/other/final_layer_mse") | interval }}')
    found = measured(guide)
    assert [name for name in found.figures if "other" in name] == ["accuracy/other/final_layer_mse"]
    error = found.figures["accuracy/other/final_layer_mse"]
    assert error.value == found.figures["accuracy/01_tiny/final_layer_mse"].value
    assert error.provenance.file == "examples/accuracy/other.py"


@pytest.mark.parametrize("name", ['02 it\'s | a "name"', "03_[é]* {{ 日本 }}"])
def test_an_example_may_have_any_name(guide: Project, name: str, tmp_path: Path) -> None:
    file = guide.examples / f"{name}.py"
    file.write_text(TINY)
    job = ExampleJob(guide, ROUND, file)
    figures = {figure.name: figure for figure in job.figures(job.run())}
    command = shlex.split(figures[f"{name}/flops"].provenance.command)
    assert f"examples/{name}.py" in command
    accepted = {name: figure.accepted for name, figure in figures.items()}
    write(tmp_path / "ledger.json", Ledger(ROUND.tag, accepted))
    assert read(tmp_path / "ledger.json", ROUND.tag).figures == accepted


# What fails.


BROKEN = {
    "a syntax error": ("def f(:\n", r"02_broken\.py:1: .*invalid syntax"),
    "an exception": (
        TINY.replace("rows = []", "rows = 1 / 0"),
        r"02_broken\.py:\d+: .*ZeroDivisionError",
    ),
    "a wrong shape": (TINY.replace("return fnp.stack(rows)", "return y"), "shape"),
}


@pytest.mark.parametrize(("text", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_an_example_that_fails_is_named_with_its_line(
    guide: Project, text: str, reason: str
) -> None:
    file = guide.examples / "02_broken.py"
    file.write_text(text)
    with pytest.raises(MeasurementError, match=reason) as caught:
        ExampleJob(guide, ROUND, file).run()
    assert "The example 02_broken.py failed in v1-warmup: " in str(caught.value)


def test_an_example_that_fails_stops_the_measuring(guide: Project) -> None:
    (guide.examples / "02_broken.py").write_text("import sys\n\nsys.exit(0)\n")
    show(guide, '{{ figure("02_broken/flops") }}')
    with pytest.raises(MeasurementError, match=r"failed in v1-warmup: 02_broken\.py:\d+: "):
        measured(guide)


def test_what_failed_is_not_cached(guide: Project) -> None:
    file = guide.examples / "01_tiny.py"
    file.write_text("import helper\n" + TINY)
    with pytest.raises(MeasurementError, match="helper"):
        measured(guide)
    (guide.examples / "helper.py").write_text("")
    assert measured(guide).profiles.keys() == {"01_tiny"}


def test_setup_comes_before_the_prediction_whose_error_is_measured(guide: Project) -> None:
    text = TINY.replace(
        "    def predict",
        "    def setup(self, context):\n        self.w = context.width\n\n    def predict",
    ).replace("mlp.width,", "self.w,")
    (guide.examples / "01_tiny.py").write_text(text)
    assert "value" in AccuracyJob(guide, ROUND, guide.examples / "01_tiny.py").run()["error"]


def test_a_prediction_that_is_not_finite_has_no_error(guide: Project) -> None:
    (guide.examples / "01_tiny.py").write_text(TINY.replace("stack(rows)", "stack(rows) + fnp.inf"))
    with pytest.raises(MeasurementError, match=r"01_tiny\.py failed.*not finite"):
        AccuracyJob(guide, ROUND, guide.examples / "01_tiny.py").run()


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        ("fnp.nosuch(a)", "AttributeError"),
        ("1 +", "SyntaxError"),
        ("exit()", "SystemExit"),
    ],
)
def test_a_call_that_cannot_be_priced_is_named(guide: Project, call: str, reason: str) -> None:
    with pytest.raises(MeasurementError, match=reason) as caught:
        PricesJob(ROUND, {"add": "fnp.add(a, b)", "bad": call}).run()
    assert "forms.toml: the call 'bad' cannot be priced at float32 in v1-warmup" in str(
        caught.value
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"[calls]\nadd = fnp.add(a, b)\n", r"line 2"),
        (b"[calls]\nadd = 3\n", "the call 'add' is no text"),
        (b"add = 'x'\n", "'calls'"),
        (b"[calls]\nadd = '\xff'\n", "utf-8"),
        (b"[calls]\nadd = 'x'\nadd = 'y'\n", "line 3"),
    ],
)
def test_a_broken_catalogue_of_prices_is_named(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "prices.toml").write_bytes(content)
    with pytest.raises(MeasurementError, match=rf"prices\.toml.*{reason}"):
        price_calls(tmp_path / "prices.toml")
