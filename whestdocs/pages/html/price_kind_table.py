"""Prices by kind: a row for each kind, with a dot wherever operations of it lie."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from whestdocs.measurements.prices.price_kinds import PER_ELEMENT, Kind
from whestdocs.numbers import significant
from whestdocs.pages.edition import Edition
from whestdocs.pages.html.operation_popover import OperationPrices
from whestdocs.pages.page_state import PageState
from whestdocs.views.html.templating import render

#: What most estimators use, the commonest first. Each stands where its price puts it.
_COMMON = (
    *("matmul", "einsum", "add", "multiply", "divide", "exp", "log", "sqrt", "maximum", "tanh"),
    *("sum", "mean", "var", "max", "a ** 2", "power", "where", "clip", "stats.norm.pdf"),
    *("stats.norm.cdf", "array", "zeros", "ones", "eye", "arange", "transpose", "reshape", "stack"),
    *("concatenate", "copy", "astype", "a[mask]", "a[3:]", "take", "asarray", "sort", "argsort"),
    *("unique", "partition", "searchsorted", "median", "fft.fft", "fft.rfft", "linalg.svd"),
    *("linalg.eigh", "linalg.cholesky", "linalg.solve", "linalg.inv", "linalg.qr", "convolve"),
    *("polymul", "random.Generator.standard_normal", "random.Generator.random", "random.normal"),
)
_EXAMPLES = 5
#: Kinds whose prices have nothing to do with elements.
_WITHOUT_DOTS = (Kind.FREE, Kind.FIXED)
#: The powers of ten between which dots lie.
_SCALE = (-2, 5)
_TICKS = (0, 2, 4)
#: A price that so few have in common is not the usual one.
_USUAL = 0.25


def kinds_table(page: PageState) -> Markup:
    """Return the HTML of the table.

    Raises:
        FigureError: A price is not accepted.
    """
    edition, prices = page.edition, OperationPrices(page)
    rows = [
        _row(kind, names, edition, prices)
        for kind in Kind
        if (names := edition.kinds.of_kind(kind))
    ]
    ticks = [(_position(10**power), f"{10**power:,}") for power in _TICKS]
    return render("price_kind_table", rows=rows, ticks=ticks)


def _row(
    kind: Kind, names: Sequence[str], edition: Edition, prices: OperationPrices
) -> dict[str, Any]:
    rank = _Ranking(kind, edition)
    common = [name for name in _COMMON if name in names]
    texts = {name: rank.text(name, prices) for name in names}
    text, usual_count = Counter(texts.values()).most_common(1)[0]
    alike = [name for name in (*common, *names) if texts[name] == text]
    is_usual = usual_count >= _USUAL * len(names)
    chosen = list(dict.fromkeys(alike)) if is_usual else common or names
    ranked = sorted(names, key=rank.price)

    def shown(name: str, text: Markup | str) -> Markup:
        return prices.button(name, prices.reference(name), text)

    extremes = (ranked[0], ranked[-1]) if usual_count < len(names) else ()
    return {
        "kind": kind,
        "unit": "per element" if kind in PER_ELEMENT else "",
        "count": len(names),
        "usual": shown(alike[0], text) if is_usual else Markup(),
        "usual_count": usual_count,
        "extremes": [shown(name, texts[name]) for name in extremes],
        "examples": [shown(name, name) for name in chosen[:_EXAMPLES]],
        "dots": [] if kind in _WITHOUT_DOTS else _dots([rank.price(name) for name in names]),
    }


class _Ranking:
    """How prices of a kind are told and compared: per element, or as formulas."""

    def __init__(self, kind: Kind, edition: Edition) -> None:
        self._edition = edition
        self._is_per_element = kind in PER_ELEMENT

    def price(self, name: str) -> float:
        if self._is_per_element:
            return self._edition.kinds.per_element(name)
        return self._edition.operations[name].intensity

    def text(self, name: str, prices: OperationPrices) -> Markup:
        if self._is_per_element:
            return Markup(f"{self.price(name):.3g}")
        return prices.formula(prices.reference(name))


def _dots(intensities: Sequence[float]) -> list[dict[str, Any]]:
    """Return a dot for all operations that cost the same for each element."""
    counts = Counter(significant(intensity, 2) for intensity in intensities)
    return [
        {
            "x": _position(float(text.replace(",", ""))),
            "radius": 1.6 + 0.9 * math.log2(count + 1),
            "title": f"{count} at {text} per element",
        }
        for text, count in counts.items()
    ]


def _position(intensity: float) -> float:
    """Return where a price lies on the scale, in percent."""
    low, high = _SCALE
    power = math.log10(intensity) if intensity > 0 else low
    return 100 * min(max((power - low) / (high - low), 0), 1)
