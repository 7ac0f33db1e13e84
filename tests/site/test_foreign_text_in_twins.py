"""What programs print and what sources hold stays text in twins, whatever it looks like."""

from __future__ import annotations

from html import escape
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from whestdocs.competition.rounds import ROUNDS
from whestdocs.pages.html.capture_box import captured_output
from whestdocs.site.llms import FULL, INDEX, Contents, write_llms
from whestdocs.site.twins import twin_of
from whestdocs.text import visible_lines
from whestdocs.views.html.code_text import code_block, command_words

ROUND = ROUNDS["v1-warmup"]
HOSTILE = """\
x: 5 FLOPs
```
# A heading that a program printed
<script>alert(9)</script> [click](javascript:alert(1)) ![a](http://example.invalid/)


> quoted

    ````` a ` | b: 7 FLOPs
~~~
--- | ---
- list
[a]: http://example.invalid/
a | b
| --- | --- |
\\"""
PIECES = st.sampled_from(
    ["`", "``", "```", "~~~", "\n", "\n\n", "# a", "<b>", "[a](b)", "](", "![", "[a]: b", "|", "> ",
     "- ", "1. ", "===", "---", "    ", "\\", "&lt;", "<!--", "*", "_", "a", " ",
     "\x02", "\x03", "&#96;",
     "<https://example.invalid>", "\x1b[8m", "é", "\t", "</code></pre>"]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(PIECES, max_size=20).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
)
PARSER = MarkdownIt("commonmark").enable("table").enable("strikethrough")


def parsed(body: str) -> list[Token]:
    """Return what a twin consists of below its title."""
    twin = twin_of(f"<article><h1>T</h1>{body}</article>", "guide")
    tokens = PARSER.parse(twin.markdown("guide"))
    assert [token.type for token in tokens[:3]] == ["heading_open", "inline", "heading_close"]
    return tokens[3:]


def kinds(tokens: list[Token]) -> set[str]:
    found = {token.type for token in tokens}
    return found | {child.type for token in tokens for child in token.children or ()}


@given(TEXTS)
@example(HOSTILE)
def test_what_a_command_printed_comes_back_from_the_one_code_block(text: str) -> None:
    commands = [command_words("python a.py", {})]
    text = f"x{text}"
    result = {"commands": ["python a.py"], "text": text, "exit_code": 0}
    tokens = parsed(str(captured_output(result, commands)))
    assert [token.type for token in tokens] == ["fence"]
    assert tokens[0].info == "console"
    assert tokens[0].content.rstrip("\n") == f"$ python a.py\n{visible_lines(dedent(text))}".rstrip(
        "\n"
    )


@given(TEXTS)
@example(HOSTILE)
def test_a_source_comes_back_from_the_one_code_block(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")  # Pygments makes all ends alike.
    tokens = parsed(f"<p>Before.</p>{code_block(f'x{text}', 'a.py', '../a.py')}<p>After.</p>")
    [fence] = [token for token in tokens if token.type == "fence"]
    assert fence.content.rstrip("\n") == visible_lines(f"x{lines}").rstrip("\n")
    said = [token.content for token in tokens if token.type == "inline"]
    assert said == ["Before.", "[a.py](../a.py)", "After."]


@given(TEXTS)
@example(HOSTILE)
def test_code_in_a_sentence_and_in_a_quote_stays_in_it(text: str) -> None:
    tokens = parsed(f"<p>It is <code>{escape(text)}</code>, so.</p>")
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert kinds(tokens) <= {*(token.type for token in tokens), "text", "code_inline"}
    block = f"<details><summary>More</summary><pre>x{escape(text)}</pre></details>"
    [fence] = [token for token in parsed(block) if token.type == "fence"]
    assert fence.content.rstrip("\n") == visible_lines(f"x{text}").rstrip("\n")


INERT = {"paragraph_open", "paragraph_close", "inline", "text", "hardbreak", "softbreak"}


@given(TEXTS, TEXTS)
@example(HOSTILE, HOSTILE)
@example("[a]", "(javascript:alert(1))")
def test_plain_text_opens_nothing(first: str, second: str) -> None:
    first, second = escape(first), escape(second)
    tokens = parsed(f"<p>{first}<br>{second}</p><div>{second}<span></span>{first}</div>")
    assert kinds(tokens) <= INERT


@given(TEXTS)
@example("a\\|<img src=x>")
@example(HOSTILE)
def test_a_cell_stays_a_cell(text: str) -> None:
    text = escape(text)
    tokens = parsed(
        "<table><tr><th>A</th><th>B</th></tr>"
        f"<tr><td>1<code>{text}</code></td><td>2{text}</td></tr>"
        f"<tr><td>3<pre>{text}</pre></td><td>4</td></tr></table>"
    )
    found = kinds(tokens)
    allowed = {"inline", "text", "code_inline", "softbreak"}
    assert all(kind in allowed or kind.startswith(("table", "t")) for kind in found), found
    cells = [token for token in tokens if token.type == "td_open"]
    assert len(cells) == 4


@given(TEXTS)
@example(HOSTILE)
def test_a_heading_stays_one_heading(text: str) -> None:
    tokens = parsed(f"<h2>The {escape(text)}</h2>")
    assert kinds(tokens) <= {"heading_open", "heading_close", *INERT}
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h2"]


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x", "vbscript:x"]
)
def test_a_link_that_would_run_something_is_its_text(href: str) -> None:
    assert "link_open" not in kinds(parsed(f'<p><a href="{href}">a</a></p>'))


@given(TEXTS)
def test_the_address_of_a_link_ends_where_it_ends(text: str) -> None:
    tokens = parsed(f'<p><a href="https://example.org/{escape(text)}">a</a></p>')
    assert kinds(tokens) <= {*INERT, "link_open", "link_close"}


@given(TEXTS)
@example(HOSTILE)
def test_a_picture_is_what_it_is_called(text: str) -> None:
    tokens = parsed(
        f'<p>x<img src="data:image/png;base64,AAAA" alt="{escape(text)}">'
        f'<svg aria-label="{escape(text)}"><path/></svg></p>'
    )
    assert kinds(tokens) <= INERT


def test_the_file_of_all_pages_and_the_index_hold_it_as_text_too(tmp_path: Path) -> None:
    pages = [
        twin_of(f"<article><h1>{escape(HOSTILE)}</h1><p>{escape(HOSTILE)}</p>"
                f"<pre>{escape(HOSTILE)}</pre></article>", folder)
        for folder in ("", "reference/cli")
    ]  # fmt: skip
    write_llms(tmp_path, Contents("The guide", "It is about costs.", ()), ROUND, pages)
    full = PARSER.parse((tmp_path / FULL).read_text(encoding="utf-8"))
    fences = [token.content for token in full if token.type == "fence"]
    assert fences == [f"{HOSTILE}\n"] * 2
    assert not {"html_block", "html_inline", "link_open", "image"} & kinds(full)
    assert len([token for token in full if token.type == "heading_open"]) == 3
    index = PARSER.parse((tmp_path / INDEX).read_text(encoding="utf-8"))
    links = [c for t in index for c in t.children or () if c.type == "link_open"]
    assert [str(link.attrs["href"]) for link in links] == [
        FULL, f"figures/{ROUND.tag}.json", "index.md", "reference/cli/index.md"
    ]  # fmt: skip
    assert not {"html_block", "html_inline", "image"} & kinds(index)
