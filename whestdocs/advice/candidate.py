"""What rules propose: a place, a cause, and a rewrite that is yet to be tried."""

from __future__ import annotations

from dataclasses import dataclass

from whestdocs.profiles import Span

#: Kinds of advice, in the order in which they are documented.
KINDS = (
    "float64",
    "symmetry-lost",
    "power",
    "stats-promotion",
    "where",
    "gather",
    "movement",
    "sandwich",
    "diag-matmul",
    "trace-product",
    "association",
    "rng-dtype",
    "diagonal-only",
    "setup",
)

#: Kinds of warnings.
WARNING_KINDS = ("uncounted-numpy", "threads", "blanket-except", "in-place", "residual-time")


@dataclass(frozen=True, order=True)
class Edit:
    """A replacement in one of the author's files.

    Attributes:
        span: What is replaced; an empty span is a place to insert at.
        text: What stands there afterwards.
    """

    span: Span
    text: str


@dataclass(frozen=True)
class Estimate:
    """A saving that cannot be measured, because there is no rewrite to run.

    Attributes:
        flops: The saving.
        how: How it was estimated, as the rest of a sentence that begins with "estimated".
    """

    flops: int
    how: str


@dataclass(frozen=True)
class Candidate:
    """One change that may make the estimator cheaper.

    Attributes:
        kind: One of `KINDS`.
        span: The expression that is to blame.
        message: The cause and what to do about it, in a sentence or two.
        rewrite: What stands in place of the expression afterwards.
        edits: The changes of the files; none where only an estimate can be given.
        estimate: The saving, where there are no edits.
        draws_anew: Whether the change draws other random numbers, so that the prediction
            differs as with another seed.
    """

    kind: str
    span: Span
    message: str
    rewrite: str
    edits: tuple[Edit, ...] = ()
    estimate: Estimate | None = None
    draws_anew: bool = False


@dataclass(frozen=True, order=True)
class Warning:
    """Something that costs no FLOPs but may cost the score.

    Attributes:
        kind: One of `WARNING_KINDS`.
        span: The place.
        message: What may happen there and what to do, in a sentence or two.
    """

    kind: str
    span: Span
    message: str
