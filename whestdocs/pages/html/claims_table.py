"""Claims as a table: what the page says, and what became of it in each round."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from whestdocs.competition.rounds import ROUNDS, tags_beginning_with
from whestdocs.figures.figure import Figure
from whestdocs.measurements.claims.claim_catalogue import Claim
from whestdocs.measurements.claims.verdicts import Verdict, number, together, with_unit
from whestdocs.pages.page_state import PageState
from whestdocs.views.html.templating import render, with_code

#: Code that prices one call, at the default dtype or at another.
_PRICED = re.compile(r"""cost\((["'])(?P<call>.+?)\1(?:, "(?P<dtype>\w+)")?\)""")
#: How a verdict looks: its name in the style sheet, its sign, its word.
_LOOKS = {
    True: ("true", "\N{CHECK MARK}", "true"),
    False: ("false", "\N{MULTIPLICATION X}", "false"),
    None: ("none", "\N{EN DASH}", "not applicable"),
}


class ClaimsTable:
    """Makes the HTML of claims.

    Args:
        verdicts: The verdicts on all claims in the page's round, by id.
        page: The page.
    """

    def __init__(self, verdicts: dict[str, Verdict], page: PageState) -> None:
        self._verdicts = verdicts
        self._round = page.edition.round
        self._find = page.edition.find
        self._popovers = page.popovers

    def html(self, families: Sequence[str]) -> Markup:
        """Return a table of the claims whose ids begin with one of ``families``."""
        groups: dict[str, list[Verdict]] = {}
        for verdict in self._verdicts.values():
            if verdict.claim.family in families:
                groups.setdefault(verdict.claim.quote, []).append(verdict)
        return render(
            "claims_table",
            tags=tags_beginning_with(self._round.tag),
            here=self._round.tag,
            groups=[self._group(quote, group) for quote, group in groups.items()],
        )

    def _group(self, quote: str, verdicts: list[Verdict]) -> dict[str, Any]:
        """Return a statement with its claims, how they were read, and what is true instead."""
        looks = {
            tag: _LOOKS[together(self._holds(each, tag) for each in verdicts)][0] for tag in ROUNDS
        }
        readings = dict.fromkeys(each.claim.reading for each in verdicts)
        instead = dict.fromkeys(each.instead for each in verdicts)
        return {
            "quote": quote,
            "is_reading": verdicts[0].claim.is_reading,
            "looks": looks,
            "rows": list(map(self._row, verdicts)),
            "readings": [with_code(text) for text in readings if text],
            "instead": [with_code(text) for text in instead if text],
        }

    def _holds(self, verdict: Verdict, tag: str) -> bool | None:
        figure = self._figure(verdict, "holds", tag)
        return None if figure is None else bool(figure.value)

    def _row(self, verdict: Verdict) -> dict[str, Any]:
        """Return a claim, and what became of it in each round."""
        claim = verdict.claim
        return {
            "claim": claim,
            "label": _label(claim),
            "popover": self._popover(claim),
            "cells": [self._cell(verdict, tag) for tag in tags_beginning_with(self._round.tag)],
        }

    def _cell(self, verdict: Verdict, tag: str) -> dict[str, Any]:
        is_here = tag == self._round.tag
        holds = self._figure(verdict, "holds", tag)
        look, sign, word = _LOOKS[self._holds(verdict, tag)]
        measured = self._figure(verdict, "measured", tag)
        # The page of one round does not know what no figure says of another.
        shown: Markup | str = _unpublished(verdict) if is_here else ""
        if measured is not None:
            shown = self._raw(with_unit(number(measured.value), measured.unit), measured)
        return {
            "tag": tag,
            "look": look,
            "sign": sign,
            "word": self._raw(word, holds) if holds else word,
            "measured": shown,
            "is_here": is_here,
        }

    def _figure(self, verdict: Verdict, name: str, tag: str) -> Figure | None:
        return self._find(f"claim/{verdict.claim.identifier}/{name}", tag)

    def _raw(self, text: str, figure: Figure) -> Markup:
        """Return marked text: the button of the row shows where all of its numbers come from."""
        return self._popovers.button(text, figure, raw=True)

    def _popover(self, claim: Claim) -> str:
        figure = self._find(f"claim/{claim.identifier}/holds", self._round.tag)
        command = f"whestdocs claim {claim.identifier} --round {self._round.tag}"

        def html() -> Markup:
            return render(
                "claims_table_popover",
                claim=claim,
                release=self._round.release,
                provenance=figure.provenance if figure else None,
                command=figure.provenance.command if figure else command,
            )

        label = f"How {claim.identifier} was measured"
        return self._popovers.add(f"claim {claim.identifier}", html, label=label)


def verdicts_summary(counts: dict[str, list[Figure]], page: PageState) -> Markup:
    """Return the HTML of how many statements are true in each round, as a chart.

    Args:
        counts: For each round, how many statements are true, are false, do not apply.
        page: The page.
    """
    looks = list(_LOOKS.values())
    rows = [(tag, list(zip(looks, figures, strict=True))) for tag, figures in counts.items()]
    here, button = page.edition.round.tag, page.popovers.button
    return render("claims_table_summary", rows=rows, here=here, looks=looks, button=button)


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
