"""What a rule is, and what it proposes: a place, a cause, and a rewrite that is yet to be tried."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from whestdocs.estimators.advice.source.edits import Edit
from whestdocs.estimators.advice.source.subject import Node, Subject
from whestdocs.estimators.profiles import Span


@dataclass(frozen=True)
class Candidate:
    """One change that may make the estimator cheaper.

    Attributes:
        kind: One of `whestdocs.estimators.advice.rules.KINDS`.
        span: The expression that is to blame.
        message: The cause and what to do about it, in a sentence or two.
        rewrite: What stands in place of the expression afterwards.
        edits: The changes of the files.
        draws_anew: Whether the change draws other random numbers, so that the prediction
            differs as with another seed.
        same_draws: Where it draws anew: edits that do the same to the numbers that are drawn
            now, to see what else the change does; none where it does nothing else.
    """

    kind: str
    span: Span
    message: str
    rewrite: str
    edits: tuple[Edit, ...]
    draws_anew: bool = False
    same_draws: tuple[Edit, ...] = ()


@dataclass(frozen=True)
class Rule:
    """What a rule declares.

    Attributes:
        kind: The kind of advice.
        summary: What is wrong with the code that it is about, as the documentation says it.
        draws_anew: Whether its rewrites draw other random numbers. That is all that one may
            cost in precision: otherwise it moves the prediction by rounding only.
    """

    kind: str
    summary: str
    draws_anew: bool = False

    def candidate(
        self, subject: Subject, node: Node, message: str, rewrite: str, *edits: Edit
    ) -> Candidate:
        """Return a candidate."""
        return Candidate(self.kind, subject.span(node), message, rewrite, edits, self.draws_anew)

    def replacement(
        self, subject: Subject, node: ast.expr, message: str, text: str, *others: Edit
    ) -> Candidate:
        """Return a candidate that puts a text in place of an expression, and makes other edits."""
        edit = subject.replaced(node, text)
        return self.candidate(subject, node, message, text, edit, *others)
