"""Blocks that show what a command printed, and what a report of it comes to."""

from __future__ import annotations

import posixpath
from typing import Any

from markupsafe import Markup
from pymdownx.blocks.block import type_boolean, type_string

from whestdocs.competition.releases import RELEASES
from whestdocs.errors import FigureError
from whestdocs.measurements.captures.printed_figures import json_in, read_costs
from whestdocs.pages.blocks.block import PageBlock
from whestdocs.pages.edition import Edition
from whestdocs.pages.html.capture_box import captured_output
from whestdocs.pages.html.multiplier_chart import multiplier_chart
from whestdocs.pages.html.printed_costs import costs_table
from whestdocs.pages.html.release_chart import releases_chart
from whestdocs.pages.html.score_lines import calculation_of, worked_score
from whestdocs.pages.page_state import PageState
from whestdocs.views.html.code_text import code_block, command_words, part_of

#: The least multiplier in percent, as whestbench says.
_FLOOR = "capture/rules/floor_percent"


class CapturedOutput(PageBlock):
    """A captured command and its output.

    Options:
        from: A regular expression: output is shown from the first line that it is found in.
        to: Another: output is shown up to the next line that it is found in.
        matching: Another: of these lines only those that it is found in are shown.
        command: Whether the command stands above: false where one before has shown it.
    """

    NAME = "capture"
    FIGURES = ("capture/{}/*",)
    OPTIONS = {  # noqa: RUF012
        "from": ["", type_string],
        "to": ["", type_string],
        "matching": ["", type_string],
        "command": [True, type_boolean],
    }

    def html(self, page: PageState) -> str:
        """Return what the block shows."""
        options = self.options
        return captured_output(
            _result(page.edition, self.argument),
            _listed(page, self.argument) if options["command"] else [],
            first=options["from"],
            last=options["to"],
            matching=options["matching"],
        )


class Costs(PageBlock):
    """What a captured command printed that things cost, each with a bar.

    Options:
        matching: A regular expression: only what it is found in is shown.
        command: Whether the command stands above: false where one before has shown it.
    """

    NAME = "costs"
    FIGURES = ("capture/{}/*",)
    OPTIONS = {"matching": ["", type_string], "command": [True, type_boolean]}  # noqa: RUF012

    def html(self, page: PageState) -> str:
        """Return what the block shows."""
        result = _result(page.edition, self.argument)
        names = [reading.name for reading in read_costs(result["text"])]
        return costs_table(
            result["commands"][-1],
            [(name, page.edition.figure(f"capture/{self.argument}/{name}")) for name in names],
            page.popovers,
            commands=_listed(page, self.argument) if self.options["command"] else [],
            matching=self.options["matching"],
        )


class CapturedSource(PageBlock):
    """A file that a captured command is about, as it was when the command ran.

    Options:
        file: Name of the file. Default: the first.
        part: The function or class to show. Default: the whole file.
    """

    NAME = "source"
    FIGURES = ("capture/{}/",)
    OPTIONS = {"file": ["", type_string], "part": ["", type_string]}  # noqa: RUF012

    def html(self, page: PageState) -> str:
        """Return what the block shows."""
        files = _result(page.edition, self.argument)["files"]
        name = self.options["file"] or next(iter(files), "")
        if name not in files:
            raise FigureError(
                f"The capture {self.argument!r} has no file {name!r}. "
                f"Files are: {', '.join(files) or 'none'}."
            )
        part = self.options["part"]
        text = part_of(files[name], name, part) if part else files[name]
        return code_block(text, name, _addresses(page, self.argument).get(name))


class Releases(PageBlock):
    """What a captured `whestdocs reprice` says of each release, as a chart and a table."""

    NAME = "releases"
    FIGURES = ("capture/{}/flops/*",)

    def html(self, page: PageState) -> str:
        """Return what the block shows."""
        estimator = next(iter(_result(page.edition, self.argument)["files"]))
        names = {release: f"capture/{self.argument}/flops/{release}" for release in RELEASES}
        costs = [(release, page.edition.figure(name)) for release, name in names.items()]
        return releases_chart(estimator, costs, page.popovers)


class WorkedScore(PageBlock):
    """The score of a network, worked out step by step from a captured report."""

    NAME = "score"
    FIGURES = ("capture/{}/*", _FLOOR)

    def html(self, page: PageState) -> str:
        """Return what the block shows."""
        edition = page.edition
        result = _result(edition, self.argument)
        calculation = calculation_of(
            json_in(result["text"]),
            edition.round.residual_flops_per_second,
            edition.figure(_FLOOR).value / 100,
        )

        def button(text: str, name: str) -> str:
            figure = edition.figure(f"capture/{self.argument}/{name}")
            return page.popovers.button(text, figure)

        files = _addresses(page, self.argument)
        return worked_score(calculation, command_words(result["commands"][-1], files), button)


class Multiplier(PageBlock):
    """The score's multiplier as a chart, with the examples that are named."""

    NAME = "multiplier"
    FIGURES = ("{word}/flops", _FLOOR)

    def html(self, page: PageState) -> str:
        """Return what the block shows."""
        return multiplier_chart(self.argument.split(), page.edition.figure(_FLOOR), page)


def _listed(page: PageState, name: str) -> list[Markup]:
    """Return what a reader types to see what the capture called ``name`` shows, as HTML."""
    commands = page.commands_to_list(_result(page.edition, name)["commands"])
    return [command_words(command, _addresses(page, name)) for command in commands]


def _addresses(page: PageState, name: str) -> dict[str, str]:
    """Return the addresses of a capture's files that are published, by their names."""
    found = {
        posixpath.basename(path): page.published(path) for path in page.edition.captures[name].files
    }
    return {file: address for file, address in found.items() if address is not None}


def _result(edition: Edition, name: str) -> dict[str, Any]:
    prefix = "capture/"
    if prefix + name not in edition.results:
        names = [key.removeprefix(prefix) for key in edition.results if key.startswith(prefix)]
        raise FigureError(
            f"There is no capture {name!r} in {edition.round.tag}. "
            f"Captures are: {', '.join(names) or 'none'}."
        )
    return edition.results[prefix + name]
