"""Measuring one estimator on one network: setup, predict, charges."""

from __future__ import annotations

import ast
import dataclasses
import hashlib
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import flopscope as flops
import flopscope.numpy as fnp
from whestbench.domain import MLP
from whestbench.sdk import BaseEstimator, SetupContext

from ..failures import (
    CONSTRUCTOR,
    IMPORT,
    PREDICT,
    SETUP,
    Failure,
    Location,
    Stage,
    describe,
    location_of,
)
from ..limits import GIB, MemoryLimit, Watchdog, intercept_exit
from ..recording.caught import Caught
from ..recording.charges import charges
from ..recording.handlers import may_swallow
from ..recording.introspection import Introspection
from ..recording.locator import Locator
from ..recording.recorder import RecordingContext
from ..recording.sources import Sources
from ..recording.watcher import Watcher
from ..task import Task
from ..user_code import UserCode
from .author_numbers import Numbers
from .dependencies import Dependencies
from .loading import definition_of, load_class, load_from, place_of
from .networks import expensive_dataset_weights, network, with_weights
from .prediction import Prediction, predict

_summary = flops.budget_summary_dict

#: Changes the tree of a file with that name, in place.
Transform = Callable[[str, ast.Module], None]


class Measurement:
    """One run of an estimator, whose state can be saved at any moment."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._request = task.request
        self._result = task.result
        self._path = Path(self._request["estimator"])
        self._user_code = UserCode(str(self._path), str(task.result_file.parent))
        self._sources = Sources(self._user_code)
        self._dependencies = Dependencies(self._user_code)
        self._introspection = Introspection(self._user_code)
        self._numbers = Numbers(self._request["numbers"])
        self._caught = Caught(self._user_code)
        #: What is done to the author's files before what every run does to them.
        self._transforms: list[Transform] = []
        self._watcher = Watcher(self._user_code)
        self._memory = MemoryLimit(self._request["memory_limit_gib"])
        self._context: flops.BudgetContext | None = None
        #: Where to look for an error that came through none of the author's frames.
        self._place: Location = (self._user_code.main_file, None)
        self._flops_before = 0
        self._main_thread = threading.get_ident()
        self._result.update(
            sha256=hashlib.sha256(self._path.read_bytes()).hexdigest(),
            flops_used=0,
            setup_flops=0,
            other_flops=0,
            budget_exhausted=False,
            charges=[],
            prediction=None,
            times=None,
            numbers=self._numbers.found,
            numpy_imports=[],
        )

    def run(self) -> None:
        """Measure, and write the result whatever happens."""
        fnp.zeros(1)  # The first operation creates flopscope's default context.
        watchdog = Watchdog(self._request["wall_time_limit_s"], self._save, self._report)
        failure: Failure | None
        try:
            self._memory.impose()
            mlp = self._network()
            self._start(watchdog)
            failure = self._predict(self._prepare(), mlp)
        except Failure as raised:
            failure = raised
        self._task.end_copy()
        watchdog.stop()
        self._memory.lift()
        self._update(failure)
        self._check_log(failure)
        self._result["dependencies"] = self._dependencies.documents()
        self._task.finish()

    def _network(self) -> MLP:
        """Make the network, within the memory limit."""
        width, depth, seed = (self._request[name] for name in ("width", "depth", "seed"))
        dtype = self._request["weights"]
        weights = depth * width**2 * (8 if dtype == "float64" else 4)
        try:
            if weights > self._memory.limit:
                raise MemoryError
            mlp = network(width, depth, seed)
            mlp = mlp if dtype is None else with_weights(mlp, dtype)
        except MemoryError:
            self._memory.lift()
            raise Failure(
                "memory",
                f"A network of width {width:,} and depth {depth:,} does not fit into the memory "
                f"limit of {self._request['memory_limit_gib']:g} GiB: its weights alone take "
                f"{weights / GIB:,.1f} GiB. Choose a smaller --width or --depth, or allow more "
                "with --memory-limit GIB.",
            ) from None
        self._result["weights_dtype"] = str(mlp.weights[0].dtype)
        self._result["dearer_dataset_weights"] = expensive_dataset_weights()
        return mlp

    def _start(self, watchdog: Watchdog) -> None:
        """Get ready for the author's code: whatever happens from now on is its doing."""
        self._sources.read_main_file()
        self._dependencies.watch()
        self._introspection.watch()
        self._caught.watch()
        load_from(self._sources.texts, self._user_code, self._change)
        intercept_exit(self._report_exit)
        self._flops_before = _counted_flops()
        self._save()
        watchdog.start(self._task.crash_log)
        self._watcher.watch()  # After the watchdog's own thread.

    def _change(self, filename: str, content: bytes) -> ast.Module | None:
        """Return the tree of a file of the author's whose handlers tell what they swallow."""
        if not self._transforms and not may_swallow(content):
            return None
        tree = ast.parse(content, filename)
        for transform in (*self._transforms, self._caught.transform):
            transform(filename, tree)
        return tree

    def _prepare(self) -> BaseEstimator:
        """Import, construct and set up the estimator, outside the FLOP budget."""
        try:
            with self._stage(IMPORT):
                estimator_class = load_class(self._path, self._request["class"], self._user_code)
                self._result["class"] = str(estimator_class.__name__)
                self._numbers.look_at_class(estimator_class)
            with self._stage(CONSTRUCTOR):
                self._place = place_of(estimator_class, self._user_code)
                estimator = estimator_class()
                self._numbers.look_at(estimator)
            with self._stage(SETUP):
                setup = estimator.setup
                self._place = place_of(setup, self._user_code)
                setup(self._setup_context())
        finally:
            self._result["setup_flops"] = self._flops_since_start()
        return estimator

    @contextmanager
    def _stage(self, stage: Stage) -> Iterator[None]:
        """Turn whatever the author's code raises into a failure of ``stage``."""
        self._caught.enter(stage.name)
        try:
            yield
        except BaseException as error:  # SystemExit and KeyboardInterrupt too.
            self._memory.lift()  # Else there may be too little left to describe it.
            raise describe(error, stage, self._user_code, self._place) from error

    def _setup_context(self) -> SetupContext:
        """Return the context that ``whest run`` passes, as far as this release knows it."""
        values = {name: self._request[name] for name in ("width", "depth", "flop_budget", "seed")}
        values |= {"api_version": "1.0", "submission_dir": str(self._path.parent)}
        known = {field.name for field in dataclasses.fields(SetupContext)}
        return SetupContext(**{name: values[name] for name in values if name in known})

    def _predict(self, estimator: BaseEstimator, mlp: MLP) -> Failure | None:
        """Run predict() and return what is wrong with what it returned, if anything."""
        loaded = self._user_code.loaded_files()
        for filename in loaded:
            self._sources.source(filename)  # So that it counts as it is before predict() runs.
        self._result["numpy_imports"] = self._sources.imports_of("numpy", loaded)
        self._flops_before = _counted_flops()
        self._context = self._new_context(mlp)
        with self._stage(PREDICT):
            self._place = place_of(definition_of(estimator, "predict"), self._user_code)
            prediction = predict(estimator, mlp, self._context)
        self._flops_before += prediction.conversion_flops  # None of the author's doing.
        self._result["prediction"] = self._described(prediction, mlp)
        self._result["times"] = _times(self._context)
        failure = prediction.failure
        if failure is not None:
            failure.file, failure.line = self._place_of_return(self._place)
        return failure

    def _described(self, prediction: Prediction, mlp: MLP) -> dict[str, Any]:
        """Return what the result says of a prediction for a network."""
        return prediction.document()

    def _new_context(self, mlp: MLP) -> flops.BudgetContext:
        """Return the context for predict(): a recorder, or one as in a run without whestdocs.

        Tests and benchmarks compare the two.
        """
        budget = self._request["flop_budget"]
        if self._request["context"] == "plain":
            return flops.BudgetContext(flop_budget=budget, quiet=True)
        driver, clues = predict.__code__, self._sources.clues
        locator = Locator(mlp, driver, self._user_code, self._introspection, clues)
        return RecordingContext(budget, locator)

    def _place_of_return(self, place: Location) -> Location:
        """Return where a function returns, given where it is defined."""
        file, line = place
        if file is None or line is None:
            return place
        source = self._sources.source(str(Path(self._user_code.folder) / file))
        return file, source.return_line(line)

    def _save(self) -> None:
        """Save what was charged until now, while the author's code is still running."""
        self._update(None)
        self._task.save()

    def _report(self, failure: Failure) -> None:
        """Save a failure noticed from outside, with the place where the code is now."""
        self._report_exit(failure, sys._current_frames().get(self._main_thread))

    def _report_exit(self, failure: Failure, frame: FrameType | None) -> None:
        self._memory.lift()
        failure.file, failure.line = location_of(frame, self._user_code)
        self._update(failure)
        self._task.finish()

    def _update(self, failure: Failure | None) -> None:
        """Bring the result up to date."""
        result, context = self._result, self._context
        result["failure"] = None if failure is None else failure.document()
        if context is None:
            result["setup_flops"] = self._flops_since_start()
        else:
            result["other_flops"] = self._other_flops(context)
        if isinstance(context, RecordingContext):
            self._add_charges(context)
            result["flops_used"] = sum(charge["flops"] for charge in result["charges"])
        elif context is not None:
            result["flops_used"] = int(context.flops_used)
        result["files"] = self._sources.documents()
        result["caught"] = self._caught.documents()
        result["warned"] = self._watcher.documents()
        result["thread"] = self._watcher.thread
        result["introspection"] = self._introspection.found

    def _check_log(self, failure: Failure | None) -> None:
        """Take the charges back if they are not what the budget was charged."""
        context, result = self._context, self._result
        if not isinstance(context, RecordingContext):
            return
        used = int(context.flops_used)
        if result["flops_used"] != used:
            failure = failure or Failure(
                "altered-log",
                "predict() altered flopscope's log of operations, so nothing tells which line "
                f"spent how much of its {used:,} FLOPs. Leave the log as it is.",
                self._place,
            )
            result.update(flops_used=used, charges=[], failure=failure.document())

    def _add_charges(self, context: RecordingContext) -> None:
        result = self._result
        result["charges"] = charges(context, self._request["depth"], self._sources)
        result["budget_exhausted"] = context.refused is not None
        if context.refused is not None:
            span = self._sources.span(*context.locator.places[context.refused])
            result["refused"] = {"file": span.file, "line": span.line, "source": span.source}

    def _other_flops(self, context: flops.BudgetContext) -> int:
        """Return the FLOPs counted during predict() outside its budget, as in threads."""
        counted = self._flops_since_start()
        if threading.get_ident() != self._main_thread:
            return counted  # An open context counts only in the thread that opened it.
        return max(counted - int(context.flops_used), 0)

    def _flops_since_start(self) -> int:
        """Return the FLOPs counted since the author's code began, in whatever context.

        An author who resets flopscope's totals also resets this count.
        """
        return max(_counted_flops() - self._flops_before, 0)


def _counted_flops() -> int:
    """Return the FLOPs of all contexts of this process so far."""
    return int(_summary()["flops_used"])


def _times(context: flops.BudgetContext) -> dict[str, float]:
    """Return the wall seconds of a closed context, and those of them outside of flopscope."""
    summary = context.summary_dict()
    names = {"wall_s": "wall_time_s", "residual_s": "residual_wall_time_s"}
    return {name: float(summary[key] or 0.0) for name, key in names.items()}
