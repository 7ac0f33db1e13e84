"""Building small guides, and what was built or refused."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable

from mkdocs.config import load_config
from mkdocs.structure.files import get_files
from mkdocs.structure.pages import Page

from tests.conftest import TAG
from whestdocs.figures.ledger import read
from whestdocs.project import Project


def mkdocs(
    project: Project, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `mkdocs build --strict`; its log is in `stderr`."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", *arguments],
        cwd=project.root,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def built(project: Project, *arguments: str, **environment: str) -> str:
    """Build, and return the entrance page without the date that MkDocs' theme adds."""
    finished = mkdocs(project, *arguments, **environment)
    assert finished.returncode == 0, finished.stderr
    return re.sub(r"Build Date.*", "", (project.site / "index.html").read_text())


def refusal(project: Project, **environment: str) -> str:
    """Build something broken, and return what MkDocs printed."""
    finished = mkdocs(project, **environment)
    output = finished.stdout + finished.stderr
    assert finished.returncode != 0, output
    assert "Traceback" not in output
    return output


def shown_flops(project: Project) -> str:
    return f"{read(project.ledger_file(TAG), TAG).figures['01_tiny/flops'].value:,}"


def add_page(project: Project, text: str) -> None:
    (project.pages / "page.md").write_text(text)


def page_renderer(project: Project) -> Callable[[str], Page]:
    """Return what renders a text as docs/page.md, as MkDocs does."""
    file = project.pages / "page.md"
    file.touch()
    config = load_config(str(project.mkdocs_file))

    def render(text: str) -> Page:
        file.write_bytes(text.encode())
        files = get_files(config)
        page = Page(None, files.get_file_from_path("page.md"), config)
        page.read_source(config)
        page.render(config, files)
        return page

    return render
