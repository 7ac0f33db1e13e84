"""Blocks about the statements of the page this guide grew from."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from whestdocs.blocks.block import PageBlock
from whestdocs.claims.catalogue import claims
from whestdocs.claims.job import COUNTED, COUNTS, ClaimsJob
from whestdocs.errors import FigureError
from whestdocs.rounds import ROUNDS
from whestdocs.views.claims import ClaimsTable, verdicts_summary

if TYPE_CHECKING:
    from whestdocs.markdown import PageState


class Verdicts(PageBlock):
    """How many statements are true in each round, and what filters their tables."""

    NAME = "verdicts"
    ARGUMENT = False

    def on_create(self, parent: Element) -> Element:
        """Create the chart's element."""

        def job(page: PageState) -> str:
            look_up = page.edition.figure
            counts = {tag: [look_up(f"{COUNTS}/{name}", tag) for name in COUNTED] for tag in ROUNDS}
            return verdicts_summary(counts, page.edition.round.tag, page.popovers)

        return self.view(parent, job)


class Claims(PageBlock):
    """A table of statements, chosen by the first parts of their ids."""

    NAME = "claims"

    def on_create(self, parent: Element) -> Element:
        """Create the table's element."""

        def job(page: PageState) -> str:
            families, edition = self.argument.split(), page.edition
            known = claims()
            names = dict.fromkeys(claim.family for claim in known.values())
            for family in families:
                if family not in names:
                    raise FigureError(
                        f"No claim's id begins with {family!r}. They begin with: "
                        f"{', '.join(names)}."
                    )
            verdicts = ClaimsJob(edition.round, known).verdicts(edition.results[COUNTS])
            table = ClaimsTable(edition.round, verdicts, edition.ledgers, page.popovers)
            return table.html(families)

        return self.view(parent, job)
