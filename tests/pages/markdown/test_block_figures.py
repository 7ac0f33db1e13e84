"""Blocks say which figures they show: they look up no other, and none comes without saying."""

from __future__ import annotations

import json
from typing import Any

import pytest
from markdown import Markdown

from tests.support.claim_samples import a_claim
from tests.support.rendered_views import all_charged
from tests.support.samples import a_figure, a_report
from tests.support.tip_samples import a_tip_result
from whestdocs.competition.rounds import ROUNDS
from whestdocs.figures.figure import Figure
from whestdocs.figures.publications import Publication, Publications
from whestdocs.measurements.captures.capture_job import Capture
from whestdocs.measurements.job import result_of
from whestdocs.measurements.prices.price_list_job import PriceListJob, catalogue
from whestdocs.pages.blocks import claim_blocks
from whestdocs.pages.blocks.block import PageBlock
from whestdocs.pages.blocks.registry import BLOCK_FIGURES, BLOCKS
from whestdocs.pages.edition import Edition
from whestdocs.project import find_project

TAG = "v1-warmup"
#: Blocks that show no figures.
SILENT = {"claim", "round", "share", "commands", "install"}
#: Blocks that show what was measured without looking a figure up.
WITHOUT_LOOKING = {"capture", "source", "price-gaps", "price-disagreements"}
#: An argument for each block; a claim says itself which figures it is about.
ARGUMENTS = {
    **dict.fromkeys(("operations", "listing", "layers", "multiplier"), "source"),
    **dict.fromkeys(("capture", "costs", "source", "score", "releases"), "run"),
    **dict.fromkeys((name for name in BLOCKS if name.startswith("price-")), "price"),
    **dict.fromkeys(("share", "verdicts", "commands", "tips", "install"), ""),
    "round": TAG,
    "claims": "walk",
    "tip": "x",
}


class Anything(dict[str, Figure]):
    """Figures of which none is missing, and the names that were looked up."""

    def get(self, name: str, default: Any = None) -> Figure:
        return self.setdefault(name, a_figure(name, 10))


@pytest.fixture
def edition(monkeypatch: pytest.MonkeyPatch) -> Edition:
    """Everything that a block may show, a little of each."""
    monkeypatch.setattr(claim_blocks, "claims", lambda: {"walk.total": a_claim()})
    text = f"{json.dumps(a_report())}\na: 10 FLOPs"
    results = {
        "price_list": result_of(PriceListJob(ROUNDS[TAG], catalogue())),
        "claims": {"claims": {"walk.total": {"measured": 1000}}},
        "tip/x": a_tip_result(),
        "capture/run": {"text": text, "commands": ["run"], "files": {"a.py": "1"}, "exit_code": 0},
    }
    figures = {tag: Anything() for tag in ROUNDS}
    profiles = {"source": all_charged("x = a + b\n")}
    captures = {"run": Capture("run", "whest run")}
    return Edition(ROUNDS[TAG], profiles, results, figures, captures)


def test_a_block_that_does_not_say_what_it_shows_is_refused() -> None:
    with pytest.raises(TypeError, match="The block Silent does not say in FIGURES"):
        type("Silent", (PageBlock,), {"NAME": "silent"})


def test_every_block_says_what_it_shows() -> None:
    assert BLOCK_FIGURES.keys() == set(BLOCKS) == ARGUMENTS.keys() | {"claim"}
    assert {name for name, shown in BLOCK_FIGURES.items() if not shown.patterns} == SILENT


@pytest.mark.parametrize("block", sorted(ARGUMENTS))
def test_a_block_looks_up_no_figure_that_it_does_not_say(edition: Edition, block: str) -> None:
    argument = ARGUMENTS[block]
    options = {"whestdocs": {"edition": edition}}
    header = f"{block} | {argument}" if argument else block
    Markdown(extensions=["whestdocs"], extension_configs=options).convert(f"/// {header}\n///\n")
    page = find_project().pages / "x.md"
    patterns = BLOCK_FIGURES[block].patterns_for(argument)
    said = Publications(Publication(page, 1, pattern) for pattern in patterns)
    looked_up = {name for figures in edition.figures.values() for name in figures}
    assert [name for name in looked_up if not said.show(name, TAG)] == []
    assert bool(looked_up) == (block not in SILENT | WITHOUT_LOOKING)
