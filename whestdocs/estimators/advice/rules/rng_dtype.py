"""Random numbers drawn as float64, with or without going back to float32 afterwards."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from whestdocs.estimators.advice.rules.rule import Candidate, Rule
from whestdocs.estimators.advice.source.patterns import (
    NUMPY,
    argument,
    constant,
    is_always_double,
    is_generator,
    receiver,
    with_keyword,
)
from whestdocs.estimators.advice.source.subject import Subject

RULE = Rule("rng-dtype", "random numbers drawn as float64", draws_anew=True)
_MESSAGE = (
    "`{}` draws float64 numbers{}. Drawn as float32 they cost half; they are other "
    "numbers of the same distribution."
)
#: Methods of a generator that take a dtype.
_SAMPLERS = frozenset({"random", "standard_normal", "standard_exponential", "standard_gamma"})


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield a candidate for each draw of float64 numbers that could be float32."""
    for call in subject.expressions(ast.Call):
        generator = receiver(call)
        if generator is None or not is_generator(subject.value(generator)):
            continue
        float32 = subject.spelling(call, f"{NUMPY}.float32")
        if float32 is None or not is_always_double(subject.value(call)):
            continue
        text = _in_float32(subject, call, generator, float32)
        if text is None:
            continue
        cast = _cast_around(subject, call)
        cause = "" if cast is None else ", which are cast to float32 afterwards"
        edit = subject.replaced(cast or call, text)
        message = _MESSAGE.format(subject.shown(call), cause)
        found = RULE.candidate(subject, call, message, text, edit)
        rounded = subject.replaced(call, f"{subject.source(call)}.astype({float32})")
        yield replace(found, same_draws=(rounded,) if cast is None else ())


def _in_float32(subject: Subject, call: ast.Call, generator: ast.expr, float32: str) -> str | None:
    """Return the draw in float32, None where the sampler cannot."""
    sampler = call.func.attr  # type: ignore[attr-defined]
    if sampler in _SAMPLERS:
        return with_keyword(subject, call, "dtype", float32)
    location, scale = argument(call, 0, "loc"), argument(call, 1, "scale")
    is_standard = (location is None or constant(location) == 0) and (
        scale is None or constant(scale) == 1
    )
    size = argument(call, 2, "size")
    if sampler != "normal" or not is_standard or size is None:
        return None
    return f"{subject.source(generator)}.standard_normal({subject.source(size)}, dtype={float32})"


def _cast_around(subject: Subject, call: ast.Call) -> ast.Call | None:
    """Return the cast that is called on a draw, if its result is float32."""
    attribute = subject.parent(call)
    if not isinstance(attribute, ast.Attribute) or attribute.attr != "astype":
        return None
    cast = subject.parent(attribute)
    is_single = isinstance(cast, ast.Call) and subject.value(cast).dtypes == {"float32"}
    return cast if is_single else None  # type: ignore[return-value]
