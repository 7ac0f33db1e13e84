"""What views show, read from their HTML."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

from tests.support.samples import a_charge, a_profile, a_provenance
from whestdocs.errors import FigureError
from whestdocs.estimators.profiles import Charge, Profile, Span
from whestdocs.figures.figure import Figure
from whestdocs.figures.of_profiles import figures_of
from whestdocs.views.html.listing import listing
from whestdocs.views.html.popover import Popovers
from whestdocs.views.profiled_example import ProfiledExample

VOID = {"br", "img", "input", "hr", "meta", "link", "wbr"}


class Page(HTMLParser):
    """Reads HTML strictly: raises unless every element is closed, innermost first."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.cells: list[str] = []
        self.buttons: dict[str, str] = {}
        self.texts: list[str] = []
        self.templates: list[str] = []
        self.feed(str(html))  # Slices of Markup would escape themselves.
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = (tag, dict(attrs))
        self.elements.append(element)
        if tag == "button":
            assert not self.is_inside("button"), "a button in a button"
        if tag not in VOID:
            self.open.append(element)
        if tag == "template":
            self.templates.append("")
        if tag == "code" and self.is_inside("td", "listing__code"):
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self.is_inside("template"):
            self.templates[-1] += data
            return
        self.texts.append(data)
        if self.is_inside("td", "listing__code"):
            self.cells[-1] += data
        for tag, attributes in self.open:
            if tag == "button":
                target = str(attributes.get("popovertarget"))
                self.buttons[target] = self.buttons.get(target, "") + data

    def is_inside(self, tag: str, style: str = "") -> bool:
        return any(name == tag and style in str(each.get("class")) for name, each in self.open)

    def all(self, tag: str, style: str = "") -> list[dict[str, str | None]]:
        return [
            each
            for name, each in self.elements
            if name == tag and style in ["", *str(each.get("class")).split()]
        ]

    @property
    def text(self) -> str:
        return "".join(self.texts)


def published(path: str) -> str:
    return f"../{path}"


def look_up_in(profile: Profile) -> Callable[[str], Figure]:
    figures = {figure.name: figure for figure in figures_of(profile, a_provenance())}

    def look_up(name: str) -> Figure:
        if name not in figures:
            raise FigureError(f"There is no figure {name!r}.")
        return figures[name]

    return look_up


def example_of(profile: Profile) -> ProfiledExample:
    return ProfiledExample(profile, "source", look_up_in(profile))


def charge_of(source: str, node: ast.expr, flops: int = 10, op: str = "add") -> Charge:
    """Return the charge of an expression that ``ast`` found in ``source``."""
    text = ast.get_source_segment(source, node) or ""
    place = (node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0)
    return replace(a_charge("", (1, 0), flops, op=op), span=Span("source.py", *place, text))


def all_charged(source: str) -> Profile:
    """Return a profile in which every operation that the source has was charged."""
    kinds = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.Call, ast.Subscript, ast.Attribute)
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, kinds)]
    return a_profile(source, *[charge_of(source, node) for node in nodes])


def shown(profile: Profile, **options: object) -> tuple[Page, Page]:
    """Return a profile's listing and its popovers."""
    popovers = Popovers()
    html = listing(example_of(profile), popovers, published, **options)
    return Page(html), Page(popovers.html())
