"""A profile as one HTML file: what `whestdocs profile --html` writes.

The file needs nothing else, and asks nobody for anything: styles and scripts are in it, and
its content security policy forbids all others. So whatever an estimator's names and source
hold, they are shown as text. Only a report is ever overwritten: a wrong path must not cost
anybody their estimator.
"""

from __future__ import annotations

import base64
import hashlib
import posixpath
import shlex
from functools import cache
from importlib import metadata
from pathlib import Path

from markupsafe import Markup

from whestdocs.competition.rounds import ROUNDS
from whestdocs.errors import FigureError, UsageError
from whestdocs.estimators.profiles import Profile, SourceFile, Sum
from whestdocs.figures.figure import Figure, Provenance
from whestdocs.figures.of_profiles import figures_of
from whestdocs.files import write_atomically
from whestdocs.project import PACKAGE
from whestdocs.text import visible
from whestdocs.views.html.figure_text import exact_text
from whestdocs.views.html.layer_chart import layers_chart
from whestdocs.views.html.listing import listing
from whestdocs.views.html.operation_table import operations_table
from whestdocs.views.html.popover import Popovers
from whestdocs.views.html.templating import render
from whestdocs.views.profiled_example import ProfiledExample
from whestdocs.views.summary import findings, summary_parts

#: Begins every report, so that no other file is taken for one and overwritten.
BEGINNING = "<!doctype html>\n<!-- A report of whestdocs profile -->"
_ASSETS = PACKAGE / "views" / "theme" / "assets"
_STYLES = (
    *(f"pages_and_reports/{name}.css" for name in ("colours_light_and_dark", "sizes")),
    "reports/report.css",
    *(f"pages_and_reports/{name}.css" for name in ("figures", "tables", "listings")),
    "reports/advice.css",
)
#: The first runs before anything is shown, the other when everything is there.
_FIRST_SCRIPT = "reports/system_colours.js"
_LAST_SCRIPT = "pages_and_reports/interaction.js"


def profile_report(profile: Profile, advice: Markup | None = None) -> str:
    """Return the HTML file that shows ``profile``.

    Args:
        profile: A profile with at least one source file; it may be one of a failed run.
        advice: HTML of what would make the estimator cheaper, or None for no such section.
    """
    provenance = provenance_of(profile)
    figures = {figure.name: figure for figure in figures_of(profile, provenance)}

    def figure(name: str) -> Figure:
        if name not in figures:
            raise FigureError(f"The profile has no figure {name!r}.")
        return figures[name]

    popovers = Popovers()
    example = ProfiledExample(profile, provenance.source, figure)
    total = example.flops
    first, *rest = summary_parts(profile)
    has_layers = [layer is not None for layer in profile.layers]
    scripts = [_asset(_FIRST_SCRIPT), _asset(_LAST_SCRIPT)]
    text = render(
        "profile_report",
        title=visible(f"{profile.file}: {exact_text(total)} FLOPs"),
        version=metadata.version("whestdocs"),
        policy=_policy(scripts),
        icon=base64.b64encode(_asset("favicon.svg").encode()).decode(),
        styles=Markup("\n".join(map(_asset, _STYLES))),
        scripts=[Markup(script) for script in scripts],
        profile=profile,
        total=popovers.button(first, total),
        rest=rest,
        findings=findings(profile),
        operations=operations_table(example, popovers),
        listings=[
            listing(example, popovers, _nowhere, file=file.path) for file in _shown_files(profile)
        ],
        without_source=_lines_without_source(profile),
        layers=layers_chart(example, popovers) if any(has_layers) else None,
        advice=advice,
        provenance=provenance,
        popovers=popovers,
    )
    # Names of files may hold halves of characters, which no encoding has.
    return f"{BEGINNING}\n{text}\n".encode("utf-8", "backslashreplace").decode()


def check_place(path: Path) -> None:
    """Refuse a place that a report must not be written to.

    Raises:
        UsageError: There is something else already.
    """
    if path.is_dir():
        raise UsageError(f"{path} is a folder. Name a file in it, such as {path / 'report.html'}.")
    if path.is_file():
        with path.open("rb") as stream:
            beginning = stream.read(len(BEGINNING))
        if beginning not in (b"", BEGINNING.encode()):
            raise UsageError(
                f"{path} is there already and is no report. Remove it, or name another file."
            )
    elif path.exists():
        raise UsageError(f"{path} is no ordinary file. Name one that a report can be written to.")


def write_report(path: Path, profile: Profile, advice: Markup | None = None) -> None:
    """Write the report of ``profile`` to ``path`` in one step.

    Args:
        path: The file.
        profile: What it shows.
        advice: HTML of what would make the estimator cheaper, if that is known.

    Raises:
        UsageError: There is something else already.
        WhestdocsError: It cannot be written.
    """
    check_place(path)
    write_atomically(path, profile_report(profile, advice))


def provenance_of(profile: Profile) -> Provenance:
    """Return where the figures of a participant's profile came from."""
    return Provenance(
        source=posixpath.splitext(profile.file)[0],
        file=profile.file,
        sha256=visible(profile.sha256),
        call=profile.class_name or "",
        round_tag=profile.round_tag,
        flopscope=visible(profile.release.get("flopscope", "")),
        whestbench=visible(profile.release.get("whestbench", "")),
        width=profile.width,
        depth=profile.depth,
        seed=profile.seed,
        dtype=visible(profile.weights_dtype or ""),
        command=shlex.join(["whestdocs", "profile", profile.file, *_options(profile)]),
    )


def _options(profile: Profile) -> list[str]:
    """Return the options under which a profile is made again, those that say nothing left out."""
    round_ = ROUNDS[profile.round_tag]
    options = ["--round", profile.round_tag]
    if profile.class_name not in (None, "Estimator"):
        options += ["--class", str(profile.class_name)]
    given = {
        "--release": (profile.release.get("flopscope"), round_.release.flopscope),
        "--width": (profile.width, round_.width),
        "--depth": (profile.depth, round_.depth),
        "--seed": (profile.seed, 0),
        "--weights": (profile.weights_dtype, "float32"),
    }
    for name, (value, usual) in given.items():
        if value not in (None, usual):
            options += [name, str(value)]
    return options


def _nowhere(path: str) -> None:
    """Return the address of a file: a report stands alone."""


def _shown_files(profile: Profile) -> list[SourceFile]:
    """Return the files that have a source, the estimator's own first."""
    files = [file for file in profile.files if file.source or file.path == profile.file]
    return sorted(files, key=lambda file: file.path != profile.file)


def _lines_without_source(profile: Profile) -> list[tuple[str, str, Sum]]:
    """Return place, operations and costs of the charged lines that no file has."""
    shown = {file.path for file in _shown_files(profile)}
    return [
        (f"{file}:{line}", ", ".join(dict.fromkeys(charge.op for charge in total.charges)), total)
        for (file, line), total in profile.lines.items()
        if file not in shown
    ]


@cache
def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8").strip()


def _policy(scripts: list[str]) -> str:
    """Return the content security policy: our scripts by their digests, nothing from elsewhere."""
    digests = [
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts
    ]
    ours = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {ours}; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
