"""Notices: what one must know before trusting a number, each once, with its place.

    Profile and its Observations -> Notice ... -> every command, below its result

They tell what the author's code hides (errors that it swallowed, limits that it ran into), what
a grader would do otherwise, and what flopscope itself warned of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from whestdocs.estimators.observations import (
    CaughtError,
    EstimatorFailure,
    Observations,
    Place,
    Warned,
)

NOTE, WARNING, FAILURE = "note", "warning", "failure"
#: Exceptions that programs commonly mean to catch.
_EXPECTED = frozenset(
    {
        *("StopIteration", "StopAsyncIteration", "GeneratorExit", "KeyError", "IndexError"),
        *("AttributeError", "ImportError", "ModuleNotFoundError", "FileNotFoundError"),
    }
)
_ROUTED = re.compile(r"np\.(?P<name>\w+)\(\w+\) auto-routed to (?P<to>[\w.]+)")
#: What differs between warnings that say the same: the operation's name, and numbers.
_DETAILS = re.compile(r"^[\w.]+\b|\d[\d,.]*|\(.*?\)")
#: Functions of NumPy's that stand for operators.
_OPERATORS = frozenset(
    {
        *("add", "subtract", "multiply", "divide", "true_divide", "floor_divide", "power"),
        *("matmul", "remainder", "less", "less_equal", "greater", "greater_equal", "equal"),
        *("not_equal", "negative"),
    }
)
_NUMBER = re.compile(r"\d[\d,.]*")
_SUPPRESS = re.compile(r"\s*(Suppress|If float64 output was not intended)\b.*$", re.DOTALL)
_SAMENESS = {
    "zeros": "The prediction is all zeros.",
    "last-zeros": "The prediction of the last layer, the only one that is scored, is all zeros.",
    "constant": "All values of the prediction are equal, whatever the weights are.",
    "constant-rows": "All neurons of a layer are predicted to be equal, whatever the weights are.",
}


class _Run(Protocol):
    """What notices are about of a run; `whestdocs.estimators.profiles.Profile` is one."""

    @property
    def observations(self) -> Observations: ...
    @property
    def failure(self) -> EstimatorFailure | None: ...
    @property
    def is_complete(self) -> bool: ...
    @property
    def release(self) -> Mapping[str, str]: ...
    @property
    def weights_dtype(self) -> str | None: ...
    @property
    def budget_exhausted(self) -> bool: ...
    @property
    def refused(self) -> str | None: ...
    @property
    def flop_budget(self) -> int: ...
    @property
    def flops_used(self) -> int: ...
    @property
    def other_flops(self) -> int: ...


@dataclass(frozen=True)
class Notice:
    """One thing to know.

    Attributes:
        kind: Short name of what it is about, such as ``"swallowed"``.
        tone: `NOTE`, `WARNING` or `FAILURE`.
        message: A sentence or two.
        place: The line of the author's code that it is about, or None.
        side: Letter of the estimator that it is about, where there are two; None for all.
    """

    kind: str
    tone: str
    message: str
    place: Place | None = None
    side: str | None = None

    def __str__(self) -> str:
        parts = [self.side and f"{self.side}:", self.place and f"{self.place}:", self.message]
        return " ".join(str(part) for part in parts if part)

    def document(self) -> dict[str, Any]:
        """Return the notice as every published JSON contract has it."""
        place = self.place or Place("", None)
        return {
            "kind": self.kind,
            "file": place.file or None,
            "line": place.line,
            "message": self.message,
        }


def notices_of(profile: _Run) -> list[Notice]:
    """Return what is to be known of a run, the worst first."""
    found = [
        *_budget(profile),
        *_swallowed(profile),
        *_sameness(profile),
        *_threads(profile),
        *_numpy(profile),
        *_warned(profile.observations.warned),
        *_conversion(profile),
        *_weights(profile),
    ]
    return _worst_first(found)


def _worst_first(notices: Iterable[Notice]) -> list[Notice]:
    return sorted(notices, key=lambda notice: (FAILURE, WARNING, NOTE).index(notice.tone))


def documents(profile: _Run) -> list[dict[str, Any]]:
    """Return the notices of a run as every published JSON contract has them."""
    return [notice.document() for notice in notices_of(profile)]


def together(profiles: Iterable[_Run]) -> list[Notice]:
    """Return the notices of several runs of one estimator, each once.

    Those that differ in numbers alone, which depend on the network or the release, are one.
    """
    found: dict[tuple[object, ...], Notice] = {}
    for profile in profiles:
        for notice in notices_of(profile):
            words = _NUMBER.sub("#", notice.message)
            found.setdefault((notice.kind, notice.place, words), notice)
    return _worst_first(found.values())


def of_sides(sides: Mapping[str, Iterable[_Run]]) -> list[Notice]:
    """Return the notices of several estimators; what is said of all of them has no letter.

    Args:
        sides: The runs of each, by its letter.
    """
    found = {letter: together(profiles) for letter, profiles in sides.items()}
    shared = set.intersection(*(set(notices) for notices in found.values()))
    general = {notice for notice in shared if notice.place is None and notice.kind == "weights"}
    return [
        *(
            replace(notice, side=letter)
            for letter, notices in found.items()
            for notice in notices
            if notice not in general
        ),
        *general,
    ]


def _budget(profile: _Run) -> Iterator[Notice]:
    """Yield that an operation was refused for want of budget, unless that is the failure."""
    if profile.failure is not None and profile.failure.kind == "budget-exhausted":
        return
    caught = [caught for caught in profile.observations.caught if caught.limit == "budget"]
    if not profile.budget_exhausted and not caught:
        return
    refused = profile.refused or (str(caught[0].raised) if caught else None)
    place = "" if refused is None else f" at {refused}"
    text = f"The budget ran out{place}: an operation was refused. The estimator caught that"
    text += f" at {caught[0].handler}" if caught else ""
    text += " and returned something else instead." if profile.is_complete else "."
    yield Notice("budget", FAILURE, text)


def _swallowed(profile: _Run) -> Iterator[Notice]:
    """Yield the exceptions that the author's code swallowed, other limits of ours first."""
    limit = profile.observations.memory_limit_gib
    others = [caught for caught in profile.observations.caught if caught.limit != "budget"]
    for caught in others:
        times = "" if caught.count == 1 else f", {caught.count:,} times"
        said = f" ({caught.message.removesuffix('.')})" if caught.message else ""
        if caught.limit == "memory":
            message = (
                f"{_stage(caught)} ran into the memory limit of {limit:g} GiB at "
                f"{caught.raised}{said}, and caught that here{times}: what is shown is what it "
                "did instead. Allow more with --memory-limit GIB, or use smaller arrays."
            )
            yield Notice("memory-limit", FAILURE, message, caught.handler)
        else:
            message = (
                f"{_stage(caught)} raised {caught.type}{said} at {caught.raised}, and swallowed "
                f"it here{times}: what is shown is what it did instead."
            )
            is_expected = caught.type in _EXPECTED or caught.stage == "The import"
            yield Notice("swallowed", NOTE if is_expected else WARNING, message, caught.handler)


def _stage(caught: CaughtError) -> str:
    return caught.stage or "The estimator"


def _sameness(profile: _Run) -> Iterator[Notice]:
    sameness = profile.observations.sameness
    if sameness is not None:
        yield Notice("constant", WARNING, _SAMENESS[sameness])


def _threads(profile: _Run) -> Iterator[Notice]:
    thread, flops = profile.observations.thread, profile.other_flops
    if flops:
        text = f"{flops:,} FLOPs reached no budget, as in threads of predict(). No line shows them."
        yield Notice("threads", WARNING, text, thread)
    elif thread is not None:
        text = (
            "A thread is started here. No budget counts what it does: work in the thread that "
            "called predict()."
        )
        yield Notice("threads", WARNING, text, thread)


def _numpy(profile: _Run) -> Iterator[Notice]:
    for place in profile.observations.numpy_imports:
        text = (
            "NumPy is imported. The grader has none, and no budget counts what it does with "
            "arrays of its own. Use flopscope.numpy."
        )
        yield Notice("numpy", WARNING, text, place)


def _warned(warned: Iterable[Warned]) -> Iterator[Notice]:
    """Yield flopscope's warnings; those that say the same share one notice."""
    alike: dict[tuple[str, str], list[Warned]] = {}
    for warning in warned:
        is_routed = _ROUTED.match(warning.message) is not None
        words = warning.message if is_routed else _DETAILS.sub("#", warning.message)
        alike.setdefault((warning.category, words), []).append(warning)
    for (category, _), found in alike.items():
        first, message = found[0].place, found[0].message
        places = dict.fromkeys(str(each.place) for each in found if each.place not in (None, first))
        also = f" Also at {', '.join(places)}." if places else ""
        routed = _ROUTED.match(message)
        if routed is not None:
            yield Notice("auto-routed", WARNING, _routed(**routed.groupdict()) + also, first)
        else:
            text = " ".join(_SUPPRESS.sub("", message).split())
            text = f"flopscope warns: {text.removesuffix('.')}.{_consequence(category)}"
            yield Notice(_kind(category), NOTE, text + also, first)


def _routed(name: str, to: str) -> str:
    """Return what is to be said of a function of NumPy's that flopscope carried out."""
    if name in _OPERATORS:
        return (
            f"A value of NumPy's meets an array of flopscope's, so np.{name} is routed to {to}, "
            "with a warning. The grader has no NumPy: use a number of Python's or an array of "
            "flopscope's."
        )
    return (
        f"np.{name} on an array of flopscope's is routed to {to}, with a warning. The grader has "
        f"no NumPy: write {to}."
    )


def _kind(category: str) -> str:
    """Return a warning's kind: ``symmetry-loss`` of SymmetryLossWarning."""
    words = re.findall(r"[A-Z][a-z]+|[A-Z]+(?![a-z])", category.removesuffix("Warning"))
    return "-".join(words).lower() or "warning"


def _consequence(category: str) -> str:
    """Return what a grader does with what a warning is about, unless that says so itself."""
    if category in ("RemoteCallbackWarning", "ConfigureNoOpWarning"):
        return ""
    return " The FLOPs shown include that, as a grader's do."


def _conversion(profile: _Run) -> Iterator[Notice]:
    """Yield what a grader adds for a result of another dtype than float32."""
    flops = profile.observations.conversion_flops
    if not flops:
        return
    text = (
        f"The grader adds {flops:,} FLOPs for converting the {profile.observations.result_dtype} "
        "result to float32. Return float32."
    )
    is_beyond = profile.flops_used + flops > profile.flop_budget
    if is_beyond:
        text += " With them the budget is exceeded, so the network is scored as zeros."
    yield Notice("conversion", FAILURE if is_beyond else WARNING, text)


def _weights(profile: _Run) -> Iterator[Notice]:
    """Yield that a network read from a dataset has weights of another dtype, where it has."""
    of_dataset, dtype = profile.observations.costlier_dataset_weights, profile.weights_dtype
    if of_dataset is None or dtype is None or dtype == of_dataset:
        return
    text = (
        f"Under whestbench {profile.release['whestbench']} a network that is read from a dataset "
        f"has {of_dataset} weights, and this one has {dtype}: see what that costs with --weights "
        f"{of_dataset}."
    )
    yield Notice("weights", NOTE, text)
