"""Every claim of the pages, judged by the accepted figures without building or measuring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from whestdocs.competition.rounds import Round
from whestdocs.errors import FigureError
from whestdocs.figures.conditions import Sensitivity
from whestdocs.figures.ledger import read
from whestdocs.measurements.measuring import measured
from whestdocs.pages.edition import Edition, accepted_figures
from whestdocs.pages.expressions import Expressions
from whestdocs.pages.publishing import shown_by
from whestdocs.pages.sentences import ClaimOnPage, page_files, read_source, source_of
from whestdocs.project import Project


@dataclass(frozen=True)
class ClaimCheck:
    """A claim in a round.

    Attributes:
        place: Its page and line.
        sensitivities: How much each of its figures must change until the claim is false.
        problem: Why a build refuses it, "" if none does.
    """

    place: str
    sensitivities: tuple[Sensitivity, ...] = ()
    problem: str = ""

    @property
    def lines(self) -> Iterator[str]:
        """A line for each part of the condition and each figure in it."""
        for each in self.sensitivities:
            figure, alteration = each.figure, each.alteration
            false = "never" if alteration is None else f"{alteration.value:,} ({alteration.words})"
            yield f"{self.place}: {figure.name} = {figure.value:,}, false at {false}: {each.part}"


def check_claims(project: Project, round_: Round) -> list[ClaimCheck]:
    """Return what becomes of each claim that the pages of ``round_`` make.

    Raises:
        LedgerError: A ledger cannot be read.
        MeasurementError: Something was not measured yet.
    """
    places, rounds = shown_by(project, round_)
    figures = {
        each.tag: accepted_figures(
            measured(project, each, places), read(project.ledger_file(each.tag), each.tag)
        )
        for each in rounds
    }
    expressions = Expressions(Edition(round_, {}, {}, figures))
    return [
        _checked(f"{file.relative_to(project.root).as_posix()}:{claim.line}", claim, expressions)
        for file in page_files(project.pages)
        for claim in read_source(source_of(file)).claims
        if round_.tag in claim.rounds
    ]


def _checked(place: str, claim: ClaimOnPage, expressions: Expressions) -> ClaimCheck:
    sensitivities: tuple[Sensitivity, ...] = ()
    try:
        sensitivities = tuple(expressions.sensitivities(claim.condition))
        holds, _ = expressions.holds(claim.condition)
    except FigureError as error:
        return ClaimCheck(place, sensitivities, str(error))
    problem = "" if holds else f"It is false: {claim.condition}"
    return ClaimCheck(place, sensitivities, problem)
