"""Figures that are read from what a command printed."""

from __future__ import annotations

import json

import pytest

from whestdocs.errors import FigureError
from whestdocs.measurements.captures.printed_figures import (
    Reading,
    json_in,
    read_costs,
    read_estimates,
    read_fields,
    read_numbers,
    read_sayings,
)

REPORT = {"results": {"per_mlp": [{"flops_used": 5, "exhausted": True}], "compute": 7.0}}


def test_fields_of_json_are_read_whatever_is_printed_around_it() -> None:
    fields = {
        "flops": "results.per_mlp.0.flops_used",
        "exhausted": "results.per_mlp.0.exhausted",
        "compute": "results.compute",
    }
    text = "a warning\n" + json.dumps(REPORT, indent=1) + "\nafterwards"
    readings = list(read_fields(text, fields))
    assert readings == [Reading("flops", 5), Reading("exhausted", 1), Reading("compute", 7)]
    assert all(type(reading.value) is int for reading in readings)


def test_numbers_in_text_are_read_by_the_group_of_a_pattern() -> None:
    numbers = {"flops": r"^matmul +([\d,]+)", "matmul/calls": r"\[(\d+) calls\]"}
    assert list(read_numbers("x\nmatmul  2,093,056 [16 calls]", numbers)) == [
        Reading("flops", 2_093_056),
        Reading("matmul/calls", 16),
    ]


def test_what_a_text_says_is_one_and_what_it_does_not_say_is_zero() -> None:
    patterns = {"limit": r"^predict.* exceeds limit$", "flop_budget": "no such words"}
    readings = list(read_sayings("first\npredict() exceeds limit\nlast", patterns))
    assert readings == [Reading("says/limit", 1), Reading("says/flop_budget", 0)]
    assert [reading.unit for reading in readings] == ["", ""]


@pytest.mark.parametrize(("found", "low", "high"), [(2.0, 1.998, 2.002), (-2.0, -2.002, -1.998)])
def test_an_estimate_has_bounds(found: float, low: float, high: float) -> None:
    [reading] = read_estimates(json.dumps({"a": found}), {"x": "a"})
    assert (reading.name, reading.value) == ("x", found)
    assert (reading.low, reading.high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('{"a": 1.5}', "a"),
        ('{"a": null}', "a"),
        ('{"a": "1"}', "a"),
        ('{"a": NaN}', "a"),
        ('{"a": Infinity}', "a"),
        ('{"a": {"b": 1}}', "a"),
        ('{"a": [1]}', "a.1"),
        ('{"a": [1]}', "a.b"),
        ('{"a": 1}', "a.b"),
        ("no json", "a"),
        ("{no json", "a"),
    ],
)
def test_what_is_no_whole_number_is_refused(text: str, path: str) -> None:
    with pytest.raises(FigureError, match=f"for '{path}', which is no whole number"):
        list(read_fields(text, {"x": path}))


@pytest.mark.parametrize(("text", "pattern"), [("1.5", r"([\d.]+)"), ("nothing", r"(\d+)")])
def test_a_pattern_that_finds_no_whole_number_is_refused(text: str, pattern: str) -> None:
    with pytest.raises(FigureError, match="which is no whole number"):
        list(read_numbers(text, {"x": pattern}))


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": null}', '{"b": 1}', '{"a": -Infinity}', ""])
def test_an_estimate_that_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(FigureError, match="which is no number"):
        list(read_estimates(text, {"x": "a"}))


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("flops_used", "FLOPs"),
        ("effective_compute", "FLOPs"),
        ("flop_budget", "FLOPs"),
        ("matmul/calls", "calls"),
        ("n_mlps", ""),
        ("error", ""),
    ],
)
def test_the_name_tells_the_unit(name: str, unit: str) -> None:
    assert Reading(name, 1).unit == unit


def test_json_is_found_after_other_output() -> None:
    assert json_in('note {"no": 1}\n{"yes": 2}\nend') == {"yes": 2}
    assert json_in('[run] started\n{"yes": 2}') == {"yes": 2}
    assert json_in("nothing") is None


def test_lines_that_say_what_something_costs_are_read() -> None:
    text = "A sum: 1,000 FLOPs\nx[None, :]:   0 FLOPs\n    : 5 FLOPs\nit took 7 FLOPs\na: , FLOPs"
    costs = list(read_costs(text))
    assert [(cost.name, cost.value, cost.unit) for cost in costs] == [
        ("A sum", 1_000, "FLOPs"),
        ("x[None, :]", 0, "FLOPs"),
    ]
