"""A page's source, read for its claims and for what checks its sentences."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import TAG
from whestdocs.pages.blocks.share_blocks import share_table
from whestdocs.pages.sentences import (
    CLAIM,
    FIGURE,
    NOTHING,
    OUTPUT,
    checks_of,
    page_files,
    read_source,
    source_of,
)
from whestdocs.pages.share import shares, together

SHOWN = '{{ figure("a/flops") | exact }}'
PRINTED = '{{ figure("capture/a/flops") | exact }}'


def checks(text: str, tag: str = TAG) -> list[str]:
    passages = (each for each in read_source(text).passages if tag in each.rounds)
    return [check for passage in passages for check in checks_of(passage)]


ONE_SENTENCE = {
    "three words": "It is cheap.",
    "no full stop": "It is cheap",
    "two lines": "It is\ncheap and quick.",
    "marks": "**It is _cheap_.**",
    "code and a value as words": "`exp` costs {{ round.width }}",
    "a version": "It needs flopscope 0.12.4 or later.",
    "an abbreviation": "Some, e.g. `exp`, cost more.",
    "brackets": "It is cheap (at both dtypes).",
    "a link in it": "It is cheap, as [the prices](prices.md#exp) say.",
    "a colon": "Here it is: a bill.",
    "a quoted expression": """It costs {{ round["a }} b"] }} in all.""",
    "an item": "- It is cheap.",
    "a numbered item": "1. It is cheap",
    "a quotation": "> It is cheap.",
    "a box": '!!! note "A title of it"\n    It is cheap.',
    "HTML": "<p>It is cheap.</p>",
    "front matter above": "---\ntitle: It is one.\n---\n\nIt is cheap.",
    "an attribute": "It is cheap { .note }",
    "a block's options above": '/// capture | a\n    from: "It is one"\n///\n\nIt is cheap.',
}


@pytest.mark.parametrize("text", ONE_SENTENCE.values(), ids=ONE_SENTENCE.keys())
def test_this_is_one_sentence_that_nothing_checks(text: str) -> None:
    assert checks(text) == [NOTHING]


SEVERAL = {
    "two in a line": "It is cheap. It is quick!",
    "code at the beginning": "It is cheap. `exp` is not quick.",
    "a small letter at the beginning": "It is cheap. flopscope charges nothing.",
    "two paragraphs": "It is cheap\n\nIt is quick",
    "two items": "- It is cheap\n- It is quick",
    "text and an item": "It is cheap:\n- and it is quick",
    "bold": "**It is cheap.** It is quick.",
    "a question": "Is it quite cheap? (It is quick.)",
}


@pytest.mark.parametrize("text", SEVERAL.values(), ids=SEVERAL.keys())
def test_these_are_two_sentences(text: str) -> None:
    assert checks(text) == [NOTHING, NOTHING]


NO_PROSE = {
    "a heading": "## How cheap it is",
    "a table": "| What it is | How it is |\n|---|---|\n| It is cheap | very cheap indeed |",
    "a fence": "```\nIt is cheap.\n```",
    "inline code": "`It is cheap.`",
    "a comment": "<!-- It is cheap. -->",
    "a list of links": "- [What it costs in all](a.md)\n- [How cheap it is](b.md), a notebook",
    "two words": "See below.",
    "a docstring": "::: whestdocs.figures.figure of all",
    "a link's address": "[it]: https://example.org/it is cheap",
    "front matter": "---\ntitle: It is cheap.\n---\n",
    "a block": '/// claim | figure("It is cheap") == 1\n///',
    "an option": '/// capture | a\n    from: "It is cheap"\n///',
}


@pytest.mark.parametrize("text", NO_PROSE.values(), ids=NO_PROSE.keys())
def test_here_is_no_sentence(text: str) -> None:
    assert checks(text) == []


def test_a_sentence_is_checked_by_a_claim_an_output_or_a_figure() -> None:
    page = (
        f"It costs {SHOWN} FLOPs. It printed {PRINTED} FLOPs. It has {{{{ round.width }}}} rows."
        f'\n\n/// claim | figure("a") == 1\nIt costs {SHOWN} FLOPs. It is cheap.\n\n'
        "- So is it.\n///\n\n"
        f"It is free. [Costs {SHOWN} FLOPs](a.md) on the page."
    )
    expected = [FIGURE, OUTPUT, NOTHING, CLAIM, CLAIM, CLAIM, NOTHING, FIGURE]
    assert checks(page) == expected


def test_sentences_count_in_the_rounds_that_show_them() -> None:
    page = (
        "It is cheap.\n\n/// round | v1-warmup\nIt is free here.\n\n"
        '/// claim | figure("a") == 0\nIt is nothing at all.\n///\n///\n\n'
        "/// round | v1-phase1 v2-phase2\nIt costs something here. It is new.\n///\n"
    )
    assert Counter(checks(page, "v1-warmup")) == {NOTHING: 2, CLAIM: 1}
    assert Counter(checks(page, "v2-phase2")) == {NOTHING: 3}


def test_claims_are_found_with_line_condition_and_rounds() -> None:
    condition = 'figure("line/`a` {{ b }}") == 1'
    page = (
        "---\ntitle: T\n---\n\n```\n/// claim | no\n```\n\n"
        f"///// round | v1-warmup v2-phase2\n//// round | v2-phase2\n///claim|{condition}\nYes.\n"
        "///\n////\n/////\n\n/// claim | other\n///\n"
    )
    first, second = read_source(page).claims
    assert (first.line, first.condition, first.rounds) == (11, condition, ("v2-phase2",))
    assert (second.line, second.condition) == (17, "other")
    assert second.rounds == ("v1-warmup", "v1-phase1", "v2-phase2")


def a_notebook(*cells: tuple[str, str]) -> str:
    return json.dumps({"cells": [{"cell_type": kind, "source": [text]} for kind, text in cells]})


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "notes.md").write_text("It is no page.")
    (tmp_path / "a.md").write_text(f"# Page A\n\nIt costs {SHOWN} FLOPs. It is cheap.\n")
    (tmp_path / "sub" / "b.md").write_text("---\ntitle: Page B\n---\n\nIt is cheap. It is quick.")
    cells = [("markdown", "# Notebook\n\nIt is a notebook."), ("code", "It is code.")]
    (tmp_path / "c.ipynb").write_text(a_notebook(*cells))
    return tmp_path


def test_pages_and_notebooks_are_counted_and_what_they_link_is_not(pages: Path) -> None:
    assert [file.name for file in page_files(pages)] == ["a.md", "c.ipynb", "b.md"]
    assert checks(source_of(pages / "c.ipynb")) == [NOTHING]


def test_the_table_says_what_was_counted(pages: Path) -> None:
    counted = shares(pages, TAG)
    assert [(page.title, page.sentences, page.percent) for page in counted] == [
        ("Page A", 2, 50),
        ("Notebook", 1, 0),
        ("Page B", 2, 0),
    ]
    assert (together(counted).sentences, together(counted).percent) == (5, 20)
    html = str(share_table(counted, TAG))
    assert f"In {TAG} the pages have 5 sentences. 0 stand in claims." in html
    assert "No run checks the remaining 4, 80% of all." in html
    assert html.index("Page B") < html.index("Notebook") < html.index("All pages")
