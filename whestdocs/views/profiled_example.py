"""A profiled estimator with its figures: what was charged, and by how much.

    profile  -> which lines, expressions and operations there are, and with what operands
    figure   -> every number, looked up by name

Nothing that is counted is taken from the profile, so that no number can be shown which was
not accepted. Names of figures are put together here alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from whestdocs.estimators.profiles import Profile, Span, Sum
from whestdocs.figures.figure import Figure
from whestdocs.figures.of_profiles import expression_paths, line_paths


@dataclass(frozen=True)
class Cost:
    """What something was charged.

    Attributes:
        flops: Its FLOPs.
        calls: Its calls.
    """

    flops: Figure
    calls: Figure


@dataclass(frozen=True)
class ExpressionCost(Cost):
    """What an operation of an expression was charged.

    Attributes:
        least: FLOPs in the layer where it is cheapest, or None outside of layers.
        most: FLOPs in the layer where it is most expensive, or None.
    """

    least: Figure | None
    most: Figure | None


@dataclass(frozen=True)
class ProfiledExample:
    """A profile, and the figures that it gave.

    Attributes:
        profile: The profile.
        source: First part of the figures' names.
        figure: Looks an accepted figure up by its name; raises a FigureError for an unknown one.
    """

    profile: Profile
    source: str
    figure: Callable[[str], Figure]

    @property
    def flops(self) -> Figure:
        """All FLOPs."""
        return self._figure("flops")

    @property
    def calls(self) -> Figure:
        """All calls."""
        return self._figure("calls")

    def op(self, name: str) -> Cost:
        """Return what an operation was charged."""
        return self._cost(f"op/{name}")

    def line(self, file: str, number: int) -> Cost | None:
        """Return what a line was charged, None for one without charges."""
        found = self._lines.get((file, number))
        return None if found is None else self._cost(found[0])

    def expression(self, span: Span, op: str) -> ExpressionCost:
        """Return what a charged expression cost by one of its operations."""
        path, total = self._expressions[span, op]
        cost, in_layers = self._cost(path), bool(total.flops_by_layer)
        return ExpressionCost(
            flops=cost.flops,
            calls=cost.calls,
            least=self._figure(f"{path}/layer/least") if in_layers else None,
            most=self._figure(f"{path}/layer/most") if in_layers else None,
        )

    def layer(self, layer: int | None) -> Figure:
        """Return the FLOPs of a layer; None is what is in none."""
        return self._figure(f"layer/{'none' if layer is None else layer}/flops")

    @cached_property
    def _lines(self) -> dict[tuple[str, int], tuple[str, Sum]]:
        return line_paths(self.profile)

    @cached_property
    def _expressions(self) -> dict[tuple[Span, str], tuple[str, Sum]]:
        return expression_paths(self.profile)

    def _cost(self, path: str) -> Cost:
        return Cost(self._figure(f"{path}/flops"), self._figure(f"{path}/calls"))

    def _figure(self, path: str) -> Figure:
        return self.figure(f"{self.source}/{path}")
