"""Settings: under which rules, shape, release and limits an estimator is run.

By default that is the current round's shape and budget, under the flopscope that is
installed beside whestdocs. Naming a round takes that round's own release; naming a release
takes that one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypedDict, Unpack

from whestdocs.competition.releases import Release, release_by_version
from whestdocs.competition.rounds import Round, round_by_tag
from whestdocs.errors import UsageError
from whestdocs.estimators.targets import Target
from whestdocs.running.installing import InstalledRelease, prepare, use_installed
from whestdocs.running.probes import Limits, Request

#: Options that are counts.
_WHOLE = frozenset({"width", "depth", "seed"})
#: Dtypes that the weights of a network can have.
WEIGHTS = ("float32", "float64")


class Options(TypedDict, total=False):
    """What a caller may say about a run; what it leaves out is the default.

    Attributes:
        round_tag: Round whose shape, budget and rulebook apply; and its release, unless
            another is named. Default: the current round, under the installed release.
        release: Version of flopscope to run under, such as ``"0.9.1"``.
        width: Neurons in a layer. Default: the round's.
        depth: Layers of the network. Default: the round's.
        seed: Seed of the network, as in ``whest run --seed``. Default: 0.
        weights: Dtype of the network's weights: ``"float32"``, or ``"float64"``, as networks
            have that some releases read from a dataset. Default: as whestbench makes them.
        wall_time_limit: Seconds that import, setup() and predict() may take together.
            Default: 120.
        memory_limit: GiB of address space that the estimator's process may take. Default: 8.
    """

    round_tag: str | None
    release: str | None
    width: int | None
    depth: int | None
    seed: int
    weights: str | None
    wall_time_limit: float
    memory_limit: float


@dataclass(frozen=True)
class Setting:
    """How an estimator is run.

    Attributes:
        round: Round whose budget and rulebook apply.
        release: Release to run under, None for the one that is installed.
        width: Neurons in a layer.
        depth: Layers of the network.
        seed: Seed of the network.
        limits: Bounds on the run.
        weights: Dtype of the network's weights; None for that in which whestbench makes them.
    """

    round: Round
    release: Release | None
    width: int
    depth: int
    seed: int = 0
    limits: Limits = field(default_factory=Limits)
    weights: str | None = None

    def request(self, target: Target) -> Request:
        """Return what to measure.

        Raises:
            UsageError: No network has that shape or seed.
        """
        return Request(
            estimator=target.file,
            width=self.width,
            depth=self.depth,
            seed=self.seed,
            flop_budget=self.round.flop_budget,
            class_name=target.class_name,
            limits=self.limits,
            weights=self.weights,
        )

    def installed(self) -> InstalledRelease:
        """Return the release, installed first where it is not there yet.

        Raises:
            ReleaseError: It cannot be installed, or none is installed.
        """
        return use_installed() if self.release is None else prepare(self.release)


def setting(**options: Unpack[Options]) -> Setting:
    """Return the setting that ``options`` describe.

    Raises:
        UsageError: There is no such option, round or release, a number is none, or a limit is
            not positive.
    """
    _check(options)
    tag, version = options.get("round_tag"), options.get("release")
    round_ = round_by_tag(tag)
    release = None if tag is None else round_.release
    if version is not None:
        release = release_by_version(version)
    width, depth = options.get("width"), options.get("depth")
    return Setting(
        round=round_,
        release=release,
        width=round_.width if width is None else width,
        depth=round_.depth if depth is None else depth,
        seed=options.get("seed", 0),
        limits=Limits(options.get("wall_time_limit", 120.0), options.get("memory_limit", 8.0)),
        weights=options.get("weights"),
    )


def _check(options: Mapping[str, object]) -> None:
    """Refuse options that do not exist: a misspelt one would have no effect."""
    for name, value in options.items():
        if name not in Options.__annotations__:
            known = ", ".join(Options.__annotations__)
            raise UsageError(f"There is no option {name!r}. Options are: {known}.")
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if name in _WHOLE and value is not None and not is_number:
            raise UsageError(f"{name} must be a whole number, not {value!r}.")
        if name == "weights" and value not in (None, *WEIGHTS):
            raise UsageError(f"Weights can be {' or '.join(WEIGHTS)}, not {value!r}.")
