r"""Reading figures from what a command printed.

    fields        dotted paths into JSON        "results.per_mlp.0.flops_used"
    numbers       patterns with a group         'Total: ([\d,]+) FLOPs'
    says          patterns without a group      "exceeds limit": 1 if found, else 0
    approximate   dotted paths into JSON, to values that rounding moves a little
    costs         lines of the kind            "x * x:   1,000 FLOPs"

Each has a name, under which it is published.
"""

from __future__ import annotations

import contextlib
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from whestdocs.errors import FigureError

#: Fields of every JSON report of `whest run`: of its first network, and of all of them.
REPORT_FIELDS = {
    "flops_used": "results.per_mlp.0.flops_used",
    "n_mlps": "run_config.n_mlps",
    "n_failed_mlps": "results.n_failed_mlps",
    "budget_exhausted": "results.failure_breakdown.budget_exhausted",
    "combined_budget_exhausted": "results.failure_breakdown.combined_budget_exhausted",
    "residual_wall_time_exhausted": "results.failure_breakdown.residual_wall_time_exhausted",
    "time_exhausted": "results.failure_breakdown.time_exhausted",
    "error": "results.failure_breakdown.error",
}
REPORT_ESTIMATES = {"final_layer_mse": "results.per_mlp.0.final_layer_mse"}
#: How far rounding may move an approximate value on another machine.
_ROUNDING = 0.001
_COST = re.compile(r"^(\S.*): +([0-9][0-9,]*) FLOPs$", re.MULTILINE)


@dataclass(frozen=True)
class Reading:
    """A number that was read.

    Attributes:
        name: What it is called.
        value: Its value; an integer if it is exact.
        low: Lower bound of an approximate one, None for an exact one.
        high: Upper bound.
        is_cost: Whether it was read from a line that says what something costs.
    """

    name: str
    value: int | float
    low: float | None = None
    high: float | None = None
    is_cost: bool = False

    @property
    def unit(self) -> str:
        """The unit, which the name tells where it is no cost."""
        if self.is_cost:
            return "FLOPs"
        if self.name.split("/")[-1] == "calls":
            return "calls"
        if self.name.startswith("says/"):
            return ""
        return "FLOPs" if "flop" in self.name or "compute" in self.name else ""


def read_fields(text: str, fields: dict[str, str]) -> Iterator[Reading]:
    """Yield whole numbers of the JSON document in ``text``; true is one, and false zero.

    Raises:
        FigureError: One of them is not there, or is not whole.
    """
    document = json_in(text) if fields else None
    for name, path in fields.items():
        found = _at(document, path)
        if not isinstance(found, (int, float)) or not float(found).is_integer():
            raise FigureError(f"shows {found!r} for {path!r}, which is no whole number")
        yield Reading(name, int(found))


def read_numbers(text: str, patterns: dict[str, str]) -> Iterator[Reading]:
    """Yield the whole numbers that the groups of ``patterns`` find in ``text``.

    Raises:
        FigureError: One of them is not there, or is not whole.
    """
    for name, pattern in patterns.items():
        match = re.search(pattern, text, re.MULTILINE)
        found = match[1].replace(",", "") if match else None
        if found is None or not found.isdecimal():
            raise FigureError(f"shows {found!r} for {pattern!r}, which is no whole number")
        yield Reading(name, int(found))


def read_sayings(text: str, patterns: dict[str, str]) -> Iterator[Reading]:
    """Yield one for each of ``patterns`` that is found in ``text``, and zero for the others."""
    for name, pattern in patterns.items():
        yield Reading(f"says/{name}", int(re.search(pattern, text, re.MULTILINE) is not None))


def read_estimates(text: str, fields: dict[str, str]) -> Iterator[Reading]:
    """Yield numbers of the JSON document in ``text``, with the bounds of their rounding.

    Raises:
        FigureError: One of them is not there, or is no number.
    """
    document = json_in(text) if fields else None
    for name, path in fields.items():
        found = _at(document, path)
        if not isinstance(found, (int, float)) or not math.isfinite(found):
            raise FigureError(f"shows {found!r} for {path!r}, which is no number")
        margin = _ROUNDING * abs(found)
        yield Reading(name, found, found - margin, found + margin)


def read_costs(text: str) -> Iterator[Reading]:
    """Yield what ``text`` says the cost of, line by line."""
    for line in _COST.finditer(text):
        yield Reading(line[1], int(line[2].replace(",", "")), is_cost=True)


def json_in(text: str) -> Any:
    """Return the first JSON document that begins a line of ``text``; None for none."""
    for start in re.finditer(r"^[{\[]", text, re.MULTILINE):
        with contextlib.suppress(ValueError):
            return json.JSONDecoder().raw_decode(text[start.start() :])[0]
    return None


def _at(document: Any, path: str) -> object:
    """Return what stands at a dotted path in a JSON document, None for nothing."""
    for part in path.split("."):
        try:
            document = document[int(part) if isinstance(document, list) else part]
        except (LookupError, TypeError, ValueError):
            return None
    return document
