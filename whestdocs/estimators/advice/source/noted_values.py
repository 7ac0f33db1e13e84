"""What the author's expressions were at run time, as `whestdocs.probe.tasks.values` noted it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

#: A place in a file: its path, then first line, column, last line and column, as in ``ast``.
Place = tuple[str, int, int, int, int]


@dataclass(frozen=True)
class Seen:
    """One kind of thing that an expression was.

    Attributes:
        kind: ``"array"`` (flopscope's, of any shape), ``"numpy"`` (a raw array), ``"number"``
            or ``"other"``.
        type_name: Name of the type, such as ``"SymmetricTensor"`` or ``"float64"``.
        dtype: Dtype of an array or of a numpy scalar, None for anything else.
        shape: Shape of an array, None for anything else.
        symmetry: Its symmetry tag as text, None if it has none.
        number: Value of a Python number, None for anything else.
    """

    kind: str
    type_name: str
    dtype: str | None = None
    shape: tuple[int, ...] | None = None
    symmetry: str | None = None
    number: float | int | None = None

    @property
    def is_double(self) -> bool:
        """Whether an operation on it is billed as 64-bit."""
        return self.dtype in ("float64", "int64", "uint64", "complex128")


@dataclass(frozen=True)
class Value:
    """What one expression was, each time it was evaluated; of one that never was, nothing holds.

    Attributes:
        order: Number of its first evaluation among all evaluations.
        count: How often it was evaluated.
        predicting: How often of these after predict() had begun.
        elsewhere: How often of these in another thread than predict().
        seen: The distinct things it was, in order; the first few of them.
        objects: For each evaluation, a number that the object has to itself; -1 for one that
            cannot be told from others. The first few of them.
    """

    order: int = -1
    count: int = 0
    predicting: int = 0
    elsewhere: int = 0
    seen: tuple[Seen, ...] = ()
    objects: tuple[int, ...] = ()

    def was_always(self, holds: Callable[[Seen], bool]) -> bool:
        """Return whether something holds of it every time, and there was a time."""
        return bool(self.seen) and all(map(holds, self.seen))

    @property
    def is_array(self) -> bool:
        """Whether it was an array of flopscope's every time."""
        return self.was_always(lambda seen: seen.kind == "array")

    @property
    def dtypes(self) -> frozenset[str]:
        """All dtypes that it had."""
        return frozenset(seen.dtype for seen in self.seen if seen.dtype is not None)

    @property
    def shapes(self) -> frozenset[tuple[int, ...]]:
        """All shapes that it had."""
        return frozenset(seen.shape for seen in self.seen if seen.shape is not None)

    @property
    def dimensions(self) -> int | None:
        """How many axes it had, None unless that was the same every time."""
        counts = {None if seen.shape is None else len(seen.shape) for seen in self.seen}
        return counts.pop() if len(counts) == 1 else None

    @property
    def is_tagged(self) -> bool:
        """Whether it had a symmetry tag every time."""
        return self.was_always(lambda seen: seen.symmetry is not None)


#: The value of an expression that never ran, or that nobody noted.
UNKNOWN = Value()


def values_from(entries: list[dict[str, Any]]) -> dict[Place, Value]:
    """Return the values that the entries of a probe's result describe."""
    return {
        (entry["file"], *entry["place"]): Value(
            seen=tuple(_seen(seen) for seen in entry["seen"]),
            objects=tuple(entry["objects"]),
            **{name: entry[name] for name in ("order", "count", "predicting", "elsewhere")},
        )
        for entry in entries
    }


def _seen(document: dict[str, Any]) -> Seen:
    shape = document["shape"]
    return Seen(**document | {"shape": None if shape is None else tuple(shape)})
