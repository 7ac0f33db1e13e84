"""A report in a real browser: opened from the disk, in both colours, on a phone and on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.hostile_report import hostile
from whestdocs import profile
from whestdocs.estimators.profiles import Profile
from whestdocs.project import find_project
from whestdocs.views.html.profile_report import write_report

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def measured() -> Profile:
    """A real profile of an example, at the round's own shape."""
    example = find_project().examples / "03_covariance_propagation.py"
    return profile(example, round_tag="v1-warmup")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, measured: Profile) -> str:
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_report(path, measured)
    return path.as_uri()


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("attacked") / "report.html"
    write_report(path, hostile())
    return path.as_uri()


def watched(context: BrowserContext, address: str) -> tuple[Page, list[str]]:
    """Open a report; return it, and a list that everything wrong goes to."""
    page, problems = context.new_page(), []

    def note(request: Any) -> None:
        if request.url != address and not request.url.startswith("data:"):
            problems.append(f"request: {request.url}")

    page.on("request", note)
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("dialog", lambda dialog: (problems.append(dialog.message), dialog.dismiss()))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page, problems


LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "on a phone": {"viewport": PHONE, "color_scheme": "light", "has_touch": True},
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_it_is_accessible_and_asks_nobody(
    browser: Browser, address: str, look: dict[str, Any]
) -> None:
    with browser.new_context(**look) as context:
        page, problems = watched(context, address)
        violations = Axe().run(page).response["violations"]
        assert [(found["id"], found["nodes"][0]["target"]) for found in violations] == []
        assert problems == []


def test_it_follows_the_systems_colours_while_it_is_open(browser: Browser, address: str) -> None:
    with browser.new_context(color_scheme="light") as context:
        page, _ = watched(context, address)
        background = "getComputedStyle(document.body).backgroundColor"
        light = page.evaluate(background)
        page.emulate_media(color_scheme="dark")
        page.wait_for_function("document.documentElement.dataset.mdColorScheme === 'slate'")
        dark = page.evaluate(background)
        assert sum(map(int, light[4:-1].split(", "))) > 600
        assert sum(map(int, dark[4:-1].split(", "))) < 150
        page.emulate_media(media="print")  # Paper is light.
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"


@pytest.mark.parametrize("which", ["address", "attacked"])
def test_a_phone_does_not_scroll_sideways(
    browser: Browser, request: pytest.FixtureRequest, which: str
) -> None:
    with browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True) as context:
        page, _ = watched(context, request.getfixturevalue(which))
        wide = "document.documentElement.scrollWidth > innerWidth"
        assert page.evaluate("innerWidth") == PHONE["width"]
        assert not page.evaluate(wide)


def test_nothing_of_the_estimators_runs_and_nothing_is_asked_for(
    browser: Browser, attacked: str
) -> None:
    with browser.new_context() as context:
        page, problems = watched(context, attacked)
        assert problems == []
        assert page.locator("script").count() == 2
        expect(page.locator("p.aside--cost").first).to_contain_text("<img src=x")


def test_a_script_that_got_in_would_not_run(browser: Browser, tmp_path: Path, address: str) -> None:
    text = Path(address.removeprefix("file://")).read_text()
    path = tmp_path / "broken.html"
    path.write_text(text.replace("</main>", "<script>alert(1)</script><img src=x></main>"))
    with browser.new_context() as context:
        _, problems = watched(context, path.as_uri())
        refused = [problem for problem in problems if "Content Security Policy" in problem]
        assert len(refused) == 2


def test_the_keyboard_opens_a_cost_and_leaves_it(
    browser: Browser, address: str, measured: Profile
) -> None:
    with browser.new_context() as context:
        page, problems = watched(context, address)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        popover = page.locator("[popover]:popover-open")
        expect(popover).to_contain_text(f"{measured.flops_used:,}")
        expect(popover).to_contain_text(
            "whestdocs profile 03_covariance_propagation.py --round v1-warmup"
        )
        page.keyboard.press("Escape")
        expect(popover).to_have_count(0)
        page.locator(".listing .charge__anchor").first.focus()
        page.keyboard.press("Enter")
        expect(popover).to_contain_text("Operands")
        assert problems == []


def test_without_scripts_the_popovers_still_open(browser: Browser, address: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        page.locator(".report__summary button").click()
        expect(page.locator("#popover-1")).to_be_visible()
        expect(page.locator(".copy-button").first).to_be_hidden()


def test_the_copied_file_is_the_estimator_to_the_character(
    browser: Browser, address: str, measured: Profile
) -> None:
    with browser.new_context(permissions=["clipboard-read", "clipboard-write"]) as context:
        page, problems = watched(context, address)
        page.get_by_role("button", name="Copy file").click()
        expect(page.locator("[role=status]")).to_have_text("Copied")
        (file,) = measured.files
        assert page.evaluate("navigator.clipboard.readText()") == file.source
        assert problems == []


def test_print_shows_the_whole_listing(browser: Browser, address: str) -> None:
    with browser.new_context(viewport={"width": 700, "height": 900}) as context:
        page, _ = watched(context, address)
        page.emulate_media(media="print")
        expect(page.locator(".copy-button").first).to_be_hidden()
        assert page.evaluate(
            "[...document.querySelectorAll('.listing__scroll, .operations')]"
            ".every((box) => box.scrollWidth <= box.clientWidth + 1)"
        )
