"""Building the guide: measure, check, render each round, then put everything in place.

site/index.html        leads to the current round
site/404.html          where a server finds no page
site/llms.txt          leads to each round's, for readers that are programs
site/versions.json     the rounds, for Material's version selector
site/<round>/          the guide of a round, and the Markdown twin of each page
"""

from __future__ import annotations

import fcntl
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from whestdocs.competition.rounds import CURRENT_TAG, ROUNDS, Round
from whestdocs.errors import SiteError
from whestdocs.figures.ledger import read
from whestdocs.figures.measured import Measured
from whestdocs.figures.published_data import published_text
from whestdocs.files import locked, write_atomically
from whestdocs.pages.edition import accepted_figures
from whestdocs.progress import ProgressBar
from whestdocs.project import PACKAGE, Project
from whestdocs.site.llms import read_contents, write_entrance_llms
from whestdocs.site.preparing import checked
from whestdocs.site.renderers import Renderers
from whestdocs.views.html.templating import render

#: Where rounds are rendered before they are put in place.
_BUILDING = ".building-"


def build(project: Project, rounds: Sequence[Round]) -> None:
    """Build the guide of ``rounds`` into ``project.site``; other rounds' stay as they are.

    Raises:
        DriftError: Measured figures differ from the accepted ones.
        SiteError: A page is broken.
        MeasurementError: An example failed.
        ReleaseError: A release cannot be installed or does not run.
    """
    with Renderers(project) as renderers:
        build_with(renderers, project, rounds)


def build_with(renderers: Renderers, project: Project, rounds: Sequence[Round]) -> None:
    """Build like `build`, with processes that are already there.

    A round's folder is replaced only when all of ``rounds`` have been rendered.
    """
    measured = checked(project, rounds, ProgressBar())
    project.site.mkdir(exist_ok=True)
    with _building_folder(project.site) as folder:
        built = {round_.tag: folder / round_.tag for round_ in rounds}
        errors = renderers.render(built)
        if errors:
            raise SiteError(_said_once(errors))
        for new in built.values():
            _publish_figures(project, new, measured)
        with locked(project.site):  # Another build may be as far.
            for tag, new in built.items():
                _put_in_place(new, project.site / tag, folder)
            _write_entrance(project)
    for tag in built:
        print(f"Built {tag}.", file=sys.stderr)


def _publish_figures(project: Project, folder: Path, measured: Mapping[str, Measured]) -> None:
    """Put the figures of all rounds, with unit and provenance, where a guide has its ledgers."""
    for tag, found in measured.items():
        file = folder / project.ledger_file(tag).relative_to(project.pages)
        if file.is_file():
            figures = accepted_figures(found, read(project.ledger_file(tag), tag))
            write_atomically(file, published_text(found.round, figures))


def _said_once(errors: dict[str, str]) -> str:
    """Return the errors of rounds; one that several have in common stands there once."""
    tags_of: dict[str, list[str]] = {}
    for tag, error in errors.items():
        tags_of.setdefault(error, []).append(tag)
    return "\n".join(
        f"The guide of {', '.join(tags)} cannot be built:\n{error}"
        for error, tags in tags_of.items()
    )


@contextmanager
def _building_folder(site: Path) -> Iterator[Path]:
    """Make a folder for a build, locked while it lasts, and remove those of killed builds."""
    with ExitStack() as stack:
        with locked(site):  # So nobody takes a new folder for a left one: it is locked in here.
            for left in site.glob(f"{_BUILDING}*"):
                with suppress(BlockingIOError, FileNotFoundError), locked(left, fcntl.LOCK_NB):
                    shutil.rmtree(left, ignore_errors=True)
            folder = Path(tempfile.mkdtemp(dir=site, prefix=_BUILDING))
            stack.enter_context(locked(folder))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        yield folder


def _put_in_place(new: Path, final: Path, attic: Path) -> None:
    if final.exists():
        final.rename(attic / f"old-{final.name}")
    new.rename(final)


def _write_entrance(project: Project) -> None:
    """Write what stands above the rounds, for those whose guide is there."""
    site = project.site
    tags = [tag for tag in reversed(ROUNDS) if (site / tag).is_dir()]
    versions = [{"version": tag, "title": _title(tag), "aliases": []} for tag in tags]
    write_atomically(site / "versions.json", json.dumps(versions, indent=1) + "\n")
    icon = (PACKAGE / "views/theme/assets/favicon.svg").read_text(encoding="utf-8")
    for name, template, root in (("index", "entrance", ""), ("404", "404", "/")):
        text = render(template, current=CURRENT_TAG, tags=tags, root=root, icon=icon)
        write_atomically(site / f"{name}.html", f"{text}\n")
    write_entrance_llms(site, read_contents(project.mkdocs_file), tags)


def _title(tag: str) -> str:
    return f"{tag} (current)" if tag == CURRENT_TAG else tag
