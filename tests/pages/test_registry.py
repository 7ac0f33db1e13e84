"""The blocks: all are in the registry, and CONTRIBUTING.md names the same."""

from __future__ import annotations

import re

from tests.support.places import ROOT
from whestdocs.pages.blocks.block import PageBlock
from whestdocs.pages.blocks.registry import BLOCK_CLASSES, BLOCKS


def test_every_block_is_registered_once() -> None:
    named = {block for block in _below(PageBlock) if "NAME" in vars(block)}
    assert set(BLOCK_CLASSES) == named
    assert len(set(BLOCKS)) == len(BLOCKS) > 20


def _below(block: type[PageBlock]) -> set[type[PageBlock]]:
    return {block}.union(*map(_below, block.__subclasses__())) - {PageBlock}


def test_contributors_read_of_every_block_and_of_no_other() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.split("| block | what it shows |")[1].split("\n\n")[0]
    in_table = set(re.findall(r"`([\w-]+)`", "".join(re.findall(r"^\|(.*?)\|", table, re.M))))
    in_examples = set(re.findall(r"^/{3,} ([\w-]+)", text, re.MULTILINE))
    assert in_table | in_examples == set(BLOCKS)
