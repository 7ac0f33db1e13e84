"""From a recorder's log to charges: equal ones added up, in order of first appearance."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from typing import Any, Protocol

from .locator import Locator
from .sources import CodeSpan, Sources

#: What distinguishes one charge from another: span, op, subscripts, shapes, dtype, layer.
_Key = tuple[int, str, str | None, str, str | None, int]


class Recorded(Protocol):
    """What a recorder has noted: for each record of flopscope's log a place and a layer."""

    locator: Locator
    places: array[int]
    layers: array[int]

    @property
    def op_log(self) -> Sequence[Any]:
        """The records of flopscope."""


def charges(context: Recorded, depth: int, sources: Sources) -> list[dict[str, Any]]:
    """Return the charges that ``context`` recorded on a network of ``depth`` layers.

    There is one for each distinct (span, op, shapes, dtype, layer), with the number of calls
    and their FLOPs. After the run their FLOPs add up to ``context.flops_used``; while it still
    goes on, the charge being made at this moment may be missing.
    """
    recorded = list(context.places)  # Before the places, of which the run may add some.
    spans, span_of_place = _spans(context, sources)
    numbers = [span_of_place[place] for place in recorded]
    in_loops = {number for number, span in enumerate(spans) if sources.is_in_layer_loop(span)}
    layers = _layers(numbers, list(context.layers), in_loops, depth)
    texts: dict[str, str] = {}
    calls: Counter[_Key] = Counter()
    flops: Counter[_Key] = Counter()
    for record, number, layer in zip(context.op_log, numbers, layers, strict=False):
        dtype = getattr(record, "resolved_dtype", None)  # Not recorded before flopscope 0.9.
        written = repr(record.shapes)
        shapes = texts.get(written)
        if shapes is None:
            shapes = texts[written] = str(_plain(record.shapes))
        key = (number, record.op_name, record.subscripts, shapes, dtype, layer)
        calls[key] += 1
        flops[key] += int(record.flop_cost)
    return [_charge(spans[key[0]], key, count, flops[key]) for key, count in calls.items()]


def _spans(context: Recorded, sources: Sources) -> tuple[list[CodeSpan], list[int]]:
    """Return the distinct spans, and for each place the number of its span."""
    numbers: dict[CodeSpan, int] = {}
    span_of_place = [
        numbers.setdefault(sources.span(*place), len(numbers))
        for place in list(context.locator.places)
    ]
    return list(numbers), span_of_place


def _charge(span: CodeSpan, key: _Key, calls: int, flops: int) -> dict[str, Any]:
    _, op, subscripts, shapes, dtype, layer = key
    return vars(span) | {
        "op": op,
        "subscripts": subscripts,
        "shapes": shapes,
        "dtype": dtype,
        "layer": None if layer < 0 else layer,
        "calls": calls,
        "flops": flops,
    }


def _plain(shapes: Any) -> list[Any]:
    """Return shapes as nested lists of integers, whatever sequences a release records."""
    return [
        _plain(item) if isinstance(item, (tuple, list)) else int(item)
        for item in shapes
        if item is not None
    ]


def _layers(numbers: list[int], layers: list[int], in_loops: set[int], depth: int) -> list[int]:
    """Return the layer that each charge worked on, -1 where nothing tells.

    Where no variable told, an expression inside a loop over the layers (its span is one of
    ``in_loops``) that ran exactly once for every layer is taken in order.
    """
    untold = Counter(number for number, layer in zip(numbers, layers, strict=False) if layer < 0)
    visits = {number: iter(range(depth)) for number in in_loops if untold[number] == depth}
    return [
        next(visits[number]) if layer < 0 and number in visits else layer
        for number, layer in zip(numbers, layers, strict=False)
    ]
