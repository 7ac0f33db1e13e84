"""A figure: a named measured value that knows where it came from.

    job -> Figure ... -> compared with the ledger -> pages, published data

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
from dataclasses import dataclass

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
        command: The command that measures these figures again.
        width: Neurons in a layer; None where no network was made.
        depth: Layers; None where no network was made.
        seed: Seed of the network; None where none was made.
        dtype: Dtype of the network's weights; "" where none was made.
        method: How the figures were got from the run, where they are no counts of it; or "".
    """

    source: str
    file: str
    sha256: str
    call: str
    round_tag: str
    flopscope: str
    whestbench: str
    command: str
    width: int | None = None
    depth: int | None = None
    seed: int | None = None
    dtype: str = ""
    method: str = ""


@dataclass(frozen=True)
class Accepted:
    """A value that somebody accepted: all that a ledger keeps of a figure.

    Attributes:
        name: Path of the figure within its round.
        value: The value; an integer if the kind is exact.
        kind: ``"exact"``, ``"interval"`` for a statistic known between bounds, or
            ``"quotient"`` for what exact counts give when divided, to six digits.
        low: Lower bound of an interval.
        high: Upper bound of an interval.
    """

    name: str
    value: int | float
    kind: str
    low: float | None = None
    high: float | None = None

    def holds(self, value: float) -> bool:
        """Return whether ``value`` lies within the bounds of an interval."""
        return _bound(self.low) <= value <= _bound(self.high)

    @property
    def width(self) -> float:
        """The distance between the bounds of an interval."""
        return _bound(self.high) - _bound(self.low)


def _bound(value: float | None) -> float:
    return math.nan if value is None else value


@dataclass(frozen=True)
class Figure:
    """A measured value.

    Attributes:
        name: Path of the figure within its round.
        value: The value; an integer if the kind is exact.
        unit: ``"FLOPs"``, ``"calls"``, or another unit in plain words; "" for none.
        kind: As in `Accepted`.
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

    @property
    def accepted(self) -> Accepted:
        """What a ledger keeps of it."""
        return Accepted(self.name, self.value, self.kind, self.low, self.high)


def agree(one: Accepted, other: Accepted) -> bool:
    """Return whether two measurements of a figure do not contradict each other.

    Intervals agree when each holds the other's value and neither is more than twice as wide:
    one that was widened holds anything. All other figures agree when they are equal.
    """
    if one.kind != other.kind:
        return False
    if one.kind != INTERVAL:
        return one.value == other.value
    widths = sorted((one.width, other.width))
    return one.holds(other.value) and other.holds(one.value) and widths[1] <= 2 * widths[0]
