"""What stands inside ``{{ ... }}`` on a page: sandboxed Jinja expressions over figures.

{{ figure("02_mean_propagation/flops") | exact }}
{{ figure("03_covariance_propagation/flops") | ratio(figure("02_mean_propagation/flops")) }}
{{ figure("02_mean_propagation/flops") | percent(round.flop_budget) }}
{{ figure("02_mean_propagation/flops", "v1-warmup") | rounded }}
{{ rounds["v1-phase1"].width }}
{{ constant("16") }}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import SimpleNamespace

from jinja2 import StrictUndefined, TemplateError, Undefined
from jinja2.environment import TemplateExpression
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from whestdocs.competition.rounds import ROUNDS, Round
from whestdocs.errors import FigureError
from whestdocs.figures.alterations import alterations
from whestdocs.figures.conditions import Sensitivity, parts_of, refuse_weak
from whestdocs.figures.figure import Figure
from whestdocs.figures.filters import FILTERS, Written, exact
from whestdocs.figures.quantities import Quantity, quantity_of
from whestdocs.pages.edition import Edition
from whestdocs.pages.literals import refuse_typed_numbers
from whestdocs.pages.typed_numbers import typed_numbers_in


@dataclass(frozen=True)
class Constant:
    """A number that is no measurement, written as the page's author wrote it."""

    text: str


class Fact(str):
    """A text that says something about a round, such as a version: it may hold digits."""


#: The constants of a round that expressions may name, each with its unit.
_UNITS = {
    "width": "",
    "depth": "",
    "flop_budget": "FLOPs",
    "wall_time_limit_s": "s",
    "residual_wall_time_limit_s": "s",
    "residual_flops_per_second": "FLOPs",
    "setup_time_limit_s": "s",
}


def round_facts(round_: Round) -> SimpleNamespace:
    """Return a round as expressions see it: its constants know where they are defined.

    Its tag and the versions of its release are facts, its constants quantities; a limit that the
    round does not have is None.
    """
    release, origin = round_.release, f"whestbench.budget.ROUNDS[{round_.tag!r}]"
    values = {name: getattr(round_, name) for name in _UNITS}
    constants = {
        name: None if value is None else Quantity(value, _UNITS[name], origin=f"{origin}.{name}")
        for name, value in values.items()
    }
    return SimpleNamespace(
        tag=Fact(round_.tag),
        flopscope=Fact(release.flopscope),
        whestbench=Fact(release.whestbench),
        **constants,
    )


#: What an expression on a page can come to.
Value = Written | Constant | str

#: A figure's name, and its round.
_FigureKey = tuple[str, str]


class Expressions:
    """Evaluates the expressions of one edition's pages."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._compiled = cache(self._compile)
        self._environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
        self._environment.filters = dict(FILTERS)
        self._environment.globals = {
            "figure": self._figure,
            "round": round_facts(edition.round),
            "rounds": {tag: round_facts(round_) for tag, round_ in ROUNDS.items()},
            "constant": Constant,
        }

    def _figure(self, name: str, round: str | None = None) -> Quantity:
        return quantity_of(self._edition.figure(name, round))

    def value(self, expression: str) -> Value:
        """Return what ``expression`` comes to, ready to be shown.

        Raises:
            FigureError: It is malformed, names something unknown, yields nothing to show or a
                number that comes from no figure.
        """
        result = self._evaluate(expression)
        if isinstance(result, (Quantity, Written, Constant)):
            refuse_typed_numbers(self._environment.parse(f"{{{{ {expression} }}}}"))
        if isinstance(result, Quantity):
            result = exact(result)
        if isinstance(result, Written):
            _refuse_typed(result.text, result.quantity.figures or result.quantity.origin)
            return result
        if isinstance(result, str):
            is_number = any(map(str.isdigit, result)) or any(typed_numbers_in(result))
            _refuse_typed(result, not is_number or isinstance(result, Fact))
            return result
        if isinstance(result, Constant):
            return result
        raise FigureError(
            f"This comes to {type(result).__name__}, which a page cannot show. Write a figure "
            "and a filter, or constant(...) for a number that is no measurement."
        )

    def holds(self, condition: str) -> tuple[bool, Quantity]:
        """Return whether ``condition`` is true, and a quantity with all figures it looked at.

        Raises:
            FigureError: It is malformed, names something unknown, is no condition, or one of
                its parts is true whatever one of its figures is.
        """
        holds, looked_at = self._judged(condition)
        if not looked_at:
            raise FigureError("It must look at a figure at least.")
        if holds:
            refuse_weak(self.sensitivities(condition))
        return holds, Quantity(0, "", tuple(dict.fromkeys(looked_at.values())))

    def sensitivities(self, condition: str) -> list[Sensitivity]:
        """Return how much each figure must change until a part of ``condition`` is false.

        Args:
            condition: A condition that holds.

        Raises:
            FigureError: A part of it looks at no figure, or is no condition.
        """
        found = []
        for part in parts_of(condition):
            _, looked_at = self._judged(part)
            if not looked_at:
                raise FigureError(
                    f"The part `{part}` looks at no figure, so no run checks it. Leave it out, or "
                    "limit the passage to its rounds with `/// round`."
                )
            found += [self._sensitivity(part, key, looked_at) for key in looked_at]
        return found

    def _sensitivity(
        self, part: str, key: _FigureKey, looked_at: dict[_FigureKey, Figure]
    ) -> Sensitivity:
        """Return how much the figure ``key`` alone must change until ``part`` is false."""
        for alteration in alterations(looked_at[key], looked_at.values()):
            try:
                holds, _ = self._judged(part, {key: alteration.value})
            except FigureError:
                continue  # Nothing can be calculated with such a value: a division by zero.
            if not holds:
                return Sensitivity(part, looked_at[key], alteration)
        return Sensitivity(part, looked_at[key], None)

    def _judged(
        self, condition: str, altered: Mapping[_FigureKey, float] | None = None
    ) -> tuple[bool, dict[_FigureKey, Figure]]:
        """Return whether ``condition`` is true, and the figures it looked at.

        Args:
            condition: The condition.
            altered: Values that figures have instead of their own.
        """
        looked_at: dict[_FigureKey, Figure] = {}

        def watched(name: str, round: str | None = None) -> Quantity:
            key = name, round or self._edition.round.tag
            quantity = self._figure(*key)
            looked_at[key] = quantity.figures[0]
            return replace(quantity, value=(altered or {}).get(key, quantity.value))

        holds = self._evaluate(condition, figure=watched)
        if not isinstance(holds, bool):
            raise FigureError("It must be true or false: compare two figures.")
        return holds, looked_at

    def _compile(self, expression: str) -> TemplateExpression:
        return self._environment.compile_expression(expression, undefined_to_none=False)

    def _evaluate(self, expression: str, **names: object) -> object:
        try:
            result = self._compiled(expression)(**names)
            if isinstance(result, Undefined):
                result._fail_with_undefined_error()
        except (TemplateError, SecurityError) as error:
            # Its text has more lines, with the expression's own numbers.
            raise FigureError(f"{(error.message or str(error)).rstrip('.')}.") from error
        except (TypeError, ValueError, ArithmeticError, AttributeError, RecursionError) as error:
            raise FigureError(f"This does not evaluate: {error}.") from error
        return result


def _refuse_typed(text: str, source: object) -> None:
    """Raise an error unless the number in ``text`` comes from somewhere."""
    if not source:
        raise FigureError(
            f"{text!r} is typed: it comes from no figure. Write a figure and a filter, or "
            "constant(...) for a number that is no measurement."
        )
