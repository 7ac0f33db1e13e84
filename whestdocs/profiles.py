"""A profile: all charges of one estimator at one shape under one release, and their sums.

    probe result -> Charge ... -> Profile -> sums by op, line, expression, layer -> JSON

All sums are over the same charges, so they all add up to ``flops_used``.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from whestdocs.releases import InstalledRelease
from whestdocs.run import Outcome, Request, run

SCHEMA = "whestdocs.profile/1"
#: Kinds of failures that are found in what predict() returned.
_AFTERWARDS = frozenset({"wrong-type", "wrong-shape", "non-finite"})


@dataclass(frozen=True, order=True)
class Span:
    """A source expression: lines from 1, columns from 0 in UTF-8 bytes, as in ``ast``."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    source: str


@dataclass(frozen=True)
class Charge:
    """Equal counted operations of one expression, added up.

    Attributes:
        span: The innermost expression of the author's code that caused them.
        op: Name of the operation in flopscope.
        subscripts: Subscripts of an einsum-like operation, or None.
        shapes: Shapes of the operands as JSON text, such as ``"[[256, 256], [256]]"``.
        dtype: Dtype the operations were billed at; None where it does not matter or the
            release does not record it.
        layer: Layer of the network they worked on, from 0; None outside the layers.
        calls: How many operations.
        flops: Their FLOPs together.
    """

    span: Span
    op: str
    subscripts: str | None
    shapes: str
    dtype: str | None
    layer: int | None
    calls: int
    flops: int


@dataclass(frozen=True)
class Sum:
    """Charges that have something in common, added up."""

    calls: int
    flops: int
    charges: tuple[Charge, ...]

    @property
    def dtypes(self) -> list[str]:
        """Dtypes billed at, without repetition, in order of first use."""
        return list(dict.fromkeys(c.dtype for c in self.charges if c.dtype is not None))

    @property
    def shapes(self) -> list[str]:
        """Operand shapes, without repetition, in order of first use."""
        return list(dict.fromkeys(charge.shapes for charge in self.charges))

    @property
    def flops_by_layer(self) -> dict[int, int]:
        """FLOPs in each layer that was worked on."""
        layers: dict[int, int] = {}
        for charge in self.charges:
            if charge.layer is not None:
                layers[charge.layer] = layers.get(charge.layer, 0) + charge.flops
        return layers


@dataclass(frozen=True)
class SourceFile:
    """A file that charges were made from, as it was when it ran."""

    path: str
    sha256: str
    source: str


@dataclass(frozen=True)
class Failure:
    """What went wrong in an estimator.

    Attributes:
        kind: Short name, such as ``"raised"`` or ``"wrong-shape"``.
        message: What happened and what to do.
        file: Where, relative to the estimator's folder, or None.
        line: Line in that file, or None.
        details: Traceback for ``--debug``, or None.
    """

    kind: str
    message: str
    file: str | None
    line: int | None
    details: str | None

    def __str__(self) -> str:
        if self.file is None:
            return self.message
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.message}"


_Group = TypeVar("_Group", bound=Hashable)


def add_up(charges: Iterable[Charge], key: Callable[[Charge], _Group]) -> dict[_Group, Sum]:
    """Group ``charges`` by ``key`` and add each group up, in order of first appearance."""
    groups: dict[_Group, list[Charge]] = {}
    for charge in charges:
        groups.setdefault(key(charge), []).append(charge)
    return {
        group: Sum(sum(c.calls for c in members), sum(c.flops for c in members), tuple(members))
        for group, members in groups.items()
    }


@dataclass(frozen=True)
class Profile:
    """All charges of one estimator.

    Attributes:
        file: Name of the estimator's file; of the file itself where a link was given.
        class_name: Its class, or None if it did not get that far.
        sha256: Digest of the file's content.
        release: Versions of flopscope, whestbench, numpy and Python that ran it.
        round_tag: Round whose budget applied.
        width: Neurons in a layer.
        depth: Layers.
        seed: Seed of the network.
        weights_dtype: Dtype of the network's weights.
        flop_budget: FLOPs that predict() could spend.
        flops_used: FLOPs that predict() did spend.
        setup_flops: FLOPs of importing, constructing and setting up the estimator.
        other_flops: FLOPs charged during predict() but not to its budget, as by threads.
        budget_exhausted: Whether an operation was refused for want of budget.
        refused: The refused operation's place, if any, as ``file:line``.
        charges: Everything that was charged to predict().
        files: Sources of the author's code that charges came from.
        prediction: Shape and finiteness of what predict() returned, or None.
        failure: What went wrong, or None.
        introspection: What of the author's code may look at variables, so that they were left
            alone and tell no layers, such as ``"estimator.py:3 uses `locals`"``; or None.
    """

    file: str
    class_name: str | None
    sha256: str
    release: dict[str, str]
    round_tag: str
    width: int
    depth: int
    seed: int
    weights_dtype: str | None
    flop_budget: int
    flops_used: int
    setup_flops: int
    other_flops: int
    budget_exhausted: bool
    refused: str | None
    charges: tuple[Charge, ...]
    files: tuple[SourceFile, ...]
    prediction: dict[str, Any] | None
    failure: Failure | None
    introspection: str | None = None

    @property
    def is_complete(self) -> bool:
        """Whether predict() returned, so that none of its FLOPs are missing."""
        return self.failure is None or self.failure.kind in _AFTERWARDS

    @property
    def estimator(self) -> dict[str, str | None]:
        """What was run, as every published JSON contract has it."""
        return {"file": self.file, "class": self.class_name, "sha256": self.sha256}

    @property
    def ops(self) -> dict[str, Sum]:
        """Sums by operation, most expensive first."""
        return _dearest_first(add_up(self.charges, lambda charge: charge.op))

    @property
    def lines(self) -> dict[tuple[str, int], Sum]:
        """Sums by (file, line), in file order."""
        return _sorted(add_up(self.charges, lambda c: (c.span.file, c.span.line)))

    @property
    def expressions(self) -> dict[tuple[Span, str], Sum]:
        """Sums by (source expression, operation), in file order."""
        return _sorted(add_up(self.charges, lambda charge: (charge.span, charge.op)))

    @property
    def layers(self) -> dict[int | None, Sum]:
        """Sums by layer; None, last, is what belongs to no layer."""
        sums = add_up(self.charges, lambda charge: charge.layer)
        return dict(sorted(sums.items(), key=lambda item: (item[0] is None, item[0] or 0)))

    def _repr_html_(self) -> str:
        from whestdocs.views.notebook import profile_html

        return profile_html(self)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Return what a notebook shows in place of all charges and sources."""
        from whestdocs.views.notebook import profile_text

        return {"text/html": self._repr_html_(), "text/plain": profile_text(self)}

    def document(self) -> dict[str, Any]:
        """Return the profile as the published JSON contract has it."""
        return {
            "schema": SCHEMA,
            "estimator": self.estimator,
            "release": self.release,
            "round": self.round_tag,
            "width": self.width,
            "depth": self.depth,
            "seed": self.seed,
            "weights_dtype": self.weights_dtype,
            "flop_budget": self.flop_budget,
            "flops_used": self.flops_used,
            "setup_flops": self.setup_flops,
            "other_flops": self.other_flops,
            "budget_exhausted": self.budget_exhausted,
            "ops": [
                {"op": op, "calls": total.calls, "flops": total.flops}
                for op, total in self.ops.items()
            ],
            "lines": [
                {"file": file, "line": line, "calls": total.calls, "flops": total.flops}
                for (file, line), total in self.lines.items()
            ],
            "expressions": [
                _expression(span, op, total) for (span, op), total in self.expressions.items()
            ],
            "layers": [
                {"layer": layer, "flops": total.flops} for layer, total in self.layers.items()
            ],
            "prediction": self.prediction,
            "failure": None if self.failure is None else _failure_document(self.failure),
        }


def _expression(span: Span, op: str, total: Sum) -> dict[str, Any]:
    return vars(span) | {
        "op": op,
        "calls": total.calls,
        "flops": total.flops,
        "dtypes": total.dtypes,
        "shapes": [json.loads(shapes) for shapes in total.shapes],
        "layers": [
            {"layer": layer, "flops": flops} for layer, flops in total.flops_by_layer.items()
        ],
    }


def _failure_document(failure: Failure) -> dict[str, Any]:
    document = dict(vars(failure))
    del document["details"]  # A traceback names folders of the machine it was made on.
    return document


def _dearest_first(sums: dict[str, Sum]) -> dict[str, Sum]:
    return dict(sorted(sums.items(), key=lambda item: (-item[1].flops, -item[1].calls, item[0])))


_Sortable = TypeVar("_Sortable", tuple[str, int], tuple[Span, str])


def _sorted(sums: dict[_Sortable, Sum]) -> dict[_Sortable, Sum]:
    return dict(sorted(sums.items(), key=lambda item: item[0]))


def profile(installed: InstalledRelease, request: Request, round_tag: str) -> Profile:
    """Run an estimator under the recorder and return its profile.

    Args:
        installed: The release to run it in.
        request: What to run.
        round_tag: Name of the round whose budget applies.

    Returns:
        The profile; if the estimator failed, what was charged until then and ``failure``.

    Raises:
        ReleaseError: The release does not run.
    """
    return profile_from(run(installed, request), request, round_tag)


def profile_from(outcome: Outcome, request: Request, round_tag: str) -> Profile:
    """Return the profile that a probe's result describes."""
    result = outcome.result
    path = request.estimator
    refused = result.get("refused")
    failure = result["failure"]
    return Profile(
        file=path.resolve().name,
        class_name=result.get("class"),
        sha256=result.get("sha256", ""),
        release=result.get("release", {}),
        round_tag=round_tag,
        width=request.width,
        depth=request.depth,
        seed=request.seed,
        weights_dtype=result.get("weights_dtype"),
        flop_budget=request.flop_budget,
        flops_used=result.get("flops_used", 0),
        setup_flops=result.get("setup_flops", 0),
        other_flops=result.get("other_flops", 0),
        budget_exhausted=result.get("budget_exhausted", False),
        refused=f"{refused['file']}:{refused['line']}" if refused else None,
        charges=tuple(charge_from(charge) for charge in result.get("charges", [])),
        files=tuple(SourceFile(**file) for file in result.get("files", [])),
        prediction=_prediction(result.get("prediction")),
        failure=None if failure is None else Failure(**failure),
        introspection=result.get("introspection"),
    )


def charge_from(document: dict[str, Any]) -> Charge:
    """Return the charge that a probe's result describes."""
    fields = ("file", "line", "column", "end_line", "end_column", "source")
    span = Span(**{name: document[name] for name in fields})
    rest = {name: value for name, value in document.items() if name not in fields}
    return Charge(span=span, **rest)


def _prediction(document: dict[str, Any] | None) -> dict[str, Any] | None:
    if document is None or document["shape"] is None:
        return None
    return {"shape": document["shape"], "finite": document["finite"]}


def estimator_lines(profile: Profile) -> tuple[int, int] | None:
    """Return the first and last line of what makes up the estimator, in its own file.

    That is everything from the end of the imports (constants, helpers) to the end of the
    class, and whatever else was charged.

    Returns:
        Lines from 1, both inclusive; None if the file does not define the class itself.
    """
    text = next((file.source for file in profile.files if file.path == profile.file), "")
    body = ast.parse(text).body
    classes = [node for node in body if getattr(node, "name", None) == profile.class_name]
    if not classes:
        return None
    imports = [node for node in body if isinstance(node, (ast.Import, ast.ImportFrom))]
    first = max((node.end_lineno or 0 for node in imports), default=0) + 1
    lines = text.split("\n")
    while not lines[first - 1].strip():
        first += 1
    charged = [line for file, line in profile.lines if file == profile.file]
    return min([first, *charged]), max([classes[0].end_lineno or first, *charged])
