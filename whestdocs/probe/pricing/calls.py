"""Running one call and reading off what it is charged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..recording.counting import counted
from .inputs import CallError, Change, compiled, inputs, names_in, unchanged, unknown_name

#: What a call is given and returns is looked into so deep, for arrays in lists in tuples.
_DEEPEST = 3


@dataclass(frozen=True)
class Charged:
    """A call that was run.

    Attributes:
        flops: What it was charged.
        result: What it returned.
        given: What it was given, by name, as it is afterwards.
    """

    flops: int
    result: Any
    given: dict[str, Any]

    @property
    def elements(self) -> tuple[int, int]:
        """Elements of the largest input, and of all that was returned."""
        return max(map(_elements, self.given.values()), default=0), _elements(self.result)

    @property
    def dtype(self) -> str | None:
        """Dtype of the first array returned, None where none is."""
        return next((str(array.dtype) for array in arrays_in(self.result)), None)


def run(call: str, dtype: str, n: int, change: Change = unchanged) -> Charged:
    """Run ``call`` on inputs of that dtype and size.

    Raises:
        CallError: It cannot be run.
    """
    return run_on(call, inputs(names_in(call), dtype, n, change))


def run_on(call: str, given: dict[str, Any]) -> Charged:
    """Run ``call`` on what its names stand for.

    Raises:
        CallError: It cannot be run.
    """
    try:
        result, flops, _ = counted(eval, compiled(call), dict(given))
    except NameError as error:
        raise CallError(unknown_name(error.name or call)) from error
    except (Exception, SystemExit) as error:
        raise CallError(f"{type(error).__name__}: {error}") from error
    return Charged(flops, result, given)


def _elements(value: Any) -> int:
    return sum(array.size for array in arrays_in(value))


def arrays_in(value: Any, depth: int = 0) -> Iterator[Any]:
    """Yield the arrays in ``value``: itself, a number, or what a list or a tuple holds."""
    if isinstance(value, np.ndarray | np.generic | bool | int | float | complex):
        yield np.asarray(value)
    elif isinstance(value, list | tuple) and depth < _DEEPEST:
        for item in value:
            yield from arrays_in(item, depth + 1)
