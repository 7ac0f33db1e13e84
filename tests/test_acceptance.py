"""Taking measured figures over into a ledger, wholly or in part."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.samples import TAG, a_figure, an_interval
from tests.samples import measured as measurement
from whestdocs.acceptance import accept, chosen, chosen_changes, what_remains
from whestdocs.drift import Comparison, compare
from whestdocs.figures import Figure
from whestdocs.ledger import Ledger
from whestdocs.measure import Measured

names = st.sampled_from([f"{source}/{path}" for source in "abc" for path in ("flops", "calls")])
values = st.dictionaries(names, st.integers(0, 3))
contents = st.fixed_dictionaries({source: st.sampled_from("01") for source in "abc"})


def ledger_of(*figures: Figure) -> Ledger:
    return Ledger(TAG, {figure.name: figure for figure in figures})


def accepted(ledger: Ledger, measured: Measured, pattern: str | None = None) -> Ledger:
    """Return the ledger after `whestdocs accept --figure PATTERN`."""
    comparison = compare(measured, ledger)
    drifts, changes = chosen(comparison, pattern), chosen_changes(comparison, pattern)
    return accept(ledger, comparison, drifts, changes)


def what_is_left(ledger: Ledger, measured: Measured) -> Comparison:
    return compare(measured, ledger)


@given(values, values, contents, st.sampled_from(["0.12.4", "0.13.0"]))
def test_nothing_drifts_once_everything_is_accepted(
    before: dict[str, int], after: dict[str, int], content: dict[str, str], flopscope: str
) -> None:
    old = ledger_of(*(a_figure(name, value) for name, value in before.items()))
    now = measurement(
        *(
            a_figure(name, value, sha256=content[name[0]], flopscope=flopscope)
            for name, value in after.items()
        )
    )
    assert what_is_left(accepted(old, now), now).is_clean


@given(values, values, contents, st.sampled_from(["0.12.4", "0.13.0"]), st.permutations("abc"))
def test_nothing_drifts_once_every_source_is_accepted_in_any_order(
    before: dict[str, int],
    after: dict[str, int],
    content: dict[str, str],
    flopscope: str,
    order: list[str],
) -> None:
    ledger = ledger_of(*(a_figure(name, value) for name, value in before.items()))
    now = measurement(
        *(
            a_figure(name, value, sha256=content[name[0]], flopscope=flopscope)
            for name, value in after.items()
        )
    )
    for source in order:
        ledger = accepted(ledger, now, f"{source}/*")
        # Written and read again, as between two commands: one release for all sources.
        assert len({f.provenance.flopscope for f in ledger.figures.values()}) <= 1
    assert not what_is_left(ledger, now).drifts
    assert what_is_left(accepted(ledger, now), now).is_clean


def test_a_new_release_is_accepted_by_the_commands_of_its_reports() -> None:
    ledger = ledger_of(a_figure("a/flops", 1), a_figure("b/flops", 1), a_figure("c/flops", 1))
    new = {"flopscope": "0.13.0"}
    now = measurement(
        a_figure("a/flops", 2, **new), a_figure("b/flops", 2, **new), a_figure("c/flops", 1, **new)
    )
    ledger = accepted(ledger, now, "a/*")
    assert ledger.figures["a/flops"].provenance.flopscope == "0.12.4"
    ledger = accepted(ledger, now, "b/*")
    assert what_is_left(ledger, now).is_clean


def test_only_figures_that_match_are_taken_over() -> None:
    old = ledger_of(a_figure("a/flops", 1), a_figure("b/flops", 1))
    now = measurement(a_figure("a/flops", 2), a_figure("b/flops", 2))
    assert accepted(old, now, "a/*").figures["a/flops"].value == 2
    assert accepted(old, now, "a/*").figures["b/flops"].value == 1


def test_a_name_with_the_signs_of_patterns_means_itself() -> None:
    names = "a/expression/x[0]/add/flops", "a/expression/x0/add/flops"
    old = ledger_of(*(a_figure(name, 1) for name in names))
    now = measurement(*(a_figure(name, 2) for name in names))
    ledger = accepted(old, now, names[0])
    assert ledger.figures[names[0]].value == 2


def test_a_source_is_taken_over_with_the_last_of_its_drifts() -> None:
    old = ledger_of(a_figure("a/flops", 1), a_figure("a/calls", 1))
    now = measurement(a_figure("a/flops", 2, sha256="1"), a_figure("a/calls", 2, sha256="1"))
    part = accepted(old, now, "a/flops")
    assert part.figures["a/flops"].provenance == old.figures["a/flops"].provenance
    assert not what_is_left(part, now).is_clean
    assert what_is_left(accepted(part, now, "a/calls"), now).is_clean


def test_a_source_that_changed_without_a_drift_is_accepted_by_its_pattern() -> None:
    old = ledger_of(a_figure("a/flops", 1), a_figure("b/flops", 1))
    now = measurement(a_figure("a/flops", 1, sha256="1"), a_figure("b/flops", 1, sha256="1"))
    part = accepted(old, now, "a/*")
    [left] = what_is_left(part, now).source_changes
    assert left.measured.source == "b"


def test_a_statistic_that_agrees_is_taken_over_with_its_source() -> None:
    old = ledger_of(an_interval("a/error", 0.4, 0.0, 0.7), an_interval("b/error", 0.4, 0.0, 0.7))
    new = an_interval("a/error", 0.5, 0.0, 1.0)
    changed = replace(new, provenance=replace(new.provenance, sha256="1"))
    now = measurement(changed, an_interval("b/error", 0.5, 0.0, 1.0))
    ledger = accepted(old, now)
    assert ledger.figures["a/error"] == changed
    assert ledger.figures["b/error"].high == 0.7


def test_accepting_one_source_leaves_another_whose_content_changed() -> None:
    old = ledger_of(a_figure("a/flops", 1), a_figure("b/flops", 1))
    now = measurement(a_figure("a/flops", 2), a_figure("b/flops", 1, sha256="1"))
    [left] = what_is_left(accepted(old, now, "a/*"), now).source_changes
    assert left.measured.source == "b"


def test_what_is_no_longer_measured_leaves_the_ledger() -> None:
    old = ledger_of(a_figure("gone/flops", 1), a_figure("a/flops", 1))
    assert accepted(old, measurement(a_figure("a/flops", 1)), "gone/*").figures.keys() == {
        "a/flops"
    }


def test_a_pattern_that_nothing_matches_changes_nothing() -> None:
    old = ledger_of(a_figure("a/flops", 1))
    assert accepted(old, measurement(a_figure("a/flops", 2)), "b/*") == old


def test_what_remains_is_named_for_each_source_with_the_digest_that_stays() -> None:
    old = ledger_of(*(a_figure(f"a/{n}", 1) for n in range(12)), a_figure("b/flops", 1))
    now = measurement(
        *(a_figure(f"a/{n}", 2, sha256="1" * 64) for n in range(12)), a_figure("b/flops", 2)
    )
    part = accepted(old, now, "a/1")
    assert what_remains(what_is_left(part, now), "a/1") == [
        f"{TAG}: 11 drifted figures of a are not accepted yet: a/0, a/2, a/3, a/4, a/5 and 6 more. "
        f"Until they are, the ledger keeps the digest {'0' * 12} of examples/a.py."
    ]


def test_nothing_remains_of_what_was_accepted_as_a_whole() -> None:
    old = ledger_of(a_figure("a/flops", 1), a_figure("b/flops", 1))
    now = measurement(a_figure("a/flops", 2), a_figure("b/flops", 2))
    assert what_remains(what_is_left(accepted(old, now, "a/*"), now), "a/*") == []
    assert what_remains(what_is_left(accepted(old, now), now), None) == []
