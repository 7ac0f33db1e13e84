"""Twins of pages written for the purpose."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.samples import a_charge, a_figure, a_profile
from whestdocs.errors import FigureError, SiteError
from whestdocs.figures.figure import Figure
from whestdocs.pages.html.capture_box import captured_output
from whestdocs.pages.html.claim_mark import claim_mark
from whestdocs.pages.html.formula import formula_html
from whestdocs.pages.html.printed_costs import costs_table
from whestdocs.site.twins import twin_of, write_twins
from whestdocs.views.html.code_text import code_block, command_words
from whestdocs.views.html.listing import listing
from whestdocs.views.html.operation_table import operations_table
from whestdocs.views.html.popover import Popovers
from whestdocs.views.profiled_example import ProfiledExample

SOURCE = """\
def predict(a, b):
    x = a | b

    return x + 1
"""
PROFILE = a_profile(
    SOURCE,
    a_charge("a | b", (2, 8), 4, op="bitwise_or"),
    a_charge("x + 1", (4, 11), 0),
)


def page(body: str, before: str = "") -> str:
    return f"<html><body>{before}<article><h1>A title</h1>{body}</article></body></html>"


def markdown(body: str, folder: str = "guide", start: str | None = None) -> str:
    """Return the twin's text below its title."""
    text = twin_of(page(body), folder).markdown(folder if start is None else start)
    assert text.startswith("# A title\n\n")
    return text.removeprefix("# A title\n\n").rstrip("\n")


def figure(name: str) -> Figure:
    """Return a figure of the profile above."""
    values = {
        "source/flops": 4_000,
        "source/calls": 2,
        "source/line/x = a | b/flops": 4_000,
        "source/line/x = a | b/calls": 1,
        "source/line/return x + 1/flops": 0,
        "source/line/return x + 1/calls": 1,
        "source/op/bitwise_or/flops": 4_000,
        "source/op/bitwise_or/calls": 1,
        "source/op/add/flops": 0,
        "source/op/add/calls": 1,
    }
    path = name.split("/layer/")[0]
    if "/expression/" in name:
        return a_figure(name, 4_000 if "bitwise_or" in name else 0)
    if path not in values:
        raise FigureError(name)
    return a_figure(name, values[path])


# Text.


def test_a_paragraph_is_one_line() -> None:
    assert markdown("<p>One\n  sentence. <em>Another</em>\none.</p>") == (
        "One sentence. *Another* one."
    )


def test_a_figure_is_its_text_and_its_popover_is_left_out() -> None:
    popovers = Popovers()
    button = popovers.button("4 kFLOPs", figure("source/flops"))
    assert markdown(f"<p>It spends {button}.</p>{popovers.html()}") == "It spends 4 kFLOPs."


def test_a_claim_is_a_plain_sentence() -> None:
    popovers = Popovers()
    mark = claim_mark("1 < 2", [figure("source/flops")], popovers)
    claim = f'<div class="claim"><span class="claim-mark">{mark}</span><p>So it is.</p></div>'
    assert markdown(claim + str(popovers.html())) == "So it is."


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("a &lt;b&gt; c", r"a \<b> c"),
        ("&lt;0.1%", "<0.1%"),
        ("2 * 3 and `x`", r"2 \* 3 and \`x\`"),
        ("snake_case _word_", r"snake_case \_word\_"),
        ("<code>a * _b_ &lt;i&gt;</code>", "`a * _b_ <i>`"),
    ],
)
def test_what_markdown_would_take_for_markup_is_escaped(html: str, expected: str) -> None:
    assert markdown(f"<p>{html}</p>") == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("n**3", "`n**3`"),
        ("2*n**3 - n**2", "`2n**3 \N{MINUS SIGN} n**2`"),
        ("10*n**2*ceil(log2(n))", "`10n**2\N{THIN SPACE}⌈log2 n⌉`"),
        ("(n + 1)**2", "`(n + 1)**2`"),
        ("16*n", "`16n`"),
    ],
)
def test_exponents_of_formulas_survive(formula: str, expected: str) -> None:
    price = Popovers().button(formula_html(formula), figure("source/flops"))
    for html in (f"<p>A price: {price}.</p>", f"<p>A price: <b>{formula_html(formula)}</b>.</p>"):
        text = markdown(html).replace("**`", "`").replace("`**", "`")
        assert " ".join(text.split()) == " ".join(f"A price: {expected}.".split())
    row = f"<table><tr><th>Price</th></tr><tr><td>{formula_html(formula)}</td></tr></table>"
    assert " ".join(expected.split()) in " ".join(markdown(row).split())


def test_a_note_is_no_exponent() -> None:
    note = '<p>See<sup id="fnref:1"><a href="#fn:1">1</a></sup>.</p>'
    assert "**" not in markdown(note)


def test_a_heading_whose_text_does_not_tell_its_address_has_an_anchor() -> None:
    assert markdown('<h3 id="vector-first">Multiply by the vector first</h3>') == (
        '<a id="vector-first"></a>\n\n### Multiply by the vector first'
    )
    assert markdown('<h3 id="a-title">A title</h3>') == "### A title"


@pytest.mark.parametrize("mark", ["hidden", "data-twin-exclude", 'aria-hidden="true"'])
def test_what_is_marked_so_is_left_out(mark: str) -> None:
    assert markdown(f"<p>a<span {mark}>b</span> c</p>") == "a c"


def test_a_block_of_code_keeps_its_blanks_and_language() -> None:
    block = '<div class="language-python highlight"><pre><code><a id="__codelineno-0-1"></a>'
    block += "<span>if</span> x:\n    y  =  1 &lt; 2\n</code></pre></div>"
    assert markdown(block) == "```python\nif x:\n    y  =  1 < 2\n```"


def test_a_notice_and_a_fold_are_quotes_with_a_title() -> None:
    box = '<div class="admonition tip"><p class="admonition-title">Tip</p><p>Text.</p></div>'
    assert markdown(box) == "> **Tip**\n>\n> Text."
    fold = "<details><summary>More</summary><p>Text.</p></details>"
    assert markdown(fold) == "> **More**\n>\n> Text."


def test_what_tabs_hold_stands_one_after_the_other_with_their_names() -> None:
    tabs = (
        '<div class="tabbed-set"><input type="radio"><input type="radio">'
        '<div class="tabbed-labels"><label>Before</label><label>After</label></div>'
        '<div class="tabbed-content"><div class="tabbed-block"><p>Dear.</p></div>'
        '<div class="tabbed-block"><p>Cheap.</p></div></div></div>'
    )
    assert markdown(tabs) == "**Before**\n\nDear.\n\n**After**\n\nCheap."


def test_a_drawing_is_what_it_is_called() -> None:
    assert markdown('<p><svg aria-label="A line that falls"><path/></svg></p>') == (
        "A line that falls"
    )
    assert markdown("<p><svg><title>A line</title><text>12</text></svg></p>") == "A line"
    assert markdown("<p>a<svg><path/></svg></p>") == "a"


# Links.


@pytest.mark.parametrize(
    ("href", "folder", "start", "expected"),
    [
        ("../guide/", "how-verified", "how-verified", "../guide/index.md"),
        ("../guide/#free", "how-verified", "how-verified", "../guide/index.md#free"),
        ("..", "guide", "guide", "../index.md"),
        ("./", "", "", "index.md"),
        ("#free", "guide", "guide", "index.md#free"),
        ("../figures/v1.json", "guide", "guide", "../figures/v1.json"),
        ("../../v2/guide/", "guide", "guide", "../../v2/guide/index.md"),
        ("https://example.org/a/", "guide", "guide", "https://example.org/a/"),
        ("mailto:a@example.org", "guide", "guide", "mailto:a@example.org"),
        # In a file of all pages.
        ("../guide/#free", "how-verified", "", "guide/index.md#free"),
        ("#free", "guide", "", "guide/index.md#free"),
        ("../../v2/guide/", "guide", "", "../v2/guide/index.md"),
    ],
)
def test_a_link_leads_to_the_twin_of_a_page(
    href: str, folder: str, start: str, expected: str
) -> None:
    assert markdown(f'<p>See <a href="{href}" title="<b>">it</a>.</p>', folder, start) == (
        f"See [it]({expected})."
    )


def test_the_notice_of_an_old_round_stands_below_the_title() -> None:
    notice = '<p class="other-round">Over. <a href="../../v2/guide/">Go on</a>.</p>'
    twin = twin_of(page("<p>First. Second.</p>", before=notice), "guide")
    assert twin.markdown("guide") == (
        "# A title\n\n> Over. [Go on](../../v2/guide/index.md).\n\nFirst. Second.\n"
    )
    assert twin.summary == "First."


# Tables.


def test_a_table_keeps_captions_alignment_and_bars_in_cells() -> None:
    table = (
        "<table><caption>Costs</caption><thead><tr><th>Call</th>"
        '<th style="text-align: right;">FLOPs</th></tr></thead><tbody>'
        "<tr><td><code>a | b</code></td><td>1,000</td></tr></tbody>"
        "<tfoot><tr><th>All</th><td>1,000</td></tr></tfoot></table>"
    )
    assert markdown(table).split("\n") == [
        "Costs",
        "",
        "| Call | FLOPs |",
        "| --- | ---: |",
        r"| `a \| b` | 1,000 |",
        "| All | 1,000 |",
    ]


def test_a_table_in_groups_has_one_head() -> None:
    group = '<tbody><tr><th colspan="2">{0}</th></tr><tr><th>{0}1</th><td>1</td></tr></tbody>'
    head = "<thead><tr><th>Tip</th><th>Saving</th></tr></thead>"
    assert markdown(f"<table>{head}{group.format('A')}{group.format('B')}</table>").split("\n") == [
        "| Tip | Saving |",
        "| --- | --- |",
        "| A |",
        "| A1 | 1 |",
        "| B |",
        "| B1 | 1 |",
    ]


def test_a_capture_is_a_terminal() -> None:
    result = {"commands": ["python a.py"], "text": " x <1>\n\ny", "exit_code": 3}
    commands = [command_words("python a.py", {})]
    assert markdown(str(captured_output(result, commands))) == (
        "```console\n$ python a.py\n x <1>\n\ny\n```\n\nexit code 3"
    )


def test_what_prepares_a_command_stands_above_it_and_its_files_below_the_output() -> None:
    result = {"commands": ["whest init", "python a.py"], "text": "done", "exit_code": 0}
    files = {"a.py": "../examples/a.py"}
    commands = [command_words(command, files) for command in ("whest init a.py", "python a.py")]
    assert markdown(str(captured_output(result, commands))) == (
        "```console\n$ whest init a.py\n$ python a.py\ndone\n```\n\nFiles: [a.py](../examples/a.py)"
    )


def test_the_name_of_a_file_is_a_link_to_it() -> None:
    block = code_block("x = 1", "a_b.py", "../examples/a_b.py")
    assert markdown(str(block)).startswith("[a_b.py](../examples/a_b.py)\n\n```\nx = 1")


def test_costs_are_a_table_below_their_command() -> None:
    commands = [command_words("python a.py", {})]
    costs = costs_table("a.py", [("x", figure("source/flops"))], Popovers(), commands=commands)
    assert markdown(str(costs)).startswith("```console\n$ python a.py\n```\n\nFLOPs that")


EXAMPLE = ProfiledExample(PROFILE, "source", figure)


def test_a_table_of_operations_is_a_table() -> None:
    html = operations_table(EXAMPLE, Popovers())
    assert r"| `bitwise_or` | `a \| b` | 1 | 4,000 | 100.0% |" in markdown(html)
    assert "Free of charge: `add` (1 call)." in markdown(html)


def test_a_listing_is_its_source_and_a_table_of_what_was_charged() -> None:
    text = markdown(listing(EXAMPLE, Popovers(), str))
    assert f"```python\n{SOURCE.rstrip()}\n```" in text
    assert r"| 2 | `x = a \| b` | 1 | 4,000 | 100.0% |" in text
    assert "| 4 | `return x + 1` | 1 | 0 |  |" in text
    assert "\n| 1 |" not in text and "\n| 3 |" not in text
    assert "Copy" not in text


# Pages.


def test_the_summary_is_the_first_sentence_of_the_text() -> None:
    assert twin_of(page("<p>Costs 0.5 in v1.2 here! More.</p>"), "").summary == (
        "Costs 0.5 in v1.2 here!"
    )
    assert twin_of(page("<p>No end</p>"), "").summary == "No end"
    assert twin_of(page(""), "").summary == ""


@pytest.mark.parametrize(
    "html", ["<html></html>", "<article><p>No title.</p></article>", "<h1>No text</h1>"]
)
def test_a_page_without_a_title_is_refused(html: str) -> None:
    with pytest.raises(SiteError, match=r"guide/index\.html has no <h1>"):
        twin_of(html, "guide")


def test_a_twin_stands_beside_each_page_and_nowhere_else(tmp_path: Path) -> None:
    for name in ("index.html", "guide/index.html", "404.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(page("<p>Déjà vu.</p>"), encoding="utf-8")
    twins = write_twins(tmp_path)
    assert [twin.path for twin in twins] == ["guide/index.md", "index.md"]
    written = sorted(file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*.md"))
    assert written == ["guide/index.md", "index.md"]
    text = (tmp_path / "guide" / "index.md").read_text(encoding="utf-8")
    assert text == "# A title\n\nDéjà vu.\n"
