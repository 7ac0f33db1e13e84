"""A figure: a named measured value that knows where it came from.

    Profile -> figures_of -> Figure ... -> ledger, pages, figures.json

Names are paths. The first part is the source (an example), the rest says what was
measured. Expressions and lines go by their text and not by their number, so that a
comment added above them renames nothing:

    02_mean_propagation/flops
    02_mean_propagation/op/matmul/calls
    02_mean_propagation/line/mu_pre = w.T @ mu/flops
    02_mean_propagation/expression/w.T @ mu/matmul/flops
    02_mean_propagation/layer/0/flops
"""

from __future__ import annotations

import math
import shlex
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from whestdocs.profiles import Profile, Span, Sum

EXACT = "exact"
INTERVAL = "interval"
QUOTIENT = "quotient"


@dataclass(frozen=True)
class Provenance:
    """Where figures came from: everything needed to measure them again.

    Attributes:
        source: First part of the figures' names.
        file: File that was run, relative to the checkout.
        sha256: Digest of its content; of the call alone for a price.
        call: Class or command that was run, the call that was priced, or the code of a claim.
        round_tag: Round.
        flopscope: Version of flopscope.
        whestbench: Version of whestbench.
        width: Neurons in a layer; None for a price or a capture.
        depth: Layers; None for a price or a capture.
        seed: Seed of the network; None for a price or a capture.
        dtype: Dtype of the network's weights; "" for a price or a capture.
        method: How the figures were got from the run, where they are no counts of it; or "".
        again: The command that measures them again, where the rest does not tell it; or "".
    """

    source: str
    file: str
    sha256: str
    call: str
    round_tag: str
    flopscope: str
    whestbench: str
    width: int | None
    depth: int | None
    seed: int | None
    dtype: str
    method: str = ""
    again: str = ""

    @property
    def command(self) -> str:
        """The command that measures these figures again."""
        if self.again:
            return self.again
        family, _, name = self.source.partition("/")
        words = {
            "accuracy": ["accuracy", self.file, "--seed", str(self.seed)],
            "capture": ["capture", name],
            "claim": ["claim", name],
            "claims": ["claim"],
            "price": ["price", name],
            "price_list": ["prices"],
            "tip": ["tip", name],
        }
        words_of_profile = ["profile", self.file, "--seed", str(self.seed)]
        chosen = [*words.get(family, words_of_profile), "--round", self.round_tag]
        return shlex.join(["whestdocs", *chosen])


@dataclass(frozen=True)
class Figure:
    """A measured value.

    Attributes:
        name: Path of the figure within its round.
        value: The value; an integer if the kind is exact.
        unit: ``"FLOPs"``, ``"calls"``, or another unit in plain words; "" for none.
        kind: ``"exact"``, ``"interval"`` for a statistic known between bounds, or
            ``"quotient"`` for what exact counts give when divided, to six digits.
        provenance: Where it came from.
        low: Lower bound of an interval.
        high: Upper bound of an interval.
        formula: For a price, the formula in the sizes of its inputs that it obeys; "" for none.
    """

    name: str
    value: int | float
    unit: str
    kind: str
    provenance: Provenance
    low: float | None = None
    high: float | None = None
    formula: str = ""

    def agrees_with(self, other: Figure) -> bool:
        """Return whether two measurements of the figure do not contradict each other.

        Intervals agree when each holds the other's
        value and neither is more than twice as wide: one that was widened holds anything.
        All other figures agree when they are equal.
        """
        if (self.kind, self.unit, self.formula) != (other.kind, other.unit, other.formula):
            return False
        if self.kind != INTERVAL:
            return self.value == other.value
        widths = sorted((self._width, other._width))
        return self.holds(other.value) and other.holds(self.value) and widths[1] <= 2 * widths[0]

    def holds(self, value: float) -> bool:
        """Return whether ``value`` lies within the bounds of an interval."""
        return _bound(self.low) <= value <= _bound(self.high)

    @property
    def _width(self) -> float:
        return _bound(self.high) - _bound(self.low)


def _bound(value: float | None) -> float:
    return math.nan if value is None else value


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
