"""The cost of each layer as a chart: one column a layer, each a figure."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from whestdocs.figures import Figure
from whestdocs.profiles import Profile
from whestdocs.quantities import quantity_of, rounded
from whestdocs.text import visible
from whestdocs.views.figure import figure_button
from whestdocs.views.popover import Popovers


def layers_chart(
    profile: Profile, figure: Callable[[str], Figure], source: str, popovers: Popovers
) -> Markup:
    """Return the HTML of a chart with a bar for each layer, and one for what is in none.

    Neighbouring layers of equal cost share a bar.

    Args:
        profile: Tells which layers there are.
        figure: Looks a figure up by name.
        source: The example.
        popovers: The page's popovers.

    Raises:
        FigureError: A figure is not accepted.
    """
    runs = [(run, figure(f"{source}/layer/{run[0]}/flops")) for run in _equal_runs(profile)]
    most = max((item.value for _, item in runs), default=0) or 1
    rows = Markup("").join(
        Markup(
            '<tr><th scope="row">{}</th><td class="layer-flops">{}</td>'
            '<td class="layer-bar" aria-hidden="true"><span style="--share: {:.4f}"></span></td>'
            "</tr>"
        ).format(
            _label(run),
            figure_button(rounded(quantity_of(item)).text, [item], popovers),
            item.value / most,
        )
        for run, item in runs
    )
    return Markup(
        '<table class="layers-chart"><caption>FLOPs of each layer in <code>{}</code>; '
        "layer 0 is the first</caption>"
        "<thead><tr><th scope='col'>Layer</th><th scope='col'>FLOPs</th>"
        "<td aria-hidden='true'></td></tr></thead><tbody>{}</tbody></table>"
    ).format(visible(profile.file), rows)


def _equal_runs(profile: Profile) -> list[list[str]]:
    """Return the layers' names in figures, neighbours of equal cost together."""
    runs: list[list[str]] = []
    before: int | None = None
    for layer, total in profile.layers.items():
        if layer is None:
            runs.append(["none"])
        elif runs and total.flops == before:
            runs[-1].append(str(layer))
        else:
            runs.append([str(layer)])
        before = total.flops
    return runs


def _label(run: list[str]) -> str:
    if run == ["none"]:
        return "outside the layers"
    first, last = run[0], run[-1]
    return f"layer {first}" if first == last else f"layers {first} to {last}, each"
