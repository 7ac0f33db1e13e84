"""A tip: the code before and after, what each costs, where it pays and what it costs.

result  -> code, the names of the cases, why a release cannot run it
figure  -> every number, looked up by name
"""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers.python import PythonLexer

from whestdocs.competition.rounds import tags_beginning_with
from whestdocs.errors import FigureError
from whestdocs.figures.figure import Figure
from whestdocs.measurements import tip_hosts
from whestdocs.pages.edition import Edition
from whestdocs.pages.html.saving import Saving, saving_of
from whestdocs.pages.html.tip_host_table import host_view, percent_text, scientific_text, uses_of
from whestdocs.pages.page_state import PageState
from whestdocs.views.html.code_text import file_name
from whestdocs.views.html.templating import render

#: Below this a difference is the rounding of float32 numbers.
ROUNDING = 1e-3
#: What a tip compares.
WAYS = ("before", "after")
#: How many times as many calls are worth a word.
_MANY_TIMES = 4


def tip_header(name: str, page: PageState) -> Markup:
    """Return the HTML of what a tip saves, in the page's round and in all.

    Args:
        name: What the figures' names begin with, such as ``tip/square``.
        page: The page.
    """
    edition, tag = page.edition, page.edition.round.tag
    result = edition.results[name]
    return render(
        "tip_box_header",
        result=result,
        message=(result["failure"] or "").split(". ")[0],
        saving=_saving(name, edition),
        rounds=[(other, saving_of(name, edition, other)) for other in tags_beginning_with(tag)],
        button=page.popovers.button,
    )


def tip_view(name: str, page: PageState) -> Markup:
    """Return the HTML of a tip's code, with what it costs and when it pays.

    Args:
        name: What the figures' names begin with.
        page: The page.

    Raises:
        FigureError: A figure is not accepted.
    """
    edition, result = page.edition, page.edition.results[name]
    slug, host = name.removeprefix("tip/"), result.get("host")
    saving = _saving(name, edition)
    flops = {} if saving is None else {"before": saving.before, "after": saving.after}
    codes = result["code"]
    return render(
        "tip_box",
        result=result,
        host=host and host_view(name, host["host"], edition.figure, page.published),
        use_networks=tip_hosts.USE_NETWORKS,
        use_width=tip_hosts.USE_WIDTH,
        uses=uses_of(name, result.get("uses", {}), edition.figure),
        saving=saving,
        name=slug,
        address=page.published(f"examples/tips/{slug}.py"),
        file_name=file_name,
        ways=[
            {"name": way, "code": _highlighted(codes[way]), "flops": flops.get(way)} for way in WAYS
        ],
        both=_highlighted(codes["both"]),
        longest=max(len(line) for way in WAYS for line in codes[way].split("\n")),
        others=_others(name, result, edition),
        calls=_calls(name, edition),
        per_call=edition.find(f"{name}/flops_per_extra_call"),
        difference=saving and edition.figure(f"{name}/difference"),
        errors=[edition.find(f"{name}/{way}/error") for way in WAYS],
        button=page.popovers.button,
        exactness=exactness,
        scientific=scientific,
        error_text=_error_text,
        percent_text=percent_text,
        scientific_text=scientific_text,
    )


def _saving(name: str, edition: Edition) -> Saving | None:
    """Return what the tip saves in the page's round; None if it does not run there."""
    if edition.results[name]["failure"] is not None:
        return None
    return Saving(*(edition.figure(f"{name}/{way}/flops") for way in WAYS))


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


def _others(tip: str, result: dict[str, Any], edition: Edition) -> list[tuple[str, bool, Saving]]:
    """Return (name, whether it is to pay, saving) of the cases beside the tip's own."""
    found = []
    for case in result.get("cases", [])[1:]:
        saving = saving_of(f"{tip}/for/{case['name']}", edition)
        if saving is None:
            raise FigureError(f"The case {case['name']!r} of {tip!r} is not accepted.")
        found.append((case["name"], case["pays"], saving))
    return found


def _calls(tip: str, edition: Edition) -> list[Figure]:
    """Return the calls of both ways, if one makes several times as many as the other."""
    calls = [found for way in WAYS if (found := edition.find(f"{tip}/{way}/calls"))]
    counts = [each.value for each in calls] or [0]
    return calls if max(counts) >= _MANY_TIMES * max(min(counts), 1) else []


def _error_text(error: Figure) -> str:
    """Return an error with its bounds in percent."""
    if not error.low:
        return f"below {scientific(error.high)}"
    value, low, high = (100 * (bound or 0.0) for bound in (error.value, error.low, error.high))
    return f"{value:.2f}% ({low:.2f}% to {high:.2f}%)"


def _highlighted(code: str) -> Markup:
    return Markup(highlight(code, PythonLexer(), HtmlFormatter(nowrap=True)).rstrip("\n"))
