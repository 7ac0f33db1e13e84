"""The inputs of priced calls: every name that a call can use, made only where it is used.

    n             the size: elements of a, or the side of S
    dtype         the dtype itself; every array below that has no other is of it
    a, b          n elements                S, T      n x n
    u, w          n elements beside S       P         n x n, symmetric, positive definite
    triples       n x 3                     edges     11 rising numbers
    fractions     n numbers between 0 and 1
    np_a, list_a  a as a plain numpy array, and as a list
    mask          n booleans, every second one true
    index         n // 2 integers, every second position; list_index is a list of them
    integers      n integers from 0 to 9    choices   n integers, 0 and 1
    octets        n bytes                   seconds   n dates
    symmetry      that of a matrix which equals its transpose
    file, saved   an empty file, one that holds a; path and text are files of other kinds
    A, B          20 x 50                   M, N      256 x 256
    v             256 elements              rows      8 arrays of 256 elements
    C, D          256 x 256 and symmetric, C with a tag that says so

The size is 1,000 elements, and 64 where a call uses S, T, P, u or w.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Collection
from functools import cache
from types import CodeType
from typing import Any

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

ELEMENTS, SIDE = 1000, 64
_BESIDE_SQUARES = frozenset("STPuw")
_MODULES = {"flops": flops, "fnp": fnp, "np": np}

#: Changes the numbers of an input before a call gets it.
Change = Callable[[Any], Any]


class CallError(Exception):
    """A call cannot be priced; the text is the reason."""


@cache
def compiled(call: str) -> CodeType:
    """Return ``call`` as code.

    Raises:
        CallError: It is no expression.
    """
    try:
        return compile(call, "<call>", "eval")
    except (SyntaxError, ValueError) as error:
        raise CallError(f"{type(error).__name__}: {error}") from error


def names_in(call: str) -> set[str]:
    """Return the names that ``call`` looks up, those in its lambdas too."""
    return _names_in(compiled(call))


def _names_in(code: CodeType) -> set[str]:
    inner = [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    return set(code.co_names).union(*map(_names_in, inner))


def canonical_size(call: str) -> int:
    """Return the size that ``call`` is priced at: of a square's side, or of elements.

    Raises:
        CallError: It is no expression.
    """
    return ELEMENTS if _BESIDE_SQUARES.isdisjoint(names_in(call)) else SIDE


def is_of_a_dtype(call: str) -> bool:
    """Return whether ``call`` uses an input whose dtype can be chosen.

    Raises:
        CallError: It is no expression.
    """
    makers = _arrays("float32", 1, unchanged) | _fixed("float32", unchanged)
    return not makers.keys().isdisjoint(names_in(call))


def numbers(name: str, shape: tuple[int, ...], dtype: str) -> Any:
    """Return an array of numbers, the same ones whenever asked for by the same name."""
    rng = np.random.default_rng(list(name.encode()))
    kind = np.dtype(dtype).kind
    if kind == "b":
        return rng.random(shape) > 0.5
    if kind in "iu":
        return (rng.permutation(int(np.prod(shape))) + 1).reshape(shape).astype(dtype)
    real = rng.random(shape) + 0.5
    return (real + 1j * rng.random(shape) if kind == "c" else real).astype(dtype)


def unchanged(array: Any) -> Any:
    """Return ``array``: the change that changes nothing."""
    return array


def inputs(
    names: Collection[str], dtype: str, n: int, change: Change = unchanged
) -> dict[str, Any]:
    """Return what ``names`` stand for.

    Args:
        names: The names; those that are no inputs are left out.
        dtype: Dtype of the arrays.
        n: The size.
        change: Applied to the numbers of all arrays of that dtype.
    """
    makers = _makers(dtype, n, change)
    return _MODULES | {name: makers[name]() for name in names if name in makers}


def unknown_name(name: str) -> str:
    """Return that a call uses a name that stands for nothing, and which names it may use."""
    known = ", ".join(_makers("float32", 1, unchanged))
    return (
        f"{name} is neither an operation of the price list nor an input. A call may use "
        f"{', '.join(_MODULES)} and these inputs: {known}."
    )


def _makers(dtype: str, n: int, change: Change) -> dict[str, Callable[[], Any]]:
    return _arrays(dtype, n, change) | _controls(n) | _fixed(dtype, change)


def _arrays(dtype: str, n: int, change: Change) -> dict[str, Callable[[], Any]]:
    """Return makers of the inputs whose numbers a call works on."""
    shapes = dict.fromkeys("abuw", (n,)) | dict.fromkeys("ST", (n, n)) | {"triples": (n, 3)}

    def plain(name: str) -> Any:
        return change(numbers(name, shapes[name], dtype))

    def array(name: str) -> Callable[[], Any]:
        return lambda: fnp.array(plain(name))

    return {name: array(name) for name in shapes} | {
        "dtype": lambda: np.dtype(dtype),
        "P": lambda: fnp.array(change((np.eye(n) + 1 / n).astype(dtype))),
        "edges": lambda: fnp.array(change(np.linspace(0.5, 1.5, 11).astype(dtype))),
        "fractions": lambda: fnp.array(((np.arange(n) + 0.5) / n).astype(dtype)),
        "np_a": lambda: plain("a"),
        "list_a": lambda: plain("a").tolist(),
        "saved": lambda: _file_with(plain("a")),
    }


def _controls(n: int) -> dict[str, Callable[[], Any]]:
    """Return makers of the inputs that say what a call does, whatever the dtype."""
    return {
        "n": lambda: n,
        "mask": lambda: np.arange(n) % 2 == 0,
        "index": lambda: np.arange(0, n - 1, 2),
        "list_index": lambda: list(range(0, n - 1, 2)),
        "integers": lambda: np.arange(n) % 10,
        "choices": lambda: fnp.array(np.arange(n) % 2),
        "octets": lambda: np.arange(n).astype(np.uint8),
        "seconds": lambda: np.arange(n).astype("datetime64[s]"),
        "symmetry": lambda: flops.SymmetryGroup.symmetric(axes=(0, 1)),
        "file": io.BytesIO,
        "path": lambda: os.devnull,
        "text": lambda: io.StringIO("a b c"),
    }


def _fixed(dtype: str, change: Change) -> dict[str, Callable[[], Any]]:
    """Return makers of the inputs whose sizes never change."""
    shapes = {"A": (20, 50), "B": (20, 50), "M": (256, 256), "N": (256, 256), "v": (256,)}

    def array(name: str, *shape: int) -> Any:
        return fnp.array(change(numbers(name, shape, dtype)))

    def symmetric() -> Any:
        half = array("D", 256, 256)
        return fnp.add(half, half.T)

    return {name: lambda name=name: array(name, *shapes[name]) for name in shapes} | {
        "rows": lambda: [array(f"row {number}", 256) for number in range(8)],
        "C": lambda: flops.as_symmetric(symmetric(), symmetry=(0, 1)),
        "D": symmetric,
    }


def _file_with(array: Any) -> io.BytesIO:
    file = io.BytesIO()
    np.save(file, array)
    file.seek(0)
    return file
