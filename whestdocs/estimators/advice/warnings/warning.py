"""What a warning is, and the kinds of warnings."""

from __future__ import annotations

from dataclasses import dataclass

from whestdocs.estimators.profiles import Span


@dataclass(frozen=True, order=True)
class Warning:
    """Something that costs no FLOPs but may cost the score.

    Attributes:
        kind: One of `whestdocs.estimators.advice.warnings.WARNING_KINDS`.
        span: The place.
        message: What may happen there and what to do, in a sentence or two.
    """

    kind: str
    span: Span
    message: str


@dataclass(frozen=True)
class WarningKind:
    """What a kind of warning declares."""

    kind: str
    summary: str

    def at(self, span: Span, message: str) -> Warning:
        """Return a warning of this kind."""
        return Warning(self.kind, span, message)
