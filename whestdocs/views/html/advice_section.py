"""Advice as a section of a report."""

from __future__ import annotations

from markupsafe import Markup

from whestdocs.estimators.advice.reporting import Report
from whestdocs.views.advice_words import (
    closing_words,
    place_words,
    score_words,
    sections,
    untried_words,
)
from whestdocs.views.html.templating import render


def advice_section(report: Report) -> Markup:
    """Return the HTML of a report, everything in it escaped."""
    return render(
        "advice_section",
        opening=score_words(report),
        sections=sections(report),
        warnings=[(warning, place_words(warning.span)) for warning in report.warnings],
        closing=[*closing_words(report), *untried_words(report)],
    )
