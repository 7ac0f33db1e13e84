"""The views: what they show, what they refuse to show, and that the source survives them."""

# ruff: noqa: RUF001 (letters that look alike are what is tested)

from __future__ import annotations

import ast
from dataclasses import replace

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.support.rendered_views import Page, all_charged, published, shown
from tests.support.samples import a_charge, a_profile, a_provenance
from whestdocs.competition.rounds import CURRENT_TAG
from whestdocs.errors import FigureError
from whestdocs.estimators.profiles import SourceFile, Span
from whestdocs.figures.of_profiles import figures_of
from whestdocs.project import find_project
from whestdocs.views.html.anchors import Anchors
from whestdocs.views.html.listing import listing
from whestdocs.views.html.operation_table import operations_table
from whestdocs.views.html.popover import Popovers
from whestdocs.views.html.source_text import AnnotatedText, Extent, one_line
from whestdocs.views.profiled_example import ProfiledExample

ATTACK = '</script><img src=x onerror="alert(1)">\x1b[31m\u202e&amp;'


# The source

names = st.sampled_from(["a", "mu", "größe", "σ2", "数", "x_1", "𝛼"])
texts = st.sampled_from(["'ö'", '"<b>&"', '"#"', "'''a\nb'''", "1.5", "2"])
operators = st.sampled_from([" + ", "*", " @ ", "\\\n  - ", " < ", " not in ", " / "])


def wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, operators, inner)
    return st.one_of(
        pair.map("".join),
        pair.map(
            lambda parts: f"({parts[0]}  # ü\n   {parts[1].strip().lstrip(chr(92))} {parts[2]})"
        ),
        inner.map(lambda text: f"-({text})"),
        st.tuples(names, inner).map(lambda parts: f"{parts[0]}.sum(\n    {parts[1]},\n)"),
        st.tuples(names, inner).map(lambda parts: f"{parts[0]} [ {parts[1]} ]"),
        inner.map(lambda text: f"(größe\n    .clip({text})\n    .T)"),
    )


expressions = st.recursive(st.one_of(names, texts), wrapped, max_leaves=6)
statements = st.one_of(
    expressions,
    expressions.map(lambda text: f"x = {text}  # é"),
    expressions.map(lambda text: f"if {text}:\n\tpass"),
    st.sampled_from(["", "\f", "# 数\u2028 comment", "    ", "s = '\x1b[31m'"]),
)
sources = st.tuples(st.lists(statements, max_size=6).map("\n".join), st.sampled_from(["", "\n"]))


def parses(source: str) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return True


@given(sources.map("".join).filter(parses))
def test_a_listing_shows_the_source_to_the_character(source: str) -> None:
    page, _ = shown(all_charged(source))
    assert "\n".join(page.cells) == source.removesuffix("\n")


@given(sources.map("".join).filter(parses))
def test_every_charged_expression_has_one_button_of_its_own(source: str) -> None:
    text = AnnotatedText(source)
    profile = all_charged(source)
    anchors = {Anchors(text).anchor(span) for span, _ in profile.expressions}
    page, popovers = shown(profile)
    targets = [button["popovertarget"] for button in page.all("button", "charge__anchor")]
    assert len(targets) == len(set(targets)) == len(anchors)
    assert {charge["data-charge"] for charge in page.all("span", "charge")} == set(targets)
    assert set(targets) <= {popover["id"] for popover in popovers.all("div")}


spans = st.tuples(st.integers(1, 9), *[st.integers(-1, 12)] * 3)


@given(sources.map("".join), st.lists(spans, max_size=6))
def test_no_place_in_a_profile_breaks_a_listing(
    source: str, places: list[tuple[int, int, int, int]]
) -> None:
    charges = [
        replace(a_charge("", (1, 0), 1), span=Span("source.py", *place, "a")) for place in places
    ]
    page, _ = shown(a_profile(source, *charges))
    assert "\n".join(page.cells) == source.removesuffix("\n")


@pytest.mark.parametrize(
    ("source", "expression", "anchor"),
    [
        ("größe @ σ2", "größe @ σ2", "@"),
        ("(a  # not + this\n + b)", "a  # not + this\n + b", "+"),
        ("x = ((a) * (b))", "(a) * (b)", "*"),
        ("-a * b", "-a", "-"),
        ("-a * b", "-a * b", "*"),
        ("a ** b // c", "a ** b // c", "//"),
        ("a not in b", "a not in b", "not"),
        ("0 < a <= b", "0 < a <= b", "<"),
        ("fnp.stats . cdf (a)", "fnp.stats . cdf (a)", "cdf"),
        ("(f or g)(a)", "(f or g)(a)", "("),
        ("exp(a)", "exp(a)", "exp"),
        ("(a + b)[0]", "(a + b)[0]", "["),
        ("w.T", "w.T", "T"),
        ("a += b * c", "a += b * c", "+="),
        ("for row in rows: pass", "rows", "rows"),
        ("(a\n .sum())", "sum()", "sum"),
        ("ℌ.ﬁt(a)", "ℌ.ﬁt(a)", "ﬁt"),  # Python spells these names H and fit.
    ],
)
def test_an_operation_is_reached_through_its_own_token(
    source: str, expression: str, anchor: str
) -> None:
    text = AnnotatedText(source)
    start = source.index(expression)
    before, upto = source[:start].split("\n"), source[: start + len(expression)].split("\n")
    span = Span(
        "source.py",
        len(before),
        len(before[-1].encode()),
        len(upto),
        len(upto[-1].encode()),
        expression,
    )
    found = Anchors(text).anchor(span)
    assert found is not None
    assert text.slice(found) == anchor
    assert Extent(start, start + len(expression)).covers(found)


def test_a_file_that_does_not_parse_is_still_annotated() -> None:
    page, _ = shown(a_profile("a + b :(", a_charge("a + b", (1, 0), 10)))
    assert page.cells == ["a + b :("]
    [anchor] = page.all("button", "charge__anchor")
    assert page.buttons[str(anchor["popovertarget"])] == "a"


def test_an_expression_over_several_lines_is_marked_on_each() -> None:
    source = "(a\n    + b)"
    page, _ = shown(all_charged(source))
    assert len(page.all("span", "charge")) == 2
    assert len(page.all("button", "charge__anchor")) == 1


def test_operations_of_one_expression_share_its_button() -> None:
    charges = [a_charge("fnp.var(a)", (1, 0), 10, op=op) for op in ("var", "mean")]
    page, popovers = shown(a_profile("fnp.var(a)", *charges))
    assert len(page.all("button", "charge__anchor")) == 1
    assert "var fnp.var(a)" in popovers.text and "mean fnp.var(a)" in popovers.text


def test_a_part_of_a_file_is_shown_with_its_own_lines_only() -> None:
    profile = all_charged("a + b\nc + d\ne + f\n")
    page, popovers = shown(profile, lines=(2, 2))
    assert page.cells == ["c + d"]
    assert len(popovers.all("div")) == 3  # The total, the line, the expression.


@given(sources.map("".join).filter(parses))
def test_a_listing_holds_the_whole_file_to_the_character_for_copying(source: str) -> None:
    page, _ = shown(all_charged(source), lines=(1, 1))
    assert page.templates == [source]


def test_the_name_and_the_button_of_a_listing_lead_to_the_published_file() -> None:
    page, _ = shown(all_charged("a + b\n"))
    links = [link["href"] for link in page.all("a") if "download" in link]
    assert links == ["../examples/source.py"] * 2


@pytest.mark.parametrize("lines", [(0, 1), (2, 1), (1, 4)])
def test_lines_that_a_file_does_not_have_are_refused(lines: tuple[int, int]) -> None:
    with pytest.raises(FigureError, match=r"source\.py has lines 1-3"):
        shown(all_charged("a + b\nc + d\ne + f\n"), lines=lines)


def test_a_helper_module_is_shown_when_asked_for() -> None:
    span = Span("helper.py", 1, 0, 1, 5, "c * d")
    profile = a_profile("a + b", replace(a_charge("", (1, 0), 7), span=span))
    helper = SourceFile("helper.py", "1" * 64, "c * d")
    page, _ = shown(replace(profile, files=(*profile.files, helper)), file="helper.py")
    assert page.cells == ["c * d"]
    assert page.all("td", "listing__flops")
    lines = [name for name in figures_shown(page) if "/line/" in name]
    assert lines == [f"source/line/helper.py: c * d/{what}" for what in ("calls", "flops", "flops")]


def test_calls_flops_and_share_of_a_line_open_one_popover_and_are_one_tab_stop() -> None:
    page, _ = shown(all_charged("a + b\n"))
    buttons = [attributes for _, attributes in page.elements if "/line/" in str(attributes)]
    assert len(buttons) == 3
    assert len({attributes["popovertarget"] for attributes in buttons}) == 1
    stops = [attributes for attributes in buttons if "tabindex" not in attributes]
    assert [attributes["data-figure"] for attributes in stops] == ["source/line/a + b/flops"]
    assert {attributes["tabindex"] for attributes in buttons if attributes not in stops} == {"-1"}


def figures_shown(page: Page) -> list[str | None]:
    return [
        attributes["data-figure"] for _, attributes in page.elements if "data-figure" in attributes
    ]


def test_a_file_without_charges_is_refused() -> None:
    with pytest.raises(FigureError, match=r"other\.py"):
        shown(all_charged("a + b"), file="other.py")


def test_comments_and_breaks_are_left_out_of_a_caption() -> None:
    assert one_line("fnp.sqrt(\n    a,  # why\n    '#',\n)") == "fnp.sqrt(a, '#',)"


# The numbers


# Figures and popovers


# What others wrote


def test_nothing_that_others_wrote_becomes_html() -> None:
    source = f"s = {ATTACK!r}  # {ATTACK}\nfnp.exp(a)"
    charge = a_charge("fnp.exp(a)", (2, 0), 10, op=f"exp{ATTACK}", dtype=ATTACK)
    charge = replace(charge, span=replace(charge.span, source=ATTACK, file=ATTACK))
    profile = a_profile(source, charge, file=ATTACK)
    provenance = a_provenance(file=ATTACK, call=ATTACK, sha256=ATTACK, dtype=ATTACK)
    figures = {figure.name: figure for figure in figures_of(profile, provenance)}
    example = ProfiledExample(profile, "source", figures.__getitem__)
    popovers = Popovers()
    html = listing(example, popovers, published)
    html += operations_table(example, popovers)
    page = Page(html + popovers.html())
    assert not page.all("img") and not page.all("script")
    assert not any("onerror" in each for _, each in page.elements)
    assert page.cells[0] == source.split("\n")[0]


def test_characters_that_mislead_are_shown() -> None:
    page, _ = shown(a_profile("a + b  # \u202e\x1b\r", a_charge("a + b", (1, 0), 1)))
    boxes = [box["data-code"] for box in page.all("span", "unseen")]
    assert boxes == ["U+202E", "U+001B", "U+000D"]
    assert page.cells == ["a + b  # \u202e\x1b\r"]


# The theme


class _Configuration(yaml.SafeLoader):
    """Reads mkdocs.yml without looking at the environment."""


_Configuration.add_constructor("!ENV", lambda loader, node: None)


def test_older_rounds_lead_to_the_current_one() -> None:
    text = (find_project().root / "mkdocs.yml").read_text()
    configuration = yaml.load(text, _Configuration)
    assert configuration["extra"]["current_round"] == CURRENT_TAG
