"""A profile: all charges of one estimator at one shape under one release, and their sums.

    probe result -> Charge ... -> Profile -> sums by op, line, expression, layer -> JSON

All sums are over the same charges, so they all add up to ``flops_used``.
"""

from __future__ import annotations

import ast
import base64
import json
import struct
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from whestdocs.estimators.notices import documents
from whestdocs.estimators.observations import EstimatorFailure, Observations, observations_from
from whestdocs.running.probes import Outcome, Request

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

    def document(self) -> dict[str, Any]:
        """Return the sum as the published JSON contracts have it."""
        return {"calls": self.calls, "flops": self.flops}

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
class PredictedMeans:
    """What predict() returned.

    Attributes:
        shape: Its shape, which should be (depth, width).
        finite: Whether all values are finite as float32; None if its shape or dtype is wrong.
        values: The predicted means, a row for each layer, as NumPy's ``asarray`` takes them;
            None if predict() failed by them.
    """

    shape: tuple[int, ...]
    finite: bool | None
    values: tuple[tuple[float, ...], ...] | None = field(default=None, repr=False)

    def document(self) -> dict[str, Any]:
        """Return shape and finiteness, which is what the published JSON contract has of it."""
        return {"shape": list(self.shape), "finite": self.finite}


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
        prediction: What predict() returned; None if it returned no array.
        failure: What went wrong, or None.
        introspection: What of the author's code may look at variables, so that they were left
            alone and tell no layers, such as ``"estimator.py:3 uses `locals`"``; or None.
        observations: What else the run showed; `whestdocs.estimators.notices` puts it into words.
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
    prediction: PredictedMeans | None
    failure: EstimatorFailure | None
    introspection: str | None = None
    observations: Observations = field(default_factory=Observations)

    @property
    def is_complete(self) -> bool:
        """Whether predict() returned, so that none of its FLOPs are missing."""
        return self.failure is None or self.failure.kind in _AFTERWARDS

    @property
    def estimator(self) -> dict[str, str | None]:
        """What was run, as every published JSON contract has it."""
        return {"file": self.file, "class": self.class_name, "sha256": self.sha256}

    @property
    def means(self) -> tuple[tuple[float, ...], ...]:
        """The predicted means, a row for each layer, of an estimator that did not fail."""
        assert self.prediction is not None and self.prediction.values is not None
        return self.prediction.values

    def shared(self, *keys: str) -> dict[str, Any]:
        """Return what several published JSON contracts have of a run, by their keys for it."""
        return {key: self.round_tag if key == "round" else getattr(self, key) for key in keys}

    @property
    def ops(self) -> dict[str, Sum]:
        """Sums by operation, most expensive first."""
        return most_expensive_first(add_up(self.charges, lambda charge: charge.op))

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

    def document(self) -> dict[str, Any]:
        """Return the profile as the published JSON contract has it."""
        return {
            "schema": SCHEMA,
            **self.shared("estimator", "release", "round", "width", "depth", "seed"),
            **self.shared("weights_dtype", "flop_budget", "flops_used", "setup_flops"),
            **self.shared("other_flops", "budget_exhausted"),
            "ops": [{"op": op} | total.document() for op, total in self.ops.items()],
            "lines": [
                {"file": file, "line": line} | total.document()
                for (file, line), total in self.lines.items()
            ],
            "expressions": [
                _expression(span, op, total) for (span, op), total in self.expressions.items()
            ],
            "layers": [
                {"layer": layer, "flops": total.flops} for layer, total in self.layers.items()
            ],
            "prediction": self.prediction and self.prediction.document(),
            "failure": self.failure and self.failure.document(),
            "notices": documents(self),
        }


def _expression(span: Span, op: str, total: Sum) -> dict[str, Any]:
    return vars(span) | {
        "op": op,
        **total.document(),
        "dtypes": total.dtypes,
        "shapes": [json.loads(shapes) for shapes in total.shapes],
        "layers": [
            {"layer": layer, "flops": flops} for layer, flops in total.flops_by_layer.items()
        ],
    }


def most_expensive_first(sums: dict[str, Sum]) -> dict[str, Sum]:
    """Return sums by operation in the order of their FLOPs, the largest first."""
    return dict(sorted(sums.items(), key=lambda item: (-item[1].flops, -item[1].calls, item[0])))


_Sortable = TypeVar("_Sortable", tuple[str, int], tuple[Span, str])


def _sorted(sums: dict[_Sortable, Sum]) -> dict[_Sortable, Sum]:
    return dict(sorted(sums.items(), key=lambda item: item[0]))


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
        failure=None if failure is None else EstimatorFailure(**failure),
        introspection=result.get("introspection"),
        observations=observations_from(result, request.limits.memory_gib),
    )


def charge_from(document: dict[str, Any]) -> Charge:
    """Return the charge that a probe's result describes."""
    fields = ("file", "line", "column", "end_line", "end_column", "source")
    span = Span(**{name: document[name] for name in fields})
    rest = {name: value for name, value in document.items() if name not in fields}
    return Charge(span=span, **rest)


def _prediction(document: dict[str, Any] | None) -> PredictedMeans | None:
    if document is None or document["shape"] is None:
        return None
    shape, encoded = tuple(document["shape"]), document["values"]
    if encoded is None:
        return PredictedMeans(shape, document["finite"])
    depth, width = shape
    means = struct.unpack(f"<{depth * width}d", base64.b64decode(encoded))
    rows = tuple(means[first : first + width] for first in range(0, depth * width, width))
    return PredictedMeans(shape, document["finite"], rows)


def estimator_lines(profile: Profile) -> tuple[int, int] | None:
    """Return the first and last line of what makes up the estimator, in its own file.

    That is everything from the end of the imports above it (constants, helpers) to the end of the
    class, and whatever else was charged.

    Returns:
        Lines from 1, both inclusive; None if the file does not define the class itself.
    """
    text = next((file.source for file in profile.files if file.path == profile.file), "")
    body = ast.parse(text).body
    classes = [node for node in body if getattr(node, "name", None) == profile.class_name]
    if not classes:
        return None
    before = body[: body.index(classes[0])]
    imports = [node for node in before if isinstance(node, (ast.Import, ast.ImportFrom))]
    first = max((node.end_lineno or 0 for node in imports), default=0) + 1
    lines = text.split("\n")
    while not lines[first - 1].strip():
        first += 1
    charged = [line for file, line in profile.lines if file == profile.file]
    return min([first, *charged]), max([classes[0].end_lineno or first, *charged])
