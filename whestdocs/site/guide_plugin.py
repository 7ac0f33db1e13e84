"""The MkDocs plugin of a guide: it measures before pages are rendered, which themselves never do.

    on_pre_build   measures what the round's pages show, checks it, hands it to the extension
    on_files       docs/notebooks/*.ipynb  ->  executed for the round  ->  mkdocs-jupyter
                   docs/figures/<round>.json: the round's figures with unit and provenance
    on_page_content  what mkdocs-jupyter made of a notebook, as the other pages have theirs

mkdocs-jupyter can execute notebooks itself, but keeps what came of it whatever has changed
since, or executes them again for each build. So they are executed before, under the round's
release, and it is given the result.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mkdocs.config.base import LegacyConfig
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from whestdocs.competition.rounds import round_by_tag
from whestdocs.errors import WhestdocsError
from whestdocs.figures.published_data import published_text
from whestdocs.pages.edition import Edition
from whestdocs.pages.page import PageError
from whestdocs.progress import ProgressBar
from whestdocs.project import find_project
from whestdocs.site.preparing import prepared

NOTEBOOK = ".ipynb"
#: How mkdocs.yml may call the extension, whose options say which round is rendered.
_EXTENSIONS = ("whestdocs", "whestdocs.pages.extension", "whestdocs.markdown")


class GuidePlugin(BasePlugin[LegacyConfig]):  # type: ignore[no-untyped-call]
    """Prepares what the pages of a round look up."""

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Measure and check what the pages show, and hand it to the extension."""
        self._project = find_project(Path(config.docs_dir))
        name = next(each for each in _EXTENSIONS if each in config.markdown_extensions)
        options: dict[str, Any] = config.mdx_configs.setdefault(name, {})
        try:
            round_ = round_by_tag(options.get("round") or None)
            self._edition: Edition = prepared(self._project, round_, ProgressBar())
        except WhestdocsError as error:
            raise PageError(str(error)) from error
        options["edition"] = self._edition

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Put executed notebooks in the place of the others, and the figures as data."""
        round_ = self._edition.round
        data = published_text(round_, self._edition.figures[round_.tag])
        ledger = self._project.ledger_file(round_.tag).relative_to(self._project.pages).as_posix()
        for file in list(files):
            if file.src_uri == ledger:
                files.remove(file)
                files.append(File.generated(config, ledger, content=data))
            elif file.src_uri.endswith(NOTEBOOK):
                files.remove(file)
                files.append(self._executed(file, data, config))
        return files

    def _executed(self, file: File, data: str, config: MkDocsConfig) -> File:
        # What executes notebooks takes as long to import as a small guide takes to build.
        from whestdocs.site.notebook_runs import NotebookRun

        try:
            folder = NotebookRun(self._project, self._edition.round, file.src_uri, data).folder()
        except WhestdocsError as error:
            raise PageError(str(error)) from error
        return File(file.src_uri, str(folder), config.site_dir, config.use_directory_urls)

    def on_page_content(
        self, html: str, /, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str | None:
        """Return the text of a notebook's page as the other pages have theirs."""
        if not page.file.src_uri.endswith(NOTEBOOK):
            return None
        from whestdocs.site.notebook_pages import Links, page_html

        return page_html(html, Links(page.file, files))
