"""Take the README's picture from the built site, and note the figures that it shows.

Run with `make picture`, after `make site`; it needs a browser, as the tests do.
"""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.support.browser import ARGUMENTS, find_browser, served
from whestdocs.competition.rounds import CURRENT_TAG
from whestdocs.figures.ledger import read
from whestdocs.files import write_atomically
from whestdocs.project import find_project

PAGE = "walkthroughs/mean-propagation/"
WIDTH, HEIGHT = 1280, 1120
#: In one step down: on the way up a button would cover the text.
SCROLL_TO_LISTING = """() => {
    const top = document.querySelector(".listing").getBoundingClientRect().top;
    scrollTo({ top: scrollY + top - 90, behavior: "instant" });
}"""
#: The names of all figures in the window, those at its edges included.
FIGURES_IN_SIGHT = """() => {
    const isInSight = (element) => {
        const box = element.getBoundingClientRect();
        return box.width && box.bottom > 0 && box.top < innerHeight;
    };
    const names = ({ dataset }) => JSON.parse(dataset.figures || "null") || [dataset.figure];
    return [...document.querySelectorAll("[data-figure]")].filter(isInSight).flatMap(names);
}"""


def main() -> None:
    """Write pictures/page.png and pictures/page.json."""
    project = find_project()
    folder = Path(__file__).parent
    with served(project.site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(f"{address}{CURRENT_TAG}/{PAGE}")
        page.evaluate(SCROLL_TO_LISTING)
        page.wait_for_timeout(500)  # Until what moves while the page scrolls has come to rest.
        page.screenshot(path=folder / "page.png")
        names = sorted(set(page.evaluate(FIGURES_IN_SIGHT)))
        browser.close()
    accepted = read(project.ledger_file(CURRENT_TAG), CURRENT_TAG).figures
    figures = {name: accepted[name].value for name in names}
    document = {"page": PAGE, "round": CURRENT_TAG, "figures": figures}
    write_atomically(folder / "page.json", json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
