"""Measuring one estimator on one network: setup, predict, charges."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import flopscope as flops
import flopscope.numpy as fnp
import whestbench
from whestbench.sdk import BaseEstimator, SetupContext

from .charges import charges
from .dependencies import Dependencies
from .estimators import load_class
from .failures import Failure, describe
from .limits import Watchdog, limit_memory
from .networks import network
from .prediction import Prediction, predict
from .recorder import RecordingContext
from .sources import Sources
from .user_code import UserCode


class Measurement:
    """One run of an estimator, whose result can be written at any moment.

    Attributes:
        result: What goes to the parent as JSON.
    """

    def __init__(
        self, request: dict[str, Any], result: dict[str, Any], write: Callable[[], None]
    ) -> None:
        self.request = request
        self.result = result
        self._write = write
        self._path = Path(request["estimator"])
        self._user_code = UserCode(str(self._path), _library_folders())
        self._context: flops.BudgetContext | None = None
        self._sources = Sources(self._user_code)
        self._dependencies = Dependencies(self._user_code)
        self.result.update(
            flops_used=0, setup_flops=0, other_flops=0, charges=[], files=[], prediction=None
        )

    def run(self) -> None:
        """Measure, and write the result whatever happens."""
        request = self.request
        mlp = network(request["width"], request["depth"], request["seed"])
        self.result["weights_dtype"] = str(mlp.weights[0].dtype)
        watchdog = Watchdog(request["wall_time_limit_s"], self._user_code, self._interrupt)
        watchdog.start()
        failure: Failure | None = None
        self._dependencies.watch()
        try:
            limit_memory(request["memory_limit_gib"])
            estimator = self._prepare()
            prediction = self._predict(estimator, mlp)
            failure = prediction.failure
        except Failure as raised:
            failure = raised
        watchdog.stop()
        self._finish(failure)
        if self._context is not None:
            self.result["flops_used"] = int(self._context.flops_used)
        self._write()

    def _interrupt(self, failure: Failure) -> None:
        """Write what was charged until now, while predict() is still running."""
        self._finish(failure)
        self.result["flops_used"] = sum(charge["flops"] for charge in self.result["charges"])
        self._write()

    def _prepare(self) -> BaseEstimator:
        """Import, construct and set up the estimator, outside the FLOP budget."""
        before = flops.budget_summary_dict()["flops_used"]
        stage = "import"
        try:
            estimator_class = load_class(self._path, self.request["class"])
            self.result["class"] = estimator_class.__name__
            stage = "the constructor"
            estimator = estimator_class()
            stage = "setup()"
            estimator.setup(self._setup_context())
        except BaseException as error:  # The author's code may raise anything.
            raise describe(error, stage, self._user_code) from error
        finally:
            self.result["setup_flops"] = flops.budget_summary_dict()["flops_used"] - before
        return estimator

    def _setup_context(self) -> SetupContext:
        """Return the context that ``whest run`` passes, as far as this release knows it."""
        values = {
            "width": self.request["width"],
            "depth": self.request["depth"],
            "flop_budget": self.request["flop_budget"],
            "api_version": "1.0",
            "submission_dir": str(self._path.parent),
            "seed": self.request["seed"],
        }
        known = {field.name for field in dataclasses.fields(SetupContext)}
        return SetupContext(**{name: values[name] for name in values if name in known})

    def _predict(self, estimator: BaseEstimator, mlp: whestbench.MLP) -> Prediction:
        self._context = _CONTEXTS[self.request["context"]](
            self.request["flop_budget"], mlp.weights, self._user_code
        )
        before = flops.budget_summary_dict()["flops_used"]
        prediction = predict(estimator, mlp, self._context, self._user_code)
        total = flops.budget_summary_dict()["flops_used"] - before
        self.result["other_flops"] = total - self._context.flops_used
        self.result["prediction"] = dataclasses.asdict(prediction) | {"failure": None}
        return prediction

    def _finish(self, failure: Failure | None) -> None:
        """Fill in the failure and what was charged."""
        self.result["failure"] = None if failure is None else failure.document()
        self.result["dependencies"] = self._dependencies.documents()
        if isinstance(self._context, RecordingContext):
            self._add_charges(self._context)

    def _add_charges(self, context: RecordingContext) -> None:
        result = self.result
        result["charges"] = charges(context, self.request["depth"], self._sources)
        result["budget_exhausted"] = context.refused is not None
        if context.refused is not None:
            place = context.place_table.places[context.refused]
            span = self._sources.span(*place)
            result["refused"] = {"file": span.file, "line": span.line, "source": span.source}
        result["files"] = self._sources.documents()


def _library_folders() -> list[str]:
    """Return the folders of the release and of whestdocs, which are not the author's."""
    modules = (flops, whestbench, sys.modules["whestdocs"])
    return [str(Path(module.__file__ or "").parent) for module in modules]


def _plain_context(flop_budget: int, _weights: list[Any], _code: UserCode) -> flops.BudgetContext:
    return flops.BudgetContext(flop_budget=flop_budget, quiet=True)


#: How predict() is observed: with the recorder, or as in a run without whestdocs, which
#: tests and benchmarks compare with.
_CONTEXTS: dict[str, Callable[..., flops.BudgetContext]] = {
    "recording": RecordingContext,
    "plain": _plain_context,
}


def measure(request: dict[str, Any], result: dict[str, Any], write: Callable[[], None]) -> None:
    """Measure the estimator that ``request`` names and fill in ``result``."""
    fnp.zeros(1)  # The first operation creates flopscope's default context.
    Measurement(request, result, write).run()
