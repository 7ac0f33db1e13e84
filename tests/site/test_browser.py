"""The built site in a real browser."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.support.browser import PHONE, pages_of
from whestdocs.competition.rounds import CURRENT_TAG, ROUNDS
from whestdocs.measurements.claims.claim_catalogue import claims
from whestdocs.project import find_project

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("site")]
WALKTHROUGH = f"{CURRENT_TAG}/walkthroughs/mean-propagation/"
PRICES = f"{CURRENT_TAG}/reference/prices/"
READ_BY_PEOPLE = [
    "",
    "tutorials/first-bill/",
    "notebooks/profile-your-own-estimator/",
    "notebooks/reproduce-the-published-table/",
    "guide/",
    "how-to/install/",
    "how-to/profile/",
    "how-to/budget/",
    "walkthroughs/mean-propagation/",
    "optimise/",
    "how-to/test-your-cost/",
    "troubleshooting/",
    "reference/estimator/",
    "reference/prices/",
    "scoring/",
    "claims/",
    "how-verified/",
]


@pytest.fixture
def watched(browser: Any, address: str) -> Iterator[Any]:
    """A page that fails its test on any console error, page error or foreign request."""
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    problems = []
    page.on("console", lambda m: problems.append(m.text) if m.type in ("error", "warning") else 0)
    page.on("pageerror", lambda error: problems.append(str(error)))

    def note_failed(request: Any) -> None:
        if request.failure != "net::ERR_ABORTED":  # By the test, which went on to another page.
            problems.append(f"failed: {request.url}")

    def note(request: Any) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            problems.append(f"foreign: {request.url}")

    page.on("request", note)
    page.on("requestfailed", note_failed)
    yield page
    context.close()
    assert problems == []


@pytest.mark.parametrize("tag", ROUNDS)
def test_every_page_of_a_round_opens_without_errors_or_foreign_requests(
    watched: Any, site: Path, address: str, tag: Any
) -> None:
    pages = pages_of(site, tag)
    assert len(pages) >= 6
    for path in pages:
        response = watched.goto(address + path)
        assert response is not None and response.ok, path
        expect(watched.locator("h1").first).to_be_visible()
        watched.wait_for_load_state("networkidle")


def test_the_entrance_leads_to_the_current_round(watched: Any, address: str) -> None:
    watched.goto(address)
    watched.wait_for_url(f"**/{CURRENT_TAG}/")


@pytest.mark.parametrize("path", ["guide/", "walkthroughs/mean-propagation/", ""])
def test_switching_the_round_stays_on_the_page(watched: Any, address: str, path: str) -> None:
    watched.goto(f"{address}{CURRENT_TAG}/{path}")
    watched.locator(".md-version__current").focus()
    watched.locator(".md-version__link", has_text="v1-warmup").click()
    watched.wait_for_url(f"**/v1-warmup/{path}")
    expect(watched.locator(".md-version__current")).to_contain_text("v1-warmup")


def test_the_keyboard_alone_reaches_a_provenance_and_leaves_it(watched: Any, address: str) -> None:
    watched.goto(address + WALKTHROUGH)
    for _ in range(80):
        watched.keyboard.press("Tab")
        if watched.evaluate("document.activeElement.matches('.md-content .figure')"):
            break
    name = watched.locator(":focus").get_attribute("data-figure")
    watched.keyboard.press("Enter")
    popover = watched.locator("[popover]:popover-open")
    expect(popover).to_be_visible()
    expect(popover).to_contain_text(name)
    expect(popover).to_contain_text("whestdocs profile examples/")
    watched.keyboard.press("Escape")
    expect(popover).to_have_count(0)


def test_pointing_at_a_figure_shows_its_provenance(watched: Any, address: str) -> None:
    watched.goto(address + f"{CURRENT_TAG}/guide/")
    watched.locator(".md-content p [data-figure='02_mean_propagation/flops']").first.hover()
    popover = watched.locator("[popover]:popover-open")
    expect(popover).to_contain_text("examples/02_mean_propagation.py")


def test_a_tap_on_a_phone_shows_a_provenance_inside_the_screen(browser: Any, address: str) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(address + WALKTHROUGH)
    page.locator(".listing [data-figure]").first.tap()
    box = page.locator("[popover]:popover-open").bounding_box()
    context.close()
    assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]


def test_a_charge_in_the_listing_tells_operation_shapes_and_cost(
    watched: Any, address: str
) -> None:
    watched.goto(address + WALKTHROUGH)
    watched.locator(".listing .charge", has_text="w.T @ mu").first.locator("button").first.focus()
    popover = watched.locator("[popover]:popover-open")
    for text in ("matmul", "1024", "float32", "layer"):
        expect(popover).to_contain_text(text)


@pytest.mark.parametrize("path", ["", "walkthroughs/mean-propagation/"])
def test_a_listing_copies_the_whole_file_and_leads_to_it(
    watched: Any, address: str, path: str
) -> None:
    watched.goto(f"{address}{CURRENT_TAG}/{path}")
    listing = watched.locator(".listing").first
    example = find_project().examples / listing.locator(".listing__file").inner_text()
    listing.locator("button", has_text="Copy file").click()
    assert watched.evaluate("navigator.clipboard.readText()") == example.read_text()
    link = listing.locator("a", has_text="Download").evaluate("link => link.href")
    assert watched.request.get(link).body() == example.read_bytes()


def test_a_captured_command_can_be_copied_as_it_was_run(watched: Any, address: str) -> None:
    watched.goto(f"{address}{CURRENT_TAG}/guide/")
    watched.locator(".capture__command", has_text="02_mean_propagation.py --samples").locator(
        "button"
    ).click()
    copied = watched.evaluate("navigator.clipboard.readText()")
    assert copied == "python 02_mean_propagation.py --samples 1000"


@pytest.mark.parametrize("tag", ROUNDS)
def test_every_example_is_published_and_the_home_page_leads_to_it(
    watched: Any, address: str, tag: Any
) -> None:
    watched.goto(f"{address}{tag}/")
    links = watched.locator(".md-content a[download]").evaluate_all(
        "links => links.map(link => link.href)"
    )
    for example in find_project().examples.glob("[0-9]*.py"):
        published = f"{address}{tag}/examples/{example.name}"
        assert published in links
        assert watched.request.get(published).body() == example.read_bytes()


@pytest.mark.parametrize("tag", ROUNDS)
def test_the_home_page_installs_the_rounds_release_and_says_once_that_it_is_old(
    watched: Any, address: str, tag: Any
) -> None:
    watched.goto(f"{address}{tag}/")
    release = ROUNDS[tag].release
    text = watched.locator("body").inner_text()
    assert f"pip install flopscope=={release.flopscope} whestbench=={release.whestbench}" in text
    expect(watched.get_by_text("This is the guide of")).to_have_count(int(tag != CURRENT_TAG))


def test_the_round_can_be_switched_anywhere_on_a_page_and_stays_at_the_section(
    watched: Any, address: str
) -> None:
    watched.goto(f"{address}{CURRENT_TAG}/guide/#optimization-tips")
    expect(watched.locator("#optimization-tips")).to_be_in_viewport()
    selector = watched.locator(".md-version__current")
    watched.wait_for_timeout(500)  # The header changes while the page scrolls.
    expect(selector).to_be_in_viewport()
    assert selector.evaluate(ON_TOP)
    selector.focus()
    watched.locator(".md-version__link", has_text="v1-warmup").click()
    watched.wait_for_url("**/v1-warmup/guide/#optimization-tips")
    expect(watched.locator("#optimization-tips")).to_be_in_viewport()


#: Whether an element is what somebody sees, and points at, where it stands.
ON_TOP = """element => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""


def test_code_in_a_table_breaks_after_signs_only(watched: Any, address: str) -> None:
    watched.set_viewport_size(PHONE)
    for path in ("guide/", "walkthroughs/covariance-propagation/", "scoring/"):
        watched.goto(f"{address}{CURRENT_TAG}/{path}")
        broken = watched.evaluate(BROKEN_CODE)
        assert broken == []


#: Returns each character of code in tables that a line ends with, where none may.
BROKEN_CODE = r"""() => {
  const found = [];
  for (const code of document.querySelectorAll(":is(th, td):not(.listing__code) code")) {
    const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    let before = null;
    while (walker.nextNode()) {
      const text = walker.currentNode;
      for (let i = 0; i < text.data.length; i++) {
        const range = document.createRange();
        range.setStart(text, i);
        range.setEnd(text, i + 1);
        const { top, height } = range.getBoundingClientRect();
        const sign = text.data[i];
        const isBroken = before && top > before.top + height / 2;
        if (isBroken && !/[\s_.(-]/.test(before.sign + sign.trim()))
          found.push(`${code.textContent}: ${before.sign}|${sign}`);
        if (height) before = { top, sign };
      }
    }
  }
  return found;
}"""


def test_in_print_marks_of_claims_are_on_the_paper_and_no_buttons(
    browser: Any, address: str
) -> None:
    page = browser.new_page(viewport={"width": 700, "height": 900})
    page.goto(address + WALKTHROUGH)
    page.wait_for_load_state("networkidle")
    page.emulate_media(media="print")
    left = page.locator(".md-content").bounding_box()["x"]
    assert page.locator(".claim-check").first.bounding_box()["x"] >= left
    for hidden in (".action-button", ".md-code__nav"):
        assert not any(each.is_visible() for each in page.locator(hidden).all())
    page.close()


@pytest.mark.parametrize("path", READ_BY_PEOPLE)
def test_a_page_fits_a_phone(browser: Any, address: str, path: Any) -> None:
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{address}{CURRENT_TAG}/{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.close()


def shown_claims(page: Any) -> Any:
    return page.locator(".claims__row:visible")


def test_claims_are_filtered_by_verdict_and_round(watched: Any, address: str) -> None:
    verdicts = json.loads(find_project().verdicts_file.read_text())
    watched.goto(f"{address}{CURRENT_TAG}/claims/")
    expect(shown_claims(watched)).to_have_count(len(verdicts))
    watched.locator(".claims-filter [name=verdict]").select_option("false")
    watched.locator(".claims-filter [name=round]").select_option("v1-warmup")
    quotes = {name: claim.quote for name, claim in claims().items()}
    false = {quotes[name] for name, holds in verdicts.items() if holds["v1-warmup"] is False}
    expect(watched.locator(".claims__group:visible")).to_have_count(len(false))
    expect(watched.locator(".claims-filter output")).to_have_text(f"{len(false)} statements")
    expect(watched.locator("[id='walk.halving']")).to_be_visible()
    expect(watched.locator("[id='walk.total']")).to_be_hidden()


def test_claims_are_all_there_without_javascript(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{CURRENT_TAG}/claims/")
    count = len(json.loads(find_project().verdicts_file.read_text()))
    expect(shown_claims(page)).to_have_count(count)
    expect(page.locator(".claims-filter")).to_be_hidden()
    context.close()


def test_a_verdict_leads_to_the_code_that_measured_it(watched: Any, address: str) -> None:
    watched.goto(f"{address}{CURRENT_TAG}/claims/#free.array.float32")
    watched.locator("[id='free.array.float32'] button").focus()
    watched.keyboard.press("Enter")
    popover = watched.locator("[popover]:popover-open")
    for text in ("free.array.float32", 'cost("fnp.array(a)", "float32")', "measured == 0"):
        expect(popover).to_contain_text(text)
    expect(popover).to_contain_text("whestdocs claim free.array.float32 --round")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [*READ_BY_PEOPLE, "404.html"])
def test_a_page_is_accessible(browser: Any, address: str, path: Any, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{address}{CURRENT_TAG}/{path}")
    page.wait_for_load_state("networkidle")
    results = Axe().run(page)
    context.close()
    found = [
        f"{violation['id']}: {violation['nodes'][0]['html'][:200]}"
        for violation in results.response["violations"]
    ]
    assert found == []


def focused(page: Any, wanted: str, most: int) -> Any:
    """Press Tab until an element that matches ``wanted`` has the focus; return it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return page.locator(":focus")
    raise AssertionError(f"{most} times Tab lead to no {wanted}")


def test_the_keyboard_alone_leads_from_kind_to_kind_of_page(watched: Any, address: str) -> None:
    watched.goto(f"{address}{CURRENT_TAG}/")
    for name, path in (
        ("Tutorials", "tutorials/first-bill/"),
        ("How-to guides", "guide/"),
        ("Reference", "reference/"),
        ("Explanation", ""),
    ):
        tab = focused(watched, ".md-tabs__link", 20)
        while tab.inner_text() != name:
            tab = focused(watched, ".md-tabs__link", 1)
        watched.keyboard.press("Enter")
        watched.wait_for_url(f"**/{CURRENT_TAG}/{path}**")
        expect(watched.locator(".md-tabs__item--active")).to_have_text(name)
        expect(watched.locator(".md-path")).to_contain_text(name)


def test_the_tutorial_leads_on_to_the_next_page(watched: Any, address: str) -> None:
    watched.goto(f"{address}{CURRENT_TAG}/tutorials/first-bill/")
    watched.locator(".md-footer__link--next").click()
    watched.wait_for_url(f"**/{CURRENT_TAG}/tutorials/halve-a-bill/")


def test_the_markdown_of_a_page_is_one_click_away(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}{CURRENT_TAG}/guide/")
    page.wait_for_load_state()
    expect(page.locator("head link[rel='alternate'][type='text/markdown']")).to_have_count(1)
    page.get_by_role("link", name="This page as Markdown").click()
    page.wait_for_url("**/guide/index.md")
    expect(page.locator("body")).to_contain_text("# Manage your FLOP budget")
    page.close()


def test_a_missing_page_leads_to_the_rounds_wherever_the_site_stands(
    browser: Any, site: Path, address: str
) -> None:
    page = browser.new_page()
    missing = f"{address}in/a/folder/{CURRENT_TAG}/no/such/page/"
    page.route(missing, lambda route: route.fulfill(status=404, path=site / "404.html"))
    page.goto(missing)
    links = [link.get_attribute("href") for link in page.get_by_role("link").all()]
    page.close()
    assert set(links) == {f"/in/a/folder/{tag}/" for tag in ROUNDS}
