r"""Captures: commands that are really run, whose output the pages show.

The catalogue is `captures.toml` and whatever `captures_*.toml` is beside it. An entry:

    [captures.NAME]
    files = ["examples/a.py"]       what its folder holds; paths in the checkout
    command = "python a.py"         begins with python or whest
    rounds = ["v1-warmup"]          default: all
    exit_code = 1                   what it must end with; default: 0
    shows = "a text"                what it must print, or what is captured is not what is meant
    limit_s = 60                    seconds it may take; default: 120

    [captures.NAME.fields]          figures read from JSON that it prints: capture/NAME/flops
    flops = "results.per_mlp.0.flops_used"

    [captures.NAME.numbers]         figures read from other text, by the group of a pattern
    flops = 'Total: ([\d,]+) FLOPs'

A line `what: 1,234 FLOPs` that a command prints is a figure without any entry: capture/NAME/what.
Figures must not depend on the machine: no times, and nothing that is worked out from them.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whestdocs.cache import code_digest, key_under
from whestdocs.capturing import arguments, capture
from whestdocs.errors import MeasurementError, UsageError
from whestdocs.figures import EXACT, Figure, Provenance
from whestdocs.files import sha256_of
from whestdocs.project import Project
from whestdocs.releases import prepare
from whestdocs.rounds import ROUNDS, Round

_PACKAGE = Path(__file__).parent
#: The code that a captured text depends on.
_CODE = tuple(_PACKAGE / name for name in ("capturing.py", "processes.py"))
_PRICED_LINE = re.compile(r"^(\S.*): +([0-9][0-9,]*) FLOPs$", re.MULTILINE)


@dataclass(frozen=True)
class Capture:
    """An entry of a catalogue; the module's text says what each attribute means."""

    name: str
    command: str
    files: tuple[str, ...] = ()
    rounds: tuple[str, ...] = tuple(ROUNDS)
    exit_code: int = 0
    shows: str = ""
    limit_s: float = 120.0
    fields: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    catalogue: str = "captures.toml"

    def __post_init__(self) -> None:
        arguments(self.command)
        unknown = [tag for tag in self.rounds if tag not in ROUNDS]
        if unknown:
            raise UsageError(f"there is no round {unknown[0]!r}.")


def read_captures(project: Project) -> dict[str, Capture]:
    """Return all entries of a checkout's catalogues by name.

    Raises:
        MeasurementError: A catalogue is malformed, or a name is in two of them.
    """
    found: dict[str, Capture] = {}
    for file in project.captures_files:
        for name, entry in _entries(file).items():
            if name in found:
                raise MeasurementError(
                    f"{file.name}: the capture {name!r} is in {found[name].catalogue} already. "
                    "Rename one of them."
                )
            found[name] = _capture(project, file.name, name, entry)
    return found


def _entries(file: Path) -> dict[str, dict[str, Any]]:
    try:
        return dict(tomllib.loads(file.read_text(encoding="utf-8"))["captures"])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        raise MeasurementError(f"{file.name} cannot be read: {error}. Correct the file.") from error


def _capture(project: Project, catalogue: str, name: str, entry: dict[str, Any]) -> Capture:
    where = f"{catalogue}: the capture {name!r}"
    try:
        lists = {key: tuple(entry[key]) for key in ("files", "rounds") if key in entry}
        fields: dict[str, Any] = entry | lists
        found = Capture(name, **fields, catalogue=catalogue)
    except (AttributeError, TypeError, UsageError) as error:
        reason = str(error).removeprefix("Capture.__init__() ").rstrip(".")
        raise MeasurementError(f"{where} is malformed: {reason}. Correct the entry.") from error
    missing = [path for path in found.files if not (project.root / path).is_file()]
    if missing:
        raise MeasurementError(f"{where} needs {missing[0]}, which is not there. Add the file.")
    return found


@dataclass(frozen=True)
class CaptureJob:
    """Running one captured command under a round's release.

    Attributes:
        project: The checkout.
        round: The round.
        capture: The entry of the catalogue.
    """

    project: Project
    round: Round
    capture: Capture

    @property
    def name(self) -> str:
        """Name of the result among those of its round."""
        return f"capture/{self.capture.name}"

    @property
    def description(self) -> str:
        """What is measured."""
        return f"{self.name} in {self.round.tag}"

    @property
    def folder(self) -> Path:
        """Folder of the checkout."""
        return self.project.root

    @property
    def _files(self) -> list[Path]:
        return [self.project.root / path for path in self.capture.files]

    def key(self) -> str:
        """Return the digest of command, files, what is expected, release and code."""
        release = self.round.release
        files = {file.name: sha256_of(file.read_bytes()) for file in self._files}
        return key_under(
            code_digest(*_CODE),
            {
                "command": self.capture.command,
                "files": files,
                "expected": [self.capture.exit_code, self.capture.shows],
                "release": [release.flopscope, release.whestbench],
            },
        )

    def run(self) -> dict[str, Any]:
        """Run the command and keep what it prints.

        Raises:
            MeasurementError: It did not end as the catalogue says.
        """
        wanted = self.capture
        installed = prepare(self.round.release)
        finished = capture(installed, wanted.command, self._files, wanted.limit_s)
        if finished.returncode is None:
            raise self._error(f"was still running after {wanted.limit_s:g} s")
        if finished.returncode != wanted.exit_code:
            last = (finished.printed.splitlines() or ["it printed nothing"])[-1].strip()
            raise self._error(
                f"ended with exit code {finished.returncode}, not {wanted.exit_code}: {last}"
            )
        if wanted.shows not in finished.printed:
            raise self._error(f"did not print {wanted.shows!r}")
        return {
            "command": wanted.command,
            "text": finished.printed,
            "exit_code": finished.returncode,
        }

    def _error(self, what: str) -> MeasurementError:
        return MeasurementError(
            f"The capture {self.capture.name!r} in {self.round.tag} {what}. Look at it with "
            f"`whestdocs capture {self.capture.name} --round {self.round.tag}`, and correct its "
            f"files or {self.capture.catalogue}."
        )

    def figures(self, result: dict[str, Any]) -> list[Figure]:
        """Return the figures that the entry reads from what was printed.

        Raises:
            MeasurementError: One of them is not there, or is no whole number.
        """
        provenance = self._provenance()
        return [
            Figure(f"{self.name}/{name}", value, unit, EXACT, provenance)
            for name, value, unit in self._values(result["text"])
        ]

    def _values(self, text: str) -> Iterator[tuple[str, int, str]]:
        if self.capture.fields:
            document = json_in(text)
            for name, path in self.capture.fields.items():
                yield name, self._whole(path, _field(document, path)), _unit(name)
        for name, pattern in self.capture.numbers.items():
            match = re.search(pattern, text, re.MULTILINE)
            yield name, self._whole(pattern, match and _digits(match[1])), _unit(name)
        for line in _PRICED_LINE.finditer(text):
            yield line[1], int(_digits(line[2])), "FLOPs"

    def _whole(self, source: str, found: object) -> int:
        if isinstance(found, str) and found.isdecimal():
            return int(found)
        if isinstance(found, (int, float)) and float(found).is_integer():  # True is one.
            return int(found)
        raise self._error(f"shows {found!r} for {source!r}, which is no whole number")

    def _provenance(self) -> Provenance:
        content = b"".join(file.read_bytes() for file in self._files)
        return Provenance(
            source=self.name,
            file=", ".join(self.capture.files) or f"whestdocs/{self.capture.catalogue}",
            sha256=sha256_of(content or self.capture.command.encode()),
            call=self.capture.command,
            round_tag=self.round.tag,
            flopscope=self.round.release.flopscope,
            whestbench=self.round.release.whestbench,
            width=None,
            depth=None,
            seed=None,
            dtype="",
        )


def capture_jobs(project: Project, round_: Round) -> list[CaptureJob]:
    """Return the captures of one round."""
    return [
        CaptureJob(project, round_, entry)
        for entry in read_captures(project).values()
        if round_.tag in entry.rounds
    ]


def priced_names(text: str) -> list[str]:
    """Return what a captured text says the cost of, in its order."""
    return [line[1] for line in _PRICED_LINE.finditer(text)]


def json_in(text: str) -> Any:
    """Return the JSON document that stands in ``text`` after any warnings; None for none."""
    start = re.search(r"^[{\[]", text, re.MULTILINE)
    try:
        return json.JSONDecoder().raw_decode(text[start.start() :])[0] if start else None
    except ValueError:
        return None


def _field(document: Any, path: str) -> object:
    """Return what stands at a dotted path in a JSON document, None for nothing."""
    for part in path.split("."):
        try:
            document = document[int(part) if isinstance(document, list) else part]
        except (LookupError, TypeError, ValueError):
            return None
    return document


def _digits(number: str) -> str:
    return number.replace(",", "")


def _unit(name: str) -> str:
    """Return the unit of the figure that an entry calls ``name``."""
    if name.split("/")[-1] == "calls":
        return "calls"
    return "FLOPs" if "flop" in name or "compute" in name else ""
