"""A report of advice, and the JSON contract that it is published by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whestdocs.advice.candidate import Warning
from whestdocs.advice.trials import Change
from whestdocs.profiles import Profile, Span
from whestdocs.run import Outcome

SCHEMA = "whestdocs.advice/1"
#: What a saving is measured against: the estimator as it is; the estimator with the advice that
#: was found first; or the estimator with all other advice, where one alone saves nothing.
ALONE, ON_TOP, WITH_OTHERS = "alone", "on-top", "with-others"


@dataclass(frozen=True)
class Advice:
    """One change that makes the estimator cheaper.

    Attributes:
        kind: Its kind, one of `whestdocs.advice.candidate.KINDS`.
        span: The expression that is to blame, in the author's file.
        message: The cause and what to do about it.
        rewrite: What stands in place of the expression afterwards.
        saving: FLOPs of predict() that it saves.
        change: How far it changes the prediction; None where the saving is an estimate.
        estimated: How the saving was estimated; None where it was measured.
        draws_anew: Whether it draws other random numbers.
        basis: What the saving was measured against: `ALONE`, `ON_TOP` or `WITH_OTHERS`.
    """

    kind: str
    span: Span
    message: str
    rewrite: str
    saving: int
    change: Change | None
    estimated: str | None = None
    draws_anew: bool = False
    basis: str = ALONE


@dataclass(frozen=True)
class Together:
    """What all measured advice that can be combined does together.

    Attributes:
        flops: FLOPs of predict() with it.
        change: How far it changes the prediction.
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
    """

    profile: Profile
    outcome: Outcome
    advice: tuple[Advice, ...] = ()
    warnings: tuple[Warning, ...] = ()
    together: Together | None = None
    rounding: Change | None = None
    reason: str | None = None

    def document(self) -> dict[str, Any]:
        """Return the report as the published JSON contract has it."""
        profile, together = self.profile, self.together
        return {
            "schema": SCHEMA,
            "estimator": profile.estimator,
            "release": profile.release,
            "round": profile.round_tag,
            "width": profile.width,
            "depth": profile.depth,
            "seed": profile.seed,
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
            },
            "rounding": _change(self.rounding),
            "reason": self.reason,
        }

    def _advice(self, advice: Advice) -> dict[str, Any]:
        span, used = advice.span, self.profile.flops_used
        return {
            "kind": advice.kind,
            "file": span.file,
            "line": span.line,
            "column": span.column,
            "end_line": span.end_line,
            "end_column": span.end_column,
            "source": span.source,
            "saving": advice.saving,
            "measured": advice.estimated is None,
            "estimated": advice.estimated,
            "rewrite": advice.rewrite,
            "message": advice.message,
            "share": advice.saving / used if used else 0.0,
            "prediction_change": _change(advice.change),
            "draws_anew": advice.draws_anew,
            "basis": advice.basis,
        }


def _change(change: Change | None) -> dict[str, float] | None:
    return None if change is None else {"absolute": change.largest, "relative": change.relative}
