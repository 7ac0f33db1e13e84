"""A rewrite is judged by its run: the same prediction in every layer, and no new exception."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.advised import in_predict, laboratory_of, written
from whestdocs.estimators.advice.judging import Bench

pytestmark = [pytest.mark.xdist_group("labelled"), pytest.mark.usefixtures("forks")]
Judged = Callable[..., bool]


@pytest.fixture
def accepts(tmp_path: Path) -> Judged:
    def judge(before: list[str], after: list[str], *, draws_anew: bool = False) -> bool:
        path = written(tmp_path, in_predict(*before))
        laboratory = laboratory_of(path, width=64)
        original = laboratory.run({})
        bench = Bench(laboratory, {path.name: path.read_text()}, original)
        trial = laboratory.run({path.name: in_predict(*after)})
        return bench.accepts(original, trial, draws_anew=draws_anew)

    return judge


def guarded(work: str, *, handler: str = "except ValueError: pass") -> list[str]:
    """Return lines that do some work within a handler, and predict the same in any case."""
    rows = "x = fnp.stack([w[0] for w in mlp.weights])"
    return [rows, "try:", f"    {work}", handler, "return x"]


def test_the_same_in_other_words_is_accepted(accepts: Judged) -> None:
    assert accepts(guarded("y = x * 2"), guarded("y = x + x"))


@pytest.mark.parametrize("work", ["y = float('no')", "raise UnicodeError('no')"])
def test_an_exception_that_is_swallowed_now_is_not_accepted(accepts: Judged, work: str) -> None:
    assert not accepts(guarded("y = x * 2"), guarded(work))


def test_an_exception_that_was_swallowed_before_is_no_new_one(accepts: Judged) -> None:
    moved = ["# A line more.", *guarded("y = float('none')")]
    assert accepts(guarded("y = float('no')"), moved)


def test_the_same_exception_in_another_handler_is_a_new_one(accepts: Judged) -> None:
    quiet, loud = ("y = x * 2", "y = float('no')")
    first = ["try:", f"    {quiet.replace('x', '3')}", "except ValueError: pass"]
    other = ["try:", f"    {loud}", "except ValueError: pass"]
    assert not accepts([*first, *guarded(loud)], [*other, *guarded(quiet)])


def test_an_exception_that_suppress_swallows_is_a_new_one(accepts: Judged) -> None:
    def lines(work: str) -> list[str]:
        return [
            "from contextlib import suppress",
            "x = fnp.stack([w[0] for w in mlp.weights])",
            "with suppress(ValueError):",
            f"    {work}",
            "return x",
        ]

    assert not accepts(lines("y = 1"), lines("y = float('no')"))


def test_a_change_of_one_small_layer_is_not_accepted(accepts: Judged) -> None:
    rows = "rows = [w[0] * 1e-6 * {} for w in mlp.weights[:1]] + [w[0] for w in mlp.weights[1:]]"
    stack = "return fnp.stack(rows)"
    assert not accepts([rows.format("1.0"), stack], [rows.format("1.001"), stack])


def draws(count: int, factor: str = "1.0", seed: str = "mlp.seed") -> list[str]:
    return [
        f"rng = fnp.random.default_rng({seed})",
        f"x = rng.standard_normal(({count}, mlp.width), dtype=fnp.float32) * {factor}",
        "return fnp.stack([fnp.mean(fnp.maximum(x @ w, 0.0), axis=0) for w in mlp.weights])",
    ]


def test_other_draws_are_accepted_as_noise_where_they_are_expected(accepts: Judged) -> None:
    assert accepts(draws(400), draws(400, seed="mlp.seed + 7"), draws_anew=True)
    assert not accepts(draws(400), draws(400, seed="mlp.seed + 7"))


def test_draws_of_another_size_are_no_noise(accepts: Judged) -> None:
    assert not accepts(draws(4000), draws(4000, "1.2", "mlp.seed + 7"), draws_anew=True)
