"""A tip: the code before and after, what each costs, where it pays and what it costs.

result  -> code, the names of the cases, why a release cannot run it
figure  -> every number, looked up by name
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers.python import PythonLexer

from whestdocs.competition.rounds import tags_beginning_with
from whestdocs.errors import FigureError
from whestdocs.figures.figure import Figure
from whestdocs.measurements import tip_hosts
from whestdocs.pages.html.saving import Figures, Saving, saving_of
from whestdocs.pages.html.tip_host_table import host_view, percent_text, scientific_text, uses_of
from whestdocs.views.html.code_text import file_name
from whestdocs.views.html.figure_text import exact_text
from whestdocs.views.html.popover import Popovers
from whestdocs.views.html.templating import render

#: Below this a difference is the rounding of float32 numbers.
ROUNDING = 1e-3
#: What a tip compares.
WAYS = ("before", "after")
#: How many times as many calls are worth a word.
_MANY_TIMES = 4


def tip_header(
    result: dict[str, Any], name: str, tag: str, figures: Figures, popovers: Popovers
) -> Markup:
    """Return the HTML of what a tip saves, in the page's round and in all.

    Args:
        result: What the probe returned.
        name: What the figures' names begin with, such as ``tip/square``.
        tag: The page's round.
        figures: What may be looked up.
        popovers: The page's popovers.
    """
    return render(
        "tip_header",
        result=result,
        message=(result["failure"] or "").split(". ")[0],
        saving=_saving(result, name, figures),
        rounds=[(other, saving_of(name, figures, other)) for other in tags_beginning_with(tag)],
        button=popovers.button,
    )


def tip_view(
    result: dict[str, Any],
    name: str,
    figures: Figures,
    popovers: Popovers,
    address: Callable[[str], str | None],
) -> Markup:
    """Return the HTML of a tip's code, with what it costs and when it pays.

    Args:
        result: What the probe returned.
        name: What the figures' names begin with.
        figures: What may be looked up.
        popovers: The page's popovers.
        address: Returns the address of a file of the checkout, None for one without.

    Raises:
        FigureError: A figure is not accepted.
    """
    saving = _saving(result, name, figures)
    flops = {} if saving is None else {"before": saving.before, "after": saving.after}
    codes, host = result["code"], result.get("host")
    return render(
        "tip",
        result=result,
        host=None if host is None else host_view(name, host["host"], figures.figure, address),
        use_networks=tip_hosts.USE_NETWORKS,
        use_width=tip_hosts.USE_WIDTH,
        uses=uses_of(name, result.get("uses", {}), figures.figure),
        saving=saving,
        name=name.removeprefix("tip/"),
        address=address(f"examples/tips/{name.removeprefix('tip/')}.py"),
        file_name=file_name,
        ways=[
            {"name": way, "code": _highlighted(codes[way]), "flops": flops.get(way)} for way in WAYS
        ],
        both=_highlighted(codes["both"]),
        longest=max(len(line) for way in WAYS for line in codes[way].split("\n")),
        others=_others(name, result, figures),
        calls=_calls(name, figures),
        per_call=figures.find(f"{name}/flops_per_extra_call"),
        difference=None if saving is None else figures.figure(f"{name}/difference"),
        errors=[figures.find(f"{name}/{way}/error") for way in WAYS],
        button=popovers.button,
        exact_text=exact_text,
        exactness=exactness,
        scientific=scientific,
        error_text=_error_text,
        percent_text=percent_text,
        scientific_text=scientific_text,
    )


def _saving(result: dict[str, Any], name: str, figures: Figures) -> Saving | None:
    """Return what the tip saves in the page's round; None if it does not run there."""
    if result["failure"] is not None:
        return None
    return Saving(*(figures.figure(f"{name}/{way}/flops") for way in WAYS))


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


def _others(tip: str, result: dict[str, Any], figures: Figures) -> list[tuple[str, bool, Saving]]:
    """Return (name, whether it is to pay, saving) of the cases beside the tip's own."""
    found = []
    for case in result.get("cases", [])[1:]:
        saving = saving_of(f"{tip}/for/{case['name']}", figures)
        if saving is None:
            raise FigureError(f"The case {case['name']!r} of {tip!r} is not accepted.")
        found.append((case["name"], case["pays"], saving))
    return found


def _calls(tip: str, figures: Figures) -> list[Figure]:
    """Return the calls of both ways, if one makes several times as many as the other."""
    found = [figures.find(f"{tip}/{way}/calls") for way in WAYS]
    calls = [each for each in found if each is not None]
    fewest, most = (pick((each.value for each in calls), default=0) for pick in (min, max))
    return calls if most >= _MANY_TIMES * max(fewest, 1) else []


def _error_text(error: Figure) -> str:
    """Return an error with its bounds in percent."""
    if not error.low:
        return f"below {scientific(error.high)}"
    bounds = (error.value, error.low or 0.0, error.high or 0.0)
    value, low, high = (f"{100 * bound:.2f}" for bound in bounds)
    return f"{value}% ({low}% to {high}%)"


def _highlighted(code: str) -> Markup:
    return Markup(highlight(code, PythonLexer(), HtmlFormatter(nowrap=True)).rstrip("\n"))
