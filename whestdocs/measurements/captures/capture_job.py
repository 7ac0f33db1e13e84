r"""Captures: commands that are really run, whose output the pages show.

The catalogue is whatever `.toml` is in `commands/`. An entry:

    [captures.NAME]
    files = ["examples/a.py"]       what its folder holds; paths in the checkout
    before = ["whest init"]         commands that prepare the folder; what they print is not kept
    command = "python a.py"         begins with python, whest or whestdocs; {round} is its tag
    rounds = ["v1-warmup"]          default: all
    exit_code = 1                   what it must end with; default: 0
    shows = "a text"                what it must print, or what is captured is not what is meant
    limit_s = 60                    seconds it may take; default: 120
    every_release = true            it runs under every release; it could not fetch them itself,
                                    knowing nothing of this machine's package index

    [captures.NAME.fields]          figures read from JSON that it prints: capture/NAME/flops
    flops = "results.per_mlp.0.flops_used"

    [captures.NAME.numbers]         figures read from other text, by the group of a pattern
    flops = 'Total: ([\d,]+) FLOPs'

    [captures.NAME.says]            whether the text says something: capture/NAME/says/limit is 1
    limit = "exceeds limit"         where the pattern is found in it, and 0 where it is not

    [captures.NAME.approximate]     fields of JSON that rounding may move by less than a thousandth
    mse = "results.final_layer_mse"

Without being asked, a line `what: 1,234 FLOPs` that a command prints gives capture/NAME/what, and
a report of `whest run --format json` gives REPORT_FIELDS and REPORT_ESTIMATES.
Figures must not depend on the machine: no times, and nothing that is worked out from them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from whestdocs.competition.releases import RELEASES
from whestdocs.competition.rounds import ROUNDS, Round
from whestdocs.errors import FigureError, MeasurementError, UsageError
from whestdocs.figures.figure import EXACT, INTERVAL, Figure, Provenance
from whestdocs.files import sha256_of
from whestdocs.measurements.captures.capturing import Captured, arguments, capture
from whestdocs.measurements.captures.printed_figures import (
    REPORT_ESTIMATES,
    REPORT_FIELDS,
    read_costs,
    read_estimates,
    read_fields,
    read_numbers,
    read_sayings,
)
from whestdocs.measurements.job import provenance_in
from whestdocs.project import PACKAGE, Project
from whestdocs.running.cache import code_digest, key_under
from whestdocs.running.import_closure import files_of, imports_in
from whestdocs.running.installing import prepare

_MAIN = PACKAGE / "cli" / "main.py"
_NAME_OF_MAIN = '"-m", "whestdocs"'
_PYTEST_PLUGIN = PACKAGE / "testing" / "plugin.py"
#: What runs a command, and writes down what it printed.
_RUNS_COMMANDS = (
    "measurements/captures/capturing",
    "running/forking",
    "running/processes",
    "text",
)
_CODE = (
    *(PACKAGE / f"{name}.py" for name in _RUNS_COMMANDS),
    *(PACKAGE / "probe" / f"{name}.py" for name in ("fork_server", "descendants")),
)
#: How often a command may fail to end as it should: a busy machine can bring any over a limit
#: of time.
_ATTEMPTS = 3


@dataclass(frozen=True)
class Capture:
    """An entry of a catalogue; the module's text says what each attribute means."""

    name: str
    command: str
    files: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    rounds: tuple[str, ...] = tuple(ROUNDS)
    exit_code: int = 0
    shows: str = ""
    limit_s: float = 120.0
    every_release: bool = False
    fields: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    says: dict[str, str] = field(default_factory=dict)
    approximate: dict[str, str] = field(default_factory=dict)
    catalogue: str = "guide.toml"

    def __post_init__(self) -> None:
        for command in (*self.before, self.command):
            arguments(command)
        for pattern in (*self.numbers.values(), *self.says.values()):
            _refuse_no_pattern(pattern)
        unknown = [tag for tag in self.rounds if tag not in ROUNDS]
        if unknown:
            raise UsageError(f"there is no round {unknown[0]!r}.")


def _refuse_no_pattern(pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise UsageError(f"{pattern!r} is no pattern: {error}.") from error


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
        return dict(_parsed(file.read_text(encoding="utf-8"))["captures"])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        raise MeasurementError(f"{file.name} cannot be read: {error}. Correct the file.") from error


@cache
def _parsed(text: str) -> dict[str, Any]:
    return tomllib.loads(text)


def _capture(project: Project, catalogue: str, name: str, entry: dict[str, Any]) -> Capture:
    where = f"{catalogue}: the capture {name!r}"
    try:
        lists = {key: tuple(entry[key]) for key in ("files", "before", "rounds") if key in entry}
        attributes: dict[str, Any] = entry | lists
        if _is_report(entry.get("command", "")):
            attributes["fields"] = REPORT_FIELDS | entry.get("fields", {})
            attributes["approximate"] = REPORT_ESTIMATES | entry.get("approximate", {})
        found = Capture(name, **attributes, catalogue=catalogue)
    except (AttributeError, TypeError, UsageError) as error:
        reason = str(error).removeprefix("Capture.__init__() ").rstrip(".")
        raise MeasurementError(f"{where} is malformed: {reason}. Correct the entry.") from error
    missing = [path for path in found.files if not (project.root / path).is_file()]
    if missing:
        raise MeasurementError(f"{where} needs {missing[0]}, which is not there. Add the file.")
    return found


def _is_report(command: str) -> bool:
    words = command.split()
    return words[:2] == ["whest", "run"] and "json" in words


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

    @property
    def _commands(self) -> tuple[str, ...]:
        """The commands as a reader types them in this round."""
        commands = (*self.capture.before, self.capture.command)
        return tuple(command.replace("{round}", self.round.tag) for command in commands)

    def key(self) -> str:
        """Return the digest of command, files, what is expected, release and code."""
        release = self.round.release
        files = {file.name: sha256_of(file.read_bytes()) for file in self._files}
        return key_under(
            code_digest(*_code_of(self._commands, self._files)),
            {
                "commands": list(self._commands),
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
        if wanted.every_release:
            for release in RELEASES.values():
                prepare(release)
        for _ in range(_ATTEMPTS):
            captured = capture(installed, self._commands, self._files, wanted.limit_s)
            problem = self._problem(captured)
            if not problem:
                return vars(captured)
        raise self._error(problem)

    def _problem(self, captured: Captured) -> str:
        """Return what is not as the catalogue says, "" for nothing."""
        wanted = self.capture
        if captured.exit_code is None:
            return f"was still running after {wanted.limit_s:g} s"
        if captured.exit_code != wanted.exit_code:
            last = (captured.text.splitlines() or ["it printed nothing"])[-1].strip(" .")
            return f"ended with exit code {captured.exit_code}, not {wanted.exit_code}: {last}"
        if wanted.shows not in captured.text:
            return f"did not print {wanted.shows!r}"
        return ""

    def _error(self, what: str) -> MeasurementError:
        return MeasurementError(
            f"The capture {self.capture.name!r} in {self.round.tag} {what}. Look at it with "
            f"`whestdocs capture {self.capture.name} --round {self.round.tag}`, and correct its "
            f"files or {self.capture.catalogue}."
        )

    def figures(self, result: dict[str, Any]) -> list[Figure]:
        """Return the figures that the entry reads from what was printed.

        Raises:
            MeasurementError: One of them is not there, or is no number of its kind.
        """
        entry, text, provenance = self.capture, result["text"], self._provenance
        try:
            readings = [
                *read_fields(text, entry.fields),
                *read_numbers(text, entry.numbers),
                *read_sayings(text, entry.says),
                *read_estimates(text, entry.approximate),
                *read_costs(text),
            ]
        except FigureError as error:
            raise self._error(str(error)) from error
        return [
            Figure(
                name=f"{self.name}/{reading.name}",
                value=reading.value,
                unit=reading.unit,
                kind=EXACT if reading.low is None else INTERVAL,
                provenance=provenance,
                low=reading.low,
                high=reading.high,
            )
            for reading in readings
        ]

    @property
    def _provenance(self) -> Provenance:
        content = b"".join(file.read_bytes() for file in self._files)
        return provenance_in(
            self.round,
            self.name,
            ", ".join(self.capture.files) or f"whestdocs/{self.capture.catalogue}",
            content or self._commands[-1],
            self._commands[-1],
            ("capture", self.capture.name),
        )


def _code_of(commands: Iterable[str], files: Iterable[Path]) -> list[Path]:
    """Return the code that the output of ``commands`` depends on, beside the release."""
    modules = {module for command in commands for module in _modules_of(command)}
    for file in files:
        text = file.read_text(encoding="utf-8", errors="replace") if file.suffix == ".py" else ""
        modules.update(imports_in(text))
        if _NAME_OF_MAIN in text:  # It is started by name, with whatever command.
            modules.add(_MAIN)
    return [*_CODE, *(files_of(*sorted(modules)) if modules else ())]


def _modules_of(command: str) -> list[Path]:
    """Return the modules of whestdocs that a command starts with."""
    words = command.split()
    if words[:3] == ["python", "-m", "pytest"]:
        return [_PYTEST_PLUGIN]
    return [module_of_command(words[1])] if words[0] == "whestdocs" and len(words) > 1 else []


@cache
def module_of_command(name: str) -> Path:
    """Return the module of a command of whestdocs; of the whole command line for none."""
    defining = re.compile(rf"^def {re.escape(name)}\(", re.MULTILINE)
    modules = (file for file in sorted(_MAIN.parent.glob("*.py")) if file != _MAIN)
    found = (file for file in modules if defining.search(file.read_text(encoding="utf-8")))
    return next(found, _MAIN)


def capture_jobs(project: Project, round_: Round) -> list[CaptureJob]:
    """Return the captures of one round.

    Those with most commands come last. What prepares one is often shown by another, and
    whestdocs keeps what it found.
    """
    entries = sorted(read_captures(project).values(), key=lambda entry: len(entry.before))
    return [CaptureJob(project, round_, entry) for entry in entries if round_.tag in entry.rounds]
