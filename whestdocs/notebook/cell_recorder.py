"""Recording a notebook's cell: what each expression of it was charged, in whatever context.

A cell may open budgets of its own, and contexts cannot be nested. So this opens none: while
it records, it stands in for the two methods through which every context charges, notes which
expression is at work, and lets them do what they do.

    the cell's frames -> places -> charges -> CellBill

It works in the kernel's own flopscope, and with whatever budget is in force there.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable
from functools import partial
from types import CodeType, SimpleNamespace
from typing import Any

import flopscope as flops

from whestdocs.estimators.profiles import SourceFile, charge_from
from whestdocs.notebook.bills import CellBill
from whestdocs.probe.recording.charges import charges
from whestdocs.probe.recording.introspection import Introspection
from whestdocs.probe.recording.locator import Locator
from whestdocs.probe.recording.recorder import DeferredCharge
from whestdocs.probe.recording.sources import Sources
from whestdocs.probe.user_code import UserCode

_frame = sys._getframe
_METHODS = ("deduct", "deduct_after")  # The second is there from flopscope 0.9.1 on.


class CellRecorder:
    """A context in which every charge is noted, with its place.

    Attributes:
        locator: Knows what the numbers of places stand for.
        places: For each charge, the number of its place.
        layers: For each charge -1: a cell has no network.
        refused: Number of the first place whose charge exceeded a budget, or None.
    """

    def __init__(self, user_code: UserCode, driver: CodeType) -> None:
        """Prepare to record.

        Args:
            user_code: Tells which frames are the cell's, and names their files.
            driver: Code of the function that runs the cell.
        """
        introspection = Introspection(user_code)
        introspection.found = "a cell works on no network"  # So nobody looks at variables.
        network = SimpleNamespace(weights=[])
        self.locator = Locator(network, driver, user_code, introspection, lambda *_: ())
        self.places = array("l")
        self.layers = array("l")
        self.refused: int | None = None
        self._sources = Sources(user_code)
        self._records: list[tuple[flops.BudgetContext, int]] = []
        self._originals: dict[str, Any] = {}

    @property
    def op_log(self) -> list[Any]:
        """The record of each charge; flopscope replaces records, so these are the latest."""
        return [context.op_log[number] for context, number in self._records]

    def __enter__(self) -> CellRecorder:
        offered = vars(flops.BudgetContext)
        self._originals = {name: offered[name] for name in _METHODS if name in offered}
        if "deduct" in self._originals:
            flops.BudgetContext.deduct = self._deduct(self._originals["deduct"])
        if "deduct_after" in self._originals:
            later = self._deduct_after(self._originals["deduct_after"])
            flops.BudgetContext.deduct_after = later
        return self

    def __exit__(self, *_: object) -> None:
        for name, method in self._originals.items():
            setattr(flops.BudgetContext, name, method)

    def bill(self, label: str, source: str, flop_budget: int | None) -> CellBill:
        """Return what was charged.

        Args:
            label: Name of the cell, as its frames' files are named.
            source: The cell.
            flop_budget: The budget that the cell was given, or None.
        """
        charged = tuple(map(charge_from, charges(self, 0, self._sources)))
        files = {label: SourceFile(label, "", source)}
        for document in self._sources.documents():
            files.setdefault(document["path"], SourceFile(**document))
        refused = None
        if self.refused is not None:
            span = self._sources.span(*self.locator.places[self.refused])
            refused = f"{span.file}:{span.line}"
        return CellBill(label, charged, tuple(files.values()), flop_budget, refused)

    def _deduct(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """Return what stands in for ``deduct``, whose cost is known beforehand."""

        def deduct(context: flops.BudgetContext, *args: Any, **kwargs: Any) -> Any:
            __tracebackhide__ = True
            place, _ = self.locator.locate(_frame(1))
            return self._charge(context, place, partial(original, context), *args, **kwargs)

        return deduct

    def _deduct_after(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """Return what stands in for ``deduct_after``, whose cost is known when its block ends."""

        def deduct_after(context: flops.BudgetContext, *args: Any, **kwargs: Any) -> Any:
            place, _ = self.locator.locate(_frame(1))
            timer = original(context, *args, **kwargs)
            return DeferredCharge(timer, partial(self._charge, context, place))

        return deduct_after

    def _charge(
        self,
        context: flops.BudgetContext,
        place: int,
        charge: Callable[..., Any],
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        """Let a context charge, and note the place of the records that it makes: one or none."""
        __tracebackhide__ = True
        before = len(context.op_log)
        try:
            return charge(*args, **kwargs)
        except flops.BudgetExhaustedError:
            self.refused = place if self.refused is None else self.refused
            raise
        finally:
            for number in range(before, len(context.op_log)):
                self._records.append((context, number))
                self.places.append(place)
                self.layers.append(-1)
