"""The figures of a tip: costs of both ways, their difference, and errors with intervals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.tip_samples import write_tip
from whestdocs.figures.figure import EXACT, INTERVAL, agree
from whestdocs.measurements.tips import saves


def a_case(before: int, after: int, calls: int = 1, **changes: Any) -> dict[str, Any]:
    case = {
        "name": "",
        "pays": True,
        "before": {"flops": before, "calls": 1},
        "after": {"flops": after, "calls": calls},
        "difference": 0.0,
    }
    return case | changes


def a_result(*cases: dict[str, Any], **changes: Any) -> dict[str, Any]:
    release = {"flopscope": "0.5.0", "whestbench": "0.10.0"}
    usual: dict[str, Any] = {"release": release, "tolerance": 1e-5, "errors": {}, "failure": None}
    usual |= {"host": None, "uses": {}}
    return usual | {"cases": list(cases)} | changes


def figures_of(tmp_path: Path, result: dict[str, Any]) -> dict[str, Any]:
    job = write_tip(tmp_path)
    return {figure.name.removeprefix("tip/double/"): figure for figure in job.figures(result)}


def test_every_case_gives_flops_and_calls(tmp_path: Path) -> None:
    figures = figures_of(tmp_path, a_result(a_case(20, 10), a_case(8, 4, name="wide")))
    assert figures["before/flops"].value == 20
    assert figures["for/wide/after/flops"].value == 4
    assert {figure.kind for name, figure in figures.items() if name != "difference"} == {EXACT}
    assert len(figures) == 9


def test_a_difference_lies_between_nothing_and_the_tolerance(tmp_path: Path) -> None:
    figure = figures_of(tmp_path, a_result(a_case(20, 10, difference=2.34e-7)))["difference"]
    assert (figure.value, figure.low, figure.high) == (2e-7, 0.0, 1e-5)
    assert figure.kind == INTERVAL
    other = figures_of(tmp_path, a_result(a_case(20, 10, difference=9.9e-6)))["difference"]
    assert agree(figure.accepted, other.accepted)


def test_what_a_call_more_saves_is_a_figure_where_calls_grow(tmp_path: Path) -> None:
    figures = figures_of(tmp_path, a_result(a_case(41, 10, calls=4)))
    assert figures["flops_per_extra_call"].value == 10
    assert "flops_per_extra_call" not in figures_of(tmp_path, a_result(a_case(41, 10)))
    dearer = a_result(a_case(41, 50, calls=4))
    assert "flops_per_extra_call" not in figures_of(tmp_path, dearer)


def test_an_error_has_the_interval_of_its_seeds(tmp_path: Path) -> None:
    errors = {"before": [0.1, 0.2, 0.1, 0.2], "after": [1e-8, 2e-8, 1e-8, 2e-8]}
    figures = figures_of(tmp_path, a_result(a_case(20, 10), errors=errors))
    quantile_of_four = 3.1824  # Student's t, three degrees of freedom, from a printed table.
    half = quantile_of_four * float(np.std(errors["before"], ddof=1)) / 2
    before, after = figures["before/error"], figures["after/error"]
    assert (before.value, before.low) == (0.15, pytest.approx(0.15 - half, rel=1e-2))
    assert before.high == pytest.approx(0.15 + half, rel=1e-2)
    assert (after.low, after.high) == (0.0, 1e-5)  # Rounding: another machine's differs.


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [(16, 1, True), (1, 0, True), (0, 0, False), (100, 100, False), (100, 99.9, False),
     (1, 2, False), (0, 5, False)],
)  # fmt: skip
def test_less_than_a_percent_is_no_saving(before: float, after: float, expected: bool) -> None:
    assert saves(before, after) is expected


def test_the_command_of_a_figure_measures_its_tip(tmp_path: Path) -> None:
    figure = figures_of(tmp_path, a_result(a_case(20, 10)))["before/flops"]
    assert figure.provenance.command == "whestdocs tip double --round v1-warmup"
    assert figure.provenance.file == "examples/tips/double.py"


def test_the_last_place_of_use_has_a_name_of_its_own(tmp_path: Path) -> None:
    uses = {"half": [[0.5, 0.5], [0.25, 0.25]]}
    figures = figures_of(tmp_path, a_result(a_case(20, 10), uses=uses))
    assert figures["use/half/last/error"].value == figures["use/half/2/error"].value == 0.25
