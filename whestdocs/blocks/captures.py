"""The blocks that show a command and what it printed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from pymdownx.blocks.block import type_string

from whestdocs.blocks.block import PageBlock
from whestdocs.captures import priced_names
from whestdocs.errors import FigureError
from whestdocs.views.capture import captured_output
from whestdocs.views.costs import costs_table

if TYPE_CHECKING:
    from whestdocs.edition import Edition
    from whestdocs.markdown import Rendering


class CapturedOutput(PageBlock):
    """A captured command and its output.

    Options:
        from: A regular expression: output is shown from the first line that it is found in.
        to: Another: output is shown up to the next line that it is found in.
        matching: Another: of these lines only those that it is found in are shown.
    """

    NAME = "capture"
    OPTIONS = {  # noqa: RUF012
        "from": ["", type_string],
        "to": ["", type_string],
        "matching": ["", type_string],
    }

    def on_create(self, parent: Element) -> Element:
        """Create the output's element."""

        def job(page: Rendering) -> str:
            result = _result(page.edition, self.argument)
            options = self.options
            return captured_output(result, options["from"], options["to"], options["matching"])

        return self.view(parent, job)


class Costs(PageBlock):
    """What a captured command printed that things cost, each with a bar.

    Options:
        matching: A regular expression: only what it is found in is shown.
    """

    NAME = "costs"
    OPTIONS = {"matching": ["", type_string]}  # noqa: RUF012

    def on_create(self, parent: Element) -> Element:
        """Create the table's element."""

        def job(page: Rendering) -> str:
            result = _result(page.edition, self.argument)
            return costs_table(
                result["command"],
                priced_names(result["text"]),
                self.options["matching"],
                lambda name: page.edition.figure(f"capture/{self.argument}/{name}"),
                page.popovers,
            )

        return self.view(parent, job)


def _result(edition: Edition, name: str) -> dict[str, str]:
    """Return the result of the capture called ``name``.

    Raises:
        FigureError: This round has no such capture.
    """
    prefix = "capture/"
    if prefix + name not in edition.results:
        names = [key.removeprefix(prefix) for key in edition.results if key.startswith(prefix)]
        raise FigureError(
            f"There is no capture {name!r} in {edition.round.tag}. "
            f"Captures are: {', '.join(names) or 'none'}."
        )
    return edition.results[prefix + name]
