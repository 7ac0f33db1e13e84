"""Blocks say which figures they show: they look up no other, and none comes without saying."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from whestdocs.figures.publications import Publication, Publications
from whestdocs.pages.blocks.block import PageBlock
from whestdocs.pages.blocks.registry import BLOCK_FIGURES, BLOCKS
from whestdocs.pages.edition import Edition
from whestdocs.project import Project

TAG = "v1-warmup"


def test_a_block_that_does_not_say_what_it_shows_is_refused() -> None:
    with pytest.raises(TypeError, match="The block Silent does not say in FIGURES"):
        type("Silent", (PageBlock,), {"NAME": "silent"})


def test_every_block_says_what_it_shows() -> None:
    assert BLOCK_FIGURES.keys() == set(BLOCKS)
    silent = {name for name, shown in BLOCK_FIGURES.items() if not shown.patterns}
    assert silent == {"claim", "round", "share", "commands", "install"}


@pytest.mark.parametrize("block", ["operations", "listing", "layers"])
def test_a_block_looks_up_no_figure_that_it_does_not_say(
    guide: Project, render: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, block: str
) -> None:
    looked_up: set[str] = set()
    find = Edition.find

    def recorded(self: Edition, name: str, round_tag: str | None = None) -> object:
        looked_up.add(name)
        return find(self, name, round_tag)

    monkeypatch.setattr(Edition, "find", recorded)
    render(f"/// {block} | 01_tiny\n///\n")
    patterns = BLOCK_FIGURES[block].patterns_for("01_tiny")
    said = Publications(Publication(guide.pages / "x.md", 1, pattern) for pattern in patterns)
    assert len(looked_up) >= 2
    assert [name for name in looked_up if not said.show(name, TAG)] == []
