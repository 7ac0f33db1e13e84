"""Kinds of prices: each operation stands in the row where its measured price puts it."""

from __future__ import annotations

import pytest

from tests.support.samples import an_operation
from whestdocs.competition.rounds import CURRENT_TAG, ROUNDS
from whestdocs.measurements.prices.operations import Operation
from whestdocs.measurements.prices.price_kinds import Kind, Kinds
from whestdocs.measurements.prices.price_list_job import price_list

WELL_KNOWN = {
    Kind.FREE: ("zeros", "transpose", "a.T", "a[3:]", "shape"),
    Kind.FIXED: ("einsum_path", "base_repr"),
    Kind.MADE: ("ones", "eye", "arange", "hamming"),
    Kind.MOVED: ("copy", "concatenate", "where", "take", "tril", "a[mask]", "S[[3, 4]]"),
    Kind.ONE: ("add", "sqrt", "cumsum", "a < b", "outer", "isnan", "a & b"),
    Kind.FOUR: ("partition",),
    Kind.SIXTEEN: ("exp", "power", "a ** 2", "gcd"),
    Kind.OTHER: ("stats.norm.cdf", "clip", "unwrap"),
    Kind.REDUCTION: ("sum", "var", "argmax", "median", "matvec"),
    Kind.SORTING: ("sort", "unique", "searchsorted"),
    Kind.FOURIER: ("fft.fft", "fft.rfft2"),
    Kind.PRODUCT: ("matmul", "einsum", "S @ T", "linalg.multi_dot", "cov"),
    Kind.DECOMPOSITION: ("linalg.svd", "linalg.solve", "linalg.inv", "roots"),
    Kind.CONVOLUTION: ("convolve", "polymul"),
    Kind.SAMPLER: ("random.normal", "random.Generator.choice"),
}


@pytest.fixture(scope="module")
def operations() -> dict[str, Operation]:
    return price_list(ROUNDS[CURRENT_TAG])


@pytest.mark.parametrize(
    ("name", "kind"),
    [(name, kind) for kind, names in WELL_KNOWN.items() for name in names],
)
def test_well_known_operations_are_of_the_kind_that_one_expects(
    operations: dict[str, Operation], name: str, kind: Kind
) -> None:
    assert Kinds(operations)[name] is kind


@pytest.mark.parametrize("tag", ROUNDS)
def test_every_operation_with_a_price_is_of_one_kind(tag: str) -> None:
    operations = price_list(ROUNDS[tag])
    kinds = Kinds(operations)
    listed = [name for kind in Kind for name in kinds.of_kind(kind)]
    assert len(listed) == len(set(listed))
    assert set(listed) == {name for name, each in operations.items() if each.prices}


@pytest.mark.parametrize("tag", ROUNDS)
def test_the_price_of_a_row_is_that_of_each_operation_in_it(tag: str) -> None:
    operations = price_list(ROUNDS[tag])
    kinds = Kinds(operations)
    for kind, price in ((Kind.ONE, 1), (Kind.FOUR, 4), (Kind.SIXTEEN, 16)):
        for name in kinds.of_kind(kind):
            assert kinds.per_element(name) == pytest.approx(price, abs=0.006)
    for name in kinds.of_kind(Kind.FREE):
        assert {p.flops for p in operations[name].prices.values()} == {0}
    for name in kinds.of_kind(Kind.PRODUCT) + kinds.of_kind(Kind.DECOMPOSITION):
        assert "n**3" in operations[name].prices[operations[name].reference].formula
    for name in kinds.of_kind(Kind.SORTING):
        assert "log2" in operations[name].prices[operations[name].reference].formula


# Kinds of operations made by hand. An addition tells what a dtype costs.

ADDITION = an_operation("a + b", lambda n: n)


def kind_of(operation: Operation) -> Kind:
    return Kinds({"a + b": ADDITION, operation.name: operation})[operation.name]


def test_a_constant_beside_the_price_of_an_element_does_not_matter() -> None:
    operation = an_operation("f", lambda n: 16 * n + 1000)
    assert kind_of(operation) is Kind.SIXTEEN
    assert Kinds({"a + b": ADDITION, "f": operation}).per_element("f") == 16


def test_what_returns_ever_less_of_what_it_is_given_is_a_reduction() -> None:
    assert kind_of(an_operation("f", lambda n: n, returned=lambda n: 1)) is Kind.REDUCTION
    assert kind_of(an_operation("f", lambda n: n, returned=lambda n: n // 2)) is not Kind.REDUCTION


def test_moving_comes_before_reducing() -> None:
    operation = an_operation("f", lambda n: n, returned=lambda n: 1, only_moves=True)
    assert kind_of(operation) is Kind.MOVED


def test_what_is_given_no_array_makes_one() -> None:
    made = an_operation("f", lambda n: 2 * n, given=lambda n: 1, returned=lambda n: n)
    assert kind_of(made) is Kind.MADE


def test_a_name_decides_only_what_a_sampler_and_a_fourier_transform_is() -> None:
    assert kind_of(an_operation("random.f", lambda n: n)) is Kind.SAMPLER
    assert kind_of(an_operation("random.f", lambda n: 0)) is Kind.FREE
    logarithmic = "n*ceil(log2(n))"
    sort = an_operation("f", lambda n: n * 10, formula=logarithmic)
    assert kind_of(sort) is Kind.SORTING
    fourier = an_operation("fft.f", lambda n: n * 10, formula=logarithmic)
    assert kind_of(fourier) is Kind.FOURIER


def test_what_grows_faster_than_its_arrays_is_told_apart_by_its_growth_and_its_factors() -> None:
    cubic = an_operation("f", lambda n: n**3, given=lambda n: n * n, formula="n**3", degree=2)
    assert kind_of(cubic) is Kind.PRODUCT
    other = an_operation("f", lambda n: n**3, given=lambda n: n * n, formula="n**3")
    assert kind_of(other) is Kind.DECOMPOSITION
    assert kind_of(an_operation("f", lambda n: n**2, formula="n**2")) is Kind.CONVOLUTION


def test_a_price_at_a_wider_dtype_alone_is_measured_by_that_dtype() -> None:
    doubled = an_operation("a + b", lambda n: n, int64=lambda n: 2 * n)
    operation = an_operation("f", None, int64=lambda n: 32 * n)
    assert Kinds({"a + b": doubled, "f": operation})["f"] is Kind.SIXTEEN
