"""The chart of layers counts them as everything else does: the first one is layer 0."""

from __future__ import annotations

import re

from tests.support.samples import a_charge, a_profile, a_provenance
from whestdocs.figures.of_profiles import figures_of
from whestdocs.views.html.layer_chart import layers_chart
from whestdocs.views.html.popover import Popovers
from whestdocs.views.profiled_example import ProfiledExample


def labels_of(*flops: int | None) -> list[str]:
    """Return the labels of a chart with those FLOPs in its layers; None for none of them."""
    charges = [
        a_charge("a", (1, 0), amount, layer=layer)
        for layer, amount in enumerate(flops)
        if amount is not None
    ]
    profile = a_profile("a", *charges, a_charge("a", (1, 0), 7, layer=None))
    figures = {figure.name: figure for figure in figures_of(profile, a_provenance())}
    chart = layers_chart(ProfiledExample(profile, "source", figures.__getitem__), Popovers())
    assert "layer 0 is the first" in chart
    return re.findall(r'<th scope="row"[^>]*>(.*?)</th>', chart)


def test_layers_are_counted_from_0() -> None:
    assert labels_of(5, 6, 8) == ["layer 0", "layer 1", "layer 2", "outside the layers"]


def test_layers_in_a_row_of_equal_cost_share_a_bar() -> None:
    labels = labels_of(5, 6, 6, 6, 5, 5)
    assert labels == ["layer 0", "layers 1 to 3, each", "layers 4 to 5, each", "outside the layers"]


def test_a_label_names_the_layer_of_its_figure() -> None:
    charges = [a_charge("a", (1, 0), 10 + layer, layer=layer) for layer in (0, 15)]
    profile = a_profile("a", *charges)
    figures = {figure.name: figure for figure in figures_of(profile, a_provenance())}
    chart = layers_chart(ProfiledExample(profile, "source", figures.__getitem__), Popovers())
    rows = re.findall(r'<th scope="row"[^>]*>layer (\d+)</th>.*?data-figure="(.*?)"', chart)
    assert rows == [("0", "source/layer/0/flops"), ("15", "source/layer/15/flops")]
