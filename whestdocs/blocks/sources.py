"""The block that shows a script, or a part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from pymdownx.blocks.block import type_string

from whestdocs.blocks.block import PageBlock
from whestdocs.project import find_project
from whestdocs.views.source_part import source_part

if TYPE_CHECKING:
    from whestdocs.markdown import Rendering


class Source(PageBlock):
    """A Python file of the checkout, so that a page shows what really runs.

    Options:
        part: The function or class to show. Default: the whole file.
    """

    NAME = "source"
    OPTIONS = {"part": ["", type_string]}  # noqa: RUF012

    def on_create(self, parent: Element) -> Element:
        """Create the source's element."""

        def job(page: Rendering) -> str:
            project = find_project(page.page.folder if page.page else None)
            return source_part(project.root, self.argument, self.options["part"], self.md)

        return self.view(parent, job)
