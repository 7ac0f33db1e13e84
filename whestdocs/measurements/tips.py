"""The tips: what each saves under a round's release, and at what cost.

A tip is a file in examples/tips; `whestdocs.probe.tasks.tip` says what is in it. Figures:

    tip/square/before/flops                     at the round's width
    tip/square/after/calls
    tip/square/difference                       of the results, between 0 and the tolerance
    tip/square/for/float64/after/flops          with other inputs
    tip/half_draw/after/error                   how far off, where results are approximate
    tip/strassen/flops_per_extra_call           what a call more saves, where calls grow
    tip/square/host/after/flops                 of an estimator that uses it, see `tip_hosts`
    tip/square/host/after/error                 its mean squared error
    tip/square/host/change                      of that error, as a part of itself
    tip/square/host/score                       times what it was, where FLOPs count
    tip/low_rank/use/quarter/3/error            how far off at the third place of use
    tip/low_rank/use/quarter/last/error         and at the last
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whestdocs.competition.rounds import Round
from whestdocs.errors import MeasurementError
from whestdocs.estimators.intervals import mean_interval
from whestdocs.figures.figure import EXACT, INTERVAL, Figure, Provenance
from whestdocs.files import sha256_of
from whestdocs.measurements.job import provenance_in
from whestdocs.measurements.tip_hosts import (
    SAMPLES,
    compared_runs,
    host_statistics,
    hosts_document,
    relative_change,
    use_statistics,
)
from whestdocs.numbers import three_digits
from whestdocs.project import PACKAGE, Project
from whestdocs.running.cache import code_digest, key
from whestdocs.running.installing import prepare
from whestdocs.running.probes import run_task

_LIMIT_S = 600.0
#: Fewer FLOPs by less than this are no saving.
LEAST_RATIO = 1.01
#: Errors below this are float32's rounding, which differs from machine to machine.
_ROUNDING = 1e-5
#: An estimator's error may grow by this part of itself, and no more unless the tip says so.
_MAY_GROW = 0.01
_COMPARISON = [
    PACKAGE / f"{name}.py"
    for name in ("measurements/tip_hosts", "estimators/accuracy", "estimators/intervals")
]


def tip_files(project: Project) -> list[Path]:
    """Return the files of the tips, in order of their names."""
    return sorted((project.examples / "tips").glob("[a-z]*.py"))


def saves(before: float, after: float) -> bool:
    """Return whether ``after`` FLOPs are a saving from ``before``."""
    return before >= LEAST_RATIO * after and before > after


@dataclass(frozen=True)
class TipJob:
    """Measuring a tip at a round's width.

    Attributes:
        project: The checkout.
        round: The round.
        file: The tip.
    """

    project: Project
    round: Round
    file: Path

    @property
    def name(self) -> str:
        """Name of the result among those of its round."""
        return f"tip/{self.file.stem}"

    @property
    def description(self) -> str:
        """What is measured."""
        return f"the tip {self.file.stem} in {self.round.tag}"

    @property
    def folder(self) -> Path:
        """The tip's folder."""
        return self.file.parent

    def key(self) -> str:
        """Return the digest of the file, the hosts, the width, the release and the probe."""
        return key(
            self._document
            | {
                "tip": self.file.name,
                "script": sha256_of(self.file.read_bytes()),
                "files": [sha256_of(host.read_bytes()) for host in self._hosts],
                "comparison": [SAMPLES, code_digest(*_COMPARISON)],
                "release": [self.round.release.flopscope, self.round.release.whestbench],
            }
        )

    @property
    def _hosts(self) -> list[Path]:
        return sorted((self.folder / "hosts").glob("*.py"))

    @property
    def _document(self) -> dict[str, Any]:
        return {
            "task": "tip",
            "tip": str(self.file.resolve()),
            "width": self.round.width,
        } | hosts_document(self.round)

    def run(self) -> dict[str, Any]:
        """Run both ways of the tip, alone and in its host; look whether it keeps its promises."""
        result: dict[str, Any] = run_task(prepare(self.round.release), self._document, _LIMIT_S)
        runs = result.pop("runs", None)
        result["host"] = None if runs is None else compared_runs(runs, self.round)
        for offence in _offences(result):
            raise MeasurementError(
                f"examples/tips/{self.file.name} at width {self.round.width} in {self.round.tag}: "
                f"{offence}"
            )
        return result

    def figures(self, result: dict[str, Any]) -> list[Figure]:
        """Return the figures of every case; none where the release cannot run the tip."""
        if result["failure"] is not None:
            return []
        provenance = self._provenance
        return [
            Figure(f"{self.name}/{path}", value, unit, EXACT, provenance)
            for path, value, unit in _counts(result)
        ] + [
            Figure(f"{self.name}/{path}", value, "", INTERVAL, provenance, low, high)
            for path, value, low, high in _statistics(result)
        ]

    @property
    def _provenance(self) -> Provenance:
        width = self.round.width
        return provenance_in(
            self.round,
            self.name,
            self.file.relative_to(self.project.root).as_posix(),
            self.file.read_bytes(),
            f"before(*inputs({width})), after(*inputs({width}))",
            ("tip", self.file.stem),
        )


def _offences(result: dict[str, Any]) -> Iterator[str]:
    """Yield in which ways a result breaks what its tip promises."""
    if result["failure"] is not None:
        if not result.get("needs"):
            yield f"it fails with {result['failure']} Say in NEEDS why it cannot run there."
        return
    own = result["cases"][0]
    is_saving = saves(own["before"]["flops"], own["after"]["flops"])
    for case in result["cases"]:
        inputs = case["name"] or "its own inputs"
        if not case["difference"] <= result["tolerance"]:
            yield (
                f"results for {inputs} differ by {case['difference']:.2g}, more than its "
                f"TOLERANCE of {result['tolerance']:g}."
            )
        before, after = case["before"]["flops"], case["after"]["flops"]
        if saves(before, after) and not case["pays"]:
            yield f"it saves FLOPs for {inputs}, {before:,} -> {after:,}. Move it to PAYS_FOR."
        if is_saving and case["pays"] and not saves(before, after):
            yield f"it saves nothing for {inputs}, {before:,} -> {after:,}. Move it to NOT_FOR."
    if result["host"] is not None and is_saving and not result["costs"]:
        growth, least, _ = relative_change(result["host"])
        if least > _MAY_GROW:
            yield (
                f"with it, the error of hosts/{result['host']['host']}.py grows by {growth:.0%}. "
                "Repair it, or say in COSTS why it pays all the same."
            )


def _counts(result: dict[str, Any]) -> Iterator[tuple[str, int, str]]:
    for case in result["cases"]:
        prefix = f"for/{case['name']}/" if case["name"] else ""
        for way in ("before", "after"):
            yield f"{prefix}{way}/flops", case[way]["flops"], "FLOPs"
            yield f"{prefix}{way}/calls", case[way]["calls"], "calls"
    if result["host"] is not None:
        for way in ("before", "after"):
            yield f"host/{way}/flops", result["host"][way]["flops"], "FLOPs"
    before, after = (result["cases"][0][way] for way in ("before", "after"))
    if after["calls"] > before["calls"] and saves(before["flops"], after["flops"]):
        more = after["calls"] - before["calls"]
        yield "flops_per_extra_call", (before["flops"] - after["flops"]) // more, "FLOPs"


def _statistics(result: dict[str, Any]) -> Iterator[tuple[str, float, float, float]]:
    difference, tolerance = result["cases"][0]["difference"], result["tolerance"]
    # A digit is enough: the others are the machine's.
    yield "difference", float(f"{difference:.0e}"), 0.0, max(tolerance, difference)
    for way, errors in result["errors"].items():
        found = mean_interval(errors)
        is_rounding = found.value < _ROUNDING
        low, high = (0.0, _ROUNDING) if is_rounding else (found.low, found.high)
        yield f"{way}/error", three_digits(found.value), three_digits(low), three_digits(high)
    host = result["host"]
    compared = () if host is None else host_statistics(host)
    last = {name: f"use/{name}/{len(calls)}/error" for name, calls in result["uses"].items()}
    for path, *numbers in [*compared, *use_statistics(result["uses"])]:
        value, low, high = map(three_digits, numbers)
        yield path, value, low, high
        if path in last.values():  # Networks of rounds differ in depth.
            yield f"{path.rsplit('/', 2)[0]}/last/error", value, low, high
