"""The built site in a real browser."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from tests.browser import ARGUMENTS, find_browser, pages_of, served
from whestdocs.project import find_project
from whestdocs.rounds import CURRENT_TAG, ROUNDS
from whestdocs.site import build

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
WALKTHROUGH = f"{CURRENT_TAG}/walkthroughs/mean-propagation/"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def site():
    project = find_project()
    build(project, list(ROUNDS.values()))
    return project.site


@pytest.fixture(scope="module")
def address(site):
    with served(site) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    path = find_browser()
    if path is None:
        reason = "no Chromium is installed; on Debian: apt-get install chromium"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def watched(browser, address):
    """A page that fails its test on any console error, page error or foreign request."""
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    problems = []
    page.on("console", lambda m: problems.append(m.text) if m.type in ("error", "warning") else 0)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("requestfailed", lambda request: problems.append(f"failed: {request.url}"))

    def note(request):
        if not request.url.startswith((address, "data:", "blob:")):
            problems.append(f"foreign: {request.url}")

    page.on("request", note)
    yield page
    context.close()
    assert problems == []


@pytest.mark.parametrize("tag", ROUNDS)
def test_every_page_of_a_round_opens_without_errors_or_foreign_requests(
    watched, site, address, tag
):
    pages = pages_of(site, tag)
    assert len(pages) >= 6
    for path in pages:
        response = watched.goto(address + path)
        assert response is not None and response.ok, path
        expect(watched.locator("h1").first).to_be_visible()
        watched.wait_for_load_state("networkidle")


def test_the_entrance_leads_to_the_current_round(watched, address):
    watched.goto(address)
    watched.wait_for_url(f"**/{CURRENT_TAG}/")


@pytest.mark.parametrize("path", ["guide/", "walkthroughs/mean-propagation/", ""])
def test_switching_the_round_stays_on_the_page(watched, address, path):
    watched.goto(f"{address}{CURRENT_TAG}/{path}")
    watched.locator(".md-version__current").focus()
    watched.locator(".md-version__link", has_text="v1-warmup").click()
    watched.wait_for_url(f"**/v1-warmup/{path}")
    expect(watched.locator(".md-version__current")).to_contain_text("v1-warmup")


def test_the_keyboard_alone_reaches_a_provenance_and_leaves_it(watched, address):
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


def test_pointing_at_a_figure_shows_its_provenance(watched, address):
    watched.goto(address + f"{CURRENT_TAG}/guide/")
    watched.locator(".md-content p [data-figure='02_mean_propagation/flops']").first.hover()
    popover = watched.locator("[popover]:popover-open")
    expect(popover).to_contain_text("examples/02_mean_propagation.py")


def test_a_tap_on_a_phone_shows_a_provenance_inside_the_screen(browser, address):
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(address + WALKTHROUGH)
    page.locator(".listing [data-figure]").first.tap()
    box = page.locator("[popover]:popover-open").bounding_box()
    context.close()
    assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]


def test_a_charge_in_the_listing_tells_operation_shapes_and_cost(watched, address):
    watched.goto(address + WALKTHROUGH)
    watched.locator(".listing .charge", has_text="w.T @ mu").first.locator("button").first.focus()
    popover = watched.locator("[popover]:popover-open")
    for text in ("matmul", "1024", "float32", "layer"):
        expect(popover).to_contain_text(text)


def test_the_listing_copies_plain_code(watched, address):
    watched.goto(address + WALKTHROUGH)
    watched.locator(".listing button", has_text="Copy").first.click()
    copied = watched.evaluate("navigator.clipboard.readText()")
    example = (find_project().examples / "02_mean_propagation.py").read_text()
    assert copied.strip() and copied.strip() in example
    assert "class Estimator(BaseEstimator):" in copied


@pytest.mark.parametrize(
    "path", ["", "guide/", "optimise/", "walkthroughs/mean-propagation/", "how-verified/"]
)
def test_a_page_fits_a_phone(browser, address, path):
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{address}{CURRENT_TAG}/{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["", "guide/", "optimise/", "walkthroughs/mean-propagation/", "how-verified/"]
)
def test_a_page_is_accessible(browser, address, path, scheme):
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
