"""The figures that a profile gives, and the names of its lines and expressions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from whestdocs.estimators.profiles import Profile, Span, Sum
from whestdocs.figures.figure import EXACT, Figure, Provenance


def figures_of(profile: Profile, provenance: Provenance) -> list[Figure]:
    """Return every figure that ``profile`` gives.

    Args:
        profile: A profile without failure.
        provenance: Where it came from; its source begins the names.
    """
    return [
        Figure(f"{provenance.source}/{path}", value, unit, EXACT, provenance)
        for path, value, unit in _values(profile)
    ]


def _values(profile: Profile) -> Iterator[tuple[str, int, str]]:
    """Yield (path, value, unit) of everything a profile measured."""
    yield "flops", profile.flops_used, "FLOPs"
    yield "setup_flops", profile.setup_flops, "FLOPs"
    yield "calls", sum(charge.calls for charge in profile.charges), "calls"
    for op, total in profile.ops.items():
        yield from _sums(f"op/{op}", total)
    for path, total in line_paths(profile).values():
        yield from _sums(path, total)
    for path, total in expression_paths(profile).values():
        yield from _sums(path, total)
        layers = total.flops_by_layer.values()
        if layers:
            yield f"{path}/layer/least", min(layers), "FLOPs"
            yield f"{path}/layer/most", max(layers), "FLOPs"
    if list(profile.layers) == [None]:  # Nothing follows the layers: there is no chart of it.
        return
    for layer, total in profile.layers.items():
        yield f"layer/{'none' if layer is None else layer}/flops", total.flops, "FLOPs"


def _sums(path: str, total: Sum) -> Iterator[tuple[str, int, str]]:
    yield f"{path}/calls", total.calls, "calls"
    yield f"{path}/flops", total.flops, "FLOPs"


def line_paths(profile: Profile) -> dict[tuple[str, int], tuple[str, Sum]]:
    """Return, for each charged (file, line), the path of its figures and its sum."""
    texts = {file.path: file.source.split("\n") for file in profile.files}
    names = _Names(profile.file)
    paths = {}
    for (file, line), total in profile.lines.items():
        lines = texts.get(file, [])
        text = lines[line - 1].split("  #")[0] if line <= len(lines) else f"line {line}"
        paths[file, line] = names.unique("line", file, text), total
    return paths


def expression_paths(profile: Profile) -> dict[tuple[Span, str], tuple[str, Sum]]:
    """Return, for each charged (expression, op), the path of its figures and its sum."""
    names = _Names(profile.file)
    return {
        (span, op): (names.unique("expression", span.file, span.source, op), total)
        for (span, op), total in profile.expressions.items()
    }


class _Names:
    """Makes paths from source text; a text that occurs again gets " (2)" and so on."""

    def __init__(self, main_file: str) -> None:
        self._main_file = main_file
        self._seen: Counter[str] = Counter()
        self._given: set[str] = set()

    def unique(self, kind: str, file: str, text: str, op: str = "") -> str:
        prefix = "" if file == self._main_file else f"{file}: "
        path = f"{kind}/{prefix}{' '.join(text.split())}"
        ending = f"/{op}" if op else ""
        while True:
            # Several operations of one expression share its text, so count them together.
            self._seen[path + ending] += 1
            count = self._seen[path + ending]
            name = f"{path}{f' ({count})' if count > 1 else ''}{ending}"
            if name not in self._given:  # A source can itself read "f (2)".
                self._given.add(name)
                return name
