"""From a recorder's log to charges: equal ones added up, in order of first appearance."""

from __future__ import annotations

from collections import Counter
from typing import Any

from .recorder import RecordingContext
from .sources import Sources, Span

#: What distinguishes one charge from another: place, op, subscripts, shapes, dtype, layer.
_Key = tuple[int, str, str | None, str, str | None, int]


def charges(context: RecordingContext, depth: int, sources: Sources) -> list[dict[str, Any]]:
    """Return the charges of ``context`` as plain data.

    Args:
        context: A recorder after the run.
        depth: Layers of the network.
        sources: Where the author's files are read from.

    Returns:
        One dictionary for each distinct (place, op, shapes, dtype, layer) with the number
        of calls and their FLOPs. After the run their FLOPs add up to ``context.flops_used``;
        while it still goes on, the charge being made at this moment may be missing.
    """
    spans = [sources.span(*place) for place in list(context.lookout.places)]
    layers = _layers(context, depth, sources)
    texts: dict[str, str] = {}
    calls: dict[_Key, int] = {}
    flops: Counter[_Key] = Counter()
    for record, place, layer in zip(context.op_log, context.places, layers, strict=False):
        dtype = getattr(record, "resolved_dtype", None)  # Not recorded before flopscope 0.9.
        written = repr(record.shapes)
        shapes = texts.get(written)
        if shapes is None:
            shapes = texts[written] = str(_plain(record.shapes))
        key = (place, record.op_name, record.subscripts, shapes, dtype, layer)
        calls[key] = calls.get(key, 0) + 1
        flops[key] += int(record.flop_cost)
    return [_charge(spans[key[0]], key, count, flops[key]) for key, count in calls.items()]


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


def _layers(context: RecordingContext, depth: int, sources: Sources) -> list[int]:
    """Return the layer that each charge worked on, -1 where nothing tells.

    Where no variable told, an expression inside a loop that ran exactly once for every
    layer is taken in order.
    """
    untold = Counter(
        place for place, layer in zip(context.places, context.layers, strict=False) if layer < 0
    )
    in_order = {
        place
        for place, visits in untold.items()
        if visits == depth and _is_in_loop(context, sources, place)
    }
    visits: Counter[int] = Counter()
    layers: list[int] = []
    for place, layer in zip(context.places, context.layers, strict=False):
        if layer < 0 and place in in_order:
            layers.append(visits[place])
            visits[place] += 1
        else:
            layers.append(layer)
    return layers


def _is_in_loop(context: RecordingContext, sources: Sources, place: int) -> bool:
    code, offset = context.lookout.places[place]
    line = sources.span(code, offset).line
    return line in sources.source(code.co_filename).lines_in_layer_loops
