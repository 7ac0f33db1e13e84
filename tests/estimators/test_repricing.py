"""What an estimator costs under every release: exact, kept, and told apart from what fails."""

from __future__ import annotations

import itertools
import json
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import whestdocs
from tests.conftest import TINY, Run
from tests.support.terminal_views import drawn
from whestdocs.cli import main
from whestdocs.competition.releases import RELEASES
from whestdocs.errors import UsageError
from whestdocs.estimators.repricing import Repricing, profile_under, reprice_target
from whestdocs.estimators.settings import setting
from whestdocs.estimators.targets import Target
from whestdocs.progress import Silence
from whestdocs.running.installing import prepare
from whestdocs.running.probes import Limits, Request, run
from whestdocs.views.terminal.repricing_text import show

SHAPE = ("--width", "16", "--depth", "3")
SMALL = {"width": 16, "depth": 3}
#: Before and after the price of a matrix times a vector, and of dtypes, moved.
THREE = ["0.4.3", "0.5.0", "0.9.0"]
#: Its price of a normal distribution moved in 0.9.0, which also began to count conversions.
TEXT = TINY.replace("\n\nSIGNS", "\nimport flopscope as flops\n\nSIGNS").replace(
    "y = x *", "z = flops.stats.norm.cdf(x).astype(fnp.float32)\n        y = x *"
)


@pytest.fixture
def estimator(tmp_path: Path) -> Path:
    file = tmp_path / "submission" / "estimator.py"
    file.parent.mkdir()
    file.write_text(TEXT)
    return file


@pytest.fixture
def reprice(estimator: Path, whestdocs: Run) -> Run:
    """Reprice the estimator; return exit code, output and errors."""
    return lambda *options: whestdocs("reprice", str(estimator), *SHAPE, *options)


def kept_trials(measurements: Path) -> set[Path]:
    """Return the files of trials in the cache that holds a folder of measurements."""
    return set((measurements.parent / "trials").glob("*"))


def no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("whestdocs.running.kept_runs.run", lambda *_: pytest.fail("it is kept"))


def test_rows_are_what_each_release_charges_by_itself(estimator: Path) -> None:
    repricing = whestdocs.reprice(estimator, releases=THREE, **SMALL)
    for row in repricing.rows:
        request = Request(estimator, 16, 3, 0, 10**12, context="plain")
        plain = run(prepare(row.release), request).result
        assert row.profile.flops_used == plain["flops_used"]
        assert row.profile.release["flopscope"] == row.release.flopscope
    assert len({row.profile.flops_used for row in repricing.rows}) == 3


def test_the_document_is_the_contracts(estimator: Path) -> None:
    document = whestdocs.reprice(estimator, releases=THREE, **SMALL).document()
    assert document["schema"] == "whestdocs.reprice/1"
    assert [row["flopscope"] for row in document["rows"]] == THREE
    for row in document["rows"]:
        assert {"flopscope", "flops_used", "ops", "error"} <= set(row)
        assert row["error"] is None
        assert sum(op["flops"] for op in row["ops"]) == row["flops_used"]
        assert all(set(op) == {"op", "calls", "flops"} for op in row["ops"])


def test_moves_add_up_to_the_difference_and_name_the_price_that_moved(estimator: Path) -> None:
    rows = whestdocs.reprice(estimator, releases=THREE, **SMALL).rows
    assert (rows[0].before, rows[0].moves) == (None, ())
    for before, row in itertools.pairwise(rows):
        assert row.before == before.release.flopscope
        gained = row.profile.flops_used - before.profile.flops_used
        assert sum(move.difference for move in row.moves) == gained != 0
    first = rows[1].moves[0]
    assert (first.op, first.calls_before, first.calls, first.is_price) == ("matmul", 3, 3, True)
    # 16 multiplications and 15 additions for each of 16 elements, in each of 3 layers.
    assert first.flops == 3 * 16 * 31
    counted = {move.op for move in rows[2].moves if move.calls_before == 0}
    assert "astype" in counted
    moved = {move.op for move in rows[2].moves if move.is_price}
    assert moved == {"stats.norm.cdf"}
    assert not any(move.is_price for move in rows[2].moves if move.op in counted)


def test_releases_come_in_their_own_order_and_once(estimator: Path) -> None:
    found = whestdocs.reprice(estimator, releases=["0.10.0", "0.9.1", "0.10.0"], **SMALL)
    assert [row.release.flopscope for row in found.rows] == ["0.9.1", "0.10.0"]


def test_without_being_told_it_runs_under_all_of_them(reprice: Run) -> None:
    code, out, err = reprice("--json")
    assert (code, err) == (0, "")
    assert [row["flopscope"] for row in json.loads(out)["rows"]] == list(RELEASES)


def test_nothing_is_run_twice(estimator: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = whestdocs.reprice(estimator, releases=THREE, **SMALL).document()
    no_run(monkeypatch)
    assert whestdocs.reprice(estimator, releases=THREE, **SMALL).document() == first
    copy = estimator.parent.parent / "elsewhere" / "estimator.py"
    copy.parent.mkdir()
    copy.write_text(TEXT)
    assert whestdocs.reprice(copy, releases=THREE, **SMALL).document() == first


CHANGES: dict[str, Callable[[Path], object]] = {
    "the file": lambda file: file.write_text(TEXT + "\n"),
    "a file beside it": lambda file: (file.parent / "helper.py").touch(),
    "a file below": lambda file: (file.parent / "data").mkdir(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_changed_is_run_again(
    estimator: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object]
) -> None:
    one = setting(release="0.9.0", **SMALL)
    profile_under(Target(estimator), one)
    change(estimator)
    no_run(monkeypatch)
    with pytest.raises(pytest.fail.Exception):
        profile_under(Target(estimator), one)


HIDDEN = [".git/HEAD", "__pycache__/x.py", ".venv/x.py", "env/pyvenv.cfg", "x.pyc"]


@pytest.mark.parametrize("name", HIDDEN)
def test_caches_and_environments_beside_it_do_not_count(
    estimator: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    one = setting(release="0.9.0", **SMALL)
    profile_under(Target(estimator), one)
    (estimator.parent / name).parent.mkdir(exist_ok=True)
    (estimator.parent / name).touch()
    no_run(monkeypatch)
    assert profile_under(Target(estimator), one).flops_used > 0


def test_in_a_folder_with_too_much_in_it_nothing_is_kept(
    estimator: Path, monkeypatch: pytest.MonkeyPatch, no_cache: Path
) -> None:
    monkeypatch.setattr("whestdocs.running.cache._MOST_NAMES", 3)
    for number in range(3):
        (estimator.parent / f"{number}.txt").touch()
    before = kept_trials(no_cache)
    one = setting(release="0.9.0", **SMALL)
    assert profile_under(Target(estimator), one).flops_used > 0
    assert kept_trials(no_cache) == before


def test_where_it_cannot_run_the_row_says_why_and_the_next_is_compared_with_the_last(
    estimator: Path, reprice: Run
) -> None:
    estimator.write_text(
        TEXT.replace(
            "rows = []",
            'import flopscope; rows = []; assert "0.5.0" not in flopscope.__version__, "no 0.5"',
        )
    )
    code, out, err = reprice("--json", "--releases", *THREE)
    assert (code, err) == (0, "")
    rows = json.loads(out)["rows"]
    assert [row["error"] is None for row in rows] == [True, False, True]
    assert re.match(
        r"estimator\.py:\d+: predict\(\) raised AssertionError: no 0\.5", rows[1]["error"]
    )
    assert rows[1]["moves"] == []
    assert rows[2]["before"] == "0.4.3"
    code, out, _ = reprice("--releases", *THREE)
    assert code == 0
    assert "cannot run" in out
    assert "no 0.5" in out


def test_where_it_runs_nowhere_the_code_is_3_and_says_why(estimator: Path, reprice: Run) -> None:
    estimator.write_text(TEXT.replace("rows = []", "rows = [fnp.no_such_function(x)]"))
    code, out, err = reprice("--releases", "0.5.0", "0.9.0")
    assert (code, out) == (3, "")
    assert err.startswith("whestdocs: It runs under none of these releases. estimator.py:")
    assert "no_such_function" in err
    assert err.count("\n") == 1


LASTING = {
    "an error": ("rows = [1 / 0]", True),
    "the budget": ("rows = [fnp.ones((4096, 4096)) @ fnp.ones((4096, 4096))] * 99", True),
    "a package that may be installed": ("import no_such_package; rows = []", False),
    "a crash": ("__import__('os').abort()", False),
}


@pytest.mark.parametrize(("line", "kept"), LASTING.values(), ids=LASTING.keys())
def test_failures_are_kept_if_another_run_would_fail_too(
    estimator: Path, no_cache: Path, line: str, kept: bool
) -> None:
    estimator.write_text(TEXT.replace("rows = []", line))
    before = kept_trials(no_cache)
    one = setting(release="0.9.0", round_tag="v1-warmup", **SMALL)
    assert profile_under(Target(estimator), one).failure is not None
    assert len(kept_trials(no_cache) - before) == kept


def test_a_run_that_took_too_long_is_tried_again(estimator: Path, no_cache: Path) -> None:
    estimator.write_text(TEXT.replace("rows = []", "while True: pass"))
    before = kept_trials(no_cache)
    one = replace(setting(release="0.9.0", **SMALL), limits=Limits(wall_time_s=1.0))
    failure = profile_under(Target(estimator), one).failure
    assert failure is not None
    assert failure.kind == "time-limit"
    assert kept_trials(no_cache) == before


WRONG = {
    "a release that is none": (["--releases", "0.8.0"], "There is no flopscope '0.8.0'"),
    "one release for all": (["--release", "0.9.0"], "--releases"),
    "a seed that is none": (["--seed", "-1"], "must not be negative"),
}


@pytest.mark.parametrize(("options", "says"), WRONG.values(), ids=WRONG.keys())
def test_wrong_use_is_told_in_one_line(reprice: Run, options: list[str], says: str) -> None:
    code, out, err = reprice(*options)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


def test_the_help_offers_nothing_that_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["reprice", "--help"]) == 0
    offered = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    assert {"--round", "--releases", "--seed"} <= offered
    assert "--release" not in offered


def test_the_api_refuses_one_release(estimator: Path) -> None:
    with pytest.raises(UsageError, match="in `releases`"):
        whestdocs.reprice(estimator, release="0.9.0")
    with pytest.raises(UsageError, match="Name a release"):
        whestdocs.reprice(estimator, releases=[])


def test_a_missing_file_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["reprice", "nosuch.py", "--releases", "0.9.0"]) == 3
    assert "There is no file nosuch.py" in capsys.readouterr().err


# The terminal.


@pytest.fixture(scope="module")
def repricing(tmp_path_factory: pytest.TempPathFactory) -> Repricing:
    file = tmp_path_factory.mktemp("submission") / "estimator.py"
    file.write_text(TEXT)
    return whestdocs.reprice(file, releases=THREE, **SMALL)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_it_fits_the_terminal(repricing: Repricing, width: int, encoding: str) -> None:
    text = drawn(show, repricing, width, encoding)
    assert max(map(len, text.split("\n"))) <= width
    assert "…" not in text
    assert text.isascii() or encoding == "utf-8"
    for row in repricing.rows:
        assert f"{row.profile.flops_used:,}" in text


def test_the_bars_are_the_shares_of_the_dearest(repricing: Repricing) -> None:
    lines = drawn(show, repricing, 100).split("\n")
    totals = lines[lines.index("") : lines.index("", 4)]
    bars = {line.split()[0]: line.count("█") for line in totals if line.startswith("0.")}
    flops = {row.release.flopscope: row.profile.flops_used for row in repricing.rows}
    assert bars["0.4.3"] == 60
    assert bars["0.5.0"] == int(60 * flops["0.5.0"] / flops["0.4.3"])


def test_what_moved_is_named_with_its_release(repricing: Repricing) -> None:
    text = drawn(show, repricing, 100)
    assert re.search(
        r"^0\.5\.0 +matmul +[\d,]+ +[\d,]+ +price ÷[\d.]+, 3 calls", text, re.MULTILINE
    )
    assert re.search(r"^matmul +█▁▁ ", text, re.MULTILINE)


def test_where_nothing_moved_it_says_so(estimator: Path) -> None:
    alike = whestdocs.reprice(estimator, releases=["0.12.3", "0.12.4"], **SMALL)
    assert "Nothing moved" in drawn(show, alike, 100)


def test_what_an_estimator_says_is_only_text(estimator: Path) -> None:
    estimator.write_text(
        TEXT.replace(
            "rows = []",
            'import flopscope; rows = []\n        if "0.5.0" in flopscope.__version__:\n'
            '            raise ValueError("\\x1b[2J[red]gone")',
        )
    )
    text = drawn(show, whestdocs.reprice(estimator, releases=THREE, **SMALL), 120)
    assert "\x1b[2J" not in text
    assert "\\x1b[2J[red]gone" in text


def test_progress_is_told_of_every_release(estimator: Path) -> None:
    told: list[str] = []

    class Told(Silence):
        def finished_one(self, description: str) -> None:
            told.append(description)

    chosen = [RELEASES[version] for version in THREE]
    reprice_target(Target(estimator), setting(**SMALL), chosen, Told())
    assert sorted(told) == sorted(map(str, chosen))


def test_measurements_go_on_side_by_side(estimator: Path, no_cache: Path) -> None:
    estimator.write_text(TEXT.replace("rows = []", "__import__('time').sleep(2); rows = []"))
    started = time.monotonic()
    whestdocs.reprice(estimator, releases=["0.9.0", "0.10.0"], **SMALL)
    both = time.monotonic() - started
    started = time.monotonic()
    whestdocs.reprice(estimator, releases=["0.9.1"], **SMALL)
    assert both < 2 * (time.monotonic() - started)
