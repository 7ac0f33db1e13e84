"""Verdicts: whether a claim holds, given what was measured in a round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.environment import Template, TemplateExpression
from jinja2.sandbox import ImmutableSandboxedEnvironment

from whestdocs.competition.rounds import CURRENT_TAG, Round
from whestdocs.errors import MeasurementError
from whestdocs.measurements.claims.claim_catalogue import Claim

#: Units that are signs and no words.
_SIGNS = frozenset({"%", "\N{MULTIPLICATION SIGN}"})


@dataclass(frozen=True)
class Verdict:
    """What became of a claim in a round.

    Attributes:
        claim: The claim.
        holds: Whether it is true; None where it does not apply.
        measured: What its code came to; None where it does not apply.
        instead: What is true where it is false, "" elsewhere.
    """

    claim: Claim
    holds: bool | None
    measured: Any
    instead: str = ""

    @property
    def text(self) -> str:
        """The measure as a reader sees it, with its unit."""
        if self.measured is None:
            return ""
        values = self.measured if isinstance(self.measured, list) else [self.measured]
        texts = list(map(number, values))
        if len(texts) > 1 and len(set(texts)) == 1 and not isinstance(values[0], bool):
            return f"{with_unit(texts[0], self.claim.unit)} each"
        return with_unit(", ".join(texts), self.claim.unit)


def together(verdicts: Iterable[bool | None]) -> bool | None:
    """Return the verdict on a statement, given those on its claims.

    It is true if all of them are that apply, false if one is, and None if none applies.
    """
    applicable = [holds for holds in verdicts if holds is not None]
    return all(applicable) if applicable else None


def with_unit(text: str, unit: str) -> str:
    """Return a number with its unit; a sign such as % follows without space."""
    return f"{text}{'' if unit in _SIGNS else ' '}{unit}".rstrip()


def about(value: float, stated: str) -> bool:
    """Return whether ``value`` rounds to a number as the page states it.

    What the page writes decides how near that is: "404" to the unit, "0.6" to the tenth.
    The zeros that end a whole number are not taken for digits: "150" is to the ten.
    """
    exponent = Decimal(stated).normalize().as_tuple().exponent
    assert isinstance(exponent, int)  # It would be a letter for what is no number.
    return abs(Decimal(value) - Decimal(stated)) <= Decimal(5).scaleb(exponent - 1)


def number(value: Any) -> str:
    """Return a measured value in full where it is whole, else with four digits."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if isinstance(value, float) and not value.is_integer():
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{int(value):,}"


def applies(claim: Claim, round_: Round) -> bool:
    """Return whether a claim says something about a round."""
    return _condition(claim, claim.applies, round=_round_facts(round_))


def judge(claim: Claim, measured: Any, round_: Round) -> Verdict:
    """Return the verdict on a claim that applies to a round.

    Raises:
        MeasurementError: Its condition is malformed.
    """
    facts = {"measured": measured, "round": _round_facts(round_)}
    holds = _condition(claim, claim.holds, **facts)
    instead = "" if holds else _rendered(claim, **facts)
    return Verdict(claim, holds, measured, instead)


def _round_facts(round_: Round) -> dict[str, Any]:
    return vars(round_) | {"is_current": round_.tag == CURRENT_TAG}


_ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
_ENVIRONMENT.globals = {"about": about, "number": number}


@cache
def _expression(text: str) -> TemplateExpression:
    return _ENVIRONMENT.compile_expression(text, undefined_to_none=False)


@cache
def _template(text: str) -> Template:
    return _ENVIRONMENT.from_string(text)


def _condition(claim: Claim, text: str, **facts: Any) -> bool:
    try:
        result = _expression(text)(**facts)
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise _broken(claim, f"the condition {text!r} does not evaluate: {error}") from error
    if not isinstance(result, bool):
        raise _broken(claim, f"the condition {text!r} is neither true nor false")
    return result


def _rendered(claim: Claim, **facts: Any) -> str:
    try:
        return _template(claim.instead).render(**facts)
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise _broken(claim, f"the text {claim.instead!r} does not evaluate: {error}") from error


def _broken(claim: Claim, reason: str) -> MeasurementError:
    return MeasurementError(f"{claim.file}: {claim.identifier}: {reason}. Correct the entry.")
