"""What each expression of the author's code is at run time, noted while it runs."""

from __future__ import annotations

import ast
import builtins
import threading
import weakref
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..recording.instrument import NOTE, Extent, instrument
from ..task import Task
from .trial import TrialRun

#: Distinct things, and evaluations whose object is told, that are kept of one expression.
_MOST_SEEN, _MOST_OBJECTS = 8, 64

# Bound now: the author's code may rebind what a module offers.
_thread = threading.get_ident
_Array, _Scalar, _ref = np.ndarray, np.generic, weakref.ref
_NUMBERS = frozenset({int, float, bool})


@dataclass
class NotedExpression:
    """The notes on one expression."""

    extent: Extent
    filename: str
    order: int = -1
    count: int = 0
    predicting: int = 0
    elsewhere: int = 0
    seen: dict[Any, dict[str, Any]] = field(default_factory=dict)
    objects: list[int] = field(default_factory=list)

    def document(self, file: str) -> dict[str, Any]:
        """Return the notes as plain data, of an expression in ``file``."""
        names = ("order", "count", "predicting", "elsewhere", "objects")
        counts = {name: getattr(self, name) for name in names}
        return {"file": file, "place": self.extent, **counts, "seen": list(self.seen.values())}


class Notes:
    """Takes the notes.

    Attributes:
        entries: For each number of an expression, what was noted of it.
        predicting: Whether predict() has begun.
    """

    def __init__(self) -> None:
        self.entries: list[NotedExpression] = []
        self.predicting = False
        self._evaluations = 0
        self._thread = _thread()
        self._known: dict[int, tuple[Any, int]] = {}
        self._objects = 0

    def add(self, filename: str, extent: Extent) -> int:
        """Return the number of a new expression."""
        self.entries.append(NotedExpression(extent, filename))
        return len(self.entries) - 1

    def note(self, number: int, value: Any) -> Any:
        """Note the value of an expression, and return it."""
        entry, kind = self.entries[number], type(value)
        if not entry.count:
            entry.order = self._evaluations
        self._evaluations += 1
        entry.count += 1
        entry.predicting += self.predicting
        entry.elsewhere += _thread() != self._thread
        if issubclass(kind, _Array):
            tag = _tag(value)
            key: Any = (kind, value.dtype, value.shape, tag)
        else:
            tag = None
            key = (kind, value) if kind in _NUMBERS else kind
        if key not in entry.seen and len(entry.seen) < _MOST_SEEN:
            entry.seen[key] = _described(value, tag)
        if len(entry.objects) < _MOST_OBJECTS:
            entry.objects.append(self._number_of(value) if issubclass(kind, _Array) else -1)
        return value

    def _number_of(self, array: Any) -> int:
        """Return a number that an array has to itself, however often its address is reused."""
        known = self._known.get(id(array))
        if known is not None and known[0]() is array:
            return known[1]
        self._objects += 1
        self._known[id(array)] = (_ref(array), self._objects)
        return self._objects


def _tag(array: Any) -> str | None:
    """Return the symmetry tag of an array as text, None if it has none."""
    try:
        symmetry = getattr(array, "symmetry", None)
        return None if symmetry is None else str(symmetry)
    except Exception:
        return None


def _described(value: Any, tag: str | None) -> dict[str, Any]:
    kind = type(value)
    if isinstance(value, _Array):
        name = "numpy" if kind.__module__.partition(".")[0] == "numpy" else "array"
    else:
        name = "number" if kind in _NUMBERS or isinstance(value, _Scalar) else "other"
    is_typed = isinstance(value, (_Array, _Scalar))
    return {
        "kind": name,
        "type_name": kind.__name__,
        "dtype": str(value.dtype) if is_typed else None,
        "shape": [int(side) for side in value.shape] if is_typed else None,
        "symmetry": tag,
        "number": _plain(value) if kind in _NUMBERS else None,
    }


def _plain(number: Any) -> Any:
    """Return a number if JSON can hold it."""
    return number if abs(number) < 1e300 else None


class Observation(TrialRun):
    """One run of an estimator in which every expression is noted."""

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self._notes = Notes()
        setattr(builtins, NOTE, self._notes.note)
        self._transforms.insert(0, self._instrument)

    def _instrument(self, filename: str, tree: ast.Module) -> None:
        instrument(tree, lambda extent: self._notes.add(filename, extent))

    def _predict(self, estimator: Any, mlp: Any) -> Any:
        self._notes.predicting = True
        return super()._predict(estimator, mlp)

    def _update(self, failure: Any) -> None:
        super()._update(failure)
        self._result["values"] = [
            entry.document(self._user_code.display_name(entry.filename))
            for entry in self._notes.entries
            if entry.count
        ]


def measure(task: Task) -> None:
    """Run the estimator that the request describes, and note what its expressions are."""
    Observation(task).run()
