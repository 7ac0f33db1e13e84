"""Captured commands: the catalogue, running one, and the figures read from it."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support.places import ROOT
from whestdocs.competition.releases import RELEASES
from whestdocs.competition.rounds import ROUNDS
from whestdocs.errors import MeasurementError, UsageError
from whestdocs.figures.figure import EXACT, INTERVAL
from whestdocs.measurements.captures import capture_job as captures_module
from whestdocs.measurements.captures.capture_job import (
    Capture,
    CaptureJob,
    capture_jobs,
    read_captures,
)
from whestdocs.measurements.captures.capturing import COLUMNS, _neutral, arguments
from whestdocs.measurements.captures.printed_figures import REPORT_ESTIMATES, REPORT_FIELDS
from whestdocs.project import PACKAGE, Project
from whestdocs.running.installing import InstalledRelease

ROUND = ROUNDS["v1-warmup"]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A checkout with an empty script and no catalogue."""
    (tmp_path / "checkout/whestdocs/measurements/captures/commands").mkdir(parents=True)
    (tmp_path / "checkout" / "script.py").write_text("")
    return Project(tmp_path / "checkout")


def a_job(project: Project, script: str, **changes: Any) -> CaptureJob:
    (project.root / "script.py").write_text(script)
    entry = Capture("example", "python script.py", files=("script.py",))
    return CaptureJob(project, ROUND, replace(entry, **changes))


def text_of(project: Project, script: str, **changes: Any) -> str:
    text: str = a_job(project, script, **changes).run()["text"]
    return text


# The catalogue.


def write_catalogue(project: Project, text: str) -> None:
    project.captures_file.write_text(text)


def test_an_entry_is_read_with_what_it_leaves_out(project: Project) -> None:
    write_catalogue(
        project,
        '[captures.a]\ncommand = "python script.py"\nfiles = ["script.py"]\n'
        '[captures.b]\ncommand = "whest run"\nrounds = ["v1-phase1"]\nexit_code = 2\n',
    )
    found = read_captures(project)
    assert found["a"] == Capture("a", "python script.py", files=("script.py",))
    assert found["a"].rounds == tuple(ROUNDS)
    assert (found["b"].rounds, found["b"].exit_code) == (("v1-phase1",), 2)
    assert [job.name for job in capture_jobs(project, ROUND)] == ["capture/a"]


def test_a_checkout_without_a_catalogue_captures_nothing(project: Project) -> None:
    assert capture_jobs(project, ROUND) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[captures.a", r"guide.toml cannot be read"),
        ("a = 1", r"guide.toml cannot be read: 'captures'"),
        ("[captures.a]", r"capture 'a' is malformed: missing .* 'command'"),
        ('captures.a = "whest run"', r"capture 'a' is malformed"),
        ("[captures.a]\ncommand = 5", r"capture 'a' is malformed"),
        (
            "[captures.a]\ncommand = \"whest run\"\nsays.a = '('",
            r"malformed: '\(' is no pattern: missing \)",
        ),
        ('[captures.a]\ncommand = "rm x"', r"'rm x' must begin with python or whest"),
        ('[captures.a]\ncommand = "whest \'run"', r"malformed: No closing quotation"),
        ('[captures.a]\ncommand = "whest run"\nfile = "x"', r"unexpected keyword argument 'file'"),
        ('[captures.a]\ncommand = "whest run"\nfiles = ["x.py"]', r"needs x.py, which is not"),
        ('[captures.a]\ncommand = "whest run"\nrounds = ["v9"]', r"there is no round 'v9'"),
    ],
)
def test_a_malformed_catalogue_is_named(project: Project, text: str, reason: str) -> None:
    write_catalogue(project, text)
    with pytest.raises(MeasurementError, match=reason):
        read_captures(project)


@pytest.mark.parametrize("command", ["", "sh -c 'python x'", "/usr/bin/python x", "pythonx"])
def test_only_python_and_whest_are_captured(command: str) -> None:
    with pytest.raises(UsageError, match="must begin with python or whest"):
        arguments(command)


def test_a_family_of_captures_can_have_a_catalogue_of_its_own(project: Project) -> None:
    write_catalogue(project, '[captures.a]\ncommand = "whest run"\n')
    other = project.captures_file.with_name("other.toml")
    other.write_text('[captures.b]\ncommand = "whest version"\n')
    found = read_captures(project)
    assert [found[name].catalogue for name in "ab"] == ["guide.toml", "other.toml"]


def test_a_name_in_two_catalogues_is_refused(project: Project) -> None:
    write_catalogue(project, '[captures.a]\ncommand = "whest run"\n')
    other = project.captures_file.with_name("other.toml")
    other.write_text('[captures.a]\ncommand = "whest version"\n')
    reason = r"other.toml: the capture 'a' is in guide.toml already"
    with pytest.raises(MeasurementError, match=reason):
        read_captures(project)


def test_the_catalogue_of_this_guide_can_be_read() -> None:
    project = Project(ROOT)
    assert read_captures(project)


# Running one.


def test_output_and_errors_stand_in_the_order_they_were_printed(project: Project) -> None:
    script = "import sys\nfor n in range(3):\n print(n)\n print('error', n, file=sys.stderr)"
    assert text_of(project, script) == "0\nerror 0\n1\nerror 1\n2\nerror 2"


@pytest.mark.parametrize("tag", ROUNDS)
def test_a_command_runs_under_the_release_of_the_round(project: Project, tag: str) -> None:
    job = replace(a_job(project, ""), round=ROUNDS[tag])
    job = replace(job, capture=replace(job.capture, command="whest version"))
    assert ROUNDS[tag].release.whestbench in job.run()["text"]


def test_a_command_sees_its_files_and_nothing_else(project: Project) -> None:
    (project.root / "data.txt").write_text("data")
    script = "import os; print(sorted(os.listdir()))"
    assert text_of(project, script) == "['script.py']"
    assert text_of(project, script, files=("script.py", "data.txt")) == "['data.txt', 'script.py']"


def test_a_command_knows_nothing_of_who_builds_the_guide(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOPSCOPE_SECRET", "secret")
    monkeypatch.setenv("FORCE_COLOR", "1")
    script = "import os; print(os.environ); print(os.environ['HOME'] == os.getcwd())"
    text = text_of(project, script)
    assert "secret" not in text and "FORCE_COLOR" not in text
    assert text.endswith("True")


def test_output_is_as_wide_as_a_page_and_has_no_colours(project: Project) -> None:
    script = "from rich.console import Console; Console().print('[red]' + 'x' * 150)"
    assert text_of(project, script) == "x" * COLUMNS + "\n" + "x" * (150 - COLUMNS)


def test_folders_of_this_machine_have_neutral_names(project: Project) -> None:
    script = (
        "import json, os, rich, sys, flopscope\n"
        "print(os.getcwd()); print(os.path.abspath('script.py')); print(json.__file__)\n"
        "print(rich.__file__); print(flopscope.__file__); print(sys.executable)\n"
    )
    assert text_of(project, script).split("\n") == [
        ".",
        "script.py",
        "python/json/__init__.py",
        "site-packages/rich/__init__.py",
        "site-packages/flopscope/__init__.py",
        "python",
    ]


def test_a_folder_has_a_neutral_name_in_json_too(tmp_path: Path) -> None:
    folder, cache = tmp_path / "größer", tmp_path / "ü" / "release"
    installed = InstalledRelease(RELEASES["0.12.4"], cache)
    printed = json.dumps({"file": f"{cache}/rich.py", "folder": str(folder)})
    assert "ü" not in printed
    assert (
        _neutral(printed, folder, installed) == '{"file": "site-packages/rich.py", "folder": "."}'
    )


def test_a_traceback_names_the_file_as_the_reader_would(project: Project) -> None:
    text = text_of(project, "import json\njson.loads('x')\n", exit_code=1)
    assert 'File "script.py", line 2, in <module>' in text
    assert 'File "python/json/' in text
    assert "/tmp" not in text


def test_the_name_of_the_machine_is_left_out_where_a_report_has_it(project: Project) -> None:
    name = socket.gethostname()
    script = f"print('Host [host.hostname]  {name}    |'); print('{{\"hostname\": \"{name}\"}}')"
    first, second = text_of(project, script).split("\n")
    assert second == '{"hostname": "host"}'
    assert first == f"Host [host.hostname]  {'host'.ljust(len(name) + 4)}|"


def test_a_folder_of_this_machine_that_is_cut_short_is_not_shown(project: Project) -> None:
    script = "import os; print(os.getcwd()[:-2] + '\N{BOX DRAWINGS LIGHT HORIZONTAL}')"
    assert text_of(project, script) == ("\N{HORIZONTAL ELLIPSIS}\N{BOX DRAWINGS LIGHT HORIZONTAL}")


def test_what_a_terminal_would_obey_is_shown_as_escapes(project: Project) -> None:
    script = r"print('a\x1b[31mb\rc\td'); print('\u202e<b>&'); print('  '); print('e  ')"
    assert text_of(project, script) == "c       d\n\\u202e<b>&\n\ne"


@pytest.mark.parametrize(
    ("script", "changes", "reason"),
    [
        ("print('so'); exit(3)", {}, r"'example' in v1-warmup ended with exit code 3, not 0: so\."),
        ("", {"exit_code": 1}, r"ended with exit code 0, not 1: it printed nothing"),
        ("print('other')", {"shows": "this"}, r"did not print 'this'"),
        ("import time; time.sleep(60)", {"limit_s": 0.5}, r"was still running after 0\.5 s"),
    ],
)
def test_a_command_that_does_not_end_as_it_should_is_named(
    project: Project, script: str, changes: dict[str, Any], reason: str
) -> None:
    job = a_job(project, script, **changes)
    with pytest.raises(MeasurementError, match=reason) as caught:
        job.run()
    assert "`whestdocs capture example --round v1-warmup`" in str(caught.value)


# What a capture depends on.


def test_nothing_that_a_capture_depends_on_is_left_out_of_its_key(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    job = a_job(project, "")
    entry = job.capture
    changes: list[Callable[[], CaptureJob]] = [
        lambda: replace(job, round=ROUNDS["v1-phase1"]),
        lambda: replace(job, capture=replace(entry, command="python -P script.py")),
        lambda: replace(job, capture=replace(entry, exit_code=1)),
        lambda: replace(job, capture=replace(entry, shows="x")),
        lambda: replace(job, capture=replace(entry, files=())),
        lambda: replace(job, capture=replace(entry, before=("python -V",))),
        lambda: a_job(project, "# changed"),
    ]
    keys = [job.key(), *(change().key() for change in changes)]
    code = tmp_path / "code.py"
    code.write_text("")
    monkeypatch.setattr(captures_module, "_CODE", (code,))
    keys.append(job.key())
    assert len(set(keys)) == len(keys) == 9


def test_the_code_that_a_capture_runs_through_is_in_its_key() -> None:
    names = [file.relative_to(PACKAGE).as_posix() for file in captures_module._CODE]
    assert names == [
        "measurements/captures/capturing.py",
        "running/forking.py",
        "running/processes.py",
        "text.py",
        "probe/fork_server.py",
        "probe/descendants.py",
    ]
    assert all(file.is_file() for file in captures_module._CODE)


def test_figures_are_no_ingredient(project: Project) -> None:
    job = a_job(project, "")
    other = replace(job, capture=replace(job.capture, fields={"flops": "a"}))
    assert job.key() == other.key()


# Figures.


def test_the_figures_of_a_capture_are_what_the_entry_reads(project: Project) -> None:
    job = a_job(
        project,
        "",
        fields={"flops": "a"},
        numbers={"matmul/calls": r"\[(\d+) calls\]"},
        approximate={"error": "b"},
    )
    flops, calls, error = job.figures({"text": '[16 calls]\n{"a": 5, "b": 0.5}'})
    assert (flops.name, flops.value, flops.unit) == ("capture/example/flops", 5, "FLOPs")
    assert (calls.name, calls.value, calls.unit) == ("capture/example/matmul/calls", 16, "calls")
    assert (flops.kind, calls.kind, error.kind) == (EXACT, EXACT, INTERVAL)
    assert error.low is not None and error.high is not None
    assert error.low < error.value < error.high


def test_a_line_that_says_what_something_costs_is_a_figure(project: Project) -> None:
    [cost] = a_job(project, "").figures({"text": "x * x:   1,000 FLOPs"})
    assert (cost.name, cost.value, cost.unit) == ("capture/example/x * x", 1_000, "FLOPs")


def test_what_a_text_says_is_a_figure(project: Project) -> None:
    says = {"limit": "exceeds (the )?limit$", "budget": "flop"}
    limit, budget = a_job(project, "", says=says).figures({"text": "a\nit exceeds the limit\nb"})
    assert (limit.name, limit.value) == ("capture/example/says/limit", 1)
    assert (budget.name, budget.value) == ("capture/example/says/budget", 0)
    assert (limit.unit, limit.kind) == ("", EXACT)


def test_a_figure_that_is_not_there_names_the_capture(project: Project) -> None:
    job = a_job(project, "", fields={"flops": "a"})
    with pytest.raises(MeasurementError, match=r"capture 'example' in v1-warmup shows None for"):
        job.figures({"text": "{}"})


def test_a_report_of_whest_run_has_figures_without_being_asked(project: Project) -> None:
    write_catalogue(
        project,
        '[captures.a]\ncommand = "whest run --format json"\nfields.flops_used = "mine"\n'
        '[captures.b]\ncommand = "whest run"\n',
    )
    found = read_captures(project)
    assert found["a"].fields == REPORT_FIELDS | {"flops_used": "mine"}
    assert found["a"].approximate == REPORT_ESTIMATES
    assert found["b"].fields == found["b"].approximate == {}


def test_the_provenance_of_a_capture_reproduces_it(project: Project) -> None:
    job = a_job(project, "", numbers={"n": r"(\d)"})
    [figure] = job.figures({"text": "7"})
    assert figure.provenance.command == "whestdocs capture example --round v1-warmup"
    assert (figure.provenance.call, figure.provenance.file) == ("python script.py", "script.py")


def test_commands_before_it_prepare_the_folder(project: Project) -> None:
    (project.root / "prepare.py").write_text("open('made.txt', 'w').write('made'); print('this')")
    files, before = ("script.py", "prepare.py"), ("python prepare.py",)
    job = a_job(project, "print(open('made.txt').read())", files=files, before=before)
    result = job.run()
    assert result["text"] == "made"
    assert result["commands"] == ("python prepare.py", "python script.py")
    assert list(result["files"]) == ["script.py", "prepare.py"]


def test_a_command_before_it_that_fails_is_named(project: Project) -> None:
    job = a_job(project, "", before=("python -c 'exit(3)'",), exit_code=3)
    with pytest.raises(MeasurementError, match=r"exit\(3\).*ended with exit code 3"):
        job.run()


def test_a_command_that_fails_on_a_busy_machine_is_run_again(project: Project) -> None:
    count = project.root / "count.txt"
    script = (
        f"from pathlib import Path; count = Path({str(count)!r})\n"
        "tries = len(count.read_text()) if count.exists() else 0\n"
        "count.write_text('x' * (tries + 1)); print('good' if tries == 2 else 'bad')"
    )
    assert text_of(project, script, shows="good") == "good"
    count.unlink()
    with pytest.raises(MeasurementError, match="did not print 'better'"):
        text_of(project, script, shows="better")
    assert count.read_text() == "xxx"


def test_a_script_that_runs_whestdocs_depends_on_its_code(tmp_path: Path) -> None:
    plain, running = tmp_path / "plain.py", tmp_path / "running.py"
    plain.write_text("print(1)")
    running.write_text('COMMAND = ["-m", "whestdocs"]')
    terminal = PACKAGE / "views" / "terminal" / "profile_text.py"
    assert terminal not in captures_module._code_of(["python plain.py"], [plain])
    assert terminal in captures_module._code_of(["python running.py"], [running])
    assert terminal in captures_module._code_of(["whestdocs --version"], [])


def test_releases_that_a_command_needs_are_there_before_it_runs(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It could not fetch them: it knows nothing of the machine's package index."""
    monkeypatch.setenv("WHESTDOCS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(captures_module, "RELEASES", {"0.2.0": RELEASES["0.2.0"]})
    script = (
        "import os, pathlib\n"
        "folders = pathlib.Path(os.environ['WHESTDOCS_CACHE']).glob('releases/*')\n"
        "print(*sorted(folder.name for folder in folders))\n"
    )
    assert "flopscope-0.2.0" not in text_of(project, script)
    assert "flopscope-0.2.0+whestbench-0.9.2" in text_of(project, script, every_release=True)
