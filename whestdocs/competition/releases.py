"""Releases: which versions of flopscope and whestbench belong together, and which is installed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from whestdocs.errors import ReleaseError, UsageError

_RELEASES_FILE = Path(__file__).with_name("releases.toml")


@dataclass(frozen=True)
class Release:
    """A pair of packages that run together.

    Attributes:
        flopscope: Version of flopscope, which counts the FLOPs.
        whestbench: Version of whestbench, which makes the networks and scores.
        flopscope_sha256: Accepted digests of flopscope's published files.
        whestbench_sha256: Accepted digests of whestbench's published files.
        client_sha256: Accepted digests of flopscope-client in flopscope's version; empty where the
            guide needs none.
    """

    flopscope: str
    whestbench: str
    flopscope_sha256: tuple[str, ...] = ()
    whestbench_sha256: tuple[str, ...] = ()
    client_sha256: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"flopscope {self.flopscope} + whestbench {self.whestbench}"


def _read_releases() -> dict[str, Release]:
    with _RELEASES_FILE.open("rb") as stream:
        document = tomllib.load(stream)
    digests = document["whestbench"]
    return {
        version: _release(version, entry, digests)
        for version, entry in document["flopscope"].items()
    }


def _release(version: str, entry: dict[str, Any], digests: dict[str, list[str]]) -> Release:
    whestbench = entry["whestbench"]
    client = tuple(entry.get("client_sha256", ()))
    return Release(version, whestbench, tuple(entry["sha256"]), tuple(digests[whestbench]), client)


#: Every published release by its version of flopscope, oldest first.
RELEASES = _read_releases()


def release_by_version(version: str) -> Release:
    """Return the release with flopscope ``version``.

    Raises:
        UsageError: No published flopscope has that version.
    """
    if version not in RELEASES:
        raise UsageError(f"There is no flopscope {version!r}. Releases are: {', '.join(RELEASES)}.")
    return RELEASES[version]


def installed_release() -> Release:
    """Return the pair that is installed beside whestdocs, without digests.

    Raises:
        ReleaseError: One of the two is not installed.
    """
    return Release(_installed_version("flopscope"), _installed_version("whestbench"))


def _installed_version(package: str) -> str:
    try:
        return metadata.version(package).split("+")[0]
    except metadata.PackageNotFoundError:
        raise ReleaseError(
            f"{package} is not installed beside whestdocs. Install it, or name a release with "
            "--round or --release."
        ) from None
