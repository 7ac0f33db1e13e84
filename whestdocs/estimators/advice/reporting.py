"""A report of advice, and the JSON contract that it is published by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whestdocs.estimators.advice.changes import Change
from whestdocs.estimators.advice.score import Score
from whestdocs.estimators.advice.untried import UNTRIED
from whestdocs.estimators.advice.warnings.warning import Warning
from whestdocs.estimators.notices import documents
from whestdocs.estimators.profiles import Profile, Span
from whestdocs.running.probes import Outcome

SCHEMA = "whestdocs.advice/1"
#: What a saving is measured against: the estimator as it is; the estimator with the advice that
#: was found first; or the estimator with all other advice, where one alone saves nothing.
ALONE, ON_TOP, WITH_OTHERS = "alone", "on-top", "with-others"


@dataclass(frozen=True)
class Advice:
    """One change that makes the estimator cheaper.

    Attributes:
        kind: Its kind, one of `whestdocs.estimators.advice.rules.KINDS`.
        span: The expression that is to blame, in the author's file.
        message: The cause and what to do about it.
        rewrite: What stands in place of the expression afterwards.
        saving: FLOPs of predict() that it saves.
        change: How far it changes the prediction, on all networks.
        draws_anew: Whether it draws other random numbers.
        basis: What the saving was measured against: `ALONE`, `ON_TOP` or `WITH_OTHERS`.
        group: Number of the group of pieces that build on each other; None if it is in none.
    """

    kind: str
    span: Span
    message: str
    rewrite: str
    saving: int
    change: Change
    draws_anew: bool = False
    basis: str = ALONE
    group: int | None = None


@dataclass(frozen=True)
class Group:
    """Pieces of advice that build on each other."""

    number: int
    count: int
    saving: int


@dataclass(frozen=True)
class Effort:
    """How much was tried.

    Attributes:
        networks: Seeds of the networks that every rewrite was run on.
        rewrites_run: How many rewritten estimators were run, on all networks together.
        run_s: Seconds that the original took.
        is_quick: Whether the search was cut short.
    """

    networks: tuple[int, ...]
    rewrites_run: int
    run_s: float
    is_quick: bool = False


@dataclass(frozen=True)
class Together:
    """What all measured advice that can be combined does together.

    Attributes:
        flops: FLOPs of predict() with it.
        change: How far it changes the prediction, on all networks.
        texts: The rewritten files, by their path relative to the estimator's folder.
    """

    flops: int
    change: Change
    texts: dict[str, str]


@dataclass(frozen=True)
class Report:
    """What there is to say about an estimator.

    Attributes:
        profile: What it spends.
        outcome: What came back from running it.
        advice: What would make it cheaper, largest saving first.
        warnings: What costs no FLOPs but may cost the score.
        together: All advice taken together, None where there is nothing to take.
        rounding: How far the prediction moves when only the last bits of the weights do; None
            where that was not measured.
        reason: Why there is no advice, where that is for want of knowledge; else None.
        groups: Pieces of advice that build on each other.
        effort: How much was tried; None where there is no advice for want of knowledge.
    """

    profile: Profile
    outcome: Outcome
    advice: tuple[Advice, ...] = ()
    warnings: tuple[Warning, ...] = ()
    together: Together | None = None
    rounding: Change | None = None
    reason: str | None = None
    groups: tuple[Group, ...] = ()
    effort: Effort | None = None

    @property
    def score(self) -> Score:
        """What its FLOPs mean for the score."""
        return Score(self.profile.flops_used, self.profile.flop_budget)

    def document(self) -> dict[str, Any]:
        """Return the report as the published JSON contract has it."""
        profile, together = self.profile, self.together
        return {
            "schema": SCHEMA,
            **profile.shared("estimator", "release", "round", "width", "depth", "seed"),
            "flops_used": profile.flops_used,
            "advice": [self._advice(advice) for advice in self.advice],
            "warnings": [
                {
                    "kind": warning.kind,
                    "file": warning.span.file,
                    "line": warning.span.line,
                    "column": warning.span.column,
                    "message": warning.message,
                }
                for warning in self.warnings
            ],
            "together": together
            and {
                "flops_used": together.flops,
                "saving": profile.flops_used - together.flops,
                "prediction_change": _change(together.change),
                "multiplier": Score(together.flops, profile.flop_budget).multiplier,
            },
            "notices": documents(profile),
            "rounding": _change(self.rounding),
            "reason": self.reason,
            "score": self.score.document(),
            "groups": [vars(group) for group in self.groups],
            "effort": self.effort and vars(self.effort),
            "not_tried": list(UNTRIED),
        }

    def _advice(self, advice: Advice) -> dict[str, Any]:
        used = self.profile.flops_used
        return {
            "kind": advice.kind,
            **vars(advice.span),
            "saving": advice.saving,
            "measured": True,
            "estimated": None,  # No saving is, but readers of the contract know the key.
            "rewrite": advice.rewrite,
            "message": advice.message,
            "share": advice.saving / used if used else 0.0,
            "prediction_change": _change(advice.change),
            "draws_anew": advice.draws_anew,
            "basis": advice.basis,
            "group": advice.group,
            "multiplier": self.score.after(advice.saving).multiplier,
        }


def _change(change: Change | None) -> dict[str, float] | None:
    """Return the largest difference of a mean, and the largest in units of its layer's size."""
    if change is None:
        return None
    return {"absolute": change.largest, "relative": change.relative}
