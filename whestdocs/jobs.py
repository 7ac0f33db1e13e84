"""The measurements that the guide needs, each able to say what it depends on and to run."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from whestdocs.cache import key
from whestdocs.errors import MeasurementError
from whestdocs.figures import EXACT, INTERVAL, Figure, Provenance, figures_of
from whestdocs.files import sha256_of
from whestdocs.profile import Failure, Profile, profile_from
from whestdocs.project import Project
from whestdocs.releases import InstalledRelease, prepare
from whestdocs.rounds import Round
from whestdocs.run import Outcome, Request, run, run_task

#: Seed of the network that every published figure is measured on.
SEED = 0
#: File of the priced calls.
PRICES_FILE = Path(__file__).with_name("prices.toml")
#: Dtypes that every call is priced at.
PRICE_DTYPES = ("float32", "float64")
_PRICES_LIMIT_S = 300.0
#: Monte-Carlo samples of the truth that errors are measured against.
SAMPLES = 65_536
_ACCURACY_LIMIT_S = 1200.0


class Job(Protocol):
    """One measurement."""

    @property
    def description(self) -> str:
        """What is measured, for the progress bar."""

    @property
    def folder(self) -> Path:
        """Folder that the files the measurement reads are relative to."""

    def key(self) -> str:
        """Return the digest of what the result depends on."""

    def run(self) -> dict[str, Any]:
        """Measure.

        Raises:
            MeasurementError: What is measured failed.
            ReleaseError: The release does not run.
        """

    def figures(self, result: dict[str, Any]) -> list[Figure]:
        """Return the figures that a result gives."""


@dataclass(frozen=True)
class ExampleJob:
    """Profiling one example at a round's shape.

    Attributes:
        project: The checkout.
        round: The round.
        file: The example.
    """

    project: Project
    round: Round
    file: Path

    @property
    def description(self) -> str:
        """What is measured."""
        return f"{self.file.stem} in {self.round.tag}"

    @property
    def folder(self) -> Path:
        """The example's folder, as the probe sees it."""
        return self.file.resolve().parent

    @cached_property
    def _installed(self) -> InstalledRelease:
        return prepare(self.round.release)

    @property
    def _request(self) -> Request:
        return Request(self.file, self.round.width, self.round.depth, SEED, self.round.flop_budget)

    def key(self) -> str:
        """Return the digest of script, shape, seed, budget, release and probe."""
        script = {"estimator": self.file.name, "script": sha256_of(self.file.read_bytes())}
        return key(self._request.document(self._installed) | script)

    def run(self) -> dict[str, Any]:
        """Run the example under the recorder."""
        result = run(self._installed, self._request).result
        failure = self.profile(result).failure
        if failure is not None:
            raise MeasurementError(
                f"The example {self.file.name} failed in {self.round.tag}: {failure}"
            )
        return result

    def profile(self, result: dict[str, Any]) -> Profile:
        """Return the profile that a result describes."""
        return profile_from(Outcome(result, ""), self._request, self.round.tag)

    def figures(self, result: dict[str, Any]) -> list[Figure]:
        """Return every figure of the profile."""
        profile = self.profile(result)
        provenance = Provenance(
            source=self.file.stem,
            file=self.file.relative_to(self.project.root).as_posix(),
            sha256=profile.sha256,
            call=profile.class_name or "",
            round_tag=self.round.tag,
            flopscope=profile.release["flopscope"],
            whestbench=profile.release["whestbench"],
            width=profile.width,
            depth=profile.depth,
            seed=profile.seed,
            dtype=profile.weights_dtype or "",
        )
        return figures_of(profile, provenance)


@dataclass(frozen=True)
class PricesJob:
    """Pricing operations under a round's release.

    Attributes:
        round: The round.
        calls: The calls, by name.
    """

    round: Round
    calls: dict[str, str]

    @property
    def description(self) -> str:
        """What is measured."""
        return f"prices in {self.round.tag}"

    @property
    def folder(self) -> Path:
        """Folder of the catalogue."""
        return PRICES_FILE.parent

    @property
    def _document(self) -> dict[str, Any]:
        calls = [{"name": name, "call": call} for name, call in self.calls.items()]
        return {"task": "prices", "calls": calls, "dtypes": list(PRICE_DTYPES)}

    def key(self) -> str:
        """Return the digest of calls, release and probe."""
        release = self.round.release
        return key(self._document | {"release": [release.flopscope, release.whestbench]})

    def run(self) -> dict[str, Any]:
        """Run every call."""
        result: dict[str, Any] = run_task(
            prepare(self.round.release), self._document, _PRICES_LIMIT_S
        )
        for price in result["prices"]:
            if price["error"] is not None:
                raise MeasurementError(
                    f"{PRICES_FILE.name}: the call {price['name']!r} cannot be priced at "
                    f"{price['dtype']} in {self.round.tag}: {price['error']}"
                )
        return result

    def figures(self, result: dict[str, Any]) -> list[Figure]:
        """Return a figure for each call and dtype."""
        release = result["release"]
        return [
            Figure(
                name=f"price/{price['name']}/{price['dtype']}",
                value=price["flops"],
                unit="FLOPs",
                kind=EXACT,
                provenance=self._provenance(price["name"], release),
            )
            for price in result["prices"]
        ]

    def _provenance(self, name: str, release: dict[str, str]) -> Provenance:
        return Provenance(
            source=f"price/{name}",
            file=f"whestdocs/{PRICES_FILE.name}",
            sha256=sha256_of(self.calls[name].encode()),
            call=self.calls[name],
            round_tag=self.round.tag,
            flopscope=release["flopscope"],
            whestbench=release["whestbench"],
            width=None,
            depth=None,
            seed=None,
            dtype="",
        )


@dataclass(frozen=True)
class AccuracyJob:
    """Measuring how far the examples are off, on a round's network.

    Attributes:
        project: The checkout.
        round: The round.
        files: The examples.
    """

    project: Project
    round: Round
    files: tuple[Path, ...]

    @property
    def description(self) -> str:
        """What is measured."""
        return f"errors in {self.round.tag}"

    @property
    def folder(self) -> Path:
        """Folder of the first example, as the probe sees it."""
        return self.files[0].resolve().parent

    @property
    def _document(self) -> dict[str, Any]:
        return accuracy_document(self.files, self.round, SEED)

    def key(self) -> str:
        """Return the digest of scripts, shape, seed, samples, release and probe."""
        scripts = {file.name: sha256_of(file.read_bytes()) for file in self.files}
        release = [self.round.release.flopscope, self.round.release.whestbench]
        return key(self._document | {"estimators": scripts, "release": release})

    def run(self) -> dict[str, Any]:
        """Predict with every example, and sample the truth."""
        installed = prepare(self.round.release)
        result: dict[str, Any] = run_task(installed, self._document, _ACCURACY_LIMIT_S)
        if result["failure"] is not None:
            failure = Failure(**result["failure"])
            raise MeasurementError(f"An example failed in {self.round.tag}: {failure}")
        for name, error in result["errors"].items():
            if not all(map(math.isfinite, error.values())):
                raise MeasurementError(
                    f"The predictions of the example {name} in {self.round.tag} are not finite."
                )
        return result

    def figures(self, result: dict[str, Any]) -> list[Figure]:
        """Return the final-layer mean squared error of each example, an interval."""
        return [
            Figure(
                name=f"accuracy/{file.stem}/final_layer_mse",
                unit="",
                kind=INTERVAL,
                provenance=self._provenance(file, result["release"]),
                **{bound: _three_digits(x) for bound, x in result["errors"][file.stem].items()},
            )
            for file in self.files
        ]

    def _provenance(self, file: Path, release: dict[str, str]) -> Provenance:
        return Provenance(
            source=f"accuracy/{file.stem}",
            file=file.relative_to(self.project.root).as_posix(),
            sha256=sha256_of(file.read_bytes()),
            call=f"final-layer error against {SAMPLES:,} Monte-Carlo samples",
            round_tag=self.round.tag,
            flopscope=release["flopscope"],
            whestbench=release["whestbench"],
            width=self.round.width,
            depth=self.round.depth,
            seed=SEED,
            dtype="float32",
        )


def accuracy_document(files: Iterable[Path], round_: Round, seed: int) -> dict[str, Any]:
    """Return the request that measures the errors of the estimators in ``files``."""
    return {
        "task": "accuracy",
        "estimators": [str(file.resolve()) for file in files],
        "width": round_.width,
        "depth": round_.depth,
        "seed": seed,
        "samples": SAMPLES,
    }


def _three_digits(value: float) -> float:
    """Return ``value`` as the ledger keeps it: more digits would be the machine's noise."""
    return float(f"{value:.3g}")


def price_calls(file: Path = PRICES_FILE) -> dict[str, str]:
    """Return the calls that the pages price, by name.

    Raises:
        MeasurementError: The catalogue is malformed.
    """
    try:
        calls = tomllib.loads(file.read_text(encoding="utf-8"))["calls"]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        raise MeasurementError(f"{file.name} cannot be read: {error}. Correct the file.") from error
    for name, call in calls.items():
        if not isinstance(call, str):
            raise MeasurementError(f"{file.name}: the call {name!r} is no text. Put it in quotes.")
    return dict(calls)


def example_files(project: Project) -> list[Path]:
    """Return the estimators that the guide measures, in order of their names."""
    return sorted(file for file in project.examples.glob("[0-9]*.py") if file.is_file())
