"""Ceilings: how many FLOPs a test lets an estimator spend, and what is wrong if it spends more.

a marker's arguments -> Ceiling -> profile -> nothing, or one paragraph
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from whestdocs.errors import UsageError
from whestdocs.estimators.notices import FAILURE, notices_of
from whestdocs.estimators.profiles import Profile
from whestdocs.estimators.profiling import profile
from whestdocs.estimators.settings import Options, setting
from whestdocs.estimators.targets import Target, find_target
from whestdocs.text import some, visible

#: What the API calls an option that a test may give, by its name there.
_OPTIONS = {"round": "round_tag"} | {name: name for name in ("release", "width", "depth", "seed")}
_NAMES = ("round", "release")
#: Characters of a source line that a message quotes.
_QUOTED = 80


@dataclass(frozen=True)
class Ceiling:
    """What an estimator may spend.

    Attributes:
        flops: The most FLOPs of one ``predict()``.
        options: Round, release, shape and seed of the run.
        estimator: The estimator that the marker names, or None.
    """

    flops: int
    options: Options
    estimator: str | None = None

    def measure(self, target: Target) -> tuple[Profile, str]:
        """Return an estimator's profile, and what to say if it spends too much, else ``""``.

        Raises:
            EstimatorError: The estimator failed, so that its cost is not known.
            ReleaseError: The release cannot be installed or does not run.
        """
        name = str(target.file)
        if target.class_name is not None:
            name = f"{name}:{target.class_name}"
        measured = profile(name, **self.options)
        used = measured.flops_used
        if used <= self.flops and not measured.budget_exhausted:
            hidden = [notice for notice in notices_of(measured) if notice.tone == FAILURE]
            return measured, " ".join(visible(str(notice)) for notice in hidden)
        parts = [_what_it_spends(measured, self.flops), _most_expensive_line(measured)]
        return measured, " ".join([*parts, f"See every line with `{self._command(target)}`."])

    def _command(self, target: Target) -> str:
        words = ["whestdocs", "profile", _from_here(target.file)]
        if target.class_name is not None:
            words += ["--class", target.class_name]
        for option, name in _OPTIONS.items():
            value = cast(dict[str, Any], self.options).get(name)
            if value is not None:
                words += [f"--{option}", str(value)]
        return visible(shlex.join(words))


def _what_it_spends(measured: Profile, most: int) -> str:
    used = measured.flops_used
    where = (
        f"at width {measured.width} and depth {measured.depth} under flopscope "
        f"{measured.release['flopscope']}"
    )
    file = visible(measured.file)
    if measured.budget_exhausted:
        return (
            f"{file} asks for more than the {measured.flop_budget:,} FLOPs of {measured.round_tag} "
            f"{where}: an operation was refused after {used:,} FLOPs, and max={most:,}."
        )
    return f"{file} spends {used:,} FLOPs {where}, {used - most:,} more than max={most:,}."


def _most_expensive_line(measured: Profile) -> str:
    """Return where most was spent, and on what."""
    if not measured.lines:
        return "No line of it was charged."
    (file, line), total = max(measured.lines.items(), key=lambda item: item[1].flops)
    text = next((each.source for each in measured.files if each.path == file), "")
    lines = text.split("\n")
    source = lines[line - 1].strip() if line <= len(lines) else ""
    quoted = source if len(source) <= _QUOTED else f"{source[: _QUOTED - 1]}…"
    share = total.flops / measured.flops_used if measured.flops_used else 0.0
    return (
        f"{visible(file)}:{line} costs most, {total.flops:,} FLOPs ({share:.0%} of it): "
        f"{visible(quoted)}"
    ).rstrip(": ") + "."


def _from_here(file: Path) -> str:
    """Return a file as one would type it in the working folder."""
    relative = os.path.relpath(file)
    return str(file) if relative.startswith(os.pardir) else relative


def read_ceiling(marker: pytest.Mark) -> Ceiling:
    """Return what a marker says.

    Raises:
        UsageError: It says nothing that can be checked.
    """
    arguments = dict(marker.kwargs)
    if "max" not in arguments:
        raise UsageError("max is missing: the most FLOPs that predict() may spend.")
    most = arguments.pop("max")
    unknown = [name for name in arguments if name not in _OPTIONS]
    if unknown:
        known = ", ".join(["max", *_OPTIONS])
        raise UsageError(f"there is no argument {some(unknown)}. Arguments are: {known}.")
    for name, value in arguments.items():
        _refuse_type(name, value)
    options = cast(Options, {_OPTIONS[name]: value for name, value in arguments.items()})
    setting(**options).request(Target(Path()))  # Raises where there is no such round or shape.
    return Ceiling(_flops(most), options, _estimator(marker.args))


def _refuse_type(name: str, value: object) -> None:
    if name in _NAMES and not isinstance(value, (str, type(None))):
        raise UsageError(f"{name} must be a text, not {value!r}.")
    if name not in _NAMES and type(value) is not int:
        raise UsageError(f"{name} must be a whole number, not {value!r}.")


def _flops(most: object) -> int:
    is_number = isinstance(most, (int, float)) and not isinstance(most, bool)
    if not is_number or most < 0 or most != most // 1:  # type: ignore[operator]
        raise UsageError(f"max must be a whole number of FLOPs, not {most!r}.")
    return int(most)


def _estimator(arguments: tuple[Any, ...]) -> str | None:
    if not arguments:
        return None
    if len(arguments) > 1 or not isinstance(arguments[0], (str, os.PathLike)):
        shown = ", ".join(map(repr, arguments))
        raise UsageError(f"it takes the path of one estimator and names the rest, not ({shown}).")
    return os.fspath(arguments[0])


def locate(estimator: str | os.PathLike[str], folders: Iterable[Path]) -> Target:
    """Return the estimator that a test names.

    Args:
        estimator: Its file, submission folder or module; ``:Class`` may follow.
        folders: What a relative path may start from, the first that has it counts.

    Raises:
        UsageError: There is none.
    """
    name = os.fspath(estimator)
    tried = list(dict.fromkeys(folders))
    candidates = [find_target(folder / name) for folder in tried]
    candidates.append(find_target(name))  # A module, or a path from the working folder.
    for target in candidates:
        if target.file.is_file():
            return target
    places = " or ".join(str(folder) for folder in tried)
    raise UsageError(
        f"There is no estimator {visible(name)} in {places}. Give its path from the test's folder "
        "or from pytest's root folder."
    )
