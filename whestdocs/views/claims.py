"""Claims as a table: what the page says, and what became of it in each round."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from whestdocs.claims.catalogue import Claim
from whestdocs.claims.verdicts import Verdict, number, with_unit
from whestdocs.figures import Figure
from whestdocs.ledger import Ledger
from whestdocs.rounds import Round, tags_beginning_with
from whestdocs.views.figure import command_line, figure_button
from whestdocs.views.popover import Popovers
from whestdocs.views.templating import render

#: Code that prices one call, at the default dtype or at another.
_PRICED = re.compile(r"""cost\((["'])(?P<call>.+?)\1(?:, "(?P<dtype>\w+)")?\)""")
_CODE_SPAN = re.compile(r"`([^`]+)`")
#: How a verdict looks: its name in the style sheet, its sign, its word.
_LOOKS = {
    True: ("true", "\N{CHECK MARK}", "true"),
    False: ("false", "\N{MULTIPLICATION X}", "false"),
    None: ("none", "\N{EN DASH}", "not applicable"),
}


@dataclass(frozen=True)
class _Cell:
    """What became of a claim in a round.

    Attributes:
        tag: The round.
        look: Name of the verdict in the style sheet.
        sign: Its sign.
        word: Its word, as a figure where it applies.
        measured: What was measured, "" where the page of this round does not know.
        is_here: Whether the page is about that round.
    """

    tag: str
    look: str
    sign: str
    word: Markup | str
    measured: Markup | str
    is_here: bool


@dataclass(frozen=True)
class _Row:
    """A claim.

    Attributes:
        claim: The claim.
        label: What is measured, as HTML.
        popover: Id of the popover that says how.
        cells: One for each round.
    """

    claim: Claim
    label: Markup
    popover: str
    cells: list[_Cell]


class ClaimsTable:
    """Makes the HTML of claims.

    Args:
        round_: The round that the page is about.
        verdicts: The verdicts on all claims in it, by id.
        ledgers: The accepted figures of every round.
        popovers: The page's popovers.
    """

    def __init__(
        self,
        round_: Round,
        verdicts: dict[str, Verdict],
        ledgers: dict[str, Ledger],
        popovers: Popovers,
    ) -> None:
        self._round = round_
        self._verdicts = verdicts
        self._ledgers = ledgers
        self._popovers = popovers

    def html(self, families: Sequence[str]) -> Markup:
        """Return a table of the claims whose ids begin with one of ``families``."""
        groups: dict[str, list[Verdict]] = {}
        for verdict in self._verdicts.values():
            if verdict.claim.family in families:
                groups.setdefault(verdict.claim.quote, []).append(verdict)
        return render(
            "claims",
            tags=tags_beginning_with(self._round.tag),
            here=self._round.tag,
            groups=[
                (quote, [self._row(each) for each in group], *self._notes(group))
                for quote, group in groups.items()
            ],
        )

    def _row(self, verdict: Verdict) -> _Row:
        claim = verdict.claim
        cells = [self._cell(verdict, tag) for tag in tags_beginning_with(self._round.tag)]
        return _Row(claim, _label(claim), self._popover(claim), cells)

    def _cell(self, verdict: Verdict, tag: str) -> _Cell:
        is_here = tag == self._round.tag
        holds = self._figure(verdict, "holds", tag)
        look, sign, word = _LOOKS[None if holds is None else bool(holds.value)]
        measured = self._figure(verdict, "measured", tag)
        shown: Markup | str = _unpublished(verdict) if is_here else ""
        if measured is not None:
            shown = self._raw(with_unit(number(measured.value), measured.unit), measured)
        return _Cell(tag, look, sign, self._raw(word, holds) if holds else word, shown, is_here)

    def _figure(self, verdict: Verdict, name: str, tag: str) -> Figure | None:
        return self._ledgers[tag].figures.get(f"claim/{verdict.claim.identifier}/{name}")

    def _raw(self, text: str, figure: Figure) -> Markup:
        """Return marked text: the button of the row shows where all of its numbers come from."""
        return figure_button(text, [figure], self._popovers, raw=True)

    def _popover(self, claim: Claim) -> str:
        figure = self._ledgers[self._round.tag].figures.get(f"claim/{claim.identifier}/holds")
        command = f"whestdocs claim {claim.identifier} --round {self._round.tag}"
        html = render(
            "claim_popover",
            claim=claim,
            release=self._round.release,
            provenance=figure.provenance if figure else None,
            command=command_line(figure.provenance.command if figure else command),
        )
        label = f"How {claim.identifier} was measured"
        return self._popovers.add(f"claim {claim.identifier}", html, label=label)

    def _notes(self, group: list[Verdict]) -> tuple[list[Markup], list[Markup]]:
        """Return how the claims of a group were read, and what is true instead in this round."""
        readings = dict.fromkeys(each.claim.reading for each in group)
        instead = dict.fromkeys(each.instead for each in group)
        return [_marked_up(text) for text in readings if text], [
            _marked_up(text) for text in instead if text
        ]


def verdicts_summary(counts: dict[str, list[Figure]], here: str, popovers: Popovers) -> Markup:
    """Return the HTML of how many claims are true in each round, as a chart.

    Args:
        counts: For each round, how many claims are true, are false, do not apply.
        here: The round that the page is about.
        popovers: The page's popovers.
    """

    def button(figure: Figure) -> Markup:
        return figure_button(f"{figure.value:,}", [figure], popovers)

    looks = list(_LOOKS.values())
    rows = [(tag, list(zip(looks, figures, strict=True))) for tag, figures in counts.items()]
    return render("verdicts", rows=rows, here=here, looks=looks, button=button)


def _unpublished(verdict: Verdict) -> str:
    """Return a measure that is no figure, "" where it says no more than the verdict does."""
    if isinstance(verdict.measured, bool):
        return ""
    return f"e.g. {verdict.text}" if verdict.claim.varies else verdict.text


def _label(claim: Claim) -> Markup:
    """Return what is measured: in the catalogue's words, or the call that was priced."""
    if claim.label:
        return Markup("{}").format(claim.label)
    priced = _PRICED.fullmatch(claim.code)
    if priced is None:
        return Markup("how it was measured")
    dtype = f" at {priced['dtype']}" if priced["dtype"] else ""
    return Markup("<code>{}</code>{}").format(priced["call"], dtype)


def _marked_up(text: str) -> Markup:
    """Return ``text`` as HTML, with what stands between backticks as code."""
    pieces = _CODE_SPAN.split(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if index % 2 else piece
        for index, piece in enumerate(pieces)
    )
