"""Blocks on pages: claims, listings, passages of a round, and what is wrong with one."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from markdown import Markdown

from tests.conftest import TAG
from tests.pages.markdown.conftest import Render
from tests.support.page_text import FLOPS, buttons, visible
from whestdocs.competition.rounds import ROUNDS
from whestdocs.project import Project


def test_a_claim_that_holds_is_shown_with_a_mark(render: Callable[[str], str]) -> None:
    condition = 'figure("01_tiny/op/matmul/flops") < figure("01_tiny/flops")'
    content = render(f"/// claim | {condition}\nIt is **cheap**.\n///\n")
    assert "It is <strong>cheap</strong>." in content
    assert "01_tiny/op/matmul/flops" in content
    assert html.escape("<") in content


def test_a_claim_that_is_false_is_an_error_with_its_values(
    refusal: Callable[[str], str], value: str
) -> None:
    page = '# T\n\n/// claim | figure("01_tiny/flops") < 10\nCheap.\n///\n'
    message = refusal(page)
    assert message.startswith("docs/page.md:3: in v1-warmup this claim is false: ")
    assert f"01_tiny/flops = {value} FLOPs" in message


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ('figure("01_tiny/flops")', "must be true or false"),
        ("1 < 2", "must look at a figure"),
        ('figure("no/such") < 2', "There is no figure 'no/such'"),
        ('figure("01_tiny/flops") <', "unexpected"),
        ('figure("01_tiny/flops") < figure("01_tiny/calls")', "cannot be compared"),
        ('figure("01_tiny/flops") == "a"', "'a' is no number"),
        ('figure("01_tiny/flops") >= 0', "stays true whatever it is from"),
        ('figure("01_tiny/flops") is defined', "stays true whatever it is from"),
        ('figure("01_tiny/flops") < 1e29', "a bound less than ten times away"),
    ],
)
@pytest.mark.parametrize("spacing", ["/// claim | {}", "///claim|{}", "////  claim  |   {}  "])
def test_a_broken_claim_is_named_with_page_and_line(
    refusal: Callable[[str], str], spacing: str, condition: str, reason: str
) -> None:
    header = spacing.format(condition)
    message = refusal(f"# T\n\ntext\n\n{header}\nCheap.\n{header.split('c')[0].strip()}\n")
    assert message.startswith(f"docs/page.md:5: in v1-warmup the claim `{condition}` is refused. ")
    assert reason in message


def test_a_listing_an_operations_table_and_a_chart_are_rendered(
    render: Callable[[str], str],
) -> None:
    page = "".join(f"/// {name} | 01_tiny\n///\n\n" for name in ("listing", "operations", "layers"))
    content = render(page)
    assert "fnp" in content
    names = buttons(content)
    assert "01_tiny/op/matmul/flops" in names
    assert "01_tiny/layer/0/flops" in names
    assert "\x02" not in content


def test_lines_and_files_of_a_listing_can_be_chosen(
    render: Callable[[str], str], refusal: Callable[[str], str]
) -> None:
    assert "fnp.stack(rows)" not in visible(
        render("/// listing | 01_tiny\n    lines: 10-17\n///\n")
    )
    for option, reason in (
        ("lines: 7-5", "no range"),
        ("lines: five", "no range of lines"),
        ("lines: 1-9999", "no range"),
        ("file: no.py", "Nothing was charged in a file 'no.py'"),
    ):
        message = refusal(f"# T\n\n/// listing | 01_tiny\n    {option}\n///\n")
        assert message.startswith("docs/page.md:3: ")
        assert reason in message


def test_a_listing_leads_to_its_published_file(render: Callable[[str], str]) -> None:
    assert '<a class="action-button" href="../examples/01_tiny.py" download>' in render(
        "/// listing | 01_tiny\n///\n"
    )


def test_what_to_install_is_the_rounds_own_release(render: Callable[[str], str]) -> None:
    content = render("/// install\n///\n")
    assert "pip install flopscope==0.5.0 whestbench==0.10.0" in visible(content)
    assert "<pre" in content


@pytest.mark.parametrize("block", ["listing", "operations", "layers"])
def test_an_unknown_example_is_an_error(refusal: Callable[[str], str], block: str) -> None:
    message = refusal(f"# T\n\n/// {block} | 99_none\n///\n")
    assert message == "docs/page.md:3: There is no example '99_none'. Examples are: 01_tiny."


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("/// lisitng | 01_tiny\n///", "'/// lisitng | 01_tiny' opens no block"),
        ("/// listing\n///", "'/// listing' opens no block: `listing` takes an argument"),
        ("/// listing | 01_tiny\n    colour: red\n///", "`listing` knows `lines`, `file`."),
        ("/// claim | 1 < 2\n    colour: red\n///", "`claim` has no options."),
        ("/// commands | all\n///", "`commands` takes no argument."),
        ("text\n/// lisitng | 01_tiny\n///\nmore", "'/// lisitng | 01_tiny' opens no block"),
        ("text **bold**\n/// lisitng | 01_tiny\n///", "'/// lisitng | 01_tiny' opens no block"),
        ("text\n\n///\n\nmore", "'///' closes no block"),
    ],
)
def test_a_block_that_nothing_recognises_is_an_error(
    refusal: Callable[[str], str], page: str, reason: str
) -> None:
    message = refusal(f"# Title\n\n{page}\n")
    assert re.match(r"docs/page\.md:\d: ", message)
    assert reason in message


def test_an_unknown_block_is_told_which_there_are(refusal: Callable[[str], str]) -> None:
    message = refusal("# T\n\n/// lisitng | 01_tiny\n///\n")
    assert re.fullmatch(
        r"docs/page\.md:3: '/// lisitng \| 01_tiny' opens no block\. Blocks are: [\w, -]+\.",
        message,
    )


@pytest.mark.parametrize(
    "page",
    [
        f"/// round | {TAG}\ntext\n\nmore",
        "/// round | v2-phase2\ntext\n\nmore",
        "/// listing | 01_tiny\n",
        f"//// round | {TAG}\n/// layers | 01_tiny\n///\ntext\n///\nmore",
        "- item\n\n    /// layers | 01_tiny\n\nmore",
    ],
)
def test_a_block_that_is_not_closed_is_an_error(refusal: Callable[[str], str], page: str) -> None:
    message = refusal(f"# Title\n\n{page}\n")
    assert re.match(r"docs/page\.md:[345]: the block `\w+ \| [\w-]+` is not closed", message)


def test_a_passage_of_another_round_is_gone_and_never_looked_up(
    render: Callable[[str], str],
) -> None:
    page = (
        '/// round | v2-phase2 v1-phase1\n## Other\n\n{{ figure("no/such") }} 77.1%\n\n///\n\n'
        f"/// round | v1-phase1 {TAG}\n## Mine\n\ntext\n///\n"
    )
    content = render(page)
    assert "Other" not in content
    assert "Mine" in content
    assert "data-rounds" not in content


def test_the_contents_know_only_the_rounds_own_headings(render_page: Render) -> None:
    page = render_page(f"# T\n\n/// round | v2-phase2\n## A\n///\n\n/// round | {TAG}\n## B\n///\n")
    assert [item.title for item in page.toc.items[0].children] == ["B"]


def test_claims_blocks_and_lists_stand_in_passages(
    render: Callable[[str], str], value: str
) -> None:
    page = (
        f"///// round | {TAG}\n- item {FLOPS}\n\n"
        '//// claim | figure("01_tiny/flops") > figure("01_tiny/op/matmul/flops")\nInside.\n\n'
        "/// operations | 01_tiny\n///\n////\n\n1. one\n2. two\n/////\n"
    )
    content = render(page)
    assert "Inside." in content
    assert content.index("<li>") < content.index("Inside.") < content.index("<ol>")
    assert value in content
    assert "01_tiny/op/matmul/flops" in buttons(content)


def test_passages_stand_in_lists_and_admonitions(render: Callable[[str], str]) -> None:
    for around in ("- item\n\n", "!!! note\n    text\n\n"):
        mine = f"    /// round | {TAG}\n    mine\n    ///\n\n"
        other = "    /// round | v2-phase2\n    other\n    ///\n"
        content = render(around + mine + other)
        assert "mine" in content
        assert "other" not in content


def test_a_false_claim_for_another_round_is_not_checked(render: Callable[[str], str]) -> None:
    page = '//// round | v2-phase2\n/// claim | figure("no/such") < 10\nNo.\n///\n////\n\ntext\n'
    assert "No." not in render(page)


def test_a_passage_for_a_round_that_does_not_exist_is_an_error(
    refusal: Callable[[str], str],
) -> None:
    message = refusal("# T\n\n/// round | v1-warmup v9-final\ntext\n///\n")
    assert message.startswith("docs/page.md:3: there is no round 'v9-final'. Rounds are: v1-warmup")


def test_the_commands_reference_names_every_command(render_page: Render) -> None:
    page = render_page("# Commands\n\n/// commands\n///\n")
    for command in ("profile", "check", "accept"):
        assert f"whestdocs {command}" in page.content
    assert any("check" in item.title for item in page.toc.items[0].children)


def test_a_table_with_a_column_for_each_round_begins_with_the_pages_own(
    render: Callable[[str], str],
) -> None:
    """The tests' pages are of v1-warmup."""
    table = (
        "| What | v2-phase2 | v1-phase1 | v1-warmup |\n|---|---:|---|---|\n"
        '| size | 3 | `b` | {{ rounds["v1-warmup"].width }} |\n'
    )
    text = " ".join(visible(render(table)).split())
    assert text == f"What v1-warmup v2-phase2 v1-phase1 size {ROUNDS[TAG].width} 3 b"


def test_a_table_of_some_rounds_stays_as_it_is(render: Callable[[str], str]) -> None:
    table = "| What | v2-phase2 | v1-warmup |\n|---|---|---|\n| a | b | c |\n"
    assert visible(render(table)).split() == ["What", "v2-phase2", "v1-warmup", "a", "b", "c"]


@pytest.mark.usefixtures("guide")
@pytest.mark.parametrize("extensions", [[], ["pymdownx.highlight", "pymdownx.inlinehilite"]])
def test_an_option_of_a_command_is_not_broken_after_its_hyphens(extensions: list[str]) -> None:
    options = {"whestdocs.pages.extension": {"round": TAG}}
    markdown = Markdown(extensions=[*extensions, *options], extension_configs=options)
    content = markdown.convert("Use `--debug`, or `--round v1-warmup`, or `a--b`.\n")
    assert re.findall(r"<code([^>]*)>", content) == [' class="option"', "", ""]


def test_the_share_counts_the_sentences_of_all_pages(
    render: Callable[[str], str], guide: Project
) -> None:
    content = render(
        '# T\n\nIt is not checked.\n\n/// claim | figure("01_tiny/op/matmul/flops") < '
        'figure("01_tiny/flops")\nIt is cheap. So is this one.\n///\n\n/// share\n///\n'
    )
    assert f"In {TAG} the pages have 4 sentences. 2 stand in claims." in content
    assert "0 show a figure of a captured output, and 1 another figure." in content
    assert "No run checks the remaining 1, 25% of all." in content
    row = re.search(r">A guide</th>(.*?)</tr>", content)[1]
    assert re.findall(r">([^<]+)</td>", row) == ["1", "100%", "0", "0", "1", "0"]
