"""Handlers are judged as Python executes them, and warned of by what is true of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.advised import advise, in_predict, written

pytestmark = [pytest.mark.xdist_group("labelled"), pytest.mark.usefixtures("forks")]
#: Each: what stands around `x = fnp.ones(mlp.width) * 2`, and what the warning says; None
#: where there is none. The line `WORK` stands for the counted work.
ALL = "a refused operation and a bug alike"
BUT = "every error around counted work but a refused operation"
CASES = {
    "a refusal is raised again first": (
        "try: WORK\nexcept flops.BudgetExhaustedError: raise\nexcept Exception: x = zero",
        BUT,
    ),
    "the order of handlers counts": (
        "try: WORK\nexcept Exception: x = zero\nexcept flops.BudgetExhaustedError: raise",
        ALL,
    ),
    "an alias is the same class": (
        "from flopscope import BudgetExhaustedError as Spent\n"
        "try: WORK\nexcept Spent: raise\nexcept Exception: x = zero",
        BUT,
    ),
    "a name for several classes": (
        "FATAL = (flops.BudgetExhaustedError, MemoryError)\n"
        "try: WORK\nexcept FATAL: raise\nexcept: x = zero",
        BUT,
    ),
    "a class above it": (
        "try: WORK\nexcept flops.FlopscopeError: x = zero",
        "a refused operation, by a class above its own",
    ),
    "a class below it does not catch it": (
        "class Mine(flops.BudgetExhaustedError): pass\n"
        "try: WORK\nexcept Mine: raise\nexcept BaseException: x = zero",
        ALL,
    ),
    "a class of the author's with the same name": (
        "class BudgetExhaustedError(Exception): pass\n"
        "try: WORK\nexcept BudgetExhaustedError: raise\nexcept Exception: x = zero",
        ALL,
    ),
    "a condition on the class": (
        "try: WORK\nexcept Exception as error:\n"
        "    if isinstance(error, flops.BudgetExhaustedError): raise\n    x = zero",
        BUT,
    ),
    "the opposite of one": (
        "try: WORK\nexcept Exception as error:\n"
        "    if not isinstance(error, (ValueError, TypeError)): raise\n    x = zero",
        None,
    ),
    "a condition on something else": (
        "try: WORK\nexcept Exception:\n    if mlp.width > 4000: raise\n    x = zero",
        "where it does not raise again, and can hide",
    ),
    "a raise on both ways": (
        "try: WORK\nexcept Exception as error:\n"
        "    if mlp.width: raise\n    else: raise ValueError from error",
        None,
    ),
    "a raise in a function that is only defined": (
        "try: WORK\nexcept Exception:\n    def fail(): raise\n    x = zero",
        ALL,
    ),
    "a raise that is caught again": (
        "try: WORK\nexcept Exception:\n    try: raise\n    except Exception: x = zero",
        ALL,
    ),
    "a raise that another type does not catch": (
        "try: WORK\nexcept Exception:\n    try: raise\n    except KeyError: x = zero",
        None,
    ),
    "a jump out of finally": (
        "x = zero\nfor _ in [0]:\n    try: WORK\n    finally: break",
        "This leaves `finally`, which drops every error",
    ),
    "a loop within finally": (
        "try: WORK\nfinally:\n    for _ in [0]: break",
        None,
    ),
    "suppress": (
        "import contextlib\nx = zero\nwith contextlib.suppress(Exception): WORK",
        f"This suppresses every error around counted work, {ALL}",
    ),
    "suppress by its own name, of something else": (
        "from contextlib import suppress\nx = zero\nwith suppress(KeyError): WORK",
        None,
    ),
    "a refusal that is expected": (
        "try: WORK\nexcept flops.BudgetExhaustedError: x = zero",
        None,
    ),
    "a refusal and all else": (
        "try: WORK\nexcept (flops.BudgetExhaustedError, Exception): x = zero",
        "a refused operation, and every other error around counted work",
    ),
    "an inner handler keeps errors from an outer one": (
        "try:\n    try: WORK\n    except Exception: x = zero\nexcept Exception: x = zero",
        ALL,
    ),
    "work in a function that is called": (
        "def work(): return fnp.ones(mlp.width) * 2\n"
        "try: x = work()\nexcept flops.BudgetExhaustedError: raise\nexcept BaseException: x = zero",
        BUT,
    ),
}


def _said(folder: Path, around: str) -> list[str]:
    body = ["zero = fnp.zeros(mlp.width)", *around.split("\n"), "return fnp.stack([x] * mlp.depth)"]
    lines = [line.replace("WORK", "x = fnp.ones(mlp.width) * 2") for line in body]
    report = advise(written(folder, in_predict(*lines)), width=8, depth=1)
    return [one.message for one in report.warnings if one.kind == "blanket-except"]


@pytest.mark.parametrize(("around", "expected"), CASES.values(), ids=CASES.keys())
def test_what_is_said_of_a_handler_is_true(
    tmp_path: Path, around: str, expected: str | None
) -> None:
    said = _said(tmp_path, around)
    if expected is None:
        assert said == []
    else:
        assert len(said) == 1
        assert expected in said[0]


def test_only_what_lets_a_refusal_through_is_said_to(tmp_path: Path) -> None:
    (said,) = _said(tmp_path, CASES["a refusal is raised again first"][0])
    assert said == (
        "This catches every error around counted work but a refused operation and hides a bug. "
        "Catch what you expect."
    )
