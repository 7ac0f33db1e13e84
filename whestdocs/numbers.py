"""Numbers as text: significant digits, percentages."""

from __future__ import annotations

import math

#: Below this a share of the budget is written as less than it.
_LEAST_SHARE = 0.00001
#: From here on a share of the budget is written in whole percent.
_MANY_TIMES = 9.995


def significant(value: float, digits: int) -> str:
    """Return ``value`` with ``digits`` significant digits, without exponent where readable."""
    if value == 0:
        return "0"
    shown = float(f"{value:.{digits - 1}e}")
    magnitude = math.floor(math.log10(abs(shown)))
    if magnitude < -5:
        return f"{shown:.{digits - 1}e}"
    return f"{shown:,.{max(digits - 1 - magnitude, 0)}f}"


def three_digits(value: float) -> float:
    """Return ``value`` as a ledger keeps a statistic: more digits would be the machine's."""
    return float(f"{value:.3g}")


def percent(share: float, least: float = 0.001) -> str:
    """Return a share in percent with one decimal; below ``least``, that it is less than 0.1%."""
    if share == 0:
        return "0%"
    return f"{share:.1%}" if share >= least else "<0.1%"


def budget_percent(share: float) -> str:
    """Return a share of the budget in percent, with three digits and no exponent."""
    if 0 < share < _LEAST_SHARE:
        return "<0.001%"
    return f"{100 * share:.3g}%" if share < _MANY_TIMES else f"{100 * share:,.0f}%"
