"""What flopscope says of prices, turned into numbers and held against them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.samples import Count, an_operation
from whestdocs.competition.rounds import ROUNDS
from whestdocs.measurements.prices.disagreements import Disagreement, disagreements
from whestdocs.measurements.prices.operations import Operation
from whestdocs.measurements.prices.price_list_job import price_list

ADDITION = an_operation("a + b", lambda n: n, float64=lambda n: 2 * n)


def found(operation: Operation, *others: Operation) -> list[Disagreement]:
    operations = {each.name: each for each in (ADDITION, operation, *others)}
    return disagreements(operations)


def saying(price: Count, weight: float = 1.0, **said: Any) -> Operation:
    """Return an operation with that price at float32, twice that at float64."""
    return an_operation(
        "f",
        price,
        formula="measured",
        said={"weight": weight} | said,
        float64=lambda n: 2 * price(n),
    )


NOTES = [
    ("Cost: numel(output).", lambda n: n),
    ("Sampling; cost = numel(output).", lambda n: n),
    ("Cost: 2*numel(output).", lambda n: 2 * n),
    ("Cost: numel(input), billed regardless of whether numpy copies.", lambda n: n),
    ("Cost: 0 FLOPs.", lambda n: 0),
    ("Comparison sort; cost = n*ceil(log2(n)) per slice.", None),
    ("Cost: n*ceil(log2 n) (radix-2).", lambda n: n * (n - 1).bit_length()),
    ("Cholesky decomposition. Cost: $n^3/3$.", lambda n: n**3 // 3),
    (r"Cost: ~$\frac{4}{3}n^3$ (values only).", lambda n: 4 * n**3 // 3),
    ("PDF; composite: 27 FLOPs per element of the broadcast of x (exp).", lambda n: 27 * n),
    ("Variance; reference dense cost 4*N; savings apply.", lambda n: 4 * n),
    ("Deviation; reference dense cost 4*N+M, M=numel(output); savings.", lambda n: 5 * n),
    ("Cost: numel(output) whenever the call makes a new buffer.", None),
    ("Cost: numel(a), plus the edges of bins.", None),
    ("Cost: 2*M*K*N - M*N (FMA=2).", None),
    ("Cost: staged -- replays the cascade.", None),
    ("It has no cost that one could state", None),
]


@pytest.mark.parametrize(("note", "price"), NOTES, ids=[note for note, _ in NOTES])
def test_a_note_that_states_a_formula_is_compared_with_the_price(
    note: str, price: Count | None
) -> None:
    if price is None:  # It is no formula of sizes: whatever the price, nothing is said of it.
        assert found(saying(lambda n: 7 * n, notes=note)) == []
        return
    assert found(saying(price, notes=note)) == []
    [wrong] = found(saying(lambda n: price(n) + 1, notes=note))
    assert (wrong.operation, wrong.source, wrong.measured) == ("f", "note", "measured")


def test_a_weight_multiplies_what_a_note_says() -> None:
    note = "Cost: numel(output)."
    assert found(saying(lambda n: 16 * n, weight=16, notes=note)) == []
    [wrong] = found(saying(lambda n: n, weight=16, notes=note))
    assert wrong.said == "numel(output), times 16"
    assert found(saying(lambda n: 0, weight=0, notes=note)) == []


@pytest.mark.parametrize(
    ("category", "price"),
    [
        ("counted_unary", lambda n: n),
        ("counted_binary", lambda n: n),
        ("counted_reduction", lambda n: n),
        ("free", lambda n: 0),
    ],
)
def test_a_category_counts_where_the_note_states_no_cost(category: str, price: Count) -> None:
    assert found(saying(price, notes="Adds.", category=category)) == []
    [wrong] = found(saying(lambda n: 3 * n, notes="Adds.", category=category))
    assert wrong.source == "category"
    stated = found(saying(lambda n: 3 * n, notes="Cost: 3*numel(output).", category=category))
    assert stated == []


def test_what_is_called_unsupported_and_runs_is_noted() -> None:
    [free] = found(saying(lambda n: 0, category="blacklisted"))
    assert (free.source, free.measured) == ("support", "it runs, and is free")
    [charged] = found(saying(lambda n: n, category="blacklisted"))
    assert charged.measured == "it runs and costs 1,000 FLOPs"


def test_another_name_of_an_operation_must_cost_the_same() -> None:
    sine = an_operation("sin", lambda n: 16 * n, formula="16*n", float64=lambda n: 32 * n)
    assert found(saying(lambda n: 16 * n, notes="Alias for sin (NumPy 2.x)."), sine) == []
    [wrong] = found(saying(lambda n: n, notes="Alias for sin (NumPy 2.x)."), sine)
    assert (wrong.source, wrong.said) == ("alias", "the same as sin, 16*n")


@pytest.mark.parametrize(
    ("factor", "price", "wrong"),
    [
        (6.0, lambda n: 6 * n, False),
        (6.0, lambda n: 2 * n, True),
        (3.1, lambda n: int(3.1 * n), False),
        ("exact", lambda n: 5 * n, False),
        ("illegal", lambda n: n, True),
        (None, lambda n: n, False),
    ],
)
def test_the_factor_of_complex_numbers_is_compared(
    factor: float | str | None, price: Count, wrong: bool
) -> None:
    operation = an_operation("f", lambda n: n, said={"complex_factor": factor}, complex64=price)
    assert [each.source for each in found(operation)] == ["complex factor"] * wrong


def test_a_cost_function_is_compared_at_every_size() -> None:
    right = {n: 3 * n for n in (45, 1000, 1025)}
    said = {"accounting": "f_cost(n)", "costs": right}
    assert found(saying(lambda n: 3 * n, **said)) == []
    # What is computed in float64 costs twice that at float32 too.
    assert found(saying(lambda n: 6 * n, **said)) == []
    [wrong] = found(saying(lambda n: 3 * n + (n == 45), **said))
    assert (wrong.source, wrong.said, wrong.measured) == (
        *("cost function", "f_cost(n) = 3,000"),
        "3,000",
    )


# In the releases.


def test_the_oldest_release_charges_new_names_of_functions_less() -> None:
    operations = price_list(ROUNDS["v1-warmup"])
    aliases = {f.operation: f for f in disagreements(operations) if f.source == "alias"}
    assert {"asin", "acos", "atan", "pow"} <= aliases.keys()
    assert operations["asin"].prices["float32"].flops == 1000
    assert operations["arcsin"].prices["float32"].flops == 16_000


@pytest.mark.parametrize("tag", ROUNDS)
def test_most_of_what_flopscope_says_holds(tag: str) -> None:
    operations = price_list(ROUNDS[tag])
    wrong = {each.operation for each in disagreements(operations)}
    assert 30 < len(wrong) < 0.15 * len(operations)
    assert "sum" in wrong  # A sum of n numbers takes one addition less than its category says.
    assert not wrong & {"add", "exp", "multiply", "copy", "sort", "matmul", "linalg.eigh"}
