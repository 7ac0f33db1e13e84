"""A score worked out step by step from the report of a real run."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from whestdocs.errors import FigureError
from whestdocs.numbers import significant
from whestdocs.views.html.templating import render

#: How far a recalculated number may be off the reported one: the rounding of a few products.
_TOLERANCE = 1e-12
#: Fields of a network's entry that say it failed.
FAILURE_FIELDS = (
    "error_code",
    "budget_exhausted",
    "time_exhausted",
    "residual_wall_time_exhausted",
    "combined_budget_exhausted",
)


@dataclass(frozen=True)
class Calculation:
    """The score of one network, from what its report says.

    Attributes:
        flops: FLOPs that predict() spent.
        residual_s: Seconds outside flopscope.
        rate: Price of such a second in FLOPs.
        budget: FLOPs that may be spent.
        error: Mean squared error of the last layer.
        floor: Least multiplier.
        failed: The field that says why the network counts as failed, None if it does not.
    """

    flops: int
    residual_s: float
    rate: float
    budget: int
    error: float
    floor: float
    failed: str | None

    @property
    def effective_compute(self) -> float:
        """FLOPs plus the price of residual time."""
        return self.flops + self.rate * self.residual_s

    @property
    def share(self) -> float:
        """Effective compute as a share of the budget."""
        return self.effective_compute / self.budget

    @property
    def multiplier(self) -> float:
        """What the error is multiplied by."""
        return 1.0 if self.failed else max(self.floor, self.share)

    @property
    def score(self) -> float:
        """Error times multiplier."""
        return self.error * self.multiplier


def calculation_of(report: Any, rate: float, floor: float) -> Calculation:
    """Return the calculation behind the first network's score in a report.

    Args:
        report: What ``whest run --format json`` printed.
        rate: Price of a residual second, for releases whose report does not say.
        floor: Least multiplier.

    Raises:
        FigureError: It is no such report, or reports something else than what its own
            numbers come to.
    """
    try:
        network, config = report["results"]["per_mlp"][0], report["run_config"]
        calculation = Calculation(
            flops=network["flops_used"],
            residual_s=network["residual_wall_time_s"],
            rate=config.get("lambda_flops_per_second", rate),
            budget=config["flop_budget"],
            error=network["final_layer_mse"],
            floor=floor,
            failed=next((name for name in FAILURE_FIELDS if network.get(name)), None),
        )
        _compare("effective_compute", calculation.effective_compute, network)
        _compare("adjusted_final_layer_score", calculation.score, network)
    except (KeyError, IndexError, TypeError) as error:
        raise FigureError("This capture is no report of `whest run --format json`.") from error
    return calculation


def _compare(field: str, calculated: float, network: dict[str, Any]) -> None:
    if not math.isclose(calculated, network[field], rel_tol=_TOLERANCE):
        raise FigureError(
            f"The report says that `{field}` is {network[field]!r}, but its own numbers come to "
            f"{calculated!r}. Look at how this release scores, and correct {Path(__file__).name}."
        )


def worked_score(
    calculation: Calculation, command: Markup, button: Callable[[str, str], str]
) -> str:
    """Return the HTML of the steps.

    Args:
        calculation: The numbers.
        command: The command whose report they are from, as HTML.
        button: Returns the HTML of a text that shows a figure of the capture, by its name.
    """
    return render(
        "score_lines",
        command=command,
        c=calculation,
        flops=Markup(button(f"{calculation.flops:,}", "flops_used")),
        error=Markup(button(significant(calculation.error, 4), "final_layer_mse")),
    )
