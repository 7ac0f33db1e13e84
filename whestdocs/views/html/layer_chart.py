"""The cost of each layer as a chart: one column a layer, each a figure."""

from __future__ import annotations

from itertools import groupby

from markupsafe import Markup

from whestdocs.figures.filters import rounded
from whestdocs.figures.quantities import quantity_of
from whestdocs.views.html.popover import Popovers
from whestdocs.views.html.templating import render
from whestdocs.views.profiled_example import ProfiledExample


def layers_chart(example: ProfiledExample, popovers: Popovers) -> Markup:
    """Return the HTML of a chart with a bar for each layer, and one for what is in none.

    Layers of equal cost that follow each other share a bar.

    Args:
        example: The estimator.
        popovers: The page's popovers.

    Raises:
        FigureError: A figure is not accepted.
    """
    layers = example.profile.layers
    # What is in no layer stands alone, whatever it costs.
    runs = groupby(layers, key=lambda layer: (layer is None, layers[layer].flops))
    bars = [(run, example.layer(run[0])) for run in (list(run) for _, run in runs)]
    most = max((flops.value for _, flops in bars), default=0) or 1
    rows = [
        (_label(run), rounded(quantity_of(flops)).text, flops, flops.value / most)
        for run, flops in bars
    ]
    file, button = example.profile.file, popovers.button
    return render("layer_chart", file=file, rows=rows, button=button)


def _label(run: list[int | None]) -> str:
    first, last = run[0], run[-1]
    if first is None:
        return "outside the layers"
    return f"layer {first}" if first == last else f"layers {first} to {last}, each"
