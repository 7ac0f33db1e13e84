"""Blocks about the statements of the page this guide grew from."""

from __future__ import annotations

from whestdocs.competition.rounds import ROUNDS
from whestdocs.errors import FigureError
from whestdocs.measurements.claims.claim_catalogue import claims
from whestdocs.measurements.claims.claims_job import COUNTED, COUNTS, ClaimsJob
from whestdocs.pages.blocks.block import PageBlock
from whestdocs.pages.html.claims_table import ClaimsTable, verdicts_summary
from whestdocs.pages.page_state import PageState


class Verdicts(PageBlock):
    """How many statements are true in each round, and what filters their tables."""

    NAME = "verdicts"
    FIGURES = ("claims/*",)
    OF_EVERY_ROUND = True
    ARGUMENT = False

    def html(self, page: PageState) -> str:
        """Return what the block shows."""
        look_up = page.edition.figure
        counts = {tag: [look_up(f"{COUNTS}/{name}", tag) for name in COUNTED] for tag in ROUNDS}
        return verdicts_summary(counts, page)


class Claims(PageBlock):
    """A table of statements, chosen by the first parts of their ids."""

    NAME = "claims"
    FIGURES = ("claim/{word}.*", "claims/")
    OF_EVERY_ROUND = True

    def html(self, page: PageState) -> str:
        """Return what the block shows."""
        families, edition = self.argument.split(), page.edition
        known = claims()
        names = dict.fromkeys(claim.family for claim in known.values())
        for family in families:
            if family not in names:
                raise FigureError(
                    f"No claim's id begins with {family!r}. They begin with: {', '.join(names)}."
                )
        verdicts = ClaimsJob(edition.round, known).verdicts(edition.results[COUNTS])
        return ClaimsTable(verdicts, page).html(families)
