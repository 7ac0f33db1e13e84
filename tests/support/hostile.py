"""Hostile inputs for tips: what nobody thinks of, drawn by hypothesis. Runs inside releases.

A tip's TAKES names its arguments. Each is a text: sizes, then what holds of the values.

    "n m"             an array; one letter is one size, also in other arguments
    "2m 2m", "3s m"   sizes that are multiples; "8192 m" is a size itself
    "m m symmetric"   tagged as such; "semidefinite" and "definite" are not tagged
    "n m unit"        of order one; "positive", "normal", "mask", "even" as they say
    "d m list"        a list of d vectors
    "k of m"          k different indices below m, in order
    "1 to m"          a whole number

A function instead makes the argument of others, by their names. Everything else is as
hostile as can be: zeros of both signs, ties, repeated and rank-one rows, one row, tiny and
huge numbers, numbers that overflow nothing but nearly, arrays in any order of memory.

``python hostile.py EXAMPLES TIP...`` prints what is wrong with each tip, as JSON.
"""

from __future__ import annotations

import inspect
import itertools
import json
import re
import sys
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import flopscope as flops
import flopscope.numpy as fnp
import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from whestdocs.probe.tips.code import load
from whestdocs.probe.tips.difference import difference, plain

#: No product of four numbers overflows or vanishes in float32.
LARGEST, SMALLEST = 2.0**30, 2.0**-30
SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, LARGEST, -LARGEST, SMALLEST, -SMALLEST]
#: The largest, smallest normal and smallest numbers of float32, for what must be identical.
LIMITS = [3.4028235e38, -3.4028235e38, 1.1754944e-38, 1e-45, -1e-45]
#: Below this float32 has fewer digits.
VANISHING = 1e-30
_SIZE = re.compile(r"(\d*)([a-z]?)")


def _matrix(draw: Any, shape: tuple[int, ...], words: set[str], exact: bool) -> Any:
    """Return hostile float64 numbers."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    if "normal" in words:
        return rng.standard_normal(shape)
    kinds = ["entries", "ties", "normal", "repeated", "rank one", "constant", "zeros", "spike"]
    kind = draw(st.sampled_from(kinds))
    values = rng.standard_normal(shape)
    if kind == "entries":
        special = [each for each in SPECIAL if abs(each) in (0, 0.5, 1) or "unit" not in words]
        numbers = st.sampled_from(special + LIMITS if exact else special)
        values = draw(arrays(np.float64, shape, elements=numbers, fill=st.just(0.0)))
    elif kind == "ties":
        values = rng.integers(-1, 2, shape).astype(float)
    elif kind == "repeated":
        values[:] = values[:1]
    elif kind == "rank one" and len(shape) > 1:
        values = values[..., :1] * values[..., :1, :]
    elif kind == "constant":
        values[:] = rng.standard_normal()
    elif kind == "zeros":
        values[:] = draw(st.sampled_from([0.0, -0.0]))
    elif kind == "spike":
        values[:] = 0.0
        values.flat[rng.integers(values.size)] = 1.0
    if "unit" in words or kind == "entries":
        return values
    exponent = draw(st.integers(-30, 25))
    return values * 2.0**exponent


def _array(draw: Any, shape: tuple[int, ...], words: set[str], dtype: str, exact: bool) -> Any:
    """Return hostile numbers of which hold what the words say, as a plain array."""
    if "mask" in words:
        return draw(arrays(np.bool_, shape))
    values = _matrix(draw, shape, words, exact)
    if "even" in words:  # Entries of one order of magnitude.
        values = values / max(float(np.max(np.abs(values))), SMALLEST)
        values[np.abs(values) < 2.0**-4] = 0.0
    if "positive" in words:
        values = np.maximum(np.abs(values), SMALLEST)
    if "symmetric" in words:
        values = np.triu(values) + np.triu(values, 1).T
    if words & {"semidefinite", "definite"}:
        values = values / max(float(np.max(np.abs(values))), SMALLEST)
        values = values @ values.T / len(values)
        values = values + ("definite" in words) * np.eye(len(values))
        values = values * 2.0 ** draw(st.integers(-20, 20))
        values = (values + values.T) / 2
    layout = draw(st.sampled_from(["rows", "columns", "strided", "backwards"]))
    return _laid_out(values.astype(dtype), layout)


def _laid_out(values: Any, layout: str) -> Any:
    """Return the same numbers in another order of memory."""
    if layout == "columns":
        return np.asfortranarray(values)
    if layout == "strided":
        return np.repeat(values, 2, axis=0)[::2]
    return values[::-1].copy()[::-1] if layout == "backwards" else values


@st.composite
def arguments(draw: Any, tip: ModuleType) -> dict[str, Any]:
    """Return hostile arguments of a tip, by name, as plain arrays and numbers."""
    dtypes = ["float32"]
    if "float64" in json.dumps(tip.PAYS_FOR):
        dtypes.append("float64")
    dtype, sizes, made = draw(st.sampled_from(dtypes)), {}, {}

    def size(text: str) -> int:
        times, letter = _SIZE.fullmatch(text).groups()
        if letter and letter not in sizes:
            sizes[letter] = draw(st.integers(1, 2 if times == "8" else 6))
        return int(times or 1) * sizes.get(letter, 1)

    for name, text in tip.TAKES.items():
        if callable(text):
            made[name] = text(*(made[other] for other in inspect.signature(text).parameters))
        elif text.startswith("1 to "):
            made[name] = draw(st.integers(1, size(text.removeprefix("1 to "))))
        elif " of " in text:
            below = size(text.split(" of ")[1])
            made[name] = np.array(sorted(draw(st.sets(st.integers(0, below - 1), min_size=1))))
        else:
            parts = text.split()
            shape = tuple(size(part) for part in parts if _SIZE.fullmatch(part))
            words = set(parts[len(shape) :])
            made[name] = _array(draw, shape, words, dtype, tip.TOLERANCE == 0.0)
    return made


def given_to(tip: ModuleType, made: dict[str, Any]) -> list[Any]:
    """Return the arguments as the tip takes them: arrays of flopscope, tagged where it says."""
    found = []
    for name, value in made.items():
        text = tip.TAKES[name]
        words = text.split() if isinstance(text, str) else []
        if "list" in words:
            found.append([fnp.asarray(row) for row in value])
        elif type(value) is np.ndarray:
            array = fnp.asarray(value)
            tagged = "symmetric" in words
            found.append(flops.as_symmetric(array, symmetry=(0, 1)) if tagged else array)
        else:
            found.append(value)
    return found


def result(tip: ModuleType, way: str, made: dict[str, Any]) -> Any:
    """Return what a way of a tip makes of some arguments, as a plain array."""
    return _compared(tip, way, given_to(tip, made))


def _compared(tip: ModuleType, way: str, given: Any) -> Any:
    found = getattr(tip, way)(*given)
    return plain(tip.compared(found, *given) if hasattr(tip, "compared") else found)


def magnitude(tip: ModuleType, made: dict[str, Any]) -> float:
    """Return what rounding is relative to: the largest result if nothing cancelled.

    That is the largest result for any signs of the arguments, of which all entries have one.
    """
    if hasattr(tip, "SCALE"):
        return float(tip.SCALE)
    names = [
        name
        for name, value in made.items()
        if isinstance(value, np.ndarray)
        and value.dtype.kind == "f"
        and not (isinstance(tip.TAKES[name], str) and "definite" in tip.TAKES[name])
        and not callable(tip.TAKES[name])
    ]
    largest = 0.0
    for signs in [None, *itertools.product((1, -1), repeat=len(names))]:
        signed = dict(zip(names, signs or (), strict=False))
        same = {name: np.abs(made[name]) * sign for name, sign in signed.items()}
        derived = {
            name: text(*((made | same)[other] for other in inspect.signature(text).parameters))
            for name, text in tip.TAKES.items()
            if callable(text)
        }
        values = np.abs(result(tip, "before", made | same | derived))
        largest = max(largest, float(np.max(values[np.isfinite(values)], initial=0.0)))
    return largest


def check(tip: ModuleType, made: dict[str, Any]) -> None:
    """Refuse a tip whose two ways differ for some arguments by more than rounding.

    Raises:
        AssertionError: They do.
    """
    before, after = (result(tip, way, made) for way in ("before", "after"))
    assert before.shape == after.shape, f"shapes {before.shape} and {after.shape}"
    if not np.all(np.isfinite(before)):
        same = np.array_equal(before, after, equal_nan=True)
        assert same or np.array_equal(np.isfinite(before), np.isfinite(after)), (before, after)
        return
    scale = max(magnitude(tip, made), VANISHING)
    apart = difference(before, after, scale)
    assert apart <= tip.TOLERANCE, f"they differ by {apart:.2g} of {scale:.2g}"


def what_is_wrong(tip: ModuleType, examples: int) -> str | None:
    """Return for which arguments the two ways of a tip differ, or None."""

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],  # They are small already.
        suppress_health_check=list(HealthCheck),
    )
    @given(arguments(tip))
    def agree(made: dict[str, Any]) -> None:
        try:
            check(tip, made)
        except Exception as error:
            error.args = (f"{error} with {made}",)
            raise

    try:
        agree()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


def differs_outside(tip: ModuleType) -> list[bool]:
    """Return, for each of the arguments that a tip says it is not for, whether results differ."""
    return [_differs(tip, given) for given in tip.outside()]


def _differs(tip: ModuleType, given: Any) -> bool:
    results, failed = [], []
    for way in ("before", "after"):
        try:
            results.append(_compared(tip, way, given))
        except Exception:
            failed.append(way)
    if failed:
        return len(failed) == 1
    before, after = results
    scale = getattr(tip, "SCALE", None)
    agrees = before.shape == after.shape and difference(before, after, scale) <= tip.TOLERANCE
    return not agrees


def main() -> None:
    """Print what is wrong with each tip."""
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    examples, *files = sys.argv[1:]
    found: dict[str, Any] = {"inside": {}, "outside": {}}
    for file in map(Path, files):
        tip = load(file)
        if hasattr(tip, "TAKES"):
            found["inside"][file.stem] = what_is_wrong(tip, int(examples))
        if hasattr(tip, "ONLY_WHERE"):
            found["outside"][file.stem] = differs_outside(tip)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
