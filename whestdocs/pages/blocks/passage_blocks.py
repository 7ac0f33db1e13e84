"""Blocks around prose: a claim that must hold, a passage for some rounds."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from whestdocs.competition.rounds import ROUNDS
from whestdocs.errors import FigureError
from whestdocs.pages.blocks.block import PageBlock
from whestdocs.pages.html.claim_mark import claim_mark
from whestdocs.pages.page_state import PageState


class ClaimPassage(PageBlock):
    """A passage that a condition over figures must bear out."""

    NAME = "claim"
    FIGURES = ()

    def on_create(self, parent: Element) -> Element:
        """Create the passage's element, with the mark that says it is checked."""
        state = self.page_state
        element = SubElement(parent, "div", {"class": "claim"})
        mark = SubElement(
            element, "span", {"class": "claim-mark", "data-search-exclude": "data-search-exclude"}
        )
        mark.text = state.token(self.header, lambda: self._check(state))
        return element

    def _check(self, state: PageState) -> str:
        tag = state.edition.round.tag
        try:
            holds, looked_at = state.expressions.holds(self.argument)
        except FigureError as error:
            message = f"in {tag} the claim `{self.argument}` is refused. {error}"
            raise FigureError(message) from error
        if not holds:
            values = "; ".join(f"{f.name} = {f.value:,} {f.unit}" for f in looked_at.figures)
            raise FigureError(
                f"in {tag} this claim is false: {self.argument} ({values}). Correct the sentence, "
                "or limit it to the rounds where it holds."
            )
        return claim_mark(self.argument, looked_at.figures, state.popovers)


class RoundPassage(PageBlock):
    """A passage for some rounds only, named by their tags."""

    NAME = "round"
    FIGURES = ()

    def on_validate(self, parent: Element) -> bool:
        """Refuse tags that no round has: their passage would vanish without a word."""
        unknown = [tag for tag in self.argument.split() if tag not in ROUNDS]
        if unknown:
            raise self.page_state.error(
                self.header,
                f"there is no round {unknown[0]!r}. Rounds are: {', '.join(ROUNDS)}.",
            )
        return True

    def on_create(self, parent: Element) -> Element:
        """Create the passage's element, marked with its rounds."""
        return SubElement(parent, "div", {"data-rounds": self.argument})
