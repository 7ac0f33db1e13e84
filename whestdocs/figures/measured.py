"""What was measured for one round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from whestdocs.competition.rounds import Round
from whestdocs.estimators.profiles import Profile
from whestdocs.figures.figure import Figure


@dataclass(frozen=True)
class Measured:
    """What was measured for one round.

    Attributes:
        round: The round.
        profiles: Profile of each example, by source name (the file's name without ``.py``).
        results: Result of each other measurement, by its name.
        figures: The figures that they give, by name; not all of them are published.
        kept: Where the figures of each measurement are kept in the cache, by its name.
    """

    round: Round
    profiles: Mapping[str, Profile]
    results: Mapping[str, dict[str, Any]]
    figures: dict[str, Figure]
    kept: Mapping[str, str] = field(default_factory=dict)
