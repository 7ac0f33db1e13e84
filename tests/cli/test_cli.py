"""The commands: exit codes, what they print where, and what they write."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import INDEX, TAG, TINY, Run, edit_ledger, make_checkout
from tests.support.command_line import ROUND
from tests.support.places import ROOT
from whestdocs.cli import main
from whestdocs.cli.shared_by_guide_commands import chosen_rounds
from whestdocs.competition.rounds import ROUNDS
from whestdocs.project import Project, cache_folder

WHESTDOCS = [sys.executable, "-m", "whestdocs"]
COMMANDS = [name for name in main.app if not name.startswith("-")]


#: What the list of commands needs: how anything is printed.
ALLOWED = ("whestdocs.errors", "whestdocs.printing", "whestdocs.text")


def command(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Run whestdocs in a process of its own."""
    return subprocess.run(
        [*WHESTDOCS, *arguments], capture_output=True, text=True, check=False, **options
    )


# Help and wrong use.


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(whestdocs: Run, name: str) -> None:
    code, out, err = whestdocs(name, "--help")
    assert (code, err) == (0, "")
    assert f"whestdocs {name}" in out
    assert len(out.splitlines()) >= 3


def test_the_commands_are_those_of_the_design(whestdocs: Run) -> None:
    code, out, err = whestdocs("--help")
    assert (code, err) == (0, "")
    assert {"profile", "check", "accept", "site", "serve"} <= set(COMMANDS)
    assert all(name in out for name in COMMANDS)


def test_the_list_of_commands_imports_nothing_that_they_need() -> None:
    program = (
        "import sys; from whestdocs.cli.main import run; run(['--help']); "
        "print('imported', *sorted(sys.modules), file=sys.stderr)"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    imported = set(finished.stderr.split())
    ours = {name for name in imported if name.startswith("whestdocs.")}
    assert "whestdocs.cli.profile_command" in ours
    assert all(name in ALLOWED or ".cli" in name for name in ours)
    heavy = {"flopscope", "whestbench", "numpy", "jinja2", "rich.markdown", "tomllib"}
    assert not heavy & imported


def test_the_version_is_the_packages(whestdocs: Run) -> None:
    from whestdocs import __version__

    assert whestdocs("--version")[:2] == (0, f"{__version__}\n")


WRONG_USE = [
    ["nosuch"],
    ["--nosuch"],
    ["profile"],
    ["profile", "x.py", "y.py"],
    ["profile", "x.py", "--nosuch"],
    ["profile", "x.py", "--round"],
    ["profile", "x.py", "--round", "v9-final"],
    ["profile", "x.py", "--width", "wide"],
    ["profile", "x.py", "--width", "0"],
    ["profile", "x.py", "--depth", "-1"],
    ["profile", "x.py", "--seed", "-1"],
    ["profile", "x.py", "--by", "colour"],
    ["profile", "x.py", "--wall-time-limit", "0"],
    ["profile", "x.py", "--memory-limit", "nan"],
    ["price"],
    ["price", "fnp.nosuch(a)", *ROUND],
    ["price", "1 +", *ROUND],
    ["accuracy", "x.py", "--seed", "-1"],
    ["accuracy", "x.py", "--wall-time-limit", "0"],
    ["accuracy", "x.py", "--memory-limit", "-1"],
    ["measure", "extra"],
    ["check", "--round", "v9-final"],
    ["accept", "--figure"],
    ["site", "--round", "v9\nfinal\x1b[31m"],
    ["serve", "--port", "70000"],
    ["serve", "--port", "-1"],
    ["serve", "--port", "http"],
    ["serve", "--host", "nosuch.invalid"],
]


@pytest.mark.parametrize("arguments", WRONG_USE, ids=" ".join)
def test_wrong_use_is_one_line_and_exit_code_2(
    checkout: Project, whestdocs: Run, arguments: list[str]
) -> None:
    code, out, err = whestdocs(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("whestdocs: ")
    assert err.count("\n") == 1
    assert err.removesuffix("\n").isprintable()


def test_a_port_in_use_is_wrong_use(checkout: Project, whestdocs: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, _, err = whestdocs("serve", "--port", str(port))
    assert code == 2
    assert f"Cannot listen on 127.0.0.1:{port}" in err


def test_building_without_its_libraries_says_what_to_install(
    checkout: Project, whestdocs: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("whestdocs.site.building", "whestdocs.site.renderers", "whestdocs.site.twins"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, "bs4", None)
    code, _, err = whestdocs("site")
    assert code == 2
    assert "Building the guide needs bs4. Run `pip install 'whestdocs[site]'`." in err


def test_serving_without_mkdocs_says_what_to_install(
    checkout: Project, whestdocs: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "whestdocs.site.serving", raising=False)
    monkeypatch.setitem(sys.modules, "mkdocs.livereload", None)
    code, _, err = whestdocs("serve")
    assert code == 2
    assert "pip install 'whestdocs[site]'" in err


# profile and price: output and pipes.


def test_json_stands_alone_on_standard_output(tmp_path: Path, whestdocs: Run) -> None:
    noisy = TINY.replace("rows = []", 'rows = []; print("noise"); print("more", flush=True)')
    (tmp_path / "noisy.py").write_text(noisy)
    code, out, err = whestdocs("profile", str(tmp_path / "noisy.py"), *ROUND, "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["schema"] == "whestdocs.profile/1"


def test_json_of_a_failure_stands_alone_too(tmp_path: Path, whestdocs: Run) -> None:
    (tmp_path / "broken.py").write_text(TINY.replace("rows = []", "rows = 1 / 0"))
    code, out, err = whestdocs("profile", str(tmp_path / "broken.py"), *ROUND, "--json")
    assert code == 3
    assert json.loads(out)["failure"]["file"] == "broken.py"
    assert re.match(r"whestdocs: broken\.py:\d+: .*ZeroDivisionError", err)
    assert "Traceback" not in err


NOTHING_RAN = {
    "a missing file": (None, "There is no file"),
    "a file that does not parse": ("def f(:\n", "SyntaxError"),
    "no class": ("x = 1\n", "defines no estimator"),
    "several classes": (
        TINY.replace("Estimator(B", "First(B") + "class Second(First): pass\n",
        "several estimators",
    ),
    "a failing setup": (
        TINY.replace("    def predict", "    def setup(self, context): 1 / 0\n\n    def predict"),
        "setup() raised",
    ),
}


@pytest.mark.parametrize(("text", "says"), NOTHING_RAN.values(), ids=NOTHING_RAN.keys())
def test_where_nothing_ran_there_is_one_message(
    tmp_path: Path, whestdocs: Run, text: str | None, says: str
) -> None:
    path = tmp_path / "estimator.py"
    if text is not None:
        path.write_text(text)
    code, out, err = whestdocs("profile", str(path), *ROUND)
    assert (code, out) == (3, "")
    assert says in err
    assert err.count("\n") == 1


WRONG = {
    "values that are not finite": ("fnp.stack(rows) + fnp.nan", "not finite"),
    "a wrong shape": ("x", "returned shape (256,)"),
    "an error": ("1 / 0", "ZeroDivisionError"),
    "too large a budget": (
        "fnp.ones((4096, 4096)) @ fnp.ones((4096, 4096))",
        "exceeded the FLOP budget",
    ),
}


@pytest.mark.parametrize(("returned", "says"), WRONG.values(), ids=WRONG.keys())
def test_a_failure_is_said_once(tmp_path: Path, whestdocs: Run, returned: str, says: str) -> None:
    path = tmp_path / "estimator.py"
    path.write_text(TINY.replace("fnp.stack(rows)", returned))
    code, out, err = whestdocs("profile", str(path), *ROUND)
    assert code == 3
    assert "x = fnp.maximum(w.T @ x, 0.0)" in out
    assert re.match(r"whestdocs: estimator\.py:\d+: ", err)
    assert says in err
    assert err.count("\n") == 1
    assert says not in out
    assert "▲" not in out


@pytest.mark.parametrize(
    "arguments", ["profile {} --round v1-warmup", "profile {} --round v1-warmup --json", "--help"]
)
def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path, arguments: str) -> None:
    # Each row is an expression of its own, so that the output does not fit into a pipe.
    lines = "".join(f"        x = x + {n}.0\n" for n in range(1500))
    (tmp_path / "long.py").write_text(
        TINY.replace("        rows = []\n", f"        rows = []\n{lines}")
    )
    words = arguments.format(shlex.quote(str(tmp_path / "long.py")))
    pipe = f"{shlex.join(WHESTDOCS)} {words} | head -n 1"
    finished = subprocess.run(
        ["bash", "-c", pipe], capture_output=True, text=True, check=False, timeout=120
    )
    assert finished.stderr == ""
    assert finished.stdout.count("\n") == 1


def test_closed_output_is_no_traceback(checkout: Project) -> None:
    pipe = f"{shlex.join(WHESTDOCS)} price 'fnp.exp(a)' --round {TAG} >&-"
    finished = subprocess.run(["bash", "-c", pipe], capture_output=True, text=True, check=False)
    assert "Traceback" not in finished.stderr


def test_a_price_is_printed_with_its_formula_at_every_dtype(whestdocs: Run) -> None:
    code, out, err = whestdocs("price", "fnp.add(a, b)", *ROUND)
    assert (code, err) == (0, "")
    assert out.splitlines()[:3] == [
        "fnp.add(a, b) at n = 1,000",
        "float32: 1,000 FLOPs = n",
        "float64: 1,000 FLOPs = n",
    ]


def test_an_estimator_without_a_prediction_has_no_accuracy(tmp_path: Path, whestdocs: Run) -> None:
    (tmp_path / "broken.py").write_text(TINY.replace("rows = []", "rows = 1 / 0"))
    code, out, err = whestdocs("accuracy", str(tmp_path / "broken.py"), *ROUND)
    assert (code, out) == (3, "")
    assert re.match(r"whestdocs: broken\.py:\d+: .*ZeroDivisionError", err)


# measure, and where the commands run.


def test_measure_says_what_is_measured(checkout: Project, whestdocs: Run) -> None:
    code, out, _ = whestdocs("measure", *ROUND)
    assert code == 0
    assert re.fullmatch(rf"{TAG}: \d+ figures of 1 examples are measured\.\n", out)


def test_two_processes_measure_at_once(checkout: Project, no_cache: Path) -> None:
    processes = [
        subprocess.Popen(
            [*WHESTDOCS, "measure", *ROUND],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    outputs = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0, 0], outputs
    assert outputs[0][0] == outputs[1][0]
    assert all(file.suffix == ".json" for file in no_cache.iterdir())


def test_a_cache_that_cannot_be_written_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whestdocs: Run
) -> None:
    releases = cache_folder() / "releases"
    guide = make_checkout(tmp_path / "guide", **{"01_unique": f"# {tmp_path}\n{TINY}"})
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "releases").symlink_to(releases)
    (tmp_path / "cache" / "measurements").touch()
    monkeypatch.chdir(guide.root)
    monkeypatch.setenv("WHESTDOCS_CACHE", str(tmp_path / "cache"))
    code, _, err = whestdocs("measure", *ROUND)
    assert code == 1
    assert "whestdocs: " in err
    assert "cannot be written" in err
    assert "WHESTDOCS_CACHE" in err


def test_a_command_finds_its_guide_from_any_folder_in_it(
    checkout: Project, whestdocs: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (checkout.pages / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(checkout.pages / "deep" / "er")
    assert "of 1 examples" in whestdocs("measure", *ROUND)[1]


def test_a_command_finds_its_guide_through_a_link(
    checkout: Project, whestdocs: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(checkout.root)
    monkeypatch.chdir(tmp_path / "link")
    assert whestdocs("check", *ROUND)[0] == 0


def test_linked_pages_and_examples_are_the_guides(checkout: Project, whestdocs: Run) -> None:
    for name in ("docs", "examples"):
        (checkout.root / name).rename(checkout.root / f"real-{name}")
        (checkout.root / name).symlink_to(f"real-{name}")
    assert whestdocs("check", *ROUND)[0] == 0
    edit_ledger(checkout, "01_tiny/flops", 1)
    assert "published in docs/index.md:3" in whestdocs("check", *ROUND)[1]
    assert whestdocs("accept", *ROUND)[0] == 0


def test_elsewhere_the_package_uses_its_own_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from whestdocs.project import find_project

    monkeypatch.chdir(tmp_path)
    assert find_project().root == ROOT


@pytest.fixture
def deleted_folder(tmp_path: Path) -> Iterator[None]:
    before = Path.cwd()
    (tmp_path / "gone").mkdir()
    os.chdir(tmp_path / "gone")
    shutil.rmtree(tmp_path / "gone")
    yield
    os.chdir(before)


def test_a_deleted_working_folder_is_wrong_use(deleted_folder: None, whestdocs: Run) -> None:
    code, _, err = whestdocs("check", *ROUND)
    assert (code, err) == (2, "whestdocs: The working folder was deleted. Change into another.\n")


def test_nothing_needs_a_home(checkout: Project) -> None:
    environment = {"PATH": os.environ["PATH"], "WHESTDOCS_CACHE": str(cache_folder())}
    finished = command("check", *ROUND, env=environment)
    assert (finished.returncode, finished.stderr) == (0, "")


def test_pages_with_windows_line_ends_are_read(checkout: Project, whestdocs: Run) -> None:
    (checkout.pages / "index.md").write_bytes(
        b"\xef\xbb\xbf" + INDEX.replace("\n", "\r\n").encode()
    )
    edit_ledger(checkout, "01_tiny/flops", 1)
    assert "published in docs/index.md:3" in whestdocs("check", *ROUND)[1]


def test_every_round_is_checked_unless_one_is_named() -> None:
    assert [round_.tag for round_ in chosen_rounds(None)] == list(ROUNDS)
    assert [round_.tag for round_ in chosen_rounds([TAG, TAG])] == [TAG]
