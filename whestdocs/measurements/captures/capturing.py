"""Running commands as a participant would, and keeping what the last prints.

They run in a folder that holds the files they are about and nothing else, under a round's
release, without colours, at a fixed width, and know nothing of whoever builds the guide.
What they say about this machine's folders is replaced by names that mean the same anywhere.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from whestdocs.errors import MeasurementError, UsageError
from whestdocs.project import cache_folder
from whestdocs.running.eviction import BOUND_VARIABLE
from whestdocs.running.forking import FOLDER_PREFIX, Workplace, workplace
from whestdocs.running.installing import InstalledRelease
from whestdocs.running.processes import ONE_THREAD, Finished, run_process
from whestdocs.text import visible

#: Columns of the terminal that commands believe to print to.
COLUMNS = 100
#: The most that a command may print; a report in JSON takes some 30 kB.
_MOST_BYTES = 1_000_000
#: What a command may know of the machine: where its libraries are.
_KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "PYTHONPATH")
_FIXED = ONE_THREAD | {
    "COLUMNS": str(COLUMNS),
    "LINES": "50",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "NO_COLOR": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONIOENCODING": "utf-8",
    "PYTHONNOUSERSITE": "1",
    "PYTHONUNBUFFERED": "1",  # Errors stand among the output where they occurred.
    "TERM": "dumb",
    "TZ": "UTC",
}
#: Where a report of whest names the machine.
_HOST_NAME = re.compile(rf"(?<=hostname)(\W+){re.escape(socket.gethostname())}\b( *)")
#: What the program `whest` does; it finds no modules in the working folder either.
_WHEST = "import sys; del sys.path[0]; from whestbench.cli import main; sys.exit(main())"
#: The programs that a command may begin with, and how each is started.
PROGRAMS = {
    "python": [sys.executable],
    "whest": [sys.executable, "-c", _WHEST],
    "whestdocs": [sys.executable, "-P", "-m", "whestdocs"],
}


@dataclass(frozen=True)
class Captured:
    """What came of commands.

    Attributes:
        commands: The commands; all but the last prepared the folder.
        files: Text of the files that the folder held, by name.
        text: What the last command printed, as a page can show it.
        exit_code: How it ended; None if it ran out of time.
    """

    commands: tuple[str, ...]
    files: dict[str, str]
    text: str
    exit_code: int | None


def capture(
    installed: InstalledRelease, commands: Sequence[str], files: Sequence[Path], limit_s: float
) -> Captured:
    """Run ``commands`` in one folder, and return what came of them.

    Args:
        installed: The release to run them in.
        commands: Each as a reader would type it; no shell reads it. Those before the last
            prepare the folder.
        files: What the folder holds.
        limit_s: Seconds that each may take.

    Raises:
        UsageError: A command does not begin with one of PROGRAMS.
        MeasurementError: A command that prepares the folder failed.
    """
    with workplace(_environment(installed)) as place:
        for file in files:
            shutil.copy(file, place.folder)
        *preparing, last = commands
        for command in preparing:
            _refuse_failure(command, _run(command, place, limit_s))
        finished = _run(last, place, limit_s)
    return Captured(
        commands=tuple(commands),
        files={file.name: file.read_text(encoding="utf-8") for file in files},
        text=_neutral(finished.printed, place.folder, installed),
        exit_code=finished.returncode,
    )


def _run(command: str, place: Workplace, limit_s: float) -> Finished:
    return run_process(
        arguments(command),
        place.environment,
        limit_s,
        folder=place.folder,
        most_bytes=_MOST_BYTES,
        start=place.start,
    )


def _refuse_failure(command: str, finished: Finished) -> None:
    if finished.returncode != 0:
        raise MeasurementError(
            f"The command {command!r}, which prepares a capture, ended with exit code "
            f"{finished.returncode}: {finished.printed.strip()[-200:]}. Correct its entry."
        )


def arguments(command: str) -> list[str]:
    """Return the words of ``command``, its first replaced by what starts that program.

    Raises:
        UsageError: They are no command that can be captured.
    """
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise UsageError(f"The command {command!r} is malformed: {error}.") from error
    if not words or words[0] not in PROGRAMS:
        raise UsageError(f"The command {command!r} must begin with {' or '.join(PROGRAMS)}.")
    return [*PROGRAMS[words[0]], *words[1:]]


def _environment(installed: InstalledRelease) -> dict[str, str]:
    environment = installed.environment()
    kept = {name: environment[name] for name in _KEPT if name in environment}
    # Whoever captures makes room in the cache, not the commands that it runs.
    return kept | _FIXED | {"WHESTDOCS_CACHE": str(cache_folder()), BOUND_VARIABLE: "1000T"}


def _neutral(printed: str, folder: Path, installed: InstalledRelease) -> str:
    """Return what was printed as lines that name nothing of this machine."""
    text = printed.replace("\r\n", "\n").replace(f"{folder}{os.sep}", "")
    names = _as_in_json(_names(installed) | {str(folder): "."})
    # The longest first: one folder may be in another.
    for path in sorted(names, key=len, reverse=True):
        text = re.sub(rf"{re.escape(path)}(?![\w-])", names[path], text)
    # What a box cuts short no longer begins with all of the folder's path.
    cut_short = re.escape(f"{folder.parent}{os.sep}{FOLDER_PREFIX}")
    text = re.sub(rf"{cut_short}\w*", "\N{HORIZONTAL ELLIPSIS}", text)
    text = _HOST_NAME.sub(lambda m: m[1] + "host".ljust(len(m[0]) - len(m[1])), text)
    return "\n".join(_line(line) for line in text.split("\n")).strip("\n")


def _names(installed: InstalledRelease) -> dict[str, str]:
    """Return, for each folder of this machine, what a page calls it."""
    paths = sysconfig.get_paths()
    names = {
        paths["stdlib"]: "python",
        paths["purelib"]: "site-packages",
        paths["platlib"]: "site-packages",
        sys.executable: "python",
        sys.prefix: "python",
        sys.base_prefix: "python",
        str(Path.home()): "~",
        str(installed.folder): "site-packages",
    }
    real = {os.path.realpath(path): name for path, name in names.items()}
    return {path: name for path, name in (real | names).items() if path != "/"}


def _as_in_json(names: dict[str, str]) -> dict[str, str]:
    """Return names of folders with those of the folders as JSON writes them, if that differs."""
    return {json.dumps(path)[1:-1]: name for path, name in names.items()} | names


def _line(line: str) -> str:
    """Return a line as a terminal would leave it on the screen."""
    return visible(line.rsplit("\r", 1)[-1].expandtabs()).rstrip()
