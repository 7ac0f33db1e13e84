"""What an operation does with the numbers it is given, found by giving it others.

One that only moves numbers does the same to them whatever they are. So replacing every
number before the call gives what replacing it afterwards gives. The replacement keeps no
order, sign or sum; zero and one stay, since arrays are filled with those.

A product of two is four times as much when everything is doubled, and one of three is eight
times as much. Doubling is exact in binary.

Every array that a call works on is also replaced by a symmetric matrix, once without the tag of
symmetry and once with it. Whether the result has a tag is told by what it does: it makes the next
operation cheaper.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

from .calls import Charged, arrays_in, run, run_on
from .inputs import CallError, inputs, names_in, numbers

_DTYPE = "float64"
_DEGREES = (2, 3)
_TAGGED_DTYPE = "float32"
#: The inputs that a symmetric matrix can take the place of.
_MATRICES = frozenset("abSTP")
_NEXT = "fnp.exp(matrix)"


def only_moves(call: str, sizes: Iterable[int]) -> bool:
    """Return whether ``call`` gives nothing but numbers that it was given, zeros and ones."""
    return all(_only_moves(call, n) for n in sizes)


def _only_moves(call: str, n: int) -> bool:
    try:
        before = _outputs(run(call, _DTYPE, n, replaced))
        after = [replaced(array) for array in _outputs(run(call, _DTYPE, n))]
    except CallError:
        return False
    if not _floats(after):
        return False  # Indices and truth values are results, and not what was given.
    return _are_equal(before, after)


def replaced(numbers: Any) -> Any:
    """Return ``numbers``, each replaced by another, zeros and ones by themselves."""
    numbers = np.asarray(numbers)
    if numbers.dtype.kind != "f":
        return numbers.copy()
    with np.errstate(all="ignore"):
        others = 100 * np.sin(1e4 * numbers + 1)
    return np.where((numbers == 0) | (numbers == 1), numbers, others)


def degree(call: str, n: int) -> int | None:
    """Return of how many factors ``call`` gives a product, or sums of them; None if of none."""
    try:
        single = _floats(_outputs(run(call, _DTYPE, n)))
        double = _floats(_outputs(run(call, _DTYPE, n, lambda array: 2 * array)))
    except CallError:
        return None
    if not any(array.any() for array in single):
        return None
    for factors in _DEGREES:
        if _are_equal([2**factors * array for array in single], double):
            return factors
    return None


def _outputs(charged: Charged) -> list[Any]:
    """Return the arrays that a call returned, and else those that it may have changed."""
    returned = list(arrays_in(charged.result))
    return returned or [array for value in charged.given.values() for array in arrays_in(value)]


def _floats(arrays: list[Any]) -> list[Any]:
    return [array for array in arrays if array.dtype.kind == "f"]


def _are_equal(some: list[Any], others: list[Any]) -> bool:
    return len(some) == len(others) and all(
        np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
        for one, other in zip(some, others, strict=True)
    )


def symmetry(call: str, n: int) -> dict[str, Any] | None:
    """Return what ``call`` costs on symmetric matrices of side ``n``, without tag and with it.

    None where it takes no matrix.
    """
    names = names_in(call) & _MATRICES
    if not names:
        return None
    try:
        plain, tagged = (
            run_on(call, inputs(names_in(call), _TAGGED_DTYPE, n) | _matrices(names, n, is_tagged))
            for is_tagged in (False, True)
        )
    except CallError:
        return None
    return {"plain": plain.flops, "tagged": tagged.flops, "keeps": _keeps(tagged, names)}


def _matrices(names: set[str], n: int, is_tagged: bool) -> dict[str, Any]:
    matrices = {}
    for name in sorted(names):
        half = numbers(name, (n, n), _TAGGED_DTYPE)
        # Its diagonal outweighs the rest, so that it is positive definite.
        matrix = fnp.array(half + half.T + 2 * n * np.eye(n, dtype=_TAGGED_DTYPE))
        matrices[name] = flops.as_symmetric(matrix, symmetry=(0, 1)) if is_tagged else matrix
    return matrices


def _keeps(charged: Charged, names: set[str]) -> bool:
    """Return whether what a call gave, or changed, still has its tag."""
    result = charged.given[min(names)] if charged.result is None else charged.result
    if not isinstance(result, np.ndarray) or result.ndim != 2:
        return False
    plain = fnp.array(np.array(result))
    costs = [run_on(_NEXT, {"fnp": fnp, "matrix": matrix}).flops for matrix in (result, plain)]
    return costs[0] < costs[1]
