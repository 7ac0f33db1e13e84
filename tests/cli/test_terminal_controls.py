"""Terminal controls in sources, names and messages reach no terminal through any command."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.conftest import INDEX, TAG, TINY, accept_all, make_checkout
from tests.support.command_line import ROUND
from tests.support.places import ROOT
from whestdocs.printing import TerminalConsole, VisibleStream, with_visible_output
from whestdocs.project import Project

#: Hides what follows; names the window; goes up, so that what was said is written over.
CONTROLS = "\x1b[8m\x1b]0;owned\x07\x1b[2A\x9b8m"
SIGN = 'it\'s | a \\"sign\\"'
HOSTILE = TINY.replace(SIGN, f"{SIGN}{CONTROLS}")
DEARER = HOSTILE.replace("w.T @ x, 0.0", f"w.T @ x + len('{CONTROLS}'), 0.0")
RAISES = HOSTILE.replace("x = fnp.zeros", f"raise ValueError('{CONTROLS}')\n        x = fnp.zeros")
LISTED = f"{INDEX}\n/// listing | 01_tiny\n///\n"
#: What rich writes by itself: styles, and to hide the cursor and take lines back for a bar.
OUR_OWN = re.compile(r"\x1b\[(\?25[lh]|2K|1A|(?!8m)(?!\d*;?8m)[\d;]*m)")


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A guide whose example moved since its figures were accepted, and changed in name too."""
    project = make_checkout(tmp_path_factory.mktemp("guide"), **{"01_tiny": HOSTILE})
    (project.pages / "index.md").write_text(LISTED)
    accept_all(project)
    (project.examples / "01_tiny.py").write_text(DEARER)
    for name, text in (("raises", RAISES), (f"a{CONTROLS}b", HOSTILE)):
        (project.root / f"{name}.py").write_text(text)
    return project


def piped(guide: Project, *arguments: str) -> str:
    finished = subprocess.run(
        [sys.executable, "-m", "whestdocs", *arguments],
        cwd=guide.root,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return finished.stdout.decode()


def on_a_terminal(guide: Project, *arguments: str) -> str:
    reader, writer = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "whestdocs", *arguments],
        cwd=guide.root,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=writer,
        stderr=writer,
    )
    os.close(writer)
    text = b"".join(read_all(reader)).decode()
    process.wait()
    return OUR_OWN.sub("", text)


def read_all(reader: int) -> Iterator[bytes]:
    with suppress(OSError):  # So Linux says that nobody writes any more.
        while chunk := os.read(reader, 65536):
            yield chunk
    os.close(reader)


def environment() -> dict[str, str]:
    usual = {name: value for name, value in os.environ.items() if name not in ("CI", "NO_COLOR")}
    return usual | {"TERM": "xterm-256color", "COLUMNS": "200"}


COMMANDS = {
    "profile": ("profile", "examples/01_tiny.py", *ROUND),
    "profile a name": ("profile", f"a{CONTROLS}b.py", *ROUND, "--by", "line"),
    "advise": ("advise", "examples/01_tiny.py", *ROUND, "--quick"),
    "compare": ("compare", f"a{CONTROLS}b.py", "examples/01_tiny.py", *ROUND, "--skip-accuracy"),
    "budget": ("budget", f"a{CONTROLS}b.py", *ROUND),
    "raises": ("profile", "raises.py", *ROUND, "--debug"),
    "no such file": ("profile", f"none{CONTROLS}.py"),
    "no such option": (f"--none{CONTROLS}",),
    "price": ("price", f"mat{CONTROLS}mul"),
    "capture": ("capture", f"none{CONTROLS}"),
    "check": ("check", *ROUND),
    "site": ("site", *ROUND),
    "accept": ("accept", *ROUND),
}


@pytest.mark.parametrize("way", [piped, on_a_terminal])
@pytest.mark.parametrize("name", COMMANDS)
def test_no_control_of_a_source_a_name_or_a_message_is_printed(
    guide: Project, name: str, way: Callable[..., str]
) -> None:
    ledger = guide.ledger_file(TAG)
    before = ledger.read_bytes()
    try:
        text = way(guide, *COMMANDS[name])
    finally:
        ledger.write_bytes(before)
    assert text.strip()
    assert not set(text) & {"\x1b", "\x07", "\x9b"}, re.findall(r".{0,40}[\x1b\x9b].{0,20}", text)
    assert "Traceback" not in text or name == "raises"
    if name not in ("advise", "budget", "no such option"):
        assert "\\x1b[8m" in text


def test_a_stream_shows_controls_and_keeps_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with with_visible_output():
        assert isinstance(sys.stdout, VisibleStream)
        print(f"a{CONTROLS}", "b\r\u202e", sep="\n\t")
        sys.stdout.writelines(["\x1b", "\n"])
        print("\x1b", file=sys.stderr)
    assert not isinstance(sys.stdout, VisibleStream)
    out, err = capsys.readouterr()
    shown = r"a\x1b[8m\x1b]0;owned\x07\x1b[2A\x9b8m"
    assert out == f"{shown}\n\tb\\r\\u202e\n\\x1b\n"
    assert err == "\\x1b\n"


def test_a_console_styles_what_it_prints_and_shows_controls(tmp_path: Path) -> None:
    with (tmp_path / "a").open("w+") as file:
        console = TerminalConsole(file=file, force_terminal=True, color_system="standard")
        console.print(f"[bold]{CONTROLS}", style="bold", highlight=False)
        file.seek(0)
        text = file.read()
    shown = r"[bold]\x1b[8m\x1b]0;owned\x1b[2A\x9b8m"  # It leaves the bell out by itself.
    assert text == f"\x1b[1m{shown}\x1b[0m\n"


def test_every_console_of_the_package_is_one_that_shows_controls() -> None:
    makes_one = re.compile(r"(?<!Terminal)Console\(")
    files = [file for file in (ROOT / "whestdocs").rglob("*.py") if "probe" not in file.parts]
    makers = [file.name for file in files if makes_one.search(file.read_text())]
    assert makers == []
