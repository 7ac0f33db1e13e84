"""HTML that is not the guide's own: what cells of notebooks show.

Anything a cell runs may print HTML, and a page would obey it. So of HTML and drawings only that
is kept which our own views are made of, and our own style sheet; scripts, handlers, frames,
forms, links and styles are taken out, and other kinds of output are left out.
"""

from __future__ import annotations

import re
from typing import Any

import bleach
from bleach.css_sanitizer import CSSSanitizer
from bs4 import BeautifulSoup

from whestdocs.notebook.cost_table import style_sheet

#: What holds no text for readers.
_NO_TEXT = ["script", "style", "iframe", "object", "template", "noscript", "noembed", "noframes"]
_NO_TEXT += ["textarea", "xmp", "select", "head", "math"]
_TEXT_TAGS = {"b", "br", "caption", "code", "div", "em", "i", "p", "pre", "span", "strong"}
_TEXT_TAGS |= {"table", "tbody", "td", "tfoot", "th", "thead", "tr"}
_DRAWING_TAGS = {"circle", "desc", "ellipse", "g", "line", "path", "polygon", "polyline", "rect"}
_DRAWING_TAGS |= {"svg", "text", "title", "tspan"}
_TEXT_ATTRIBUTES = {"aria-label", "class", "role", "scope", "tabindex", "title"}
_DRAWING_ATTRIBUTES = {"cx", "cy", "d", "dx", "dy", "fill", "fill-opacity", "font-size", "height"}
_DRAWING_ATTRIBUTES |= {"opacity", "points", "preserveAspectRatio", "r", "rx", "ry", "stroke"}
_DRAWING_ATTRIBUTES |= {"stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-opacity"}
_DRAWING_ATTRIBUTES |= {"stroke-width", "text-anchor", "transform", "viewBox", "width", "x", "x1"}
_DRAWING_ATTRIBUTES |= {"x2", "xmlns", "y", "y1", "y2", *_TEXT_ATTRIBUTES}
#: The length of a bar; its other properties are in our style sheet.
_STYLES = CSSSanitizer(allowed_css_properties=["--share"])
#: Classes that our own views have in notebooks; others belong to the page around them.
_OUR_CLASSES = re.compile(r"(whestdocs-[\w-]+\s*)+")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")


def make_harmless(notebook: Any) -> None:
    """Leave only what shows something in the outputs of an executed notebook."""
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if "data" in output:
                output.data = type(output.data)(_harmless(output.data))
                output.metadata = type(output.metadata)()


def _harmless(shown: dict[str, Any]) -> dict[str, str]:
    """Return those kinds of an output that are kept, by their media types."""
    kept = {}
    if "text/html" in shown:
        kept["text/html"] = safe_html(shown["text/html"])
    if "image/svg+xml" in shown:
        kept["image/svg+xml"] = safe_svg(shown["image/svg+xml"])
    for kind in ("image/png", "image/jpeg"):
        if kind in shown and _BASE64.fullmatch(shown[kind]):
            kept[kind] = shown[kind]
    text = shown.get("text/markdown", shown.get("text/plain"))
    return kept if text is None else kept | {"text/plain": text}


def safe_html(html: str) -> str:
    """Return HTML with nothing in it but text, tables and our own style sheet."""
    ours = style_sheet()
    page = BeautifulSoup(html, "html.parser")
    is_ours = any(style.get_text().strip() == ours for style in page.find_all("style"))
    text = _cleaned(page, _TEXT_TAGS, _TEXT_ATTRIBUTES | {"style"})
    return f"<style>{ours}</style>{text}" if is_ours else text


def safe_svg(svg: str) -> str:
    """Return a drawing with nothing in it but shapes and text."""
    page = BeautifulSoup(svg, "html.parser")
    return _cleaned(page, _DRAWING_TAGS, _DRAWING_ATTRIBUTES)


def _cleaned(page: BeautifulSoup, tags: set[str], attributes: set[str]) -> str:
    """Return what is left of ``page`` with these elements and attributes only."""

    def is_kept(tag: str, name: str, value: str) -> bool:
        if name == "class":
            return _OUR_CLASSES.fullmatch(value) is not None
        return name in attributes and "url(" not in value.lower().replace(" ", "")

    for element in page.find_all(_NO_TEXT):
        element.decompose()
    return str(
        bleach.clean(str(page), tags=tags, attributes=is_kept, css_sanitizer=_STYLES, strip=True)
    )
