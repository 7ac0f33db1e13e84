"""The terminal shows a profile readably at any width, and what comes from elsewhere as text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.support import zoo
from tests.support.terminal_views import VIEWS, charge, plain, profile_of, row, shown
from whestdocs.estimators.observations import EstimatorFailure
from whestdocs.estimators.profiles import SourceFile


def test_each_line_has_its_number_calls_flops_share_bar_and_code() -> None:
    lines = plain(profile_of())
    assert lines[0] == "estimator.py · Estimator"
    assert "v2-phase2 · 1024 × 16 · seed 0 · float32 weights" in lines[1]
    assert re.fullmatch(
        r" +18 +2 +2,000,000 +100\.0% +█+ {2,}x = w\.T @ x", row(lines, "x = w.T @ x")
    )
    assert re.fullmatch(r" +16 +1 +16 +<0\.1% +x = fnp\.ones\(mlp\.width\)", row(lines, "fnp.ones"))
    assert re.fullmatch(r" +17 +for w in mlp\.weights:", row(lines, "for w in"))


def test_long_stretches_without_flops_are_folded_but_heads_of_blocks_stay() -> None:
    lines = plain(profile_of())
    folds = [line.strip() for line in lines if "without FLOPs" in line]
    assert folds == ["⋯ 8 lines without FLOPs", "⋯ 4 lines without FLOPs"]
    assert row(lines, "class Estimator")
    assert row(lines, "def predict")
    assert not any("# 3" in line for line in lines)


def test_helpers_follow_the_estimator_and_code_without_a_file_is_listed() -> None:
    lines = plain(profile_of())
    positions = [
        next(number for number, line in enumerate(lines) if text in line)
        for text in (
            "x = w.T @ x",
            "helper.py",
            "return x * 2",
            "Code without a file",
            "<string>:1",
        )
    ]
    assert positions == sorted(positions)
    assert "tanh" in lines[positions[-1]]


def test_other_views_have_a_row_for_what_they_are_about() -> None:
    assert re.search(r"^ +18 +2 +2,000,000 ", "\n".join(plain(profile_of(), "line")), re.M)
    assert re.search(
        r"^ +18:8 matmul +float32 +2 +2,000,000 .*w\.T @ x$",
        "\n".join(plain(profile_of(), "expression")),
        re.M,
    )
    assert re.search(
        r"^multiply +1 +8 +<0\.1% +float64$", "\n".join(plain(profile_of(), "op")), re.M
    )
    layers = plain(profile_of(), "layer")
    assert re.search(r"^ +0 +1 +1,000,000 50\.0%", "\n".join(layers), re.M)
    assert re.search(r"^ +none +3 +24 ", "\n".join(layers), re.M)


def test_the_summary_says_what_the_flops_mean() -> None:
    lines = plain(profile_of(setup_flops=1234), width=140)
    assert lines[-2:] == [
        "2,000,024 FLOPs · <0.001% of the budget of 2,199,023,255,552 · multiplier 0.1 · "
        "219,900,325,531 FLOPs left before the multiplier rises",
        "",
    ]
    assert "1,234 FLOPs before predict(), off the budget" in lines
    dear = plain(profile_of(flops_used=2**40), width=160)
    assert dear[-2] == (
        "1,099,511,627,776 FLOPs · 50% of the budget of 2,199,023,255,552 · multiplier 0.5000 · "
        "879,609,302,221 FLOPs above the 10% from which the multiplier rises"
    )
    priced = plain(profile_of(flops_used=2**40, round_tag="v1-warmup"), width=180)
    assert " · multiplier 0.5000 by FLOPs alone · " in priced[-2]


ROOM = {
    9: "1 FLOP left before the multiplier rises",
    10: "0 FLOPs left before the multiplier rises",
    11: "1 FLOP above the 10% from which the multiplier rises",
}


@pytest.mark.parametrize(("used", "says"), ROOM.items())
def test_the_distance_to_the_floor_is_exact(used: Any, says: Any) -> None:
    (line,) = [
        line
        for line in plain(profile_of(flops_used=used, flop_budget=100), width=160)
        if "·" in line
    ][-1:]
    assert line.endswith(says)


SUMMARY = [
    "2,000,024 FLOPs",
    "<0.001% of the budget of 2,199,023,255,552",
    "multiplier 0.1",
    "219,900,325,531 FLOPs left before the multiplier rises",
]


@pytest.mark.parametrize("width", [30, 44, 60, 80, 100, 115, 116, 200])
def test_a_summary_without_room_is_broken_between_its_parts(width: int) -> None:
    lines = plain(profile_of(), width=width)
    last = lines[next(n for n, line in enumerate(lines) if line.startswith("2,000,024 F")) : -1]
    if width >= 55:
        assert [part for line in last for part in line.split(" · ")] == SUMMARY
    assert " ".join(" ".join(last).replace(" · ", " ").split()) == " ".join(SUMMARY)
    assert (len(last) == 1) == (width >= len(" · ".join(SUMMARY)))


SHARES = {
    0: "0%",
    1: "<0.001%",
    9_999: "<0.001%",
    10_000: "0.001%",
    123_456: "0.0123%",
    123_456_789: "12.3%",
    10**9: "100%",
}


@pytest.mark.parametrize(("used", "share"), SHARES.items())
def test_a_share_has_no_exponent(used: Any, share: Any) -> None:
    profile = profile_of(flops_used=used, flop_budget=10**9)
    assert row(plain(profile), "of the budget").startswith(f"{used:,} FLOPs · {share} of")


def failing(kind: str, **changes: Any) -> list[str]:
    failure = EstimatorFailure(kind, "predict() did something.", "estimator.py", 18, "...")
    return plain(profile_of(failure=failure, **changes), width=140)


def test_flops_of_a_failed_run_are_those_until_then() -> None:
    lines = failing("raised")
    assert row(lines, "of the budget").startswith("2,000,024 FLOPs until it failed · <0.001%")
    assert "✗             x = w.T @ x" in row(lines, "x = w.T @ x")
    assert not any("multiplier" in line for line in lines)


@pytest.mark.parametrize("kind", ["wrong-type", "wrong-shape", "non-finite"])
def test_flops_are_complete_where_only_the_prediction_is_wrong(kind: str) -> None:
    lines = failing(kind)
    assert row(lines, "of the budget").startswith("2,000,024 FLOPs · <0.001%")
    assert not any("multiplier" in line for line in lines)


@pytest.mark.parametrize("kind", ["raised", "non-finite", "budget-exhausted", "time-limit"])
def test_a_failure_is_left_to_its_message(kind: str) -> None:
    lines = failing(kind, budget_exhausted=kind == "budget-exhausted", refused="estimator.py:18")
    assert not any("▲" in line or kind in line or "did something" in line for line in lines)


def test_every_finding_is_one_clear_line() -> None:
    exhausted = profile_of(budget_exhausted=True, refused="estimator.py:18", other_flops=5_000)
    findings = [line for line in plain(exhausted, width=140) if line.startswith("▲")]
    assert findings == [
        "▲ The budget ran out at estimator.py:18: an operation was refused. The estimator caught "
        "that and returned something else instead.",
        "▲ 5,000 FLOPs reached no budget, as in threads of predict(). No line shows them.",
    ]


def test_a_refusal_that_was_caught_before_another_error_is_told() -> None:
    lines = failing("raised", budget_exhausted=True, refused="estimator.py:16")
    assert [line for line in lines if line.startswith("▲")] == [
        "▲ The budget ran out at estimator.py:16: an operation was refused. The estimator caught "
        "that."
    ]


def test_the_layers_say_where_they_begin_and_what_stands_for_none() -> None:
    lines = plain(profile_of(), "layer")
    note = "Layer 0 is the first; none: outside the layers, or nothing tells which."
    assert row(lines, "Layer 0") == note
    in_layers = (charge("estimator.py", 18, "w.T @ x", "matmul", 8, layer=0),)
    assert row(plain(profile_of(charges=in_layers), "layer"), "Layer 0") == "Layer 0 is the first."


def test_layers_that_nothing_tells_say_why() -> None:
    charges = (charge("estimator.py", 18, "w.T @ x", "matmul", 8),)
    lines = plain(profile_of(charges=charges), "layer")
    assert row(lines, "tells") == (
        "Nothing tells the layers: no variable at hand is one of the network's matrices or counts "
        "them."
    )
    looking = profile_of(charges=charges, introspection="estimator.py:3 uses `locals`")
    assert row(plain(looking, "layer", 200), "locals") == (
        "estimator.py:3 uses `locals`, so nobody else looks at the estimator's variables; layers "
        "are told by loops over them alone."
    )
    assert not any("locals" in line for line in plain(looking, "op"))


HOSTILE = "a\x1b[2J[red]b[/red]\r\x07\u202ec\u2028d\x9b1me\udcffend :smile: <b>"


@pytest.mark.parametrize("by", VIEWS)
def test_terminal_controls_and_markup_are_shown_as_text(by: Any) -> None:
    name = HOSTILE.replace("\n", "")
    span_source = f"x = '{HOSTILE}'"
    profile = profile_of(
        file=name,
        class_name=HOSTILE,
        weights_dtype=HOSTILE,
        files=(SourceFile(name, "", f"{span_source}\ny = 1\n"),),
        charges=(charge(name, 1, span_source, HOSTILE, 8, dtype=HOSTILE),),
        failure=EstimatorFailure(HOSTILE, HOSTILE, name, 1, HOSTILE),
        refused=HOSTILE,
        budget_exhausted=True,
    )
    raw = shown(profile, by, width=400)
    text = re.sub(r"\x1b\[[0-9;]*m", "", raw)
    assert all(character.isprintable() or character == "\n" for character in text)
    assert "[red]b[/red]" in text
    assert ":smile: <b>" in text
    assert "\\x1b[2J" in text
    assert "\\u202ec\\u2028d\\x9b1me\\udcffend" in text


@pytest.mark.parametrize("by", VIEWS)
def test_a_profile_without_anything_is_shown_too(by: Any) -> None:
    empty = profile_of(
        class_name=None,
        release={},
        weights_dtype=None,
        flops_used=0,
        charges=(),
        files=(),
        prediction=None,
        failure=EstimatorFailure("missing", "There is no file.", None, None, None),
    )
    lines = plain(empty, by)
    assert "0 FLOPs until it failed · 0% of the budget" in "\n".join(lines)


def test_a_source_that_does_not_parse_is_shown_as_it_is() -> None:
    source = SourceFile("estimator.py", "", "class Estimator(:\n\tx = '''\n\n")
    failure = EstimatorFailure("import", "It does not parse.", "estimator.py", 1, None)
    lines = plain(profile_of(files=(source,), charges=(), failure=failure))
    assert "✗ class Estimator(:" in row(lines, "class Estimator")
    assert row(lines, "    x = '''")


def test_a_real_profile_is_shown_in_every_view() -> None:
    path = zoo.ZOO / "good" / "with_helpers" / "estimator.py"
    profile = zoo.profile_of(path)
    for by in VIEWS:
        lines = plain(profile, by)
        assert f"{profile.flops_used:,} FLOPs · " in "\n".join(lines)
    positions = [
        next(number for number, line in enumerate(plain(profile)) if text in line)
        for text in ("estimator.py", "base.py", "return w.T @ x", "late.py")
    ]
    assert positions == sorted(positions)


def test_the_path_of_a_helper_elsewhere_is_shown(tmp_path: Path) -> None:
    helper = SourceFile("../shared/common.py", "", "def twice(x):\n    return x * 2\n")
    charges = (charge("../shared/common.py", 2, "x * 2", "multiply", 8),)
    lines = plain(profile_of(files=(helper,), charges=charges), "line")
    assert row(lines, "../shared/common.py:2")
