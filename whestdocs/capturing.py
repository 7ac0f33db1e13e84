"""Running a command as a participant would, and keeping what it prints.

The command runs in an empty folder that holds the files it is about, under a round's
release, without colours, at a fixed width, and knows nothing of whoever builds the guide.
What it says about this machine's folders is replaced by names that mean the same anywhere.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import sys
import sysconfig
import tempfile
from collections.abc import Iterable
from pathlib import Path

from whestdocs.errors import UsageError
from whestdocs.processes import Finished, run_process
from whestdocs.releases import InstalledRelease
from whestdocs.text import visible

#: Columns of the terminal that commands believe to print to.
COLUMNS = 100
#: The most that a command may print; a report in JSON takes some 30 kB.
_MOST_BYTES = 1_000_000
#: What a command may know of the machine: where its libraries are.
_KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "PYTHONPATH")
_FIXED = {
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
_WHEST = "import sys; from whestbench.cli import main; sys.exit(main())"
#: The programs that a command may begin with, and how each is started.
PROGRAMS = {
    "python": [sys.executable],
    "whest": [sys.executable, "-P", "-c", _WHEST],
}


def capture(
    installed: InstalledRelease, command: str, files: Iterable[Path], limit_s: float
) -> Finished:
    """Run ``command`` and return how it ended, what it printed as a page can show it.

    Args:
        installed: The release to run it in.
        command: The command as a reader would type it; no shell reads it.
        files: What its folder holds.
        limit_s: Seconds it may take.

    Raises:
        UsageError: The command does not begin with ``python`` or ``whest``.
    """
    with tempfile.TemporaryDirectory(prefix="whestdocs-") as name:
        folder = Path(name).resolve()
        for file in files:
            shutil.copy(file, folder)
        finished = run_process(
            arguments(command),
            _environment(installed) | {"HOME": str(folder)},
            limit_s,
            folder=folder,
            most_bytes=_MOST_BYTES,
        )
    return Finished(finished.returncode, _neutral(finished.printed, folder, installed))


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
    return {name: environment[name] for name in _KEPT if name in environment} | _FIXED


def _neutral(printed: str, folder: Path, installed: InstalledRelease) -> str:
    """Return what was printed as lines that name nothing of this machine."""
    text = printed.replace("\r\n", "\n").replace(f"{folder}{os.sep}", "")
    names = _names(installed) | {str(folder): "."}
    # The longest first: one folder may be in another.
    for path in sorted(names, key=len, reverse=True):
        text = re.sub(rf"{re.escape(path)}(?![\w-])", names[path], text)
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


def _line(line: str) -> str:
    """Return a line as a terminal would leave it on the screen."""
    return visible(line.rsplit("\r", 1)[-1].expandtabs()).rstrip()
