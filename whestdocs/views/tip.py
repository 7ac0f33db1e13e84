"""A tip: the code before and after, what each costs, where it pays and what it costs.

result  -> code, the names of the cases, why a release cannot run it
figure  -> every number, looked up by name
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers.python import PythonLexer

from whestdocs.errors import FigureError
from whestdocs.figures import Figure
from whestdocs.rounds import tags_beginning_with
from whestdocs.views.code import file_name
from whestdocs.views.figure import exact_text, figure_button
from whestdocs.views.popover import Popovers
from whestdocs.views.saving import Lookup, Saving, saving_of
from whestdocs.views.templating import render

#: Below this a difference is the rounding of float32 numbers.
ROUNDING = 1e-3
#: What a tip compares.
WAYS = ("before", "after")
#: How many times as many calls are worth a word.
_MANY_TIMES = 4


@dataclass(frozen=True)
class _Way:
    """One of the two ways.

    Attributes:
        name: ``"before"`` or ``"after"``.
        code: Its source, highlighted.
        flops: Its FLOPs; None where the release cannot run the tip.
    """

    name: str
    code: Markup
    flops: Figure | None


def tip_header(
    result: dict[str, Any], name: str, tag: str, figure: Lookup, popovers: Popovers
) -> Markup:
    """Return the HTML of what a tip saves, in the page's round and in all.

    Args:
        result: What the probe returned.
        name: What the figures' names begin with, such as ``tip/square``.
        tag: The page's round.
        figure: Looks an accepted figure up.
        popovers: The page's popovers.
    """
    return render(
        "tip_header",
        result=result,
        message=(result["failure"] or "").split(". ")[0],
        saving=_saving(result, name, figure),
        rounds=[(other, saving_of(name, figure, other)) for other in tags_beginning_with(tag)],
        button=_buttons(popovers),
    )


def tip_view(
    result: dict[str, Any],
    name: str,
    figure: Lookup,
    popovers: Popovers,
    address: Callable[[str], str | None],
) -> Markup:
    """Return the HTML of a tip's code, with what it costs and when it pays.

    Args:
        result: What the probe returned.
        name: What the figures' names begin with.
        figure: Looks an accepted figure up.
        popovers: The page's popovers.
        address: Returns the address of a file of the checkout, None for one without.

    Raises:
        FigureError: A figure is not accepted.
    """
    saving = _saving(result, name, figure)
    flops = {} if saving is None else {"before": saving.before, "after": saving.after}
    codes = result["code"]
    return render(
        "tip",
        saving=saving,
        name=name.removeprefix("tip/"),
        address=address(f"examples/tips/{name.removeprefix('tip/')}.py"),
        file_name=file_name,
        ways=[_Way(way, _highlighted(codes[way]), flops.get(way)) for way in WAYS],
        both=_highlighted(codes["both"]),
        longest=max(len(line) for way in WAYS for line in codes[way].split("\n")),
        others=_others(name, result, figure),
        calls=_calls(name, figure),
        per_call=_found(f"{name}/flops_per_extra_call", figure),
        difference=None if saving is None else figure(f"{name}/difference", None),
        errors=[_found(f"{name}/{way}/error", figure) for way in WAYS],
        button=_buttons(popovers),
        exact_text=exact_text,
        exactness=exactness,
        scientific=scientific,
        error_text=_error_text,
    )


def _saving(result: dict[str, Any], name: str, figure: Lookup) -> Saving | None:
    """Return what the tip saves in the page's round; None if it does not run there."""
    if result["failure"] is not None:
        return None
    return Saving(*(figure(f"{name}/{way}/flops", None) for way in WAYS))


def _buttons(popovers: Popovers) -> Callable[..., Markup]:
    def button(text: str, *figures: Figure, raw: bool = False) -> Markup:
        return figure_button(text, figures, popovers, raw=raw)

    return button


def exactness(difference: Figure) -> str:
    """Return in a word how well the two results have to agree."""
    tolerance = difference.high or 0.0
    if not tolerance:
        return "identical"
    return "rounding" if tolerance < ROUNDING else "approximate"


def scientific(number: float | None) -> str:
    """Return a small number as a tolerance is given: ``3e-07``, ``0.15``."""
    if not number:
        return "0"
    return f"{number:.0e}" if number < ROUNDING else f"{number:.2g}"


def _others(tip: str, result: dict[str, Any], figure: Lookup) -> list[tuple[str, bool, Saving]]:
    """Return (name, whether it is to pay, saving) of the cases beside the tip's own."""
    found = []
    for case in result.get("cases", [])[1:]:
        saving = saving_of(f"{tip}/for/{case['name']}", figure)
        if saving is None:
            raise FigureError(f"The case {case['name']!r} of {tip!r} is not accepted.")
        found.append((case["name"], case["pays"], saving))
    return found


def _calls(tip: str, figure: Lookup) -> list[Figure]:
    """Return the calls of both ways, if one makes several times as many as the other."""
    found = [_found(f"{tip}/{way}/calls", figure) for way in WAYS]
    calls = [each for each in found if each is not None]
    fewest, most = (pick((each.value for each in calls), default=0) for pick in (min, max))
    return calls if most >= _MANY_TIMES * max(fewest, 1) else []


def _found(name: str, figure: Lookup) -> Figure | None:
    try:
        return figure(name, None)
    except FigureError:
        return None


def _error_text(error: Figure) -> str:
    """Return an error with its bounds in percent."""
    if not error.low:
        return f"below {scientific(error.high)}"
    bounds = (error.value, error.low or 0.0, error.high or 0.0)
    value, low, high = (f"{100 * bound:.2f}" for bound in bounds)
    return f"{value}% ({low}% to {high}%)"


def _highlighted(code: str) -> Markup:
    return Markup(highlight(code, PythonLexer(), HtmlFormatter(nowrap=True)).rstrip("\n"))
