"""From a recorder's log to charges: equal ones added up, in order of first appearance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Protocol

from .lookout import Lookout
from .sources import Sources, Span

#: What distinguishes one charge from another: span, op, subscripts, shapes, dtype, layer.
_Key = tuple[int, str, str | None, str, str | None, int]


class Recorded(Protocol):
    """What a recorder has noted: a place and a layer for each record of a log."""

    lookout: Lookout

    @property
    def places(self) -> Sequence[int]:
        """For each record, the number of its place."""

    @property
    def layers(self) -> Sequence[int]:
        """For each record, the layer of the network, or -1."""

    @property
    def op_log(self) -> Sequence[Any]:
        """The records of flopscope."""


def charges(context: Recorded, depth: int, sources: Sources) -> list[dict[str, Any]]:
    """Return the charges of ``context`` as plain data.

    Args:
        context: A recorder after the run.
        depth: Layers of the network.
        sources: Where the author's files are read from.

    Returns:
        One dictionary for each distinct (span, op, shapes, dtype, layer) with the number
        of calls and their FLOPs. After the run their FLOPs add up to ``context.flops_used``;
        while it still goes on, the charge being made at this moment may be missing.
    """
    recorded = list(context.places)  # Before the places, of which the run may add some.
    spans, span_of_place = _spans(context, sources)
    numbers = [span_of_place[place] for place in recorded]
    in_loops = {number for number, span in enumerate(spans) if sources.is_in_layer_loop(span)}
    layers = _layers(numbers, list(context.layers), in_loops, depth)
    texts: dict[str, str] = {}
    calls: dict[_Key, int] = {}
    flops: Counter[_Key] = Counter()
    for record, number, layer in zip(context.op_log, numbers, layers, strict=False):
        dtype = getattr(record, "resolved_dtype", None)  # Not recorded before flopscope 0.9.
        written = repr(record.shapes)
        shapes = texts.get(written)
        if shapes is None:
            shapes = texts[written] = str(_plain(record.shapes))
        key = (number, record.op_name, record.subscripts, shapes, dtype, layer)
        calls[key] = calls.get(key, 0) + 1
        flops[key] += int(record.flop_cost)
    return [_charge(spans[key[0]], key, count, flops[key]) for key, count in calls.items()]


def _spans(context: Recorded, sources: Sources) -> tuple[list[Span], list[int]]:
    """Return the distinct spans, and for each place the number of its span."""
    numbers: dict[Span, int] = {}
    span_of_place = [
        numbers.setdefault(sources.span(*place), len(numbers))
        for place in list(context.lookout.places)
    ]
    return list(numbers), span_of_place


def _charge(span: Span, key: _Key, calls: int, flops: int) -> dict[str, Any]:
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

    Where no variable told, an expression inside a loop over the layers that ran exactly once
    for every layer is taken in order.

    Args:
        numbers: For each charge, the number of its span.
        layers: For each charge, the layer that a variable told, or -1.
        in_loops: Numbers of the spans in loops that run over the layers in order.
        depth: Layers of the network.
    """
    untold = Counter(number for number, layer in zip(numbers, layers, strict=False) if layer < 0)
    in_order = {number for number in in_loops if untold[number] == depth}
    visits: Counter[int] = Counter()
    found: list[int] = []
    for number, layer in zip(numbers, layers, strict=False):
        if layer < 0 and number in in_order:
            layer = visits[number]
            visits[number] += 1
        found.append(layer)
    return found
