"""Running an estimator with some of its files replaced by other texts, as is or observed.

Nothing is written beside the author's files: the probe imports the texts in their place.
Results are kept by content, so that nothing is run twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from whestdocs.estimators.advice.changes import Change, Row, change_between
from whestdocs.estimators.advice.source.noted_values import Place, Value, values_from
from whestdocs.estimators.advice.swallowed import Swallowed, swallowed_in
from whestdocs.estimators.profiles import Profile, profile_from
from whestdocs.estimators.settings import Setting
from whestdocs.estimators.targets import Target
from whestdocs.running.installing import InstalledRelease
from whestdocs.running.kept_runs import run_kept
from whestdocs.running.probes import Outcome, Request, run

#: What of the network is varied, as `whestdocs.probe.tasks.trial` understands it.
NONE, LAST_BITS, RESEEDED = "none", "last-bits", "reseeded"


@dataclass(frozen=True)
class TrialRequest(Request):
    """What to run.

    Attributes:
        texts: Texts of files, by their path relative to the estimator's folder.
        task: ``"trial"``, or ``"values"`` to note what expressions are.
        variation: `NONE`, `LAST_BITS` or `RESEEDED`.
        repetition: Number of the variation: each is another of its kind.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    task: str = "trial"
    variation: str = NONE
    repetition: int = 0

    def document(self, installed: InstalledRelease) -> dict[str, Any]:
        """Return the request as the probe reads it."""
        told = {name: getattr(self, name) for name in ("task", "variation", "repetition")}
        return super().document(installed) | told | {"texts": dict(self.texts)}


@dataclass(frozen=True)
class Trial:
    """What a run gave.

    Attributes:
        profile: What it was charged, and its failure if it has one.
        outcome: What came back from the probe.
        network: Digest of the network's weights after the run; None if it failed.
        values: What each expression was, if that was asked for.
        swallowed: Exceptions that the author's code raised and swallowed.
    """

    profile: Profile
    outcome: Outcome
    network: str | None
    values: dict[Place, Value]
    swallowed: Counter[Swallowed]

    @property
    def flops(self) -> int:
        """FLOPs of predict()."""
        return self.profile.flops_used

    @property
    def prediction(self) -> Sequence[Row] | None:
        """The predicted means, row by row; None if it failed."""
        found = self.profile.prediction
        return None if self.profile.failure is not None or found is None else found.values

    @property
    def residual_s(self) -> float | None:
        """Seconds that predict() spent outside flopscope, None if it failed."""
        return _residual_s(self.outcome)

    def change_to(self, other: Trial) -> Change:
        """Return how far the prediction of another trial is from this one's; both have one."""
        assert self.prediction is not None and other.prediction is not None
        return change_between(self.prediction, other.prediction)

    def raises_more_than(self, other: Trial) -> bool:
        """Return whether the author's code swallows an exception here that it did not there."""
        return not self.swallowed <= other.swallowed


@dataclass(frozen=True)
class Laboratory:
    """Runs trials of one estimator under one setting."""

    target: Target
    setting: Setting
    installed: InstalledRelease

    def run(
        self,
        texts: Mapping[str, str],
        task: str = "trial",
        variation: str = NONE,
        repetition: int = 0,
    ) -> Trial:
        """Run the estimator from texts, unless the result is known.

        Raises:
            ReleaseError: The release does not run.
        """
        request = replace(
            self.request(texts), task=task, variation=variation, repetition=repetition
        )
        outcome = run_kept(self.installed, request)
        values = outcome.result.get("values", [])
        profile = profile_from(outcome, request, self.setting.round.tag)
        return Trial(
            profile=profile,
            outcome=outcome,
            network=(outcome.result.get("prediction") or {}).get("network"),
            values=values_from(values),
            swallowed=swallowed_in(outcome.result, profile.files),
        )

    def plain_residual_s(self) -> float | None:
        """Run the estimator as without whestdocs, and return its seconds outside flopscope.

        Returns:
            None if it failed.

        Raises:
            ReleaseError: The release does not run.
        """
        return _residual_s(run(self.installed, replace(self.request({}), context="plain")))

    def on_network(self, seed: int) -> Laboratory:
        """Return the same with the network of another seed."""
        return replace(self, setting=replace(self.setting, seed=seed))

    def request(self, texts: Mapping[str, str]) -> TrialRequest:
        """Return the request to run the estimator from texts."""
        return TrialRequest(**vars(self.setting.request(self.target)), texts=texts)


def _residual_s(outcome: Outcome) -> float | None:
    times = outcome.result.get("times")
    return None if outcome.result["failure"] or times is None else float(times["residual_s"])
