"""The built site on a phone."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.browser import PHONE
from whestdocs.competition.rounds import CURRENT_TAG

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site")]
WITH_CODE = [
    "guide/",
    "scoring/",
    "troubleshooting/",
    "optimise/",
    "notebooks/profile-your-own-estimator/",
    "reference/cli/",
]


@pytest.fixture
def phone(browser: Any) -> Iterator[Any]:
    page = browser.new_page(viewport=PHONE)
    yield page
    page.close()


def opened(phone: Any, address: str, path: str) -> Any:
    phone.goto(f"{address}{CURRENT_TAG}/{path}")
    phone.wait_for_load_state("networkidle")
    return phone


@pytest.mark.parametrize("path", WITH_CODE)
def test_code_begins_at_its_top_and_beside_its_button(phone: Any, address: str, path: Any) -> None:
    assert opened(phone, address, path).evaluate(MISPLACED_CODE) == []


#: Returns the code blocks whose button covers them, or that begin with an empty line.
MISPLACED_CODE = """() => {
  const navs = Array.from(document.querySelectorAll("pre > .md-code__nav"));
  if (!navs.length) return ["no button at all"];
  return navs
    .map((nav) => [nav, nav.parentElement.querySelector("code")])
    .filter(([nav, code]) => {
      const isCovered = nav.getBoundingClientRect().left < code.getBoundingClientRect().right;
      return isCovered || parseFloat(getComputedStyle(code).paddingTop) > 16;
    })
    .map(([, code]) => code.textContent);
}"""


@pytest.mark.parametrize("path", WITH_CODE)
def test_code_reaches_from_edge_to_edge_unless_it_is_indented(
    phone: Any, address: str, path: Any
) -> None:
    found = opened(phone, address, path).evaluate(NARROW_CODE, PHONE["width"])
    assert found == []


#: Returns the code blocks that end before the edges of the screen.
NARROW_CODE = """(width) =>
  Array.from(document.querySelectorAll("article .highlight > pre"))
    .filter((pre) => !pre.closest("li, details, .admonition, .tip__way"))
    .filter((pre) => {
      const { left, right } = pre.getBoundingClientRect();
      return right > left && (left !== 0 || right !== width);
    })
    .map((pre) => pre.textContent)"""


@pytest.mark.parametrize("path", ["scoring/", "troubleshooting/", "reference/report/"])
def test_the_pages_own_round_is_on_the_screen_in_every_table(
    phone: Any, address: str, path: str
) -> None:
    heads = opened(phone, address, path).locator("article th", has_text=CURRENT_TAG)
    edges = [head.bounding_box() for head in heads.all()]
    assert edges
    assert all(edge["x"] + edge["width"] <= PHONE["width"] for edge in edges)


@pytest.mark.parametrize("path", ["guide/", "tutorials/first-bill/", "troubleshooting/"])
def test_columns_of_an_output_are_not_broken(phone: Any, address: str, path: str) -> None:
    broken = opened(phone, address, path).evaluate(BROKEN_COLUMNS)
    assert broken == []


#: Returns the outputs with columns whose lines are wrapped.
BROKEN_COLUMNS = r"""() =>
  Array.from(document.querySelectorAll("pre.capture__output"))
    .filter((pre) => /\S {2,}\S/.test(pre.textContent))
    .filter((pre) => getComputedStyle(pre).whiteSpace !== "pre")
    .map((pre) => pre.textContent)"""


def test_nothing_of_an_output_is_cut_off_below(phone: Any, address: str) -> None:
    """On a phone nobody sees that a box within the page can be scrolled."""
    for path in ("how-to/reprice/", "how-to/advise/"):
        output = opened(phone, address, path).locator("pre.capture__output").first
        assert output.evaluate("pre => pre.scrollHeight - pre.clientHeight") == 0


def test_the_chart_of_tips_keeps_its_scale_and_its_marks_apart(phone: Any, address: str) -> None:
    table = opened(phone, address, "optimise/").locator(".tips-table")
    labels = table.locator("thead .chart span")
    assert labels.count() > 2
    assert all(label.is_visible() for label in labels.all())
    bar = table.locator(".tips-table__row", has=phone.locator("[href='#scale-rows']"))
    above, below = (
        bar.locator(f".tips-table__mark--{side}").bounding_box() for side in ("above", "below")
    )
    assert above["y"] + above["height"] < below["y"]


def test_the_price_list_fades_where_it_goes_on_and_not_over_its_end(
    phone: Any, address: str
) -> None:
    prices = opened(phone, address, "reference/prices/").locator(".prices .data-table__scroll")
    last = prices.locator("tbody tr").last
    prices.evaluate("list => list.scrollTo(0, list.scrollHeight)")
    end, edge = last.bounding_box(), prices.bounding_box()
    fade = prices.evaluate("list => parseFloat(getComputedStyle(list, '::after').height)")
    assert fade > 20
    assert end["y"] + end["height"] <= edge["y"] + edge["height"] - fade + 1
