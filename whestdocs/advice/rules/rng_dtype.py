"""Random numbers drawn as float64, with or without going back to float32 afterwards."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from whestdocs.advice.candidate import Candidate
from whestdocs.advice.rules.inputs import NUMPY, argument, is_always_double, with_keyword
from whestdocs.advice.subject import Subject

#: Methods of a generator that take a dtype.
_SAMPLERS = frozenset({"random", "standard_normal", "standard_exponential", "standard_gamma"})


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield a candidate for each draw of float64 numbers that could be float32."""
    for call in subject.expressions(ast.Call):
        if not isinstance(call.func, ast.Attribute) or not is_always_double(subject.value(call)):
            continue
        receiver = subject.value(call.func.value)
        if receiver is None or not all(
            seen.type_name.endswith("Generator") for seen in receiver.seen
        ):
            continue
        float32 = subject.spelling(call, f"{NUMPY}.float32")
        text = None if float32 is None else _in_float32(subject, call, float32)
        if text is not None:
            yield _candidate(subject, call, text)


def _in_float32(subject: Subject, call: ast.Call, float32: str) -> str | None:
    """Return the draw in float32, None where the sampler cannot."""
    assert isinstance(call.func, ast.Attribute)
    if call.func.attr in _SAMPLERS:
        return with_keyword(subject, call, "dtype", float32)
    if call.func.attr != "normal":
        return None
    location, scale = argument(call, 0, "loc"), argument(call, 1, "scale")
    size = argument(call, 2, "size")
    if size is None or not _is_number(location, 0) or not _is_number(scale, 1):
        return None
    receiver = subject.source(call.func.value)
    return f"{receiver}.standard_normal({subject.source(size)}, dtype={float32})"


def _is_number(node: ast.expr | None, number: int) -> bool:
    return node is None or (isinstance(node, ast.Constant) and node.value == number)


def _candidate(subject: Subject, call: ast.Call, text: str) -> Candidate:
    cast = _cast_around(subject, call)
    target = call if cast is None else cast
    cause = "draws float64 numbers"
    if cast is not None:
        cause += ", which are cast to float32 afterwards"
    return Candidate(
        kind="rng-dtype",
        span=subject.span(call),
        message=(
            f"`{subject.source(call)}` {cause}. Drawn as float32 they cost half; they are other "
            "numbers of the same distribution."
        ),
        rewrite=text,
        edits=(subject.replaced(target, text),),
        draws_anew=True,
    )


def _cast_around(subject: Subject, call: ast.Call) -> ast.Call | None:
    """Return the cast that is called on a draw, if its result is float32."""
    attribute = subject.parent(call)
    if not isinstance(attribute, ast.Attribute) or attribute.attr != "astype":
        return None
    cast = subject.parent(attribute)
    if not isinstance(cast, ast.Call):
        return None
    value = subject.value(cast)
    return cast if value is not None and value.dtypes == {"float32"} else None
