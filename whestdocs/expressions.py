"""What stands inside ``{{ ... }}`` on a page: sandboxed Jinja expressions over figures.

{{ figure("02_mean_propagation/flops") | exact }}
{{ figure("03_covariance_propagation/flops") | ratio(figure("02_mean_propagation/flops")) }}
{{ figure("02_mean_propagation/flops") | percent(round.flop_budget) }}
{{ figure("02_mean_propagation/flops", "v1-warmup") | rounded }}
{{ rounds["v1-phase1"].width }}
{{ constant("16") }}
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from jinja2 import StrictUndefined, TemplateError, Undefined
from jinja2.environment import TemplateExpression
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from whestdocs.edition import Edition
from whestdocs.errors import FigureError
from whestdocs.quantities import FILTERS, Quantity, Written, exact, quantity_of
from whestdocs.rounds import ROUNDS, Round


@dataclass(frozen=True)
class Constant:
    """A number that is no measurement, written as the page's author wrote it."""

    text: str


@dataclass(frozen=True)
class RoundFacts:
    """A round as expressions see it: its constants know where they are defined.

    Attributes:
        tag: Name of the round.
        flopscope: Version of flopscope.
        whestbench: Version of whestbench.
        width: Neurons in a layer.
        depth: Layers.
        flop_budget: FLOPs that one predict() may spend.
        wall_time_limit_s: Cap on the wall time of predict() in seconds.
        residual_wall_time_limit_s: Cap on residual seconds, or None.
        residual_flops_per_second: Price of a residual second in FLOPs.
        setup_time_limit_s: Cap on the wall time of setup() in seconds, or None.
    """

    tag: str
    flopscope: str
    whestbench: str
    width: Quantity
    depth: Quantity
    flop_budget: Quantity
    wall_time_limit_s: Quantity
    residual_wall_time_limit_s: Quantity | None
    residual_flops_per_second: Quantity
    setup_time_limit_s: Quantity | None


def round_facts(round_: Round) -> RoundFacts:
    """Return ``round_`` for use in expressions."""

    def constant(name: str, unit: str = "") -> Quantity:
        origin = f"whestbench.budget.ROUNDS[{round_.tag!r}].{name}"
        return Quantity(getattr(round_, name), unit, origin=origin)

    def optional(name: str, unit: str) -> Quantity | None:
        return None if getattr(round_, name) is None else constant(name, unit)

    return RoundFacts(
        tag=round_.tag,
        flopscope=round_.release.flopscope,
        whestbench=round_.release.whestbench,
        width=constant("width"),
        depth=constant("depth"),
        flop_budget=constant("flop_budget", "FLOPs"),
        wall_time_limit_s=constant("wall_time_limit_s", "s"),
        residual_wall_time_limit_s=optional("residual_wall_time_limit_s", "s"),
        residual_flops_per_second=constant("residual_flops_per_second", "FLOPs"),
        setup_time_limit_s=optional("setup_time_limit_s", "s"),
    )


#: What an expression on a page can come to.
Value = Written | Constant | str


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
            FigureError: It is malformed, names something unknown or yields nothing to show.
        """
        result = self._evaluate(expression)
        if isinstance(result, Quantity):
            return exact(result)
        if isinstance(result, (Written, Constant, str)):
            return result
        raise FigureError(
            f"This comes to {type(result).__name__}, which a page cannot show. Write a figure "
            "and a filter, or constant(...) for a number that is no measurement."
        )

    def holds(self, condition: str) -> tuple[bool, Quantity]:
        """Return whether ``condition`` is true, and a quantity with all figures it looked at.

        Raises:
            FigureError: It is malformed, names something unknown or is no condition.
        """
        looked_at: list[Quantity] = []

        def watched(name: str, round: str | None = None) -> Quantity:
            looked_at.append(self._figure(name, round))
            return looked_at[-1]

        result = self._evaluate(condition, figure=watched)
        if not isinstance(result, bool):
            raise FigureError("A claim's condition must be true or false: compare two figures.")
        if not looked_at:
            raise FigureError("A claim's condition must look at a figure at least.")
        figures = tuple(dict.fromkeys(f for quantity in looked_at for f in quantity.figures))
        return result, Quantity(0, "", figures)

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
