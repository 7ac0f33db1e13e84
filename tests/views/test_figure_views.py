"""Figures on pages: buttons, and the popovers that tell where they come from."""

from __future__ import annotations

from dataclasses import replace

from tests.support.rendered_views import Page, all_charged, example_of, published
from tests.support.samples import a_figure, a_provenance, an_interval
from whestdocs.views.html.listing import listing
from whestdocs.views.html.popover import Popovers


def test_a_figure_is_a_button_that_opens_to_its_provenance() -> None:
    popovers = Popovers()
    figure = a_figure("source/flops", 2_715_648)
    page = Page(popovers.button("2.72 MFLOPs", figure))
    [button] = page.all("button", "figure")
    assert page.text == "2.72 MFLOPs"
    assert button["data-figure"] == "source/flops"
    provenance = Page(popovers.html())
    assert provenance.all("div", "figure-popover")[0]["id"] == button["popovertarget"]
    for text in ("source/flops", "2,715,648 FLOPs", "v2-phase2", "seed 0", "0" * 12, "Estimator"):
        assert text in provenance.text
    assert figure.provenance.command in provenance.text
    assert "0" * 64 in str(provenance.elements)


def test_a_derived_figure_lists_all_it_was_derived_from() -> None:
    popovers = Popovers()
    part, whole = a_figure("source/op/add/flops", 1), a_figure("source/flops", 4)
    [button] = Page(popovers.button("25.0%", part, whole)).all("button")
    assert button["data-figure"] == "source/op/add/flops"
    assert button["data-figures"] == '["source/op/add/flops", "source/flops"]'
    text = Page(popovers.html()).text
    assert "source/op/add/flops" in text and "source/flops" in text


def test_an_interval_shows_both_bounds() -> None:
    popovers = Popovers()
    popovers.button("2.1e-06", an_interval("source/mse", 4.83e-6, 9.23e-7, 8.754e-6))
    assert "4.83e-06 (9.23e-07 to 8.76e-06)" in Page(popovers.html()).text


def test_a_statistic_tells_the_class_that_was_run_and_the_method() -> None:
    popovers = Popovers()
    provenance = a_provenance("accuracy/source", method="error against 10 samples")
    figure = replace(an_interval("accuracy/source/mse", 2.0, 1.0, 3.0), provenance=provenance)
    popovers.button("2.0", figure)
    text = " ".join(Page(popovers.html()).text.split())
    assert "Class Estimator Method error against 10 samples" in text


def test_a_price_tells_its_call_and_no_digest_of_a_file() -> None:
    popovers = Popovers()
    provenance = a_provenance("price/add", width=None, call="fnp.add(a, b)", sha256="c" * 64)
    popovers.button("5", replace(a_figure("price/add/float32", 5), provenance=provenance))
    page = Page(popovers.html())
    assert "Call fnp.add(a, b)" in " ".join(page.text.split())
    assert "ccc" not in str(page.elements) + page.text
    assert "Method" not in page.text


def test_a_figure_that_occurs_twice_has_one_popover_and_rounds_have_their_own() -> None:
    popovers = Popovers()
    figure = a_figure("source/flops", 5)
    for each in (figure, figure, a_figure("source/flops", 5, round_tag="v1-warmup")):
        popovers.button("5", each)
    assert len(Page(popovers.html()).all("div", "figure-popover")) == 2


def test_a_raw_figure_is_text_without_a_popover() -> None:
    popovers = Popovers()
    page = Page(popovers.button("5", a_figure("source/flops", 5), raw=True))
    assert page.all("span", "figure-text")[0]["data-figure"] == "source/flops"
    assert popovers.html() == ""


def test_popovers_hold_no_div_so_that_the_search_leaves_them_out() -> None:
    popovers = Popovers()
    profile = all_charged("a + b * fnp.exp(c)")
    listing(example_of(profile), popovers, published)
    divs = Page(popovers.html()).all("div")
    assert all("data-search-exclude" in div for div in divs)
