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

from whestdocs.errors import ReleaseError
from whestdocs.project import cache_folder
from whestdocs.versions import Release, installed_release


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
        """Return the process environment in which Python imports this release."""
        if self.folder is None:
            return os.environ | {"PYTHONHASHSEED": "0"}
        return os.environ | {
            "PYTHONPATH": str(self.folder),
            "PYTHONNOUSERSITE": "1",
            "PYTHONHASHSEED": "0",
        }


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
    if not folder.is_dir():
        _install(release, folder)
    return InstalledRelease(release, folder)


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


def _requirements(release: Release) -> str:
    """Return the pip requirements of ``release``, each version with its accepted digests."""
    lines = []
    for package in ("flopscope", "whestbench"):
        version = getattr(release, package)
        digests = getattr(release, f"{package}_sha256")
        hashes = "".join(f" --hash=sha256:{digest}" for digest in digests)
        lines.append(f"{package}=={version}{hashes}\n")
    return "".join(lines)


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


def _install(release: Release, folder: Path) -> None:
    """Install ``release`` into a temporary folder and move it to ``folder`` in one step."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _install_beside(release, folder)
    except OSError as error:
        raise ReleaseError(
            f"The release {release} could not be installed: {error}. Make its folder writable, "
            "or name another cache with WHESTDOCS_CACHE."
        ) from error


def _install_beside(release: Release, folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".installing-") as temporary:
        target = Path(temporary) / "release"
        requirements = Path(temporary) / "requirements.txt"
        requirements.write_text(_requirements(release))
        options = ["--no-deps", "--target", str(target), "-r", str(requirements)]
        if release.flopscope_sha256:
            options.insert(0, "--require-hashes")
        finished = subprocess.run(
            [*_installer(), *options], capture_output=True, text=True, check=False
        )
        if finished.returncode != 0:
            raise ReleaseError(
                f"The release {release} could not be installed. It is fetched from your package "
                "index once and kept; check the network and run the command again. "
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
