"""What a round is: its shape, budget, rulebook and the release that documents it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whestdocs.competition.releases import RELEASES, Release
from whestdocs.errors import UsageError

_ROUNDS_FILE = Path(__file__).with_name("rounds.toml")


@dataclass(frozen=True)
class Round:
    """A competition round.

    Attributes:
        tag: Name of the round, as in ``whestbench.budget.ROUNDS``.
        width: Neurons in a layer.
        depth: Weight matrices of a network.
        flop_budget: FLOPs that one ``predict()`` may spend.
        residual_mode: ``"priced"`` (residual seconds are charged as FLOPs) or ``"gated"``
            (they are capped instead).
        residual_flops_per_second: Price of one residual second in FLOPs; 0 when gated.
        residual_wall_time_limit_s: Cap on residual seconds, or None when nothing is capped.
        wall_time_limit_s: Wall-clock cap of one ``predict()`` in seconds.
        setup_time_limit_s: Wall-clock cap of ``setup()`` in seconds, or None.
        release: The release whose costs the guide documents for this round.
    """

    tag: str
    width: int
    depth: int
    flop_budget: int
    residual_mode: str
    residual_flops_per_second: float
    residual_wall_time_limit_s: float | None
    wall_time_limit_s: float
    setup_time_limit_s: float | None
    release: Release


def _read_round(tag: str, table: dict[str, Any]) -> Round:
    release = RELEASES[table.pop("flopscope")]
    optional = {"residual_wall_time_limit_s": None, "setup_time_limit_s": None}
    return Round(tag=tag, release=release, **(optional | table))


def _read_rounds() -> tuple[dict[str, Round], str]:
    with _ROUNDS_FILE.open("rb") as stream:
        document = tomllib.load(stream)
    rounds = {tag: _read_round(tag, table) for tag, table in document["rounds"].items()}
    return rounds, document["current"]


#: Every round, oldest first, keyed by tag; and the tag of the one being graded.
ROUNDS, CURRENT_TAG = _read_rounds()


def tags_beginning_with(tag: str) -> list[str]:
    """Return the tags of all rounds, ``tag`` before the others."""
    return sorted(ROUNDS, key=lambda other: other != tag)


def round_by_tag(tag: str | None) -> Round:
    """Return the round called ``tag``, or the current round for None.

    Raises:
        UsageError: No round has that tag.
    """
    if tag is None:
        return ROUNDS[CURRENT_TAG]
    if tag not in ROUNDS:
        raise UsageError(f"There is no round {tag!r}. Rounds are: {', '.join(ROUNDS)}.")
    return ROUNDS[tag]
