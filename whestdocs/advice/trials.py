"""Running an estimator with some of its files replaced by other texts, as is or observed.

Nothing is written beside the author's files: the probe imports the texts in their place.
Results are kept by content, so that nothing is run twice.
"""

from __future__ import annotations

import base64
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from whestdocs.advice.values import Place, Value, values_from
from whestdocs.kept_runs import run_kept
from whestdocs.profiles import Profile, profile_from
from whestdocs.releases import InstalledRelease
from whestdocs.run import Outcome, Request
from whestdocs.settings import Setting
from whestdocs.targets import Target

#: What of the network is varied, as `whestdocs.probe.trial` understands it.
NONE, LAST_BITS, RESEEDED = "none", "last-bits", "reseeded"


@dataclass(frozen=True)
class TrialRequest(Request):
    """What to run.

    Attributes:
        texts: Texts of files, by their path relative to the estimator's folder.
        task: ``"trial"``, or ``"values"`` to note what expressions are.
        variation: `NONE`, `LAST_BITS` or `RESEEDED`.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    task: str = "trial"
    variation: str = NONE

    def document(self, installed: InstalledRelease) -> dict[str, Any]:
        """Return the request as the probe reads it."""
        return super().document(installed) | {
            "task": self.task,
            "texts": dict(self.texts),
            "variation": self.variation,
        }


@dataclass(frozen=True)
class Change:
    """How far one prediction is from another.

    Attributes:
        largest: Largest difference of an entry.
        size: Largest absolute value in the first.
    """

    largest: float
    size: float

    @property
    def relative(self) -> float:
        """The largest difference in units of the prediction's size."""
        return self.largest / self.size if self.size else float(self.largest > 0)


@dataclass(frozen=True)
class Trial:
    """What a run gave.

    Attributes:
        profile: What it was charged, and its failure if it has one.
        outcome: What came back from the probe.
        prediction: The predicted means, row by row; None if it failed.
        network: Digest of the network's weights after the run; None if it failed.
        values: What each expression was, if that was asked for.
    """

    profile: Profile
    outcome: Outcome
    prediction: array[float] | None
    network: str | None
    values: dict[Place, Value]

    @property
    def flops(self) -> int:
        """FLOPs of predict()."""
        return self.profile.flops_used

    def change_to(self, other: Trial) -> Change:
        """Return how far the prediction of another trial is from this one's; both have one."""
        mine, its = self.prediction or array("d"), other.prediction or array("d")
        differences = (abs(a - b) for a, b in zip(mine, its, strict=True))
        return Change(max(differences, default=0.0), max(map(abs, mine), default=0.0))


@dataclass(frozen=True)
class Laboratory:
    """Runs trials of one estimator under one setting.

    Attributes:
        target: The estimator.
        setting: Under what it runs.
        installed: The release.
    """

    target: Target
    setting: Setting
    installed: InstalledRelease

    def run(self, texts: Mapping[str, str], task: str = "trial", variation: str = NONE) -> Trial:
        """Run the estimator from texts, unless the result is known.

        Raises:
            ReleaseError: The release does not run.
        """
        request = replace(self.request(texts), task=task, variation=variation)
        outcome = run_kept(self.installed, request)
        values = outcome.result.get("values", [])
        return Trial(
            profile=profile_from(outcome, request, self.setting.round.tag),
            outcome=outcome,
            prediction=_prediction(outcome.result),
            network=(outcome.result.get("prediction") or {}).get("network"),
            values=values_from(values),
        )

    def request(self, texts: Mapping[str, str]) -> TrialRequest:
        """Return the request to run the estimator from texts."""
        return TrialRequest(**vars(self.setting.request(self.target)), texts=texts)


def _prediction(result: dict[str, Any]) -> array[float] | None:
    document = result.get("prediction") or {}
    if "values" not in document or result["failure"] is not None:
        return None
    return array("d", base64.b64decode(document["values"]))
