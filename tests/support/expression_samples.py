"""Expressions that pages may hold, and figures for them."""

from __future__ import annotations

from tests.support.samples import ROUND, TAG, a_figure, an_interval
from whestdocs.pages.edition import Edition
from whestdocs.pages.expressions import Expressions

FIGURES = (
    a_figure("02_mean/flops", 2_715_648),
    a_figure("02_mean/op/matmul/flops", 2_097_152),
    a_figure("02_mean/calls", 112, unit="calls"),
    an_interval("accuracy/02_mean/mse", 2.1e-6, 1.9e-6, 2.3e-6),
    a_figure("zero/flops", 0),
    a_figure("zero/calls", 0, unit="calls"),
    a_figure("flag", 1, unit=""),
    a_figure('02_mean/line/d["k|{é}"]/flops', 7),
)


ACCEPTED = {
    TAG: {figure.name: figure for figure in FIGURES},
    "v1-warmup": {"02_mean/flops": a_figure("02_mean/flops", 5)},
    "v1-phase1": {},
}


EXPRESSIONS = Expressions(Edition(ROUND, {}, {}, ACCEPTED))
