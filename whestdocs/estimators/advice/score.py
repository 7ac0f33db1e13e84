"""What a bill means for the score: saving counts only above the floor of the multiplier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whestdocs.competition.rulebook import floor_flops, multiplier


@dataclass(frozen=True)
class Score:
    """What the FLOPs of one predict() mean for the score, residual time left aside."""

    flops: int
    flop_budget: int

    @property
    def multiplier(self) -> float:
        """What the error is multiplied by, by the FLOPs alone."""
        return multiplier(self.flops, self.flop_budget)

    @property
    def room(self) -> int:
        """FLOPs left before the multiplier rises; negative if it has risen already."""
        return floor_flops(self.flop_budget) - self.flops

    @property
    def is_at_floor(self) -> bool:
        """Whether spending less does not improve the score."""
        return self.room >= 0

    def after(self, saving: int) -> Score:
        """Return what is left of it when some FLOPs are saved."""
        return Score(self.flops - saving, self.flop_budget)

    def document(self) -> dict[str, Any]:
        """Return the same as plain data, for the published JSON contract."""
        return {
            "flop_budget": self.flop_budget,
            "share": self.flops / self.flop_budget,
            "multiplier": self.multiplier,
            "saving_improves_score": not self.is_at_floor,
            "flops_until_multiplier_rises": max(self.room, 0),
        }
