"""llms.txt: what the configuration says, and what is written."""

from __future__ import annotations

from pathlib import Path

from whestdocs.competition.rounds import CURRENT_TAG, ROUNDS
from whestdocs.site.llms import (
    Contents,
    NavigationEntry,
    read_contents,
    write_entrance_llms,
    write_llms,
)
from whestdocs.site.twins import Twin, twin_of

ROUND = ROUNDS["v1-warmup"]
CONTENTS = Contents(
    "The guide",
    "It is about costs.",
    (
        NavigationEntry("", "Home", ""),
        NavigationEntry("Reference", "", "reference/cli"),
        NavigationEntry("Reference", "Elsewhere", "reference/none"),
    ),
)


def a_twin(folder: str, title: str, body: str) -> Twin:
    return twin_of(f"<article><h1>{title}</h1>{body}</article>", folder)


TWINS = [
    a_twin("reference/cli", "Command line", '<p>All of it. See <a href="../..">home</a>.</p>'),
    a_twin("", "A guide", "<p>Begin here. Then go on.</p>"),
]


def test_the_navigation_is_read_with_its_sections(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: a\nsite_description: About it.\n"
        "extra: {title: The title, round: !ENV [NO_SUCH_VARIABLE, '']}\n"
        "nav:\n"
        "  - Home: index.md\n"
        "  - guide.md\n"
        "  - How-to guides:\n"
        "      - a/index.md\n"
        "      - Inner:\n"
        "          - Short: a/b.md\n"
        "      - Elsewhere: https://example.org\n"
    )
    contents = read_contents(tmp_path / "mkdocs.yml")
    assert (contents.title, contents.description) == ("The title", "About it.")
    assert contents.entries == (
        NavigationEntry("", "Home", ""),
        NavigationEntry("", "", "guide"),
        NavigationEntry("How-to guides", "", "a"),
        NavigationEntry("How-to guides", "Short", "a/b"),
    )


def test_a_site_without_navigation_or_title_has_its_name(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: A small guide\n")
    assert read_contents(tmp_path / "mkdocs.yml") == Contents("A small guide", "", ())


def test_the_index_lists_pages_by_section_with_their_first_sentences(tmp_path: Path) -> None:
    write_llms(tmp_path, CONTENTS, ROUND, TWINS)
    lines = (tmp_path / "llms.txt").read_text().split("\n")
    assert lines[:2] == ["# The guide, v1-warmup", ""]
    assert lines[2].startswith("> It is about costs. ")
    assert f"{ROUND.flop_budget:,} FLOPs" in lines[2]
    assert str(ROUND.release) in lines[2]
    assert lines[lines.index("## Start") :] == [
        "## Start",
        "",
        "- [Home](index.md): Begin here.",
        "",
        "## Reference",
        "",
        "- [Command line](reference/cli/index.md): All of it.",
        "",
    ]


def test_all_pages_stand_in_one_file_whose_links_fit_its_place(tmp_path: Path) -> None:
    write_llms(tmp_path, CONTENTS, ROUND, TWINS)
    text = (tmp_path / "llms-full.txt").read_text()
    assert text.index("# A guide") < text.index("Source: reference/cli/index.md")
    assert "All of it. See [home](index.md)." in text


def test_pages_without_navigation_are_listed_by_their_folders(tmp_path: Path) -> None:
    write_llms(tmp_path, Contents("The guide", "", ()), ROUND, TWINS)
    text = (tmp_path / "llms.txt").read_text()
    assert text.index("[A guide](index.md)") < text.index("[Command line](reference/cli/index.md)")


def test_the_entrance_names_the_current_round_and_says_which_are_over(tmp_path: Path) -> None:
    write_entrance_llms(tmp_path, CONTENTS, [CURRENT_TAG, "v1-warmup"])
    now, over = (tmp_path / "llms.txt").read_text().split("## Optional")
    assert f"[{CURRENT_TAG}]({CURRENT_TAG}/llms.txt)" in now
    assert "over" not in now
    assert "[v1-warmup](v1-warmup/llms.txt)" in over
    assert f"over; the current one is {CURRENT_TAG}" in over
