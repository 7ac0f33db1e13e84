"""What a symmetry tag saves, and whether it survives: each call run on symmetric matrices.

Every array that a call works on is replaced by a symmetric matrix, once without the tag and
once with it. Whether the result has a tag is told by what it does: it makes the next
operation cheaper.
"""

from __future__ import annotations

from typing import Any

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np

from .calls import Charged, run_on
from .inputs import CallError, inputs, names_in, numbers

_DTYPE = "float32"
#: The inputs that a matrix can take the place of.
_MATRICES = frozenset("abSTP")
_NEXT = "fnp.exp(matrix)"


def symmetry(call: str, n: int) -> dict[str, Any] | None:
    """Return what ``call`` costs on symmetric matrices of side ``n``, without tag and with it.

    None where it takes no matrix.
    """
    names = names_in(call) & _MATRICES
    if not names:
        return None
    try:
        plain, tagged = (
            run_on(call, inputs(names_in(call), _DTYPE, n) | _matrices(names, n, is_tagged))
            for is_tagged in (False, True)
        )
    except CallError:
        return None
    return {"plain": plain.flops, "tagged": tagged.flops, "keeps": _keeps(tagged, names)}


def _matrices(names: set[str], n: int, is_tagged: bool) -> dict[str, Any]:
    matrices = {}
    for name in sorted(names):
        half = numbers(name, (n, n), _DTYPE)
        # Its diagonal outweighs the rest, so that it is positive definite.
        matrix = fnp.array(half + half.T + 2 * n * np.eye(n, dtype=_DTYPE))
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
