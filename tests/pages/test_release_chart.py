"""The chart of what an estimator costs under every release, and its table."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

from tests.support.samples import a_figure
from whestdocs.pages.html.release_chart import releases_chart
from whestdocs.views.html.popover import Popovers

COSTS = {"0.2.0": 1_000_000, "0.3.0": 1_000_000, "0.5.0": 1_000, "0.9.0": 1_100, "0.10.0": 2_200}


def drawn(costs: dict[str, int]) -> BeautifulSoup:
    figures = [
        (release, a_figure(f"capture/reprice/flops/{release}", value))
        for release, value in costs.items()
    ]
    return BeautifulSoup(releases_chart("a<b.py", figures, Popovers()), "html.parser")


def test_releases_that_charge_the_same_share_a_row() -> None:
    rows = [
        [cell.get_text(strip=True) for cell in row.select("th, td")]
        for row in drawn(COSTS).select("tbody tr")
    ]
    assert rows == [
        ["0.2.0 to 0.3.0", "1,000,000", ""],
        ["0.5.0", "1,000", "÷ 1,000"],
        ["0.9.0", "1,100", "+10%"],
        ["0.10.0", "2,200", "× 2.00"],
    ]


def test_the_line_steps_where_the_cost_moved_and_lies_within_the_drawing() -> None:
    line = drawn(COSTS).select_one("polyline")
    assert line is not None
    points = [tuple(map(float, point.split(","))) for point in str(line["points"]).split()]
    assert len(points) == 8  # Two a step.
    assert [x for x, _ in points] == sorted(x for x, _ in points)
    heights = [y for _, y in points[::2]]
    assert heights[0] < heights[3] < heights[2] < heights[1]  # The dearest is highest.
    assert all(0 <= x <= 420 and 0 <= y <= 232 for x, y in points)
    # The scale is logarithmic: a thousand times is three lines of the grid.
    grid = sorted(float(str(each["y1"])) for each in drawn(COSTS).select(".line-chart__grid"))
    assert heights[1] - heights[0] == pytest.approx(grid[3] - grid[0], abs=0.1)


def test_what_the_picture_shows_is_said_in_words_and_its_names_are_escaped() -> None:
    page = drawn(COSTS)
    words = page.select_one("desc")
    assert words is not None
    said = words.get_text().replace("\N{NO-BREAK SPACE}", " ")
    assert re.search(r"From 0\.2\.0: 1\.00 MFLOPs\. .*From 0\.9\.0: 1\.10 kFLOPs\.", said)
    picture = page.select_one("svg")
    assert picture is not None
    labels = str(picture["aria-labelledby"]).split()
    assert all(page.find(id=label) for label in labels)
    assert "a<b.py" in page.select_one("title").get_text()


def test_a_cost_that_never_moved_is_one_line() -> None:
    page = drawn({"0.9.0": 1_000, "0.10.0": 1_000})
    assert len(page.select("tbody tr")) == 1
