"""What pages publish, found by reading them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whestdocs.competition.rounds import ROUNDS
from whestdocs.figures.publications import Publication, Publications, read_publications
from whestdocs.pages.blocks.registry import BLOCK_FIGURES

TAG = "v2-phase2"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    return tmp_path / "docs"


def found(pages: Path, text: str | bytes) -> list[tuple[int, str, str | None]]:
    content = text if isinstance(text, bytes) else text.encode()
    (pages / "page.md").write_bytes(content)
    return [
        (place.line, place.pattern, None if place.of_rounds is None else "".join(place.of_rounds))
        for place in read_publications(pages, BLOCK_FIGURES)
    ]


def test_a_figure_is_found_with_its_line(pages: Path) -> None:
    text = "# Title\n\nCosts {{ figure(\"a/flops\") | exact }},\nor {{ figure('b/flops') }}.\n"
    assert found(pages, text) == [(3, "a/flops", None), (4, "b/flops", None)]


@pytest.mark.parametrize(
    "argument", ['"v1-warmup"', "'v1-warmup'", 'round="v1-warmup"', "round = 'v1-warmup'"]
)
def test_a_figure_of_another_round_is_found_as_that(pages: Path, argument: str) -> None:
    text = f'{{{{ figure("a/flops", {argument}) | rounded }}}}'
    assert found(pages, text) == [(1, "a/flops", "v1-warmup")]


def test_the_figures_of_a_claim_are_found(pages: Path) -> None:
    text = '/// claim | figure("a/flops") < figure("b/flops")\nCheap.\n///\n'
    assert found(pages, text) == [(1, "a/flops", None), (1, "b/flops", None)]


def test_a_figure_over_several_lines_is_found_where_it_begins(pages: Path) -> None:
    assert found(pages, 'x\n{{ figure(\n  "a/flops"\n) }}') == [(2, "a/flops", None)]


@pytest.mark.parametrize(
    ("block", "patterns"),
    [
        ("capture | a-b", {"capture/a-b/*"}),
        ("score | a", {"capture/a/*", "capture/rules/floor_percent"}),
        ("multiplier | 01_a 02_b", {"01_a/flops", "02_b/flops", "capture/rules/floor_percent"}),
    ],
)
def test_a_block_about_captures_publishes_their_figures(
    pages: Path, block: str, patterns: set[str]
) -> None:
    assert {pattern for _, pattern, _ in found(pages, f"/// {block}\n///\n")} == patterns


@pytest.mark.parametrize("block", ["listing", "operations", "layers"])
def test_a_block_publishes_its_figures(pages: Path, block: str) -> None:
    patterns = {pattern for _, pattern, _ in found(pages, f"text\n\n/// {block} | 02_mean\n///\n")}
    assert patterns
    assert all(pattern.startswith("02_mean/") for pattern in patterns)


def test_the_blocks_of_tips_publish_theirs(pages: Path) -> None:
    text = "/// tips\n///\n\n///// tip | square\nWords.\n/////\n"
    assert [place[:2] for place in found(pages, text)] == [(1, "tip/*"), (4, "tip/square/*")]


def test_a_block_with_options_and_spaces_publishes_its_figures(pages: Path) -> None:
    text = "    ////  Listing |  it's a name  \n    lines: 3-7\n"
    assert (1, "it's a name/line/*", None) in found(pages, text)


@pytest.mark.parametrize(
    "text",
    [
        '`{{ figure("a/flops") }}`',
        '``a ` {{ figure("a/flops") }}``',
        '```\n{{ figure("a/flops") }}\n```',
        '~~~~ {.python}\n```\n{{ figure("a/flops") }}\n~~~\n~~~~',
        '````\n```\n{{ figure("a/flops") }}\n````',
        '- item\n\n    ```python\n    figure("a/flops")\n    ```\n',
        '> ```\n> figure("a/flops")\n> ```\n',
        '<!-- {{ figure("a/flops") }} -->',
        "<!--\n/// listing | a\n///\n-->",
        '---\ndescription: figure("a/flops")\n---\n# Title',
        '`code\nover figure("a/flops") lines`',
        'a configure("a/flops") call',
        "```\n/// listing | a\n///\n```",
    ],
)
def test_what_is_not_rendered_is_not_published(pages: Path, text: str) -> None:
    assert found(pages, text) == []


@pytest.mark.parametrize(
    "text",
    [
        '```\nnever closed {{ figure("a/flops") }}',
        'a lonely ` sign\n\n{{ figure("a/flops") }} and `another`',
        '```\ncode\n```\n{{ figure("a/flops") }}\n```\ncode\n```',
        '`code` {{ figure("a/flops") }} `code`',
        '| a | b |\n|---|---|\n| {{ figure("a/flops") }} | x |',
        '---\nno front matter: {{ figure("a/flops") }}',
    ],
)
def test_what_is_rendered_is_published(pages: Path, text: str) -> None:
    assert [pattern for _, pattern, _ in found(pages, text)] == ["a/flops"]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="`<"), min_size=1))
def test_a_figure_of_any_name_is_found(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    pages = tmp_path_factory.mktemp("docs")
    [place] = found(pages, f"{{{{ figure({json.dumps(name, ensure_ascii=False)}) }}}}")
    assert place == (1, name, None)


def test_a_malformed_name_is_left_to_the_build(pages: Path) -> None:
    assert found(pages, r'{{ figure("a\x") }} {{ figure("b\d") }}') == [(1, "b\\d", None)]


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
def test_line_numbers_are_those_of_an_editor(pages: Path, ending: str) -> None:
    lines = ["\ufefftitle\f\u2028 and more", "\tx", "```", "code", "```", '{{ figure("a/flops") }}']
    assert found(pages, ending.join(lines).encode()) == [(6, "a/flops", None)]


def test_a_page_that_is_no_text_is_left_to_the_build(pages: Path) -> None:
    assert found(pages, b'\xff\xfe {{ figure("a/flops") }}') == [(1, "a/flops", None)]


def test_pages_in_folders_and_linked_folders_are_read(pages: Path, tmp_path: Path) -> None:
    (pages / "deep" / "er").mkdir(parents=True)
    (pages / "deep" / "er" / "page.md").write_text('{{ figure("a/flops") }}')
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "page.md").write_text('{{ figure("b/flops") }}')
    (pages / "linked").symlink_to(tmp_path / "elsewhere")
    places = read_publications(pages, BLOCK_FIGURES)
    assert [place.where(tmp_path) for place in places] == [
        "docs/deep/er/page.md:1",
        "docs/linked/page.md:1",
    ]


def test_a_linked_docs_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "page.md").write_text('{{ figure("a/flops") }}')
    (tmp_path / "docs").symlink_to(tmp_path / "real")
    assert [
        place.where(tmp_path) for place in read_publications(tmp_path / "docs", BLOCK_FIGURES)
    ] == ["docs/page.md:1"]


# Which names a place shows.


def place(pattern: str, tag: str | None = None) -> Publication:
    return Publication(Path("docs/page.md"), 1, pattern, of_rounds=tag and frozenset({tag}))


def test_a_pattern_shows_every_figure_below_it() -> None:
    assert place("a/line/*").shows("a/line/x = y/flops", TAG)
    assert not place("a/line/*").shows("a/flops", TAG)
    assert not place("a/line/*").shows("ab/line/x/flops", TAG)


def test_brackets_and_stars_in_a_name_mean_themselves() -> None:
    assert place("a/line/x[0] * y/flops").shows("a/line/x[0] * y/flops", TAG)
    assert not place("a/line/x[0] * y/flops").shows("a/line/x0 * y/flops", TAG)
    assert place("[a]/line/*").shows("[a]/line/x/flops", TAG)
    assert not place("[a]/line/*").shows("a/line/x/flops", TAG)


def test_a_place_for_another_round_shows_nothing_of_this_one() -> None:
    assert place("a/flops", TAG).shows("a/flops", TAG)
    assert not place("a/flops", "v1-warmup").shows("a/flops", TAG)


def test_the_places_of_a_figure_and_whether_it_has_any() -> None:
    places = [place("a/flops"), place("a/*"), place("b/flops")]
    everything = Publications(places)
    assert everything.of("a/flops", TAG) == places[:2]
    names = ["a/flops", "b/calls", "b/flops", "b/", "a/x"]
    assert [everything.show(name, TAG) for name in names] == [True, False, True, False, True]


# Which measurements are needed.


@pytest.mark.parametrize("pattern", ["tip/a/x/flops", "tip/a/*", "tip/*", "*", "tip/a/"])
def test_a_measurement_is_needed_whose_figures_are_shown(pattern: str) -> None:
    assert Publications([place(pattern)]).patterns("tip/a/", TAG) == [pattern]


@pytest.mark.parametrize("pattern", ["tip/ab/x", "tip/b/*", "tips/a/x", "capture/*", "tip/b/"])
def test_no_other_measurement_is_needed(pattern: str) -> None:
    assert Publications([place(pattern)]).patterns("tip/a/", TAG) == []


def test_a_measurement_that_is_shown_without_figures_publishes_none(pages: Path) -> None:
    assert found(pages, "/// source | x\n///\n") == [(1, "capture/x/", None)]
    shown = Publications([place("capture/x/")])
    assert shown.patterns("capture/x/", TAG)
    assert not shown.show("capture/x/flops", TAG)


# Rounds.


def test_a_passage_for_some_rounds_publishes_theirs_alone(pages: Path) -> None:
    (pages / "page.md").write_text(
        "/// round | v1-warmup v1-phase1\n\n"
        '{{ figure("a/flops") }} {{ figure("b/flops", "v2-phase2") }}\n\n'
        "//// operations | c\n////\n\n///\n\n"
        '{{ figure("d/flops") }}\n'
    )
    everything = Publications(read_publications(pages, BLOCK_FIGURES))
    shown = {
        tag: [
            name
            for name in ("a/flops", "b/flops", "c/flops", "d/flops")
            if everything.show(name, tag)
        ]
        for tag in ROUNDS
    }
    assert shown == {
        "v1-warmup": ["a/flops", "c/flops", "d/flops"],
        "v1-phase1": ["a/flops", "c/flops", "d/flops"],
        "v2-phase2": ["b/flops", "d/flops"],
    }
    own = everything.on_pages_of("v2-phase2")
    assert not own.show("b/flops", "v2-phase2") and own.rounds() == ["v2-phase2"]
    assert everything.on_pages_of("v1-warmup").rounds() == ["v1-warmup", "v2-phase2"]


def test_a_block_about_every_round_publishes_all_of_them(pages: Path) -> None:
    (pages / "page.md").write_text("/// round | v1-warmup\n\n//// verdicts\n////\n\n///\n")
    own = Publications(read_publications(pages, BLOCK_FIGURES)).on_pages_of("v1-warmup")
    assert all(own.show("claims/true", tag) for tag in ROUNDS)
