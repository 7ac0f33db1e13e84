"""The block that says how many sentences a run checks."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from whestdocs.pages.blocks.block import PageBlock
from whestdocs.pages.page_state import PageState
from whestdocs.pages.sentences import CLAIM, FIGURE, NOTHING, OUTPUT
from whestdocs.pages.share import Share, shares, together
from whestdocs.project import find_project
from whestdocs.views.html.templating import render

#: The kinds of checks, as columns.
_COLUMNS = {
    CLAIM: "in a claim",
    OUTPUT: "figure of an output",
    FIGURE: "another figure",
    NOTHING: "not checked",
}


class SentenceShare(PageBlock):
    """How many sentences of all pages stand in claims, show a figure, or are not checked."""

    NAME = "share"
    FIGURES = ()
    ARGUMENT = False

    def html(self, page: PageState) -> str:
        """Return what the block shows."""
        pages = find_project(page.page.folder if page.page else None).pages
        tag = page.edition.round.tag
        return share_table(shares(pages, tag), tag)


def share_table(pages: Sequence[Share], tag: str) -> Markup:
    """Return the HTML of the pages' shares, those with most unchecked sentences first.

    Args:
        pages: The share of each page.
        tag: The round that they were counted in.
    """
    ranked = sorted(pages, key=lambda page: (-page.counts[NOTHING], page.title))
    rows = [page for page in ranked if page.sentences]
    return render("share_blocks", tag=tag, total=together(pages), rows=rows, columns=_COLUMNS)
