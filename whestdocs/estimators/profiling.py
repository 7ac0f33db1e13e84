"""Profiling an estimator that a user names: what `whestdocs profile` shows."""

from __future__ import annotations

import os
from typing import Unpack

from whestdocs.errors import WhestdocsError
from whestdocs.estimators.profiles import Profile, profile_from
from whestdocs.estimators.settings import Options, Setting, setting
from whestdocs.estimators.targets import Target, find_target
from whestdocs.running.probes import Outcome, run


class EstimatorError(WhestdocsError):
    """An estimator that somebody asked about failed.

    Attributes:
        profile: What it spent until then, and how it failed.
        printed: The last characters that it printed.
    """

    def __init__(self, message: str, profile: Profile, printed: str = "") -> None:
        super().__init__(message)
        self.profile = profile
        self.printed = printed


def profile(estimator: str | os.PathLike[str], **options: Unpack[Options]) -> Profile:
    """Run an estimator's predict() once and return what each of its expressions spent.

    It runs in a process of its own, on the first network of ``whest run --seed SEED``.

    Args:
        estimator: Its file, its submission folder, or its module; ``:Class`` may follow.
        **options: Round, release, shape, seed and limits; see
            `whestdocs.estimators.settings.Options`.

    Returns:
        The profile, complete: predict() returned finite values of shape (depth, width).

    Raises:
        EstimatorError: The estimator failed, or its file is not there; ``error.profile`` has
            what it spent until then.
        ReleaseError: The release cannot be installed or does not run.
        UsageError: There is no such folder, option, round or release.
    """
    _, measured = profile_target(find_target(estimator), setting(**options))
    if measured.failure is not None:
        raise EstimatorError(str(measured.failure), measured)
    return measured


def profile_target(target: Target, setting: Setting) -> tuple[Outcome, Profile]:
    """Run an estimator and return what came back, and the profile that it describes.

    Raises:
        ReleaseError: The release cannot be installed or does not run.
        UsageError: No network has the setting's shape.
    """
    request = setting.request(target)
    outcome = run(setting.installed(), request)
    return outcome, profile_from(outcome, request, setting.round.tag)
