"""What a tip did to the estimator that it was tried in, in words.

figure  -> every number, looked up by name
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from whestdocs.figures.figure import Figure
from whestdocs.measurements.tip_hosts import SAME

#: From here on a part is written in times, not in percent.
_IN_TIMES = 10


@dataclass(frozen=True)
class HostView:
    """An estimator before and after a tip.

    Attributes:
        file: Name of its file.
        address: Address of the file, None for none.
        before: Its FLOPs before.
        after: Its FLOPs after.
        error_before: Its mean squared error before.
        error_after: Its mean squared error after.
        change: The change of the error as a part of itself.
        score: Its score where FLOPs count, as a part of the one before.
    """

    file: str
    address: str | None
    before: Figure
    after: Figure
    error_before: Figure
    error_after: Figure
    change: Figure
    score: Figure

    @property
    def sentence(self) -> str:
        """What becomes of the error: a verb."""
        return change_in_words(self.change)

    @property
    def score_text(self) -> str:
        """The score where FLOPs count, with its bounds."""
        if _is_same(self.change):
            return _share(self.score.value)
        return f"{_share(self.score.value)} ({_bounds(self.score, 0.0)})"

    @property
    def floor_text(self) -> str:
        """The score where they do not, with its bounds."""
        if _is_same(self.change):
            return _share(1.0)
        return f"{_share(1.0 + self.change.value)} ({_bounds(self.change, 1.0)})"


def host_view(
    tip: str, host: str, figure: Callable[[str], Figure], address: Callable[[str], str | None]
) -> HostView:
    """Return what a tip did to its host.

    Args:
        tip: What the figures' names begin with, such as ``tip/square``.
        host: Name of the host.
        figure: Looks an accepted figure up.
        address: Returns the address of a file of the checkout, None for one without.

    Raises:
        FigureError: A figure is not accepted.
    """
    names = ("before/flops", "after/flops", "before/error", "after/error", "change", "score")
    found = (figure(f"{tip}/host/{name}") for name in names)
    return HostView(f"{host}.py", address(f"examples/tips/hosts/{host}.py"), *found)


def change_in_words(change: Figure) -> str:
    """Return what becomes of an error, and whether that is sure."""
    if _is_same(change):
        return "stays the same"
    if _low(change) > 0:
        return "grows"
    return "falls" if _high(change) < 0 else "may grow or fall"


def is_resolved(change: Figure) -> bool:
    """Return whether an error surely changes."""
    return not _is_same(change) and (_low(change) > 0 or _high(change) < 0)


def uses_of(
    tip: str, uses: dict[str, list[list[float]]], figure: Callable[[str], Figure]
) -> list[tuple[int, list[Figure]]]:
    """Return (place, errors by name) for places that double, and the last one.

    Args:
        tip: What the figures' names begin with.
        uses: Errors at all places, by name, as the probe returned them.
        figure: Looks an accepted figure up.

    Raises:
        FigureError: A figure is not accepted.
    """
    count = max(map(len, uses.values()), default=0)
    places = [2**power for power in range(count.bit_length()) if 2**power < count]
    return [
        (each, [figure(f"{tip}/use/{name}/{each}/error") for name in uses])
        for each in [*places, count]
        if each
    ]


def scientific_text(error: Figure) -> str:
    """Return a mean squared error in three digits."""
    return f"{error.value:.2e}"


def percent_text(error: Figure) -> str:
    """Return an error in percent."""
    return f"{100 * error.value:.1f}%"


def _is_same(change: Figure) -> bool:
    return max(abs(_low(change)), abs(_high(change))) <= SAME


def _low(figure: Figure) -> float:
    return figure.value if figure.low is None else figure.low


def _high(figure: Figure) -> float:
    return figure.value if figure.high is None else figure.high


def _bounds(figure: Figure, offset: float) -> str:
    return f"{_share(offset + _low(figure))} to {_share(offset + _high(figure))}"


def _share(value: float) -> str:
    """Return a part in percent, a large one in times."""
    if value >= _IN_TIMES:
        return f"{value:,.0f}\N{MULTIPLICATION SIGN}"
    return f"{100 * max(value, 0.0):.1f}%"
