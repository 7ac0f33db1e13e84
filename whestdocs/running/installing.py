"""A release on disk: installing it beside the others, and the environment to run inside it.

A release is the pair flopscope + whestbench in a folder of its own. Everything else
(numpy and so on) is shared with the environment that whestdocs itself runs in, so a
release takes a second and a few megabytes. Once installed it needs no network again.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from whestdocs.competition.releases import Release, installed_release
from whestdocs.errors import ReleaseError
from whestdocs.project import cache_folder
from whestdocs.running.eviction import note_use, note_written

#: What code under a release may know of this process's environment: where programs, libraries
#: and folders are, how text is written, and how many threads compute.
_SHARED = (
    *("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "VIRTUAL_ENV"),
    *("HOME", "USERPROFILE", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP"),
    *("LANG", "TZ", "PYTHONIOENCODING", "PYTHONUTF8"),
)
_SHARED_BEGINNINGS = ("LC_", "OMP_", "OPENBLAS_", "MKL_")


@dataclass(frozen=True)
class InstalledRelease:
    """A release that is ready to run.

    Attributes:
        release: The pair of versions.
        folder: Where the pair is installed beside others; None if it is the one that Python
            finds anyway.
    """

    release: Release
    folder: Path | None

    def environment(self) -> dict[str, str]:
        """Return the process environment in which Python imports this release.

        It has few of this process's variables: the others may be secrets, and the grader has
        none of them.
        """
        names = (name for name in os.environ if name.startswith(_SHARED_BEGINNINGS))
        shared = {name: os.environ[name] for name in (*names, *_SHARED) if name in os.environ}
        shared["PYTHONHASHSEED"] = "0"
        if self.folder is None:
            return shared
        return shared | {"PYTHONPATH": str(self.folder), "PYTHONNOUSERSITE": "1"}


def use_installed() -> InstalledRelease:
    """Return the release that is installed beside whestdocs.

    Raises:
        ReleaseError: None is.
    """
    return InstalledRelease(installed_release(), None)


def prepare(release: Release) -> InstalledRelease:
    """Return ``release`` installed, installing it first where it is not there yet.

    Raises:
        ReleaseError: It cannot be installed, for example without a network.
    """
    folder = _folder() / f"flopscope-{release.flopscope}+whestbench-{release.whestbench}"
    requirements = "".join(
        _requirement(package, getattr(release, package), getattr(release, f"{package}_sha256"))
        for package in ("flopscope", "whestbench")
    )
    _install_once(f"release {release}", requirements, folder)
    return InstalledRelease(release, folder)


def prepare_client(release: Release) -> Path:
    """Return the folder of the client of ``release``, installing it first where it is not there.

    Raises:
        ReleaseError: It cannot be installed.
    """
    title = f"flopscope-client {release.flopscope}"
    folder = _folder() / title.replace(" ", "-")
    requirement = _requirement("flopscope-client", release.flopscope, release.client_sha256)
    _install_once(title, requirement, folder)
    return folder


def without_releases(environment: Mapping[str, str]) -> dict[str, str]:
    """Return a process environment without the folders of releases in its PYTHONPATH.

    The others are absolute, so that they mean the same in any working folder.
    """
    paths = environment.get("PYTHONPATH", "").split(os.pathsep)
    absolute = [Path(path).absolute() for path in paths if path]
    kept = [str(path) for path in absolute if not path.is_relative_to(_folder())]
    return {**environment, "PYTHONPATH": os.pathsep.join(kept)}


def _folder() -> Path:
    """Return the folder that releases are installed in."""
    return cache_folder() / "releases"


def _requirement(package: str, version: str, digests: tuple[str, ...]) -> str:
    hashes = "".join(f" --hash=sha256:{digest}" for digest in digests)
    return f"{package}=={version}{hashes}\n"


def _installer() -> list[str]:
    """Return the command that installs packages: uv where it is there, else pip."""
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is not None:
        return [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", sys.executable]
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    raise ReleaseError(
        "Neither uv nor pip is available to install a release. Run `python -m ensurepip`."
    )


def _install_once(title: str, requirements: str, folder: Path) -> None:
    """Install ``requirements`` into ``folder``, unless that was done before."""
    if folder.is_dir():
        note_use(folder)
        return
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".installing-") as temporary:
            _install(title, requirements, Path(temporary), folder)
        note_written(folder, 0)
    except OSError as error:
        raise ReleaseError(
            f"The {title} could not be installed: {error}. Make its folder writable, "
            "or name another cache with WHESTDOCS_CACHE."
        ) from error


def _install(title: str, requirements: str, temporary: Path, folder: Path) -> None:
    """Install ``requirements`` into a temporary folder, then move them in one step."""
    target, file = temporary / "release", temporary / "requirements.txt"
    file.write_text(requirements)
    options = ["--require-hashes"] if "--hash" in requirements else []
    finished = subprocess.run(
        [*_installer(), *options, "--no-deps", "--target", str(target), "-r", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode != 0:
        raise ReleaseError(
            f"The {title} could not be installed. It is fetched from your package index once "
            "and kept; check the network and run the command again. "
            f"The installer said: {_reason(finished.stderr or finished.stdout)}"
        )
    try:
        target.rename(folder)
    except OSError:
        if not folder.is_dir():  # Otherwise another process was faster, which is as good.
            raise


def _reason(output: str) -> str:
    """Return what an installer gave as its reason on one line, without warnings before it."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [number for number, line in enumerate(lines) if line.lower().startswith("error")]
    return " ".join(lines[errors[0] :] if errors else lines[-4:])
