"""llms.txt: a site's contents for readers that are programs, as llmstxt.org proposes.

site/llms.txt               leads to the rounds
site/<round>/llms.txt       the round's pages in the order of the navigation
site/<round>/llms-full.txt  all of them, one after the other
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mkdocs.utils.yaml import yaml_load

from whestdocs.competition.rounds import CURRENT_TAG, ROUNDS, Round
from whestdocs.files import write_atomically
from whestdocs.site.twin_markdown import escaped
from whestdocs.site.twins import Twin

INDEX, FULL = "llms.txt", "llms-full.txt"
#: How the names of files end that become pages.
_SOURCES = (".md", ".ipynb")
#: The convention's name for what may be left out where there is little room.
_OPTIONAL = "Optional"


@dataclass(frozen=True)
class NavigationEntry:
    """A page of the navigation.

    Attributes:
        section: The section it stands in; empty for one that stands in none.
        title: What the navigation calls it; empty where it leaves that to the page.
        folder: The page's folder within its round; empty for the homepage.
    """

    section: str
    title: str
    folder: str


@dataclass(frozen=True)
class Contents:
    """What the configuration of a site says about its contents.

    Attributes:
        title: Title of the site.
        description: One sentence about it.
        entries: Its pages in order; none where the navigation follows the folders.
    """

    title: str
    description: str
    entries: tuple[NavigationEntry, ...]


def read_contents(mkdocs_file: Path) -> Contents:
    """Return what ``mkdocs.yml`` says."""
    with mkdocs_file.open("rb") as stream:
        config = yaml_load(stream)
    return Contents(
        title=config.get("extra", {}).get("title") or config["site_name"],
        description=config.get("site_description", ""),
        entries=tuple(_entries(config.get("nav") or [], "", top=True)),
    )


def _entries(items: Iterable[Any], section: str, *, top: bool = False) -> Iterator[NavigationEntry]:
    """Yield the pages below an item of ``nav``; sections in sections count as the outer one."""
    for item in items:
        [(title, value)] = item.items() if isinstance(item, dict) else [("", item)]
        if isinstance(value, list):
            yield from _entries(value, title if top else section)
        elif value.endswith(_SOURCES):
            yield NavigationEntry(section, title, _folder(value))


def _folder(source: str) -> str:
    """Return the folder that the page made from ``source`` is put in."""
    folder, name = posixpath.split(source)
    return folder if name == "index.md" else posixpath.join(folder, posixpath.splitext(name)[0])


def write_llms(folder: Path, contents: Contents, round_: Round, twins: Sequence[Twin]) -> None:
    """Write the index of a round's pages, and all of them in one file."""
    by_folder = {twin.folder: twin for twin in twins}
    entries = contents.entries or tuple(NavigationEntry("", "", name) for name in sorted(by_folder))
    # A section of the navigation that links to elsewhere has pages that are not here.
    pages = [(entry, by_folder[entry.folder]) for entry in entries if entry.folder in by_folder]
    head = _head(f"{contents.title}, {round_.tag}", f"{contents.description} {_facts(round_)}")
    parts = [head, _HOW_TO_READ.format(tag=round_.tag, full=FULL), *_sections(pages)]
    write_atomically(folder / INDEX, "\n".join(parts))
    texts = [f"{_BREAK}{twin.path}\n\n{twin.markdown('')}" for _, twin in pages]
    write_atomically(folder / FULL, "\n".join([head, *texts]))


def write_entrance_llms(site: Path, contents: Contents, tags: Sequence[str]) -> None:
    """Write the index that leads to those of the rounds ``tags``."""
    head = _head(contents.title, contents.description)
    now = [tag for tag in tags if tag == CURRENT_TAG]
    over = [tag for tag in tags if tag != CURRENT_TAG]
    parts = [head]
    for name, some in (("The current round", now), (_OPTIONAL, over)):
        if some:
            lines = [f"- [{tag}]({tag}/{INDEX}): {_facts(ROUNDS[tag])}\n" for tag in some]
            parts.append(f"## {name}\n\n{''.join(lines)}")
    write_atomically(site / INDEX, "\n".join(parts))


_HOW_TO_READ = """\
No FLOP figure was typed: each was measured by running real code under the release named above.
Other releases charge other prices. Every page below is Markdown.

- All pages in one file: [{full}]({full})
- All figures as data, each with its unit and where it comes from: [{tag}.json](figures/{tag}.json)
"""
_BREAK = "\n---\n\nSource: "


def _head(title: str, summary: str) -> str:
    return f"# {title}\n\n> {summary.strip()}\n"


def _facts(round_: Round) -> str:
    name = f"The current round, {round_.tag}"
    if round_.tag != CURRENT_TAG:
        name = f"Round {round_.tag}, which is over; the current one is {CURRENT_TAG}"
    return (
        f"{name}. Networks of width {round_.width} and depth {round_.depth}, a budget of "
        f"{round_.flop_budget:,} FLOPs, {round_.release}."
    )


def _sections(pages: Iterable[tuple[NavigationEntry, Twin]]) -> Iterator[str]:
    """Yield the list of each section; pages that are in none come first, under `Start`."""
    lines: dict[str, list[str]] = {}
    for entry, twin in pages:
        title, summary = escaped(entry.title or twin.title), escaped(twin.summary)
        line = f"- [{title}]({twin.path}): {summary}\n"
        lines.setdefault(entry.section or "Start", []).append(line)
    for section, links in lines.items():
        yield f"## {section}\n\n{''.join(links)}"
