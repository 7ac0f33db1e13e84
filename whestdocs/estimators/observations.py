"""What a run showed beside its charges: what a reader is to know before trusting a number.

probe result -> Observations -> notices (see `whestdocs.estimators.notices`)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Place:
    """A line of the author's code.

    Attributes:
        file: The file, relative to the estimator's folder.
        line: The line, from 1.
    """

    file: str
    line: int | None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


@dataclass(frozen=True)
class EstimatorFailure:
    """What went wrong in an estimator.

    Attributes:
        kind: Short name, such as ``"raised"`` or ``"wrong-shape"``.
        message: What happened and what to do.
        file: Where, relative to the estimator's folder, or None.
        line: Line in that file, or None.
        details: Traceback for ``--debug``, or None.
    """

    kind: str
    message: str
    file: str | None
    line: int | None
    details: str | None = None

    def __str__(self) -> str:
        if self.file is None:
            return self.message
        return f"{Place(self.file, self.line)}: {self.message}"

    def document(self) -> dict[str, Any]:
        """Return all but the traceback, which names folders of the machine it was made on."""
        return {name: value for name, value in vars(self).items() if name != "details"}


@dataclass(frozen=True)
class CaughtError:
    """Equal exceptions that one handler of the author's swallowed.

    Attributes:
        handler: Where they were caught, or left behind.
        raised: Line of the author's that they came through.
        type: Name of the exception's class.
        message: What the first of them said; "" if that is not known.
        limit: Which limit raised them: ``"budget"``, ``"memory"`` or None.
        stage: What of the estimator was being run, such as ``"predict()"``.
        count: How many.
    """

    handler: Place
    raised: Place
    type: str
    message: str
    limit: str | None
    stage: str
    count: int


@dataclass(frozen=True)
class Warned:
    """A warning of flopscope's.

    Attributes:
        category: Name of its class.
        message: What it says.
        place: The author's line that it is about, or None.
    """

    category: str
    message: str
    place: Place | None


@dataclass(frozen=True)
class Observations:
    """What a run showed beside its charges.

    Attributes:
        caught: Exceptions that the author's code raised and swallowed.
        warned: Warnings of flopscope's.
        numpy_imports: First import of NumPy in each of the author's files that has one.
        thread: Where the author's code first started a thread, or None.
        sameness: In what way the prediction is the same everywhere: ``"zeros"``,
            ``"last-zeros"``, ``"constant"``, ``"constant-rows"``, or None.
        result_dtype: Dtype of what predict() returned, or None.
        conversion_flops: FLOPs that whestbench adds for converting that to float32.
        costlier_dataset_weights: Dtype of the weights of a network that this release reads from a
            dataset, if operations cost more in it; else None.
        memory_limit_gib: Memory limit of the run in GiB, or None.
    """

    caught: tuple[CaughtError, ...] = ()
    warned: tuple[Warned, ...] = ()
    numpy_imports: tuple[Place, ...] = ()
    thread: Place | None = None
    sameness: str | None = None
    result_dtype: str | None = None
    conversion_flops: int = 0
    costlier_dataset_weights: str | None = None
    memory_limit_gib: float | None = None


def observations_from(result: dict[str, Any], memory_limit_gib: float) -> Observations:
    """Return what the result of a probe with this memory limit shows."""
    thread, prediction = result.get("thread"), result.get("prediction") or {}
    return Observations(
        caught=tuple(_caught(entry) for entry in result.get("caught", [])),
        warned=tuple(_warned(entry) for entry in result.get("warned", [])),
        numpy_imports=tuple(Place(**entry) for entry in result.get("numpy_imports", [])),
        thread=None if thread is None else Place(*thread),
        sameness=prediction.get("sameness"),
        result_dtype=prediction.get("dtype"),
        conversion_flops=prediction.get("conversion_flops", 0),
        costlier_dataset_weights=result.get("dearer_dataset_weights"),
        memory_limit_gib=memory_limit_gib,
    )


def _caught(entry: dict[str, Any]) -> CaughtError:
    return CaughtError(
        handler=Place(entry["file"], entry["line"]),
        raised=Place(entry["raised_file"], entry["raised_line"]),
        **{name: entry[name] for name in ("type", "message", "limit", "stage", "count")},
    )


def _warned(entry: dict[str, Any]) -> Warned:
    file, line = entry["file"], entry["line"]
    place = None if file is None else Place(file, line)
    return Warned(entry["category"], entry["message"], place)
