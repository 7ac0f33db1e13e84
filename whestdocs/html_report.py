"""The file of a report: where it may be written, and writing it.

Only a report is ever overwritten: a wrong path must not cost anybody their estimator.
"""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from whestdocs.errors import UsageError
from whestdocs.files import write_atomically
from whestdocs.profiles import Profile
from whestdocs.views.profile_report import BEGINNING, profile_report


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
