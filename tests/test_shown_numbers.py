"""Numbers of listings and tables: looked up, never taken from the profile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.samples import a_charge, a_profile
from tests.test_views import Page, look_up_in, published, shown
from whestdocs.errors import FigureError
from whestdocs.figures import Figure
from whestdocs.profiles import Profile
from whestdocs.views.listing import listing
from whestdocs.views.operations import operations_table
from whestdocs.views.popover import Popovers


def shifted(profile: Profile) -> Callable[[str], Figure]:
    """Return a look-up in which every figure differs from what the profile has."""
    look_up = look_up_in(profile)
    return lambda name: replace(look_up(name), value=look_up(name).value + 1_000_000)


def listing_alone(*arguments: Any) -> str:
    return listing(*arguments, published)


@pytest.mark.parametrize("view", [listing_alone, operations_table])
def test_numbers_come_from_the_look_up_and_not_from_the_profile(
    view: Callable[..., str],
) -> None:
    profile = a_profile("a + b", a_charge("a + b", (1, 0), 4321, calls=8765))
    popovers = Popovers()
    html = view(profile, shifted(profile), "source", popovers) + popovers.html()
    text = Page(html).text
    assert "1,004,321" in text and "1,008,765" in text
    assert "4,321" not in text.replace("1,004,321", "") and "4321" not in html
    assert "8,765" not in text.replace("1,008,765", "") and "8765" not in html


@pytest.mark.parametrize("view", [listing_alone, operations_table])
def test_a_figure_that_was_not_accepted_is_an_error(view: Callable[..., str]) -> None:
    accepted = a_profile("a + b", a_charge("a + b", (1, 0), 10))
    measured = a_profile("a + b\nc + d", *accepted.charges, a_charge("c + d", (2, 0), 10, op="sum"))
    with pytest.raises(FigureError, match="There is no figure"):
        view(measured, look_up_in(accepted), "source", Popovers())


def test_operations_stand_dearest_first_and_free_ones_apart() -> None:
    charges = [
        a_charge("a + b", (1, 0), 10, op="add"),
        a_charge("a @ b", (2, 0), 90, op="matmul"),
        a_charge("a.T", (3, 0), 0, op="transpose"),
    ]
    profile = a_profile("a + b\na @ b\na.T", *charges)
    html = operations_table(profile, look_up_in(profile), "source", Popovers())
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
