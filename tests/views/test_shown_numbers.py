"""Numbers of listings and tables: looked up, never taken from the profile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.support.rendered_views import Page, example_of, look_up_in, published, shown
from tests.support.samples import a_charge, a_profile
from whestdocs.errors import FigureError
from whestdocs.estimators.profiles import Profile
from whestdocs.figures.figure import Figure
from whestdocs.views.html.listing import listing
from whestdocs.views.html.operation_table import operations_table
from whestdocs.views.html.popover import Popovers
from whestdocs.views.profiled_example import ProfiledExample


def shifted(profile: Profile) -> Callable[[str], Figure]:
    """Return a look-up in which every figure differs from what the profile has."""
    look_up = look_up_in(profile)
    return lambda name: replace(look_up(name), value=look_up(name).value + 1_000_000)


def listing_alone(example: ProfiledExample, popovers: Popovers) -> str:
    return listing(example, popovers, published)


@pytest.mark.parametrize("view", [listing_alone, operations_table])
def test_numbers_come_from_the_look_up_and_not_from_the_profile(
    view: Callable[..., str],
) -> None:
    profile = a_profile("a + b", a_charge("a + b", (1, 0), 4321, calls=8765))
    popovers = Popovers()
    html = view(ProfiledExample(profile, "source", shifted(profile)), popovers) + popovers.html()
    text = Page(html).text
    assert "1,004,321" in text and "1,008,765" in text
    assert "4,321" not in text.replace("1,004,321", "") and "4321" not in html
    assert "8,765" not in text.replace("1,008,765", "") and "8765" not in html


@pytest.mark.parametrize("view", [listing_alone, operations_table])
def test_a_figure_that_was_not_accepted_is_an_error(view: Callable[..., str]) -> None:
    accepted = a_profile("a + b", a_charge("a + b", (1, 0), 10))
    measured = a_profile("a + b\nc + d", *accepted.charges, a_charge("c + d", (2, 0), 10, op="sum"))
    with pytest.raises(FigureError, match="There is no figure"):
        view(ProfiledExample(measured, "source", look_up_in(accepted)), Popovers())


def test_operations_stand_most_expensive_first_and_free_ones_apart() -> None:
    charges = [
        a_charge("a + b", (1, 0), 10, op="add"),
        a_charge("a @ b", (2, 0), 90, op="matmul"),
        a_charge("a.T", (3, 0), 0, op="transpose"),
    ]
    profile = a_profile("a + b\na @ b\na.T", *charges)
    html = operations_table(example_of(profile), Popovers())
    text = Page(html).text
    assert text.index("matmul") < text.index("add") < text.index("Free of charge: transpose")
    assert "90.0%" in text


def test_a_trace_of_the_total_is_not_shown_as_nothing() -> None:
    charges = [a_charge("a + b", (1, 0), 1), a_charge("a @ b", (2, 0), 10**9, op="matmul")]
    page, _ = shown(a_profile("a + b\na @ b", *charges))
    assert "<0.1%" in page.text


def test_a_charge_outside_the_layers_says_nothing_about_layers() -> None:
    _, popovers = shown(a_profile("a + b", a_charge("a + b", (1, 0), 10, layer=None)))
    assert "Per layer" not in popovers.text
    _, popovers = shown(a_profile("a + b", a_charge("a + b", (1, 0), 10, layer=0)))
    assert "Per layer" in popovers.text
