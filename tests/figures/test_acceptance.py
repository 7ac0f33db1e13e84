"""Taking measured figures over into a ledger, wholly or in part."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.support.samples import EVERYTHING, TAG, a_figure, a_ledger, an_interval
from tests.support.samples import measured as measurement
from whestdocs.figures.acceptance import accept, chosen, superfluous, what_remains
from whestdocs.figures.drift import Comparison, compare
from whestdocs.figures.ledger import Ledger
from whestdocs.figures.measured import Measured
from whestdocs.figures.publications import Publication, Publications

names = st.sampled_from([f"{source}/{path}" for source in "abc" for path in ("flops", "calls")])
values = st.dictionaries(names, st.integers(0, 3))


def ledger_with(values: dict[str, int]) -> Ledger:
    return a_ledger(*(a_figure(name, value) for name, value in values.items()))


def measurement_with(values: dict[str, int]) -> Measured:
    return measurement(*(a_figure(name, value) for name, value in values.items()))


def accepted(
    ledger: Ledger,
    measured: Measured,
    pattern: str | None = None,
    publications: Publications = EVERYTHING,
) -> Ledger:
    """Return the ledger after `whestdocs accept --figure PATTERN`."""
    comparison = compare(measured, ledger, publications)
    return accept(ledger, chosen(comparison, pattern), superfluous(comparison, pattern))


def what_is_left(ledger: Ledger, measured: Measured) -> Comparison:
    return compare(measured, ledger, EVERYTHING)


@given(values, values)
def test_nothing_drifts_once_everything_is_accepted(
    before: dict[str, int], after: dict[str, int]
) -> None:
    now = measurement_with(after)
    ledger = accepted(ledger_with(before), now)
    assert what_is_left(ledger, now).is_clean
    assert {name: figure.value for name, figure in ledger.figures.items()} == after


@given(values, values, st.permutations("abc"))
def test_nothing_drifts_once_every_source_is_accepted_in_any_order(
    before: dict[str, int], after: dict[str, int], order: list[str]
) -> None:
    ledger, now = ledger_with(before), measurement_with(after)
    for source in order:
        ledger = accepted(ledger, now, f"{source}/*")
    assert what_is_left(ledger, now).is_clean


def test_only_figures_that_match_are_taken_over() -> None:
    old = ledger_with({"a/flops": 1, "b/flops": 1})
    now = measurement_with({"a/flops": 2, "b/flops": 2})
    assert accepted(old, now, "a/*").figures["a/flops"].value == 2
    assert accepted(old, now, "a/*").figures["b/flops"].value == 1


def test_a_name_with_the_signs_of_patterns_means_itself() -> None:
    names = "a/expression/x[0]/add/flops", "a/expression/x0/add/flops"
    old, now = ledger_with(dict.fromkeys(names, 1)), measurement_with(dict.fromkeys(names, 2))
    assert accepted(old, now, names[0]).figures[names[0]].value == 2


def test_a_statistic_that_agrees_stays_as_it_was_accepted() -> None:
    old = a_ledger(an_interval("a/error", 0.4, 0.0, 0.7))
    assert accepted(old, measurement(an_interval("a/error", 0.5, 0.0, 0.8))) == old


def test_what_is_no_longer_measured_leaves_the_ledger() -> None:
    old = ledger_with({"gone/flops": 1, "a/flops": 1})
    left = accepted(old, measurement_with({"a/flops": 1}), "gone/*")
    assert left.figures.keys() == {"a/flops"}


def test_what_nothing_publishes_any_more_leaves_the_ledger() -> None:
    values = {"a/flops": 1, "a/calls": 1}
    old, now = ledger_with(values), measurement_with(values)
    page = Publications([Publication(Path("docs/page.md"), 1, "a/flops")])
    assert accepted(old, now, "b/*", page) == old
    assert accepted(old, now, None, page).figures.keys() == {"a/flops"}


def test_a_pattern_that_nothing_matches_changes_nothing() -> None:
    old = ledger_with({"a/flops": 1})
    assert accepted(old, measurement_with({"a/flops": 2}), "b/*") == old


def test_what_remains_is_named() -> None:
    names = [f"a/{n}" for n in range(12)]
    comparison = what_is_left(
        ledger_with(dict.fromkeys(names, 1)), measurement_with(dict.fromkeys(names, 2))
    )
    assert what_remains(comparison, chosen(comparison, "a/1")) == [
        f"{TAG}: 11 drifted figures are not accepted yet: a/0, a/2, a/3, a/4, a/5 and 6 more."
    ]


def test_nothing_remains_of_what_was_accepted_as_a_whole() -> None:
    comparison = what_is_left(ledger_with({"a/flops": 1}), measurement_with({"a/flops": 2}))
    assert what_remains(comparison, chosen(comparison, None)) == []
