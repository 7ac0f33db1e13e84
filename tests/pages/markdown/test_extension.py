"""Figures and other expressions on pages, rendered by MkDocs itself."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.config import load_config
from mkdocs.structure.files import get_files
from mkdocs.structure.pages import Page

from tests.conftest import accept_all
from tests.pages.markdown.conftest import Render
from tests.support.page_text import FLOPS, buttons, visible
from whestdocs.figures.ledger import read
from whestdocs.pages.page import PageError
from whestdocs.project import Project

SIGNS = r"""01_tiny/expression/x * SIGNS["it's | a \"sign\""]/multiply/flops"""


# Expressions.


def test_a_figure_becomes_a_button_with_its_name(render: Callable[[str], str], value: str) -> None:
    content = render(f"It spends {FLOPS} FLOPs.")
    assert value in content
    assert buttons(content) == ["01_tiny/flops"]
    assert "{{" not in content
    assert "\x02" not in content


@pytest.mark.parametrize(
    "page",
    [
        "{}",
        "- item {}",
        "1. item {}",
        "> quoted {}",
        "*{}* and **{}**",
        "# Heading {}",
        "| a | b |\n|---|---|\n| {} | x |",
        "| {} | b |\n|---|---|\n| a | x |",
        "!!! note\n    inside {}",
        '!!! note "title {}"\n    inside',
        "<p>raw {}</p>",
        '<div class="x">\n<p>raw {}</p>\n</div>',
        "<div markdown>\n**bold** {}\n</div>",
        "<span>inline raw {}</span>",
        "<details><summary>{}</summary>text</details>",
        "- outer\n\n    - inner {}\n",
        "text\n{}\ntext",
        "`code` {} `code`",
        "an escaped \\` and {} and another \\`",
        "---\ntitle: Front matter\n---\n\n{}",
    ],
)
def test_a_figure_is_shown_wherever_prose_can_stand(
    render: Callable[[str], str], value: str, page: str
) -> None:
    content = render(page.replace("{}", FLOPS))
    assert content.count(value) >= page.count("{}")
    assert set(buttons(content)) == {"01_tiny/flops"}
    assert "{{" not in content


def test_a_table_is_not_split_at_the_bar_of_a_filter(render: Callable[[str], str]) -> None:
    table = '| a | b |\n|---|---|\n| {{ figure("01_tiny/flops") | rounded(2) }} | last |\n'
    content = render(table)
    assert content.count("<td>") == 2
    assert buttons(content) == ["01_tiny/flops"]


def test_an_expression_may_take_two_lines(render: Callable[[str], str], value: str) -> None:
    assert value in render('It spends {{ figure(\n  "01_tiny/flops"\n) | exact }} FLOPs.')


def test_a_name_may_hold_quotes_bars_and_brackets(render: Callable[[str], str]) -> None:
    call = f"{{{{ figure({json.dumps(SIGNS)}) }}}}"
    for page in (call, f"| a |\n|---|\n| {call} |"):
        assert buttons(render(page)) == [SIGNS]


def test_closing_braces_in_a_name_do_not_close_the_expression(
    refusal: Callable[[str], str],
) -> None:
    assert "There is no figure 'a}} b' in v1-warmup" in refusal('{{ figure("a}} b") }} and more')


def test_a_constant_of_the_round_says_where_it_is_defined(render: Callable[[str], str]) -> None:
    content = render("{{ round.width }} neurons in {{ round.tag }}, {{ constant('16') }} layers")
    assert "256" in content
    assert "whestbench.budget.ROUNDS" in content
    assert "v1-warmup" in content
    assert buttons(content) == []


def test_a_figure_of_another_round_comes_from_its_ledger(
    guide: Project, render: Callable[[str], str], refusal: Callable[[str], str]
) -> None:
    assert "There is no figure" in refusal('{{ figure("01_tiny/flops", "v1-phase1") }}')
    (guide.pages / "other.md").write_text('{{ figure("01_tiny/flops", "v1-phase1") }}')
    accept_all(guide, "v1-phase1")
    other = guide.ledger_file("v1-phase1")
    try:
        flops = read(other, "v1-phase1").figures["01_tiny/flops"].value
        assert f"{flops:,}" in render('{{ figure("01_tiny/flops", "v1-phase1") | exact }}')
        other.write_text(other.read_text().replace(f'"value": {flops},', '"value": 123456,', 1))
        assert "accepted 123,456 FLOPs" in refusal("No figure.")
    finally:
        (guide.pages / "other.md").unlink()
        other.unlink()


# Headings and links.


def test_a_figure_in_a_heading_is_not_part_of_its_address(render_page: Render, value: str) -> None:
    page = render_page(f"# Costs {FLOPS} FLOPs\n\n## Costs {FLOPS} FLOPs\n\n## Costs FLOPs\n")
    identifiers = re.findall(r'<h\d id="([^"]*)"', page.content)
    assert identifiers == ["costs-flops", "costs-flops_1", "costs-flops_2"]
    assert page.title == f"Costs {value} FLOPs"
    assert [item.title for item in page.toc.items[0].children] == [page.title, "Costs FLOPs"]


def test_a_heading_of_a_figure_alone_has_an_address(render_page: Render) -> None:
    page = render_page(f"# Title\n\n## {FLOPS}\n")
    assert re.search(r'<h2 id="[\w-]+"', page.content)
    assert "\x02" not in page.content


def test_an_address_that_was_given_stays(render: Callable[[str], str]) -> None:
    assert '<h1 id="mine"' in render(f"# Costs {FLOPS} {{#mine}}")


def test_a_figure_in_a_link_is_no_button(render: Callable[[str], str], value: str) -> None:
    content = render(f"[costs {FLOPS} FLOPs](index.md) and {FLOPS}")
    link = re.search(r"<a .*?</a>", content, re.DOTALL)[0]
    assert value in link
    assert "<button" not in link
    assert buttons(content) == ["01_tiny/flops"]


@pytest.mark.parametrize(
    "page",
    [
        f"# Title\n\n![{FLOPS}](index.md)",
        f"# Title\n\n[text](index.md '{FLOPS}')",
        "# Title\n\n[text]({{ round.tag }})",
        f"# Title\n\n<p title='{FLOPS}'>text</p>",
        f"# Title\n\ntext <b title='{FLOPS}'>text</b>",
        f"# Title\n\n<div markdown title='{FLOPS}'>\ntext\n</div>",
    ],
)
def test_an_expression_in_an_attribute_is_an_error(
    refusal: Callable[[str], str], page: str
) -> None:
    message = refusal(page)
    assert message.startswith("docs/page.md:3: ")
    assert "cannot stand in an address, a title or an image's text" in message


@pytest.mark.parametrize("element", ["a", "button"])
def test_a_figure_in_a_raw_link_or_button_is_no_button(
    render: Callable[[str], str], value: str, element: str
) -> None:
    for page in (f"text <{element}>{FLOPS}</{element}>", f"<p><{element}>{FLOPS}</{element}></p>"):
        content = render(page)
        assert f">{value}</span></{element}>" in content
        assert buttons(content) == []


@pytest.mark.parametrize("element", ["script", "style", "pre", "svg", "textarea"])
@pytest.mark.parametrize(
    "page", ["<{0}>{1}</{0}>", "<div>\n<{0}>{1}</{0}></div>", "a <{0}>{1}</{0}>"]
)
def test_an_expression_in_raw_code_is_an_error(
    refusal: Callable[[str], str], page: str, element: str
) -> None:
    message = refusal("# Title\n\n" + page.format(element, FLOPS))
    assert re.match(r"docs/page\.md:[34]: ", message)
    assert f"an expression cannot stand in <{element}>" in message


def test_a_name_can_be_looked_up_in_raw_inline_code(render: Callable[[str], str]) -> None:
    page = "in <code>{{ 'late' if round.wall_time_limit_s > 0 else 'never' }}</code>"
    assert "<code>late</code>" in render(page)


# Code.


@pytest.mark.parametrize(
    "page",
    [
        "`{{ figure() }}`",
        "``a ` {{ figure() }}``",
        "`over {{ figure()\n}} lines`",
        "    {{ figure() }}",
        "text\n\n    {{ figure() }}\n\n        {{ figure() }}\n",
        "- item\n\n        {{ figure() }}\n",
        "```\n{{ figure() }}\n```",
        "~~~~ {.python}\n```\n{{ figure() }}\n```\n~~~~",
        "- item\n\n    ```\n    {{ figure() }}\n    ```",
        "> ```\n> {{ figure() }}\n> ```",
        "!!! note\n    ```python\n    {{ figure() }}\n    ```",
        "\\{{ figure() }}",
        "\\{\\{ figure() }}",
    ],
)
def test_an_expression_in_code_is_shown_as_it_is(render: Callable[[str], str], page: str) -> None:
    content = render(page)
    assert "{{ figure()" in visible(content)
    assert buttons(content) == []
    assert "\x02" not in content


def test_signs_in_code_are_shown_as_they_are(render: Callable[[str], str]) -> None:
    assert "{{ a <b> & 'c' }}" in visible(render("    {{ a <b> & 'c' }}\n"))
    assert "{{ a }}" in visible(render("text\n\n    {{ a\n    }}\n"))


def test_a_comment_is_not_evaluated(render: Callable[[str], str]) -> None:
    content = render('text\n\n<!-- {{ figure("no/such") }} 77.1% -->\n\nmore')
    assert '{{ figure("no/such") }}' in content


@pytest.mark.parametrize(
    "page",
    [
        "# Title\n\nIt spends {{ figure(1 FLOPs.\n\nmore",
        "# Title\n\nIt spends {{}} FLOPs.",
        "# Title\n\n- a ` sign {{ figure(1) }}\n- another ` sign\n",
        "# Title\n\n| a |\n|---|\n| {{ round.tag |\n",
    ],
)
def test_braces_that_are_left_over_are_an_error(refusal: Callable[[str], str], page: str) -> None:
    assert re.match(r"docs/page\.md:\d: .*begins an expression without an end", refusal(page))


# Errors.


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ('figure("01_tiny/flop")', "There is no figure '01_tiny/flop' in v1-warmup."),
        ('figure("01_tiny/flops", "v9")', "There is no round 'v9'."),
        ('figure("01_tiny/flops") | shout', "No filter named 'shout'."),
        ('figure("01_tiny/flops"', "unexpected"),
        ("figur('x')", "'figur' is undefined."),
        ("3", "This comes to int"),
        ('figure("01_tiny/flops") | percent', "Say of what"),
        ("round.setup_time_limit_s | exact", "'None' is no number."),
        ("round.__class__", "unsafe"),
    ],
)
def test_a_broken_expression_is_named_with_page_and_line(
    refusal: Callable[[str], str], expression: str, reason: str
) -> None:
    message = refusal(f"---\ntitle: Front matter\n---\n\n# Title\n\nA {{{{ {expression} }}}} B\n")
    assert message.startswith("docs/page.md:7: ")
    assert reason in message
    assert "\n" not in message


def test_similar_names_are_suggested(refusal: Callable[[str], str]) -> None:
    assert "Did you mean '01_tiny/flops'" in refusal('{{ figure("01_tiny/flop") }}')


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
def test_lines_are_counted_as_an_editor_counts_them(
    refusal: Callable[[str], str], ending: str
) -> None:
    lines = ["\ufeff---", "title: \f", "---", "", "# Title\u2028", "\t", "", "{{ figure(1) }}"]
    assert refusal(ending.join(lines)).startswith("docs/page.md:8: ")


def test_an_error_over_several_lines_is_named_where_it_begins(
    refusal: Callable[[str], str],
) -> None:
    page = '# Title\n\nIt spends {{ figure(\n  "no/such"\n) }} FLOPs.\n'
    assert refusal(page).startswith("docs/page.md:3: ")


def test_the_same_text_in_code_above_is_not_named(refusal: Callable[[str], str]) -> None:
    call = '{{ figure("no/such") }}'
    page = f"Write `{call}`:\n\n```\n{call}\n```\n\n{call}"
    assert refusal(page).startswith("docs/page.md:7: ")


# The page as a whole.


def test_ten_thousand_figures_share_one_popover(render: Callable[[str], str], value: str) -> None:
    content = render(f"{FLOPS}\n\n" * 10_000)
    assert content.count(f">{value}<") >= 10_000
    assert len(set(re.findall(r'popovertarget="([^"]+)"', content))) == 1
    assert content.count('id="popover-1"') == 1


def test_a_page_without_figures_is_what_it_would_be_without_whestdocs(
    render: Callable[[str], str],
) -> None:
    assert render("# Title\n\nText.") == (
        '<h1 id="title">Title<a class="headerlink" href="#title" title="Permanent link">'
        "&para;</a></h1>\n<p>Text.</p>"
    )


@given(st.text("{}`\"'\\|/ \n#a<-!1%"))
def test_no_page_ends_in_anything_but_a_page_or_a_clear_error(
    render: Callable[[str], str], text: str
) -> None:
    try:
        content = render(text)
    except PageError as error:
        assert str(error).startswith("docs/page.md")
    else:
        assert "\x02whestdocs" not in content


def test_a_page_in_a_linked_folder_is_named_as_it_is_linked(guide: Project, tmp_path: Path) -> None:
    (tmp_path / "linked.md").write_text("{{ figure(1) }}")
    (guide.pages / "folder").symlink_to(tmp_path)
    try:
        config = load_config(str(guide.mkdocs_file))
        files = get_files(config)
        page = Page(None, files.get_file_from_path("folder/linked.md"), config)
        page.read_source(config)
        with pytest.raises(PageError, match=r"^docs/folder/linked\.md:1: "):
            page.render(config, files)
    finally:
        (guide.pages / "folder").unlink()
