"""The style sheets: one scale, colours in one place, one table, no rule for what is not there."""

from __future__ import annotations

import re
from pathlib import Path

import material
import pytest

from whestdocs import views
from whestdocs.project import find_project

VIEWS = Path(views.__file__).parent
ASSETS = VIEWS / "theme" / "assets"
SHEETS = {file.stem: file.read_text(encoding="utf-8") for file in sorted(ASSETS.rglob("*.css"))}
#: What may bring a class: views, scripts, pages, and the theme that the guide changes.
SOURCES = [
    *VIEWS.parent.rglob("*.py"),
    *VIEWS.rglob("*.jinja"),
    *VIEWS.rglob("*.html"),
    *ASSETS.rglob("*.js"),
    *(find_project().root / "docs").rglob("*.md"),
    *Path(material.__file__).parent.rglob("*.html"),
    *Path(material.__file__).parent.rglob("main.*.css"),
]
#: Pygments gives code short names.
TOKEN = re.compile(r"[a-z]{1,2}\d?")
#: Templates that a view fills in with one of several words.
BEGINNINGS = ("verdict--", "tips-table__mark--", "tips-table__row--", "tip__saving--", "tip__way--")


def rules(sheet: str) -> list[tuple[str, str]]:
    """Return (selector, declarations) of each rule of a style sheet."""
    plain = re.sub(r"/\*.*?\*/", "", SHEETS[sheet], flags=re.S)
    return [(found[1].strip(), found[2]) for found in re.finditer(r"([^{}]+)\{([^{}]*)\}", plain)]


def declarations(sheet: str) -> list[tuple[str, str]]:
    """Return (property, value) of each declaration of a style sheet."""
    return [
        (name.strip(), value.strip())
        for _, body in rules(sheet)
        for name, colon, value in (each.partition(":") for each in body.split(";"))
        if colon
    ]


def test_there_are_style_sheets_with_rules() -> None:
    assert {"colours_light_and_dark", "sizes", "tables", "material", "report"} <= SHEETS.keys()
    assert all(rules(sheet) and declarations(sheet) for sheet in SHEETS)


def test_every_class_with_a_rule_is_one_that_something_has() -> None:
    known = "\n".join(file.read_text(encoding="utf-8") for file in SOURCES)
    words = set(re.findall(r"[\w-]+", known))
    classes = {
        name
        for sheet in SHEETS
        for selector, _ in rules(sheet)
        for name in re.findall(r"\.([a-zA-Z][\w-]*)", selector)
        if not TOKEN.fullmatch(name)
    }
    assert len(classes) > 100
    unknown = {name for name in classes - words if not name.startswith(BEGINNINGS)}
    assert unknown == set()


@pytest.mark.parametrize("sheet", SHEETS)
def test_text_has_the_sizes_of_the_scale(sheet: str) -> None:
    # Shares of the text around; the units of a drawing and of paper; what grows with the window.
    relative = re.compile(r"var\(--text-[a-z]+\)|[\d.]+(em|px|pt|%)|inherit|clamp\(.*\)")
    others = {
        value
        for name, value in declarations(sheet)
        if name == "font-size" and not relative.fullmatch(value)
    }
    assert others == set()


@pytest.mark.parametrize("sheet", SHEETS)
def test_distances_are_those_of_the_scale(sheet: str) -> None:
    others = {
        f"{name}: {value}"
        for name, value in declarations(sheet)
        if re.match(r"margin|padding|gap|row-gap|column-gap", name) and "rem" in value
    }
    # Within a chart, and beside the picture of the home page.
    assert others <= {"gap: 0.05rem", "gap: 0.1rem", "margin-left: -0.2rem", "padding-right: 20rem"}


def test_colours_stand_in_one_place() -> None:
    for sheet in SHEETS.keys() - {"colours_light_and_dark"}:
        assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", SHEETS[sheet]) == [], sheet


def test_dark_has_a_colour_for_each_of_light() -> None:
    light, dark = (
        {
            name
            for name, _, value in (each.partition(":") for each in body.split(";"))
            if "#" in value
        }
        for selector, body in rules("colours_light_and_dark")[:2]
    )
    assert len(light) > 15
    assert {name.strip() for name in light} == {name.strip() for name in dark}


def test_every_table_but_listings_comes_from_one_template() -> None:
    views_with_tables = {
        file.name
        for file in [*VIEWS.rglob("*.jinja"), *VIEWS.rglob("*.py")]
        if "<table" in file.read_text(encoding="utf-8")
    }
    # A listing is source; the other stands in Jupyter, which has none of our style sheets.
    assert views_with_tables == {
        "table.html.jinja",
        "listing.html.jinja",
        "cost_table.html.jinja",
    }
    users = [file for file in VIEWS.rglob("*.jinja") if "call table(" in file.read_text()]
    assert len(users) >= 14


def test_the_guide_shows_every_style_sheet_of_pages_and_the_report_every_one_of_reports() -> None:
    config = find_project().mkdocs_file.read_text(encoding="utf-8")
    listed = set(re.findall(r"assets/(\w+/\w+\.css)", config))
    files = {file.relative_to(ASSETS).as_posix() for file in ASSETS.rglob("*.css")}
    assert listed == {name for name in files if not name.startswith("reports/")}
    report = (VIEWS / "html" / "profile_report.py").read_text(encoding="utf-8")
    missing = {name for name in files if not name.startswith("pages/")} - {
        name for name in files if Path(name).stem in report
    }
    assert missing == set()
