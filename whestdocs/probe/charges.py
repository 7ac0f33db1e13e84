"""From a recorder's log to charges: equal ones added up, in order of first appearance."""

from __future__ import annotations

from collections import Counter
from typing import Any

from .recorder import RecordingContext
from .sources import Source, Sources

#: What distinguishes one charge from another: place, op, subscripts, shapes, dtype, layer.
_Key = tuple[int, str, str | None, str, str | None, int | None]


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
    layers = _layers(context, depth, sources)
    calls: dict[_Key, int] = {}
    flops: Counter[_Key] = Counter()
    for record, place, layer in zip(context.op_log, context.places, layers, strict=False):
        dtype = getattr(record, "resolved_dtype", None)  # Not recorded before flopscope 0.9.
        shapes = str(_plain(record.shapes))
        key = (place, record.op_name, record.subscripts, shapes, dtype, layer)
        calls[key] = calls.get(key, 0) + 1
        flops[key] += int(record.flop_cost)
    return [_charge(context, sources, key, count, flops[key]) for key, count in calls.items()]


def _charge(
    context: RecordingContext, sources: Sources, key: _Key, calls: int, flops: int
) -> dict[str, Any]:
    place, op, subscripts, shapes, dtype, layer = key
    span = sources.span(*context.place_table.places[place])
    return vars(span) | {
        "op": op,
        "subscripts": subscripts,
        "shapes": shapes,
        "dtype": dtype,
        "layer": layer,
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


def _layers(context: RecordingContext, depth: int, sources: Sources) -> list[int | None]:
    """Return the layer that each charge worked on, None where the source does not tell.

    The layer is that of the weight matrix which a local variable held, as long as that
    variable follows an iteration there. Without any such variable an expression inside a
    loop that ran exactly once for every layer is taken in order.
    """
    seen = [_sighted_layer(context, sources, sighting) for sighting in context.distinct_sightings]
    unsighted = Counter(
        place
        for place, sighting in zip(context.places, context.sightings, strict=True)
        if sighting < 0
    )
    in_order = {
        place
        for place, visits in unsighted.items()
        if visits == depth and _is_in_loop(context, sources, place)
    }
    visits: Counter[int] = Counter()
    layers: list[int | None] = []
    for place, sighting in zip(context.places, context.sightings, strict=True):
        if sighting >= 0:
            layers.append(seen[sighting])
        elif place in in_order:
            layers.append(visits[place])
            visits[place] += 1
        else:
            layers.append(None)
    return layers


def _source_and_line(context: RecordingContext, sources: Sources, place: int) -> tuple[Source, int]:
    code, offset = context.place_table.places[place]
    return sources.source(code.co_filename), sources.span(code, offset).line


def _sighted_layer(
    context: RecordingContext, sources: Sources, sighting: tuple[int, str, int]
) -> int | None:
    place, name, layer = sighting
    source, line = _source_and_line(context, sources, place)
    return layer if source.varies_at(name, line) else None


def _is_in_loop(context: RecordingContext, sources: Sources, place: int) -> bool:
    source, line = _source_and_line(context, sources, place)
    return source.is_in_loop(line)
