"""What the probe finds out about operations, held against operations that everybody knows."""

from __future__ import annotations

import numpy as np
import pytest

from whestdocs.probe.pricing.behaviour import degree, only_moves, replaced, symmetry
from whestdocs.probe.pricing.calls import run
from whestdocs.probe.pricing.inputs import (
    CallError,
    canonical_size,
    inputs,
    is_of_a_dtype,
    names_in,
)

SIZES = (30, 48)


@pytest.mark.parametrize(
    "call",
    [
        "fnp.copy(a)", "fnp.where(mask, a, b)", "fnp.take(a, index)", "fnp.concatenate([a, b])",
        "fnp.tril(S)", "fnp.diag(u)", "fnp.pad(a, 1)", "fnp.transpose(S)", "a[mask]", "S[[3, 4]]",
        "fnp.ones(n, dtype=dtype)", "fnp.eye(n)", "fnp.fill_diagonal(S, 0)", "fnp.copyto(a, b)",
        "fnp.positive(a)",
    ],
)  # fmt: skip
def test_what_only_moves_numbers_is_known(call: str) -> None:
    assert only_moves(call, SIZES)


@pytest.mark.parametrize(
    "call",
    [
        "fnp.negative(a)", "fnp.abs(a)", "fnp.sign(a)", "fnp.maximum(a, b)", "fnp.max(a)",
        "fnp.sort(a)", "fnp.unique(a)", "fnp.add(a, b)", "fnp.multiply(a, 1)", "fnp.cumsum(a)",
        "fnp.isnan(a)", "fnp.nonzero(a)", "fnp.argsort(a)", "fnp.shape(a)", "fnp.arange(n)",
        "fnp.clip(a, 0.75, 1.25)", "fnp.nosuch(a)",
    ],
)  # fmt: skip
def test_what_calculates_compares_or_counts_moves_nothing(call: str) -> None:
    # Multiplying by one changes no number, and so moves them.
    assert only_moves(call, SIZES) == (call == "fnp.multiply(a, 1)")


def test_numbers_are_replaced_by_others_in_no_order() -> None:
    numbers = np.linspace(0.5, 1.5, 1000)
    others = replaced(numbers)
    assert len(np.unique(others)) > 990
    assert (others > 0).any() and (others < 0).any()
    assert abs(np.corrcoef(numbers, others)[0, 1]) < 0.2
    assert replaced(np.array([0.0, 1.0])).tolist() == [0.0, 1.0]


@pytest.mark.parametrize(
    ("call", "factors"),
    [
        ("fnp.matmul(S, T)", 2),
        ("fnp.outer(u, w)", 2),
        ("fnp.einsum('ij,jk->ik', S, T)", 2),
        ("fnp.cov(S)", 2),
        ("fnp.linalg.matrix_power(S, 3)", 3),
        ("fnp.linalg.multi_dot([S, T, S])", 3),
        ("fnp.add(a, b)", None),
        ("fnp.linalg.inv(S)", None),
        ("fnp.linalg.det(S)", None),
        ("fnp.linalg.solve(S, u)", None),
        ("fnp.zeros(n)", None),
        ("fnp.nosuch(S)", None),
    ],
)
def test_a_product_is_known_by_its_factors(call: str, factors: int | None) -> None:
    assert degree(call, 12) == factors


@pytest.mark.parametrize(
    ("call", "saves", "keeps"),
    [
        ("fnp.exp(a)", True, True),
        ("a * b", True, True),
        ("fnp.sum(a)", True, False),
        ("fnp.matmul(S, T)", False, False),
        ("fnp.transpose(S)", False, True),
        ("fnp.copy(a)", False, True),
        ("a.astype(np.float64)", False, False),
        ("fnp.fill_diagonal(S, 0)", False, False),
    ],
)
def test_what_a_tag_of_symmetry_does_is_known(call: str, saves: bool, keeps: bool) -> None:
    found = symmetry(call, 16)
    assert found is not None
    assert (found["tagged"] < found["plain"], found["keeps"]) == (saves, keeps)


@pytest.mark.parametrize("call", ["fnp.zeros(n)", "fnp.broadcast_to(a, (2, n))", "fnp.outer(u, w)"])
def test_a_call_that_takes_no_matrix_has_nothing_to_do_with_symmetry(call: str) -> None:
    assert symmetry(call, 16) is None


# The inputs.


def test_only_inputs_that_a_call_names_are_made() -> None:
    assert inputs(names_in("fnp.exp(a)"), "float32", 5).keys() == {"flops", "fnp", "np", "a"}
    assert "n" in inputs(names_in("fnp.fromfunction(lambda i: i + n, (3,))"), "float32", 5)


def test_inputs_are_the_same_whenever_they_are_made() -> None:
    first, second = (inputs({"a", "S"}, "float64", 9) for _ in range(2))
    assert np.array_equal(first["S"], second["S"])
    assert not np.array_equal(first["a"], inputs({"b"}, "float64", 9)["b"])


@pytest.mark.parametrize("dtype", ["float32", "float64", "complex64", "int64", "bool"])
def test_inputs_have_the_dtype_and_the_size(dtype: str) -> None:
    made = inputs({"a", "S", "P", "u", "triples", "fractions", "edges"}, dtype, 6)
    assert all(made[name].dtype == dtype for name in made if name not in ("flops", "fnp", "np"))
    assert made["a"].shape == made["u"].shape == (6,)
    assert made["S"].shape == made["P"].shape == (6, 6)


@pytest.mark.parametrize(
    ("call", "size"), [("fnp.exp(a)", 1000), ("fnp.dot(S, T)", 64), ("fnp.outer(u, w)", 64)]
)
def test_the_size_of_a_call_is_that_of_its_inputs(call: str, size: int) -> None:
    assert canonical_size(call) == size


def test_a_call_without_an_array_has_no_dtype() -> None:
    assert is_of_a_dtype("fnp.exp(a)")
    assert is_of_a_dtype("fnp.zeros(n, dtype=dtype)")
    assert not is_of_a_dtype("fnp.random.normal(size=n)")


@pytest.mark.parametrize("call", ["1 +", "fnp.nosuch(a)", "exit()", "a +\0 b"])
def test_what_cannot_be_run_says_why(call: str) -> None:
    with pytest.raises(CallError, match=r"^\w+(Error|Exit): "):
        run(call, "float32", 5)


def test_a_price_is_that_of_the_call_and_not_of_its_inputs() -> None:
    assert run("fnp.exp(a)", "float32", 10).flops == 160
    assert run("a", "float32", 10).flops == 0
    assert run("fnp.concatenate([a, b])", "float64", 10).elements == (10, 20)
    assert run("fnp.concatenate([a, b])", "float64", 10).dtype == "float64"
