"""HTML that cells of notebooks show: our own stays as it is, and nothing else does anything."""

from __future__ import annotations

import re
from base64 import b64encode

import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from tests.support.terminal_views import profile_of
from whestdocs.notebook.display import profile_html
from whestdocs.site.foreign_html import make_harmless, safe_html, safe_svg

ACTIVE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">a</a>',
    '<a href=" java\nscript:alert(1)">a</a>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<form action="https://example.invalid"><input name=a><button formaction=x>b</button></form>',
    "<style>body {display: none}</style>",
    '<link rel="stylesheet" href="https://example.invalid/a.css">',
    '<meta http-equiv="refresh" content="0; url=https://example.invalid">',
    '<base href="https://example.invalid">',
    '<p style="position: fixed; background: url(https://example.invalid)">p</p>',
    '<p class="md-overlay" id="__config" name="a" data-figure="a/flops">p</p>',
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    '<svg><a xlink:href="javascript:alert(1)"><text>a</text></a></svg>',
    '<svg><animate onbegin=alert(1) attributeName=x dur=1s></svg>',
    "<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>",
    '<svg><use href="https://example.invalid/a.svg#a"/></svg>',
    '<svg><rect fill="url(https://example.invalid/a.svg#a)"/></svg>',
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=1 onerror=alert(1)>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "</div></div></div><div class='jp-Cell jp-MarkdownCell'><div class='jp-MarkdownOutput'>",
    "<details open ontoggle=alert(1)>d</details>",
    "<object data=x></object><embed src=x><video src=x></video><audio src=x></audio>",
    "<template><img src=x onerror=alert(1)></template><textarea></textarea><xmp></xmp>",
    "<!--[if IE]><script>alert(1)</script><![endif]--><![CDATA[<script>]]>",
]  # fmt: skip
ALLOWED = {"div", "p", "span", "b", "i", "em", "strong", "code", "pre", "br", "table", "svg", "g"}
ALLOWED |= {"rect", "text", "caption", "thead", "tbody", "tr", "td", "th", "title", "tspan"}
ATTRIBUTES = {"class", "title", "style", "role", "aria-label", "tabindex", "scope", "fill"}


def assert_harmless(html: str) -> None:
    for element in BeautifulSoup(html, "html.parser").find_all(True):
        assert element.name in ALLOWED, html
        assert set(element.attrs) <= ATTRIBUTES, html
        assert all(name.startswith("whestdocs-") for name in element.get("class", ())), html
    assert not re.search(r"<[^>]*(example\.invalid|javascript:|url\()", html), html


@pytest.mark.parametrize("html", ACTIVE)
def test_what_does_or_fetches_anything_is_gone(html: str) -> None:
    for clean in (safe_html, safe_svg):
        shown = clean(f"<i>before</i>{html}")
        assert_harmless(shown)
        assert "alert(1)</script>" not in shown and shown.count("<div") == shown.count("</div>")


@given(st.lists(st.sampled_from([*ACTIVE, "<", ">", '"', "'", "-->", "</svg>", "x"])).map("".join))
def test_nor_does_what_is_left_of_it_when_it_is_mixed(html: str) -> None:
    assert_harmless(safe_html(html))
    assert safe_html(safe_html(html)) == safe_html(html)


def test_a_profile_is_shown_as_the_package_draws_it() -> None:
    html = profile_html(profile_of())
    assert html.count("<style>") == 1
    shown = safe_html(html)
    assert normal(shown) == normal(html)


def normal(html: str) -> str:
    """Return HTML as a browser reads it, its styles first, without blanks between elements."""
    page = BeautifulSoup(html, "html.parser", multi_valued_attributes=None)
    for element in page.find_all(True):
        element.attrs = dict(sorted(element.attrs.items()))
        if element.has_attr("style"):
            element["style"] = str(element["style"]).strip("; ")
    styles = [style.extract().get_text().strip() for style in page.find_all("style")]
    text = re.sub(r"\s+", " ", "".join([*styles, str(page)]))
    return text.replace("> <", "><").strip()


def test_a_style_sheet_that_only_begins_like_ours_is_gone() -> None:
    html = profile_html(profile_of()).replace("</style>", "body {display: none}</style>")
    assert "<style" not in safe_html(html)


def test_a_drawing_keeps_its_lines_and_names() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" role="img" aria-label="Line">'
        '<g fill="none" stroke="currentColor" stroke-width="2"><path d="M0 0L5 5"></path></g>'
        '<text x="1" y="2" text-anchor="end">12</text></svg>'
    )
    assert normal(safe_svg(svg)) == normal(svg)


def test_a_cell_shows_only_kinds_of_output_that_are_made_harmless() -> None:
    png = b64encode(b"\x89PNG").decode()
    shown = {
        "text/html": "<i>a</i><img src=x onerror=alert(1)>",
        "image/svg+xml": "<svg onload=alert(1)></svg>",
        "image/png": png,
        "image/jpeg": '"><script>alert(1)</script>',
        "text/markdown": "<img src=x onerror=alert(1)>",
        "application/javascript": "alert(1)",
        "application/vnd.jupyter.widget-view+json": {"model_id": "a"},
        "text/vnd.mermaid": "</pre><script>alert(1)</script>",
        "text/plain": "<Markdown object>",
    }
    output = nbformat.v4.new_output(
        "display_data", data=shown, metadata={"image/png": {"width": "1 onload=alert(1)"}}
    )
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(outputs=[output])],
        metadata={"widgets": {"application/vnd.jupyter.widget-state+json": {}}},
    )
    make_harmless(notebook)
    assert notebook.cells[0].outputs[0].data == {
        "text/html": "<i>a</i>",
        "image/svg+xml": "<svg></svg>",
        "image/png": png,
        "text/plain": "<img src=x onerror=alert(1)>",  # Markdown as it was written.
    }
    assert notebook.cells[0].outputs[0].metadata == {}
    assert "widgets" not in notebook.metadata
