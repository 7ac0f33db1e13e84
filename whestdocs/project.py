"""Where things are: the guide's own folders, and the cache that measurements share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from whestdocs.errors import UsageError

#: The folder of whestdocs itself.
PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Project:
    """A checkout of the guide.

    Attributes:
        root: Folder that holds ``mkdocs.yml``.
    """

    root: Path

    @property
    def pages(self) -> Path:
        """Folder of the Markdown pages."""
        return self.root / "docs"

    @property
    def examples(self) -> Path:
        """Folder of the estimators that the guide measures."""
        return self.root / "examples"

    @property
    def site(self) -> Path:
        """Folder that receives the built site, one subfolder a round."""
        return self.root / "site"

    @property
    def mkdocs_file(self) -> Path:
        """Configuration of the site."""
        return self.root / "mkdocs.yml"

    @property
    def captures_file(self) -> Path:
        """Catalogue of the commands whose output the pages show."""
        return self.root / "whestdocs/measurements/captures/commands/guide.toml"

    @property
    def captures_files(self) -> list[Path]:
        """All such catalogues: a family of captures can have one of its own beside the first."""
        return sorted(self.captures_file.parent.glob("*.toml"))

    def ledger_file(self, tag: str) -> Path:
        """Ledger of the round called ``tag``."""
        return self.pages / "figures" / f"{tag}.json"

    @property
    def verdicts_file(self) -> Path:
        """Published verdicts on claims, of all rounds."""
        return self.pages / "figures" / "claims.json"


def _is_project(folder: Path) -> bool:
    return (folder / "mkdocs.yml").is_file() and (folder / "examples").is_dir()


def _working_folder() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise UsageError("The working folder was deleted. Change into another.") from None


def find_project(start: Path | None = None) -> Project:
    """Return the guide's checkout that contains ``start`` (default: the working folder).

    A link is looked at where it stands, then where it leads.

    Falls back to the checkout that this package was imported from.

    Raises:
        UsageError: Neither is inside a checkout.
    """
    here = (start or _working_folder()).absolute()
    own = [Project(PACKAGE.parent)] if _is_project(PACKAGE.parent) else []
    for project in (*_projects_around(here), *own):
        return project
    raise _not_inside(here)


def find_project_here() -> Project:
    """Return the guide's checkout that contains the working folder, and no other.

    Raises:
        UsageError: The folder is not inside a checkout.
    """
    here = _working_folder().absolute()
    for project in _projects_around(here):
        return project
    raise _not_inside(here)


def _projects_around(folder: Path) -> Iterator[Project]:
    real = folder.resolve()
    around = (folder, *folder.parents, real, *real.parents)
    return (Project(each) for each in around if _is_project(each))


def _not_inside(folder: Path) -> UsageError:
    return UsageError(
        f"{folder} is not inside a checkout of the guide (a folder with mkdocs.yml and examples/). "
        "Change into one and run the command again."
    )


def cache_folder() -> Path:
    """Return the folder that holds installed releases and measurements.

    ``WHESTDOCS_CACHE`` names it; otherwise a checkout keeps its own in ``.cache/``, so that
    removing the checkout removes everything; an installed package uses the user's cache.
    """
    named = os.environ.get("WHESTDOCS_CACHE")
    if named:
        return Path(named).resolve()
    checkout = PACKAGE.parent
    if _is_project(checkout):
        return checkout / ".cache"
    return Path(platformdirs.user_cache_dir("whestdocs"))
