"""A score worked out from a report, and the multiplier's chart."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from markupsafe import Markup

from tests.support.samples import ROUND, a_figure, a_report
from whestdocs.errors import FigureError
from whestdocs.pages.edition import Edition
from whestdocs.pages.html.multiplier_chart import multiplier_chart, x_of, y_of
from whestdocs.pages.html.score_lines import calculation_of, worked_score
from whestdocs.pages.page_state import PageState

RATE, FLOOR = 1e11, 0.1


def test_residual_time_is_priced_and_the_share_multiplies_the_error() -> None:
    calculation = calculation_of(a_report(), RATE, FLOOR)
    assert calculation.effective_compute == 4e11
    assert (calculation.share, calculation.multiplier, calculation.score) == (0.4, 0.4, 0.2)


def test_the_reports_own_rate_counts_where_it_has_one() -> None:
    gated = {"effective_compute": 3e11, "adjusted_final_layer_score": 0.15}
    report = a_report({"lambda_flops_per_second": 0.0}, **gated)
    assert calculation_of(report, RATE, FLOOR).multiplier == pytest.approx(0.3)


def test_the_multiplier_does_not_fall_below_the_floor() -> None:
    cheap = {"flops_used": 1, "residual_wall_time_s": 0.0, "effective_compute": 1.0}
    report = a_report(**cheap, adjusted_final_layer_score=0.05)
    assert calculation_of(report, RATE, FLOOR).multiplier == FLOOR


@pytest.mark.parametrize(
    "failure",
    [{"budget_exhausted": True}, {"error_code": "PREDICT_ERROR"}, {"time_exhausted": True}],
)
def test_a_failed_networks_multiplier_is_one(failure: dict[str, Any]) -> None:
    calculation = calculation_of(a_report(**failure, adjusted_final_layer_score=0.5), RATE, FLOOR)
    assert (calculation.multiplier, calculation.failed) == (1.0, next(iter(failure)))


@pytest.mark.parametrize(
    "change", [{"adjusted_final_layer_score": 0.2001}, {"effective_compute": 4.0001e11}]
)
def test_a_report_that_contradicts_itself_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(FigureError, match=f"`{next(iter(change))}` is .* but its own numbers"):
        calculation_of(a_report(**change), RATE, FLOOR)


def test_another_floor_than_the_releases_is_noticed() -> None:
    cheap = {"flops_used": 1, "residual_wall_time_s": 0.0, "effective_compute": 1.0}
    with pytest.raises(FigureError, match="adjusted_final_layer_score"):
        calculation_of(a_report(**cheap, adjusted_final_layer_score=0.05), RATE, 0.2)


@pytest.mark.parametrize("path", [("results",), ("results", "per_mlp"), ("run_config",)])
def test_what_is_no_report_is_refused(path: tuple[str, ...]) -> None:
    report = copy.deepcopy(a_report())
    holder: Any = report
    for name in path[:-1]:
        holder = holder[name]
    del holder[path[-1]]
    for document in (report, None, [], {"results": {"per_mlp": []}}):
        with pytest.raises(FigureError, match="is no report of"):
            calculation_of(document, RATE, FLOOR)


def test_the_steps_show_what_was_calculated() -> None:
    calculation = calculation_of(a_report(), RATE, FLOOR)
    shown = str(
        worked_score(calculation, Markup("whest run"), lambda text, name: f"[{name} {text}]")
    )
    plain = " ".join(re.sub(r"<[^>]*>", " ", shown).split())
    assert "[flops_used 300,000,000,000]" in plain
    assert "[final_layer_mse 0.5000]" in plain
    assert "FLOPs + 100,000,000,000 × residual time 400,000,000,000" in plain
    assert "Multiplier the share, but at least 0.1 0.4000" in plain
    assert "Score error × multiplier 0.2000" in plain


# The chart.


def chart(**flops: int) -> str:
    figures = {f"{name}/flops": a_figure(f"{name}/flops", value) for name, value in flops.items()}
    edition = Edition(replace(ROUND, flop_budget=1000), {}, {}, {ROUND.tag: figures})
    floor = a_figure("capture/rules/floor_percent", 10, "")
    return str(multiplier_chart(list(flops), floor, PageState(edition, None)))


def circles(content: str) -> list[tuple[float, float]]:
    found = re.findall(r'<circle[^>]*cx="([\d.]+)" cy="([\d.]+)"', content)
    return [(float(x), float(y)) for x, y in found]


def test_the_scale_runs_evenly_over_the_whole_axis() -> None:
    axis = re.search(r'<line class="line-chart__axis" x1="(\d+)" x2="(\d+)" y1="(\d+)"', chart(a=1))
    assert axis
    assert (x_of(0), x_of(1.25), y_of(0)) == tuple(map(float, axis.groups()))
    assert x_of(1) - x_of(0.5) == pytest.approx(x_of(0.5) - x_of(0))
    assert y_of(0.5) - y_of(1) == pytest.approx(y_of(0) - y_of(0.5), abs=0.02)


def test_every_example_stands_at_its_share_and_multiplier() -> None:
    content = chart(cheap=40, dear=500)
    assert circles(content) == [(x_of(0.04), y_of(0.1)), (x_of(0.5), y_of(0.5))]


def test_the_line_has_its_corners_where_the_rules_say() -> None:
    corners = re.search(r'<polyline[^>]*points="([^"]*)"', chart(cheap=40))
    assert corners
    points = [tuple(map(float, point.split(","))) for point in corners[1].split()]
    expected = [(0, 0.1), (0.1, 0.1), (1, 1)]
    assert points == [(x_of(share), y_of(multiplier)) for share, multiplier in expected]


def test_an_example_over_the_budget_stands_beyond_the_cliff_and_says_so() -> None:
    content = chart(over=4000)
    [(x, y)] = circles(content)
    assert x > x_of(1) and y == y_of(1)
    assert "over budget" in content


def test_whoever_cannot_see_the_chart_can_read_it() -> None:
    content = chart(cheap=40, dear=500)
    description = re.search(r"<desc[^>]*>(.*?)</desc>", content)
    assert description
    assert "cheap stands at 4.0%." in description[1]
    assert "dear stands at 50.0%." in description[1]
    assert 'role="img"' in content


def test_names_stand_apart_and_within_the_drawing() -> None:
    content = chart(**{f"example_{n}": 10 * n for n in range(12)})
    heights = [float(y) for y in re.findall(r'class="line-chart__name"[^>]*y="([\d.]+)"', content)]
    assert len(heights) == 12
    assert heights == sorted(heights)
    assert min(b - a for a, b in pairwise(heights)) > 5
    assert heights[-1] < y_of(0.4)
