"""What the pages say about `whest run`, held against real runs.

The runs are those that the pages show: whoever changes a release sees them measured again.
"""

from __future__ import annotations

import re
import shlex
from math import isclose
from typing import Any

import pytest

from whestdocs.competition.rounds import ROUNDS
from whestdocs.figures.figure import Figure
from whestdocs.measurements.captures.printed_figures import json_in
from whestdocs.pages.edition import Edition
from whestdocs.pages.loaded_editions import edition
from whestdocs.project import find_project

PROJECT = find_project()
GUIDE = (PROJECT.pages / "guide.md").read_text()
REFERENCE = (PROJECT.pages / "reference" / "report.md").read_text()
TIMES = ("flopscope_backend_time_s", "flopscope_overhead_time_s", "residual_wall_time_s")


@pytest.fixture(scope="module", params=ROUNDS)
def measured(request: pytest.FixtureRequest) -> Edition:
    """Everything that was measured for a round."""
    return edition(PROJECT, ROUNDS[request.param])


def text(measured: Edition, name: str) -> str:
    printed: str = measured.results[f"capture/{name}"]["text"]
    return printed


def results(measured: Edition, name: str) -> dict[str, Any]:
    """Return the results in a captured report."""
    found: dict[str, Any] = json_in(text(measured, name))["results"]
    return found


def value(measured: Edition, name: str) -> int | float:
    figure: Figure = measured.figure(name)
    return figure.value


def section(title: str) -> str:
    """Return the section of the reference called ``title``."""
    found = re.search(rf"^## {re.escape(title)}$(.*?)(?=^##|\Z)", REFERENCE, re.M | re.S)
    assert found
    return found[1]


def explained(table: str) -> set[str]:
    """Return the fields that a table explains, in its first column."""
    cells = re.findall(r"^\| (`[^|]*`) \|", table, re.M)
    return {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}


# The fields.


def test_every_field_of_a_network_is_explained_and_no_other(measured: Edition) -> None:
    table = section("The fields of a network")
    [network, *_] = results(measured, "report-json")["per_mlp"]
    [failed, *_] = results(measured, "raises")["per_mlp"]
    assert explained(table) == network.keys() | failed.keys()
    assert failed.keys() - network.keys() == {"error", "error_code"}


def test_every_field_of_the_results_is_explained_and_no_other(measured: Edition) -> None:
    table = section("The fields of all networks")
    assert explained(table) == results(measured, "report-json").keys()


def test_every_reason_to_fail_is_a_row_of_the_scoring_page(measured: Edition) -> None:
    page = (PROJECT.pages / "scoring.md").read_text()
    for reason in results(measured, "report-json")["failure_breakdown"]:
        assert f"`{reason}`" in page or f'"{reason}"' in page, reason


# The times.


def test_the_parts_of_the_time_add_up_in_a_report(measured: Edition) -> None:
    for network in results(measured, "report-json")["per_mlp"]:
        assert isclose(sum(network[part] for part in TIMES), network["wall_time_s"], rel_tol=1e-9)


def test_the_parts_of_the_time_add_up_as_the_guide_prints_them(measured: Edition) -> None:
    printed = text(measured, "breakdown")
    shown = {
        name: int(number)
        for name, number in re.findall(r"^(\w+_s) +(\d+) millionths", printed, re.M)
    }
    assert shown.keys() == {*TIMES, "wall_time_s"}
    # Each of the four was rounded to a millionth.
    assert abs(sum(shown[part] for part in TIMES) - shown["wall_time_s"]) <= 2


# The score.


def test_the_score_of_a_run_is_the_mean_of_its_networks_scores(measured: Edition) -> None:
    report = results(measured, "report-json")
    scores = [network["adjusted_final_layer_score"] for network in report["per_mlp"]]
    assert len(scores) == 2
    assert isclose(report["adjusted_final_layer_score"], sum(scores) / 2, rel_tol=1e-12)
    assert report["best_mlp_adjusted_final_layer_score"] == min(scores)
    assert report["worst_mlp_adjusted_final_layer_score"] == max(scores)


def test_only_the_last_layer_is_scored(measured: Edition) -> None:
    for network in results(measured, "report-json")["per_mlp"]:
        assert network["final_layer_mse"] == network["per_layer_mse"][-1]
        assert network["final_layer_mse"] != network["all_layers_mse"]


def test_the_scores_of_failed_networks_are_their_errors(measured: Edition) -> None:
    captures = [name.removeprefix("capture/") for name in measured.results if "capture/" in name]
    reports = [json_in(text(measured, name)) for name in captures]
    networks = [
        network
        for report in reports
        if report is not None and "results" in report
        for network in report["results"]["per_mlp"]
    ]
    failed = [
        network
        for network in networks
        if network.get("error") or any(network[key] for key in network if "exhausted" in key)
    ]
    assert len(failed) >= 6
    for network in failed:
        assert network["adjusted_final_layer_score"] == network["final_layer_mse"]


# Text for people and data say the same.


def test_the_summary_is_the_table_of_operations(measured: Edition) -> None:
    counts = text(measured, "summary").split("By operation:")[1].split("Total Wall Time")[0]
    rows = re.findall(r"^    (\S+) +([\d,]+) +\(.*\[(\d+) calls?\]", counts, re.M)
    shown = {name: (int(flops.replace(",", "")), int(calls)) for name, flops, calls in rows}
    operations = measured.profiles["02_mean_propagation"].ops
    assert shown == {name: (total.flops, total.calls) for name, total in operations.items()}


def test_the_report_for_people_has_the_numbers_of_the_report_as_data(measured: Edition) -> None:
    report = results(measured, "report-json")
    flops = sum(network["flops_used"] for network in report["per_mlp"])
    panel = text(measured, "report").split("Estimator Budget Breakdown")[1]
    fields = ("adjusted_final_layer_score", "final_layer_mse", "all_layers_mse")
    for field, number in {"flops_used": flops, **{name: report[name] for name in fields}}.items():
        assert re.search(rf"\[{field}\] +{re.escape(f'{number:.2e}')} ", panel), field


def test_a_budget_context_of_ones_own_counts_what_whest_run_counts(measured: Edition) -> None:
    [network, *_] = results(measured, "report-json")["per_mlp"]
    assert network["flops_used"] == measured.profiles["02_mean_propagation"].flops_used


# The rules.


def test_the_release_itself_has_the_rules_of_its_round(measured: Edition) -> None:
    for name in ("width", "depth", "flop_budget", "wall_time_limit_s"):
        assert value(measured, f"capture/rules/{name}") == getattr(measured.round, name)
    limit = measured.round.setup_time_limit_s
    assert limit is None or limit == value(measured, "capture/rules/setup_timeout_s")


def test_the_report_says_under_which_limits_it_was_made(measured: Edition) -> None:
    config = json_in(text(measured, "report-json"))["run_config"]
    round_ = measured.round
    assert config["flop_budget"] == round_.flop_budget
    assert config["wall_time_limit_s"] == round_.wall_time_limit_s
    assert config["residual_wall_time_limit_s"] == round_.residual_wall_time_limit_s
    rate = config.get("lambda_flops_per_second", round_.residual_flops_per_second)
    assert rate == round_.residual_flops_per_second


def test_the_options_that_the_guide_names_are_those_of_each_release(measured: Edition) -> None:
    options = set(re.findall(r"^  (--[a-z-]+)", text(measured, "run-help"), re.M))
    tags = list(ROUNDS)
    rows = re.findall(r"^\| `(--[a-z-]+)` \|(.*)\|$", section("The options that limit it"), re.M)
    assert len(rows) >= 6
    for option, row in rows:
        has_it = row.split(" | ")[tags.index(measured.round.tag)].strip() != "no option"
        assert has_it == (option in options), option


def test_every_other_option_of_whest_run_that_the_guide_names_exists(measured: Edition) -> None:
    outside = GUIDE + REFERENCE.replace(section("The options that limit it"), "")
    named = set(re.findall(r"`(--[a-z-]+)", outside)) - {"--round"}
    assert {"--n-samples", "--format"} <= named
    assert all(option in text(measured, "run-help") for option in named)


def test_the_scoring_page_says_how_each_round_treats_residual_time() -> None:
    page = (PROJECT.pages / "scoring.md").read_text()
    words = {"priced": "priced", "gated": "capped"}
    modes = " | ".join(words[round_.residual_mode] for round_ in ROUNDS.values())
    assert f"| Residual time | {modes} |" in page


# Re-scoring.


@pytest.mark.parametrize("tag", ["v1-warmup", "v1-phase1"])
def test_an_old_round_is_rescored_under_all_of_its_rules(tag: str) -> None:
    current = edition(PROJECT, ROUNDS["v2-phase2"])
    name, old = f"capture/rescored-{tag.removeprefix('v1-')}", ROUNDS[tag]
    bake, run = map(shlex.split, current.results[name]["commands"])
    assert option(bake, "--width") == old.width
    assert option(bake, "--depth") == old.depth
    assert option(run, "--flop-budget") == old.flop_budget
    assert option(run, "--lambda-flops-per-second") == old.residual_flops_per_second
    assert option(run, "--wall-time-limit") == old.wall_time_limit_s
    assert "--no-residual-wall-time-limit" in run
    assert current.results[name]["files"]["seeds.json"].strip() == "[0]"


def option(words: list[str], name: str) -> float:
    return float(words[words.index(name) + 1])
