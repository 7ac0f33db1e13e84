"""Building the guide: measure, check, render each round, then put everything in place.

site/index.html        leads to the current round
site/404.html          where a server finds no page
site/llms.txt          leads to each round's, for readers that are programs
site/versions.json     the rounds, for Material's version selector
site/<round>/          the guide of a round, and the Markdown twin of each page
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from whestdocs.claims.published import refuse_stale
from whestdocs.drift import compare
from whestdocs.errors import DriftError, SiteError
from whestdocs.files import write_atomically
from whestdocs.ledger import read
from whestdocs.llms import read_contents, write_entrance_llms, write_llms
from whestdocs.measure import measure
from whestdocs.progress import ProgressBar
from whestdocs.project import Project
from whestdocs.publications import read_publications
from whestdocs.report import report
from whestdocs.rounds import CURRENT_TAG, ROUNDS, Round
from whestdocs.twins import write_twins

#: Rounds rendered at once.
_WORKERS = 2


def build(project: Project, rounds: Sequence[Round]) -> None:
    """Build the guide of ``rounds`` into ``project.site``; other rounds' stay as they are.

    A round's folder is replaced only when all of ``rounds`` have been rendered.

    Raises:
        DriftError: Measured figures differ from the accepted ones.
        SiteError: A page is broken.
        MeasurementError: An example failed.
        ReleaseError: A release cannot be installed or does not run.
    """
    _measure_and_check(project, rounds)
    project.site.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=project.site, prefix=".building-") as folder:
        built = {round_.tag: Path(folder) / round_.tag for round_ in rounds}
        with ThreadPoolExecutor(_WORKERS) as pool:
            list(pool.map(lambda tag: _render(project, tag, built[tag]), built))
        for tag, new in built.items():
            _put_in_place(new, project.site / tag, Path(folder))
    _write_entrance(project)


def _measure_and_check(project: Project, rounds: Sequence[Round]) -> None:
    places = read_publications(project.pages)
    reports = []
    for measured in measure(project, rounds, ProgressBar()):
        tag = measured.round.tag
        comparison = compare(measured, read(project.ledger_file(tag), tag))
        if not comparison.is_clean:
            reports.append(report(comparison, places, project.root))
    if reports:
        raise DriftError("\n".join(reports))
    refuse_stale(project)


def _render(project: Project, tag: str, target: Path) -> None:
    """Render the pages of one round into ``target``."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(target)]
    finished = subprocess.run(
        command,
        cwd=project.root,
        env=os.environ | {"WHESTDOCS_ROUND": tag, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode != 0:
        output = (finished.stdout + finished.stderr).strip()
        raise SiteError(f"The guide of {tag} cannot be built:\n{output}")
    write_llms(target, read_contents(project.mkdocs_file), ROUNDS[tag], write_twins(target))
    print(f"Built {tag}.", file=sys.stderr)


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
    templates = Environment(
        loader=PackageLoader("whestdocs", "views/templates"),
        undefined=StrictUndefined,
        autoescape=True,
    )
    for name, template, root in (("index", "entrance", ""), ("404", "404", "/")):
        page = templates.get_template(f"{template}.html.jinja")
        text = page.render(current=CURRENT_TAG, tags=tags, root=root)
        write_atomically(site / f"{name}.html", text)
    write_entrance_llms(site, read_contents(project.mkdocs_file), tags)


def _title(tag: str) -> str:
    return f"{tag} (current)" if tag == CURRENT_TAG else tag
