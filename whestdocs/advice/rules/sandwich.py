"""Products with the same matrix on both sides: einsum bills half of a symmetric result."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from whestdocs.advice.candidate import Candidate
from whestdocs.advice.chains import Chain, chains
from whestdocs.advice.patterns import function, is_same, subscripts, transposed
from whestdocs.advice.subject import Subject

_TAGGED = (
    "The result is symmetric, and `@` does not know that. From a matrix with a symmetry tag and "
    "the same object twice, einsum sees it, and is billed for less."
)
_UNTAGGED = (
    "The result is symmetric if the matrix in the middle is, and nothing says that it is. Tag "
    "it, and einsum is billed for less. Do so only if it is symmetric for every "
    "network; better still, make it in a way that keeps its tag."
)
_GRAM = (
    "The result is symmetric, and `@` does not know that. Given the same object twice, einsum "
    "sees it, and is billed for less."
)
_FLIPPED = (
    "A matrix and its transpose are two objects, so einsum does not see that the result is "
    "symmetric. Give it the same object twice."
)


def find(subject: Subject) -> Iterator[Candidate]:
    """Yield a candidate for each product whose result is, or may be, symmetric."""
    for chain in chains(subject):
        einsum = function(subject, chain.node, "einsum")
        if einsum is not None:
            yield from _gram(subject, chain, einsum)
            yield from _sandwich(subject, chain, einsum)
    for node in subject.expressions(ast.Call):
        yield from _flipped(subject, node)


def _gram(subject: Subject, chain: Chain, einsum: str) -> Iterator[Candidate]:
    """Yield the einsum for ``X.T @ X`` and ``X @ X.T``."""
    if len(chain.factors) != 2:
        return
    found = _ends(subject, chain)
    if found is not None:
        matrix, is_left = found
        text = f'{einsum}("{"ki,kj" if is_left else "ik,jk"}->ij", {matrix}, {matrix})'
        yield _candidate(subject, chain, text, _GRAM)


def _sandwich(subject: Subject, chain: Chain, einsum: str) -> Iterator[Candidate]:
    """Yield the einsum for ``W.T @ C @ W`` and ``W @ C @ W.T``."""
    if len(chain.factors) != 3:
        return
    found, middle = _ends(subject, chain), chain.factors[1]
    value = subject.value(middle)
    if found is None or value is None:
        return
    matrix, is_left = found
    letters = "ij,ia,jb" if is_left else "ij,ai,bj"
    filling, message = subject.source(middle), _TAGGED
    if not value.is_tagged:
        tag = subject.spelling(chain.node, "flopscope.as_symmetric")
        if tag is None:
            return
        filling, message = f"{tag}({filling}, symmetry=(0, 1))", _UNTAGGED
    text = f'{einsum}("{letters}->ab", {filling}, {matrix}, {matrix})'
    yield _candidate(subject, chain, text, message)


def _ends(subject: Subject, chain: Chain) -> tuple[str, bool] | None:
    """Return the matrix at both ends of a chain, and whether the left one is transposed."""
    first, last = chain.factors[0], chain.factors[-1]
    left, right = transposed(subject, first), transposed(subject, last)
    if left is not None and is_same(left, last):
        return subject.source(last), True
    if right is not None and is_same(right, first):
        return subject.source(first), False
    return None


def _candidate(subject: Subject, chain: Chain, text: str, message: str) -> Candidate:
    edits = (subject.replaced(chain.node, text), *chain.removals)
    return Candidate("sandwich", subject.span(chain.node), message, text, edits)


def _flipped(subject: Subject, call: ast.Call) -> Iterator[Candidate]:
    """Yield an einsum of X and X for one of X.T and X, or of X.T twice."""
    found = subscripts(subject, call)
    if found is None:
        return
    inputs, output, operands = found
    straight = [transposed(subject, operand) for operand in operands]
    names = [
        subject.source(inner or operand) for inner, operand in zip(straight, operands, strict=True)
    ]
    letters = inputs.split(",")
    is_useful = any(
        inner and names.count(name) > 1 for inner, name in zip(straight, names, strict=True)
    )
    if not is_useful:
        return
    letters = [term[::-1] if inner else term for term, inner in zip(letters, straight, strict=True)]
    rest = [f"{keyword.arg}={subject.source(keyword.value)}" for keyword in call.keywords]
    written = ", ".join([f'"{",".join(letters)}->{output}"', *names, *rest])
    text = f"{subject.source(call.func)}({written})"
    edits = (subject.replaced(call, text),)
    yield Candidate("sandwich", subject.span(call), _FLIPPED, text, edits)
