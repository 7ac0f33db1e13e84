"""The views of the price list: everything is on the page, once, and as the ledger has it."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from tests.support.rendered_views import Page
from whestdocs.competition.rounds import CURRENT_TAG, ROUNDS
from whestdocs.errors import FigureError
from whestdocs.figures.ledger import read
from whestdocs.measurements.prices.price_kinds import Kind
from whestdocs.measurements.prices.price_list_job import PriceListJob, catalogue, price_list
from whestdocs.pages.edition import Edition
from whestdocs.pages.html import price_groups, price_kind_table
from whestdocs.pages.html.price_table import price_list as list_view
from whestdocs.pages.page_state import PageState
from whestdocs.project import find_project
from whestdocs.running.cache import Cache

VIEWS = {
    "list": list_view,
    "kinds": price_kind_table.kinds_table,
    "samplers": price_groups.samplers_table,
    "symmetry": price_groups.symmetry_table,
    "unpriced": price_groups.unpriced_table,
    "disagreements": price_groups.disagreements_table,
}


def edition_of(tag: str) -> Edition:
    round_ = ROUNDS[tag]
    price_list(round_)  # So that it is in the cache.
    job = PriceListJob(round_, catalogue())
    result = Cache.default().find(job.key(), job.folder)
    assert result is not None
    figures = {figure.name: figure for figure in job.figures(result)}
    return Edition(round_, {}, {"price_list": result}, {tag: figures})


@pytest.fixture(scope="module", params=ROUNDS)
def edition(request: pytest.FixtureRequest) -> Edition:
    return edition_of(request.param)


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_the_list_has_a_row_and_a_popover_for_every_priced_operation(edition: Edition) -> None:
    page = PageState(edition, None)
    html = list_view(page)
    priced = [name for name, each in edition.operations.items() if each.prices]
    names = [unescape(name) for name in re.findall(r"popovertarget=\S+>(.*?)</button>", html)]
    assert names == priced
    targets = re.findall(r'popovertarget="(.*?)"', html)
    assert len(set(targets)) == len(priced)
    assert set(targets) == set(re.findall(r'<div popover id="(.*?)"', page.popovers.html()))
    identifiers = re.findall(r'<tr [^>]*\bid="(.*?)"', html)
    assert len(set(identifiers)) == len(priced)
    assert not any(" " in each for each in identifiers)


def test_every_number_of_the_list_is_the_ledgers(edition: Edition) -> None:
    html = list_view(PageState(edition, None))
    cells = re.findall(r'data-figure="(.*?)">(.*?)</span></td>', html)
    figures = read(find_project().ledger_file(edition.round.tag), edition.round.tag).figures
    assert len(cells) > 1_300
    for name, text in cells:
        assert f"{figures[unescape(name)].value:,}" == text


def test_every_price_of_an_operation_stands_in_its_popover(edition: Edition) -> None:
    page = PageState(edition, None)
    list_view(page)
    texts = [text_of(each) for each in str(page.popovers.html()).split("<div popover ")[1:]]
    priced = [each for each in edition.operations.values() if each.prices]
    for operation, text in zip(priced, texts, strict=True):
        for dtype, price in operation.prices.items():
            assert f"{dtype}{price.flops:,}" in text
        assert "whestdocs price " in text and f"--round {edition.round.tag}" in text


def test_popovers_hold_no_div_so_that_the_search_leaves_them_out(edition: Edition) -> None:
    page = PageState(edition, None)
    list_view(page)
    for popover in str(page.popovers.html()).split("<div popover ")[1:]:
        assert "<div" not in popover


def test_a_list_that_is_not_accepted_is_an_error() -> None:
    edition = edition_of(CURRENT_TAG)
    empty = replace(edition, figures={})
    for name in ("list", "kinds", "samplers", "symmetry"):
        with pytest.raises(FigureError, match="There is no figure 'price/"):
            VIEWS[name](PageState(empty, None))


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS.keys())
def test_a_view_is_well_formed(edition: Edition, view: object) -> None:
    page = Page(view(PageState(edition, None)))
    assert page.all("table")
    assert not page.open


def test_the_kinds_add_up_to_all_operations_with_a_price(edition: Edition) -> None:
    html = price_kind_table.kinds_table(PageState(edition, None))
    counts = re.findall(
        r'role="rowheader"><strong>(.*?)</strong> <small>(\d+) operations?</small>', html
    )
    priced = [each for each in edition.operations.values() if each.prices]
    assert sum(int(count) for _, count in counts) == len(priced)
    assert [title for title, _ in counts] == [k.value for k in Kind if edition.kinds.of_kind(k)]


def test_an_example_of_a_kind_is_of_that_kind(edition: Edition) -> None:
    html = price_kind_table.kinds_table(PageState(edition, None))
    for row in re.findall(r"<tr role=\"row\"><th scope=\"row\".*?</tr>", html):
        title = re.search(r'rowheader"><strong>(.*?)</strong> <small>', row)
        examples = re.search(r'data-column="Such as">(.*?)</td>', row)
        assert title and examples
        for name in re.findall(r">([^<>]+)</button>", examples[1]):
            assert edition.kinds[unescape(name)].value == title[1]


def test_the_examples_of_a_kind_have_the_price_that_stands_there_as_usual(edition: Edition) -> None:
    html = price_kind_table.kinds_table(PageState(edition, None))
    seen = 0
    for row in re.findall(r"<tr role=\"row\"><th scope=\"row\".*?</tr>", html):
        usual = re.search(r'kinds__price"[^>]*>.*?>([\d.]+)</button> <small>per element', row)
        examples = re.search(r'data-column="Such as">(.*?)</td>', row)
        assert examples
        for name in re.findall(r">([^<>]+)</button>", examples[1]) if usual else []:
            assert usual
            assert f"{edition.kinds.per_element(unescape(name)):.3g}" == usual[1]
            seen += 1
    assert seen


def test_every_sampler_stands_in_one_row(edition: Edition) -> None:
    html = price_groups.samplers_table(PageState(edition, None))
    names = re.findall(r"<code>(\w+)</code>", html.split("<tbody")[1])
    assert len(names) == len(set(names))
    expected = {name.rpartition(".")[2] for name in edition.kinds.of_kind(Kind.SAMPLER)}
    assert set(names) == expected


def test_every_operation_that_takes_a_matrix_stands_in_one_group(edition: Edition) -> None:
    html = str(price_groups.symmetry_table(PageState(edition, None)))
    shown = re.sub(r"(<th scope=\"row\"[^>]*>)(?:(?!</tr>).)*?<details>", r"\1<details>", html)
    names = [unescape(name) for name in re.findall(r"<code>(.*?)</code>", shown)]
    assert sorted(names) == sorted(
        name for name, each in edition.operations.items() if each.symmetry is not None
    )


def test_every_operation_without_a_price_stands_there_with_its_reason(edition: Edition) -> None:
    html = price_groups.unpriced_table(PageState(edition, None))
    names = [unescape(name) for name in re.findall(r"<code>(.*?)</code>", html)]
    unpriced = {name: each for name, each in edition.operations.items() if not each.prices}
    assert sorted(names) == sorted(unpriced)
    reasons = re.findall(r'<td[^>]*data-column="What flopscope says">(.*?)</td>', html, re.S)
    assert reasons and all(re.match(r"\w+Error: .+", unescape(reason)) for reason in reasons)
