"""Lines of two estimators are paired as in a diff, and no FLOP is lost between them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TINY
from tests.support import zoo
from whestdocs.estimators.line_pairs import LinePair, _likeness, pair_lines
from whestdocs.estimators.profiles import Profile

Kinds = list[tuple[str, str | None, str | None]]


@pytest.fixture
def profiled(tmp_path: Path) -> Callable[..., Profile]:
    def profile(text: str, name: str = "estimator.py") -> Profile:
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        found = zoo.profile_of(file)
        assert found.failure is None, found.failure
        return found

    return profile


def shown(pairs: list[LinePair]) -> Kinds:
    return [
        (pair.kind, pair.a and pair.a.source, pair.b and pair.b.source)
        for pair in pairs
        if pair.kind != "same"
    ]


def assert_complete(pairs: list[LinePair], a: Profile, b: Profile) -> None:
    """Every charged line of both stands in one pair, and the differences add up."""
    for side, profile in (("a", a), ("b", b)):
        lines = [getattr(pair, side) for pair in pairs]
        lines = [line for line in lines if line is not None and line.calls]
        places = [(line.file, line.line) for line in lines]
        assert sorted(places) == sorted(profile.lines)
        assert sum(line.flops for line in lines) == profile.flops_used
    assert sum(pair.difference for pair in pairs) == b.flops_used - a.flops_used


def both(profiled: Callable[..., Profile], a: str, b: str) -> list[LinePair]:
    first, second = profiled(a, "a/old.py"), profiled(b, "b/new.py")
    pairs = pair_lines(first, second)
    assert_complete(pairs, first, second)
    return pairs


def test_the_same_source_differs_nowhere(profiled: Any) -> None:
    pairs = both(profiled, TINY, TINY)
    assert shown(pairs) == []
    assert all(pair.difference == 0 for pair in pairs)
    assert len(pairs) == 4


def test_lines_that_only_shifted_are_the_same(profiled: Any) -> None:
    assert shown(both(profiled, TINY, "# A comment.\n\n" + TINY)) == []


def test_a_changed_line_stands_beside_the_old_one(profiled: Any) -> None:
    changed = TINY.replace("fnp.maximum(w.T @ x, 0.0)", "fnp.maximum(w.T @ x + 1.0, 0.0)")
    [pair] = [pair for pair in both(profiled, TINY, changed) if pair.kind != "same"]
    assert (pair.kind, pair.difference) == ("changed", zoo.WIDTH * zoo.DEPTH)


def test_added_and_removed_lines_stand_alone(profiled: Any) -> None:
    more = TINY.replace("        y = x *", "        z = fnp.exp(x)\n        y = x *")
    assert shown(both(profiled, TINY, more)) == [("added", None, "z = fnp.exp(x)")]
    assert shown(both(profiled, more, TINY)) == [("removed", "z = fnp.exp(x)", None)]


def test_a_moved_line_is_told_from_a_changed_one(profiled: Any) -> None:
    early = TINY.replace("        rows = []", "        z = fnp.exp(x)\n        rows = []")
    late = TINY.replace("        y = x *", "        z = fnp.exp(x)\n        y = x *")
    assert shown(both(profiled, early, late)) == [("moved", "z = fnp.exp(x)", "z = fnp.exp(x)")]


def test_of_several_changed_lines_the_most_alike_are_paired(profiled: Any) -> None:
    after = TINY.replace(
        "        return fnp.stack(rows)",
        "        q = fnp.exp(x)\n        return fnp.stack(rows, axis=0)",
    )
    assert shown(both(profiled, TINY, after)) == [
        ("added", None, "q = fnp.exp(x)"),
        ("changed", "return fnp.stack(rows)", "return fnp.stack(rows, axis=0)"),
    ]


def test_helpers_go_together_by_their_names(profiled: Any, tmp_path: Path) -> None:
    helpers = "import flopscope.numpy as fnp\n\ndef act(x):\n    return fnp.maximum(x, 0.0)\n"
    text = TINY.replace("fnp.maximum(w.T @ x, 0.0)", "act(w.T @ x)")
    text = text.replace("SIGNS =", "from helpers import act\n\nSIGNS =")
    for folder, helper in (("a", helpers), ("b", helpers.replace("0.0)", "0.0) + 1.0"))):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "helpers.py").write_text(helper)
    [pair] = [pair for pair in both(profiled, text, text) if pair.difference]
    assert pair.a is not None
    assert pair.b is not None
    assert (pair.a.file, pair.b.file) == ("helpers.py", "helpers.py")
    assert pair.difference == zoo.WIDTH * zoo.DEPTH


def test_code_without_a_source_is_paired_too(profiled: Any) -> None:
    text = TINY.replace("y = x *", "exec('z = fnp.exp(x)\\nz = fnp.exp(z)')\n        y = x *")
    pairs = both(profiled, text, text.replace("fnp.exp(z)", "fnp.exp(z) + 1.0"))
    assert sum(pair.difference for pair in pairs) == zoo.WIDTH


SAMPLED = TINY.replace(
    "            x = fnp.maximum(w.T @ x, 0.0)\n",
    "            draws = fnp.random.default_rng(1).standard_normal((9, mlp.width))\n"
    "            x = fnp.mean(draws, axis=0)\n",
)


def test_lines_that_are_not_alike_are_only_in_one(profiled: Any) -> None:
    found = shown(both(profiled, TINY, SAMPLED))
    assert ("removed", "x = fnp.maximum(w.T @ x, 0.0)", None) in found
    assert {kind for kind, _, _ in found} == {"removed", "added"}


ALIKE = [
    ("y = fnp.exp(x)", "y = fnp.tanh(x)", True),
    ("cov = w.T @ cov @ w", "cov = w.T @ (cov @ w)", True),
    ("x = fnp.maximum(x @ w, 0.0)", "rows.append(fnp.mean(x, axis=0))", False),
    ("x = fnp.exp(a)", "y = fnp.sqrt(b)", False),
    ("alpha = mu / sigma", "draws = rng.standard_normal((n, n))", False),
    (
        "y = a / b  # Rounding can go below 0, so look.",
        "x @= w  # Rounding can go below 0, so look.",
        False,
    ),
]


@pytest.mark.parametrize(("one", "other", "alike"), ALIKE)
def test_alike_is_what_shares_names_and_form(one: str, other: str, alike: bool) -> None:
    assert (_likeness(one, other) > 0.0) == alike
