"""The cost of each layer as a chart: one column a layer, each a figure."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from whestdocs.figures import Figure
from whestdocs.profile import Profile
from whestdocs.quantities import quantity_of, rounded
from whestdocs.views.figure import figure_button
from whestdocs.views.popover import Popovers


def layers_chart(
    profile: Profile, figure: Callable[[str], Figure], source: str, popovers: Popovers
) -> str:
    """Return the HTML of a chart with one row for each layer, and one for what is in none.

    Args:
        profile: Tells which layers there are.
        figure: Looks a figure up by name.
        source: The example.
        popovers: The page's popovers.

    Raises:
        FigureError: A figure is not accepted.
    """
    names = ["none" if layer is None else str(layer) for layer in profile.layers]
    figures = {name: figure(f"{source}/layer/{name}/flops") for name in names}
    most = max((item.value for item in figures.values()), default=0) or 1
    rows = Markup("").join(
        Markup(
            '<tr><th scope="row">{}</th><td class="layer-flops">{}</td>'
            '<td class="layer-bar" aria-hidden="true"><span style="--share: {:.4f}"></span></td></tr>'
        ).format(
            "outside the layers" if name == "none" else f"layer {int(name) + 1}",
            Markup(figure_button(rounded(quantity_of(item)).text, [item], popovers)),
            item.value / most,
        )
        for name, item in figures.items()
        if item.value
    )
    return Markup(
        '<table class="layers-chart"><caption>FLOPs of each layer in <code>{}</code></caption>'
        "<thead><tr><th scope='col'>Layer</th><th scope='col'>FLOPs</th>"
        "<td aria-hidden='true'></td></tr></thead><tbody>{}</tbody></table>"
    ).format(profile.file, rows)
