"""Repricing: what one estimator costs under every release, and what moved when.

The estimator, its networks' seed and shape, and the budget are the same; only flopscope and
the whestbench that goes with it differ. So a difference between two releases is either a
price that moved (as many calls of an operation, other FLOPs) or other operations that a
release counts.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Unpack

from whestdocs.competition.releases import RELEASES, Release, release_by_version
from whestdocs.errors import UsageError
from whestdocs.estimators.notices import documents
from whestdocs.estimators.profiles import Profile, profile_from
from whestdocs.estimators.settings import Options, Setting, setting
from whestdocs.estimators.targets import Target, find_target
from whestdocs.progress import Progress, Silence
from whestdocs.running.kept_runs import run_kept
from whestdocs.running.parallel import side_by_side

SCHEMA = "whestdocs.reprice/1"


@dataclass(frozen=True)
class Move:
    """An operation that costs something else than in the release before.

    Attributes:
        op: Name of the operation in flopscope.
        calls_before: Calls in the release before.
        flops_before: Their FLOPs.
        calls: Calls in this release.
        flops: Their FLOPs.
    """

    op: str
    calls_before: int
    flops_before: int
    calls: int
    flops: int

    @property
    def difference(self) -> int:
        """FLOPs more than before."""
        return self.flops - self.flops_before

    @property
    def is_price(self) -> bool:
        """Whether the price moved: as many calls, and other FLOPs."""
        return self.calls == self.calls_before


@dataclass(frozen=True)
class Row:
    """The estimator under one release.

    Attributes:
        release: The release.
        profile: What it cost there, or how it failed.
        before: Version of flopscope of the release before that it ran under, or None.
        moves: What differs from there, by how much, the largest first.
    """

    release: Release
    profile: Profile
    before: str | None
    moves: tuple[Move, ...]

    @property
    def error(self) -> str | None:
        """Why it cannot run there, or None."""
        return None if self.profile.failure is None else str(self.profile.failure)

    def document(self) -> dict[str, Any]:
        """Return the row as the published JSON contract has it."""
        return {
            "flopscope": self.release.flopscope,
            "whestbench": self.release.whestbench,
            "flops_used": self.profile.flops_used,
            "ops": self.profile.document()["ops"],
            "error": self.error,
            "notices": documents(self.profile),
            "before": self.before,
            "moves": [
                vars(move) | {"difference": move.difference, "price": move.is_price}
                for move in self.moves
            ],
        }


@dataclass(frozen=True)
class Repricing:
    """One estimator under several releases, oldest first.

    Attributes:
        rows: One for each release; all of the same estimator, shape and seed.
    """

    rows: tuple[Row, ...]

    @property
    def priced(self) -> tuple[Row, ...]:
        """The releases under which the estimator ran."""
        return tuple(row for row in self.rows if row.error is None)

    def document(self) -> dict[str, Any]:
        """Return everything as the published JSON contract has it."""
        first = self.rows[0].profile
        return {
            "schema": SCHEMA,
            "estimator": self._estimator,
            **first.shared("round", "width", "depth", "seed", "flop_budget"),
            "rows": [row.document() for row in self.rows],
        }

    @property
    def _estimator(self) -> dict[str, str | None]:
        """What was run; where it never got that far, its class is not known."""
        profiles = [row.profile for row in self.rows]
        return next(
            (found.estimator for found in profiles if found.class_name), profiles[0].estimator
        )


def reprice(
    estimator: str | os.PathLike[str],
    *,
    releases: Iterable[str] | None = None,
    **options: Unpack[Options],
) -> Repricing:
    """Run an estimator under several releases and return what it costs in each.

    Each run is one predict() on the first network of ``whest run --seed SEED``, in a process
    of its own. Runs are kept: of the same file, nothing is run twice.

    Args:
        estimator: Its file, its submission folder, or its module; ``:Class`` may follow.
        releases: Versions of flopscope, such as ``["0.5.0", "0.9.1"]``. Default: all there are.
        **options: Round, shape, seed and limits; see `whestdocs.estimators.settings.Options`. The
            budget is the round's.

    Returns:
        A row for each release, oldest first. Where the estimator cannot run, the row says why.

    Raises:
        ReleaseError: A release cannot be installed or does not run.
        UsageError: There is no such estimator, round or release; or ``release`` is given.
    """
    if options.get("release") is not None:
        raise UsageError("Repricing takes several releases: name them in `releases`.")
    target = find_target(estimator)
    return reprice_target(target, setting(**options), chosen_releases(releases), Silence())


def chosen_releases(versions: Iterable[str] | None) -> list[Release]:
    """Return the releases of these versions of flopscope, oldest first; for None, all.

    Raises:
        UsageError: There is no such release, or none is named.
    """
    if versions is None:
        return list(RELEASES.values())
    chosen = {release_by_version(version).flopscope for version in versions}
    if not chosen:
        raise UsageError(f"Name a release. Releases are: {', '.join(RELEASES)}.")
    return [release for version, release in RELEASES.items() if version in chosen]


def reprice_target(
    target: Target, setting: Setting, releases: Sequence[Release], progress: Progress
) -> Repricing:
    """Run an estimator under ``releases``, as far as the runs are not kept from before.

    Raises:
        ReleaseError: A release cannot be installed or does not run.
        UsageError: No network has the setting's shape.
    """

    def profile(release: Release) -> Profile:
        return profile_under(target, replace(setting, release=release))

    profiles: dict[Release, Profile] = {}
    with progress.started(len(releases)):
        for release, found in side_by_side(profile, releases):
            profiles[release] = found
            progress.finished_one(str(release))
    return Repricing(tuple(_rows({release: profiles[release] for release in releases})))


def profile_under(target: Target, setting: Setting) -> Profile:
    """Return the profile of an estimator under a setting's release, kept or run.

    Raises:
        ReleaseError: The release cannot be installed or does not run.
        UsageError: No network has the setting's shape.
    """
    request = setting.request(target)
    outcome = run_kept(setting.installed(), request)
    return profile_from(outcome, request, setting.round.tag)


def _rows(profiles: dict[Release, Profile]) -> Iterator[Row]:
    """Yield a row for each release, compared with the last one before that it ran under."""
    before: tuple[Release, Profile] | None = None
    for release, profile in profiles.items():
        if profile.failure is not None or before is None:
            yield Row(release, profile, None, ())
        else:
            yield Row(release, profile, before[0].flopscope, _moves(before[1], profile))
        if profile.failure is None:
            before = release, profile


def _moves(before: Profile, after: Profile) -> tuple[Move, ...]:
    """Return the operations whose calls or FLOPs differ; they add up to the whole difference."""
    nothing = (0, 0)
    old, new = (
        {op: (total.calls, total.flops) for op, total in profile.ops.items()}
        for profile in (before, after)
    )
    moves = [
        Move(op, *old.get(op, nothing), *new.get(op, nothing)) for op in dict.fromkeys([*old, *new])
    ]
    moved = [m for m in moves if (m.calls_before, m.flops_before) != (m.calls, m.flops)]
    return tuple(sorted(moved, key=lambda move: (-abs(move.difference), move.op)))
