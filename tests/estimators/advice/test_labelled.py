"""Precision and recall of advice over the labelled set, by kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest

from tests.estimators.advice.labels import LABELLED, Label, Labelled, given
from whestdocs.estimators.advice.advising import advise_target
from whestdocs.estimators.advice.reporting import Report
from whestdocs.estimators.advice.rules import KINDS
from whestdocs.estimators.advice.warnings import WARNING_KINDS
from whestdocs.estimators.settings import setting
from whestdocs.estimators.targets import Target

pytestmark = pytest.mark.xdist_group("labelled")
WIDTH, DEPTH = 32, 3
ALL_KINDS = (*KINDS, *WARNING_KINDS)
#: What is known to be missed, by name: (estimator, kind, line), and why.
KNOWN_MISSES = {
    ("ill/diagonal_tuple_state", "diagonal-only", 9): "a state in a tuple",
    ("ill/diagonal_tuple_state", "first-layer", 9): "a state in a tuple",
    ("ill/diagonal_tuple_state", "first-layer", 11): "a state in a tuple",
    ("ill/diagonal_attribute", "diagonal-only", 16): "a state in an attribute",
    ("ill/diagonal_attribute", "first-layer", 16): "a state in an attribute",
    ("ill/diagonal_dictionary", "diagonal-only", 8): "results in a dictionary",
    ("ill/setup_table", "setup", 10): "a table that a helper makes",
}


@dataclass(frozen=True)
class Result:
    """What one estimator deserved and was given."""

    labelled: Labelled
    report: Report

    @property
    def missed(self) -> Counter[Label]:
        return self.labelled.deserved - given(self.report)

    @property
    def wrong(self) -> Counter[Label]:
        return given(self.report) - self.labelled.deserved

    @property
    def right(self) -> Counter[Label]:
        return given(self.report) & self.labelled.deserved


@pytest.fixture(scope="module")
def results(forks: None) -> list[Result]:
    """Every estimator of the set, advised."""
    return [Result(labelled, _advised(labelled)) for labelled in LABELLED]


def _advised(labelled: Labelled) -> Report:
    chosen = setting(round_tag=labelled.round_tag, width=WIDTH, depth=DEPTH)
    return advise_target(Target(labelled.path, None), chosen)


def _count(found: list[Counter[Label]], kind: str) -> int:
    return sum(
        count for labels in found for (its_kind, _, _), count in labels.items() if its_kind == kind
    )


def _table(results: list[Result]) -> str:
    """Return precision and recall by kind, and every label that is missed or wrong."""
    lines = [f"{'kind':20} deserved  given  right  precision  recall"]
    for kind in ALL_KINDS:
        deserved = _count([result.labelled.deserved for result in results], kind)
        right = _count([result.right for result in results], kind)
        total = right + _count([result.wrong for result in results], kind)
        precision, recall = (right / n if n else 1.0 for n in (total, deserved))
        lines.append(f"{kind:20} {deserved:8} {total:6} {right:6} {precision:10.2f} {recall:7.2f}")
    for result in results:
        for word, labels in (("missed", result.missed), ("wrong", result.wrong)):
            for kind, file, line in labels.elements():
                lines.append(f"{word}: {result.labelled.name} ({file}:{line}) {kind}")
    return "\n".join(lines)


def test_every_estimator_of_the_set_runs(results: list[Result]) -> None:
    failures = {result.labelled.name: result.report.profile.failure for result in results}
    assert {name: str(failure) for name, failure in failures.items() if failure} == {}


def test_every_deserved_advice_is_given(results: list[Result]) -> None:
    missed = {
        (result.labelled.name, kind, line) for result in results for kind, _, line in result.missed
    }
    assert missed == set(KNOWN_MISSES), _table(results)


def test_no_advice_is_given_that_is_not_deserved(results: list[Result]) -> None:
    assert not any(result.wrong for result in results), _table(results)


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_at_least_two_estimators_are_ill_in_each_way(kind: str) -> None:
    ill = [one for one in LABELLED if any(label[0] == kind for label in one.deserved)]
    assert len(ill) >= 2


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_a_near_miss(kind: str) -> None:
    assert f"near/{kind.replace('-', '_')}" in {labelled.name for labelled in LABELLED}


def test_labels_name_kinds_that_there_are() -> None:
    kinds = {label[0] for labelled in LABELLED for label in labelled.deserved}
    assert kinds <= set(ALL_KINDS)
    assert not any(one.deserved for one in LABELLED if not one.name.startswith("ill/"))
