"""releases.toml holds every published release, and pairs that run together."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from whestdocs.competition import releases
from whestdocs.competition.releases import RELEASES, Release, installed_release, release_by_version
from whestdocs.competition.rounds import ROUNDS
from whestdocs.errors import ReleaseError, UsageError
from whestdocs.running.installing import prepare, use_installed

EVERY_RELEASE = pytest.mark.parametrize("release", RELEASES.values(), ids=lambda r: r.flopscope)
#: The oldest flopscope that any whestbench allows.
FIRST_ALLOWED = Version("0.4.1")


@EVERY_RELEASE
def test_a_release_names_digests_of_wheel_and_source_archive(release: Release) -> None:
    for digests in (release.flopscope_sha256, release.whestbench_sha256):
        assert len(set(digests)) == 2
        assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in digests)


def test_releases_stand_in_their_order() -> None:
    assert list(RELEASES) == sorted(RELEASES, key=Version)
    assert all(release.flopscope == version for version, release in RELEASES.items())


def test_every_round_is_documented_under_a_release_of_the_list() -> None:
    assert {round_.release for round_ in ROUNDS.values()} <= set(RELEASES.values())


@EVERY_RELEASE
def test_whestbench_allows_the_flopscope_it_stands_with(release: Release) -> None:
    folder = prepare(release).folder
    found = [d for d in metadata.distributions(path=[str(folder)]) if d.name == "whestbench"]
    requirements = [Requirement(text) for text in found[0].requires or []]
    (wanted,) = [r.specifier for r in requirements if r.name == "flopscope"]
    allowed = wanted.contains(release.flopscope)
    assert allowed == (Version(release.flopscope) >= FIRST_ALLOWED)


def test_an_unknown_release_is_an_error_that_names_all() -> None:
    with pytest.raises(UsageError, match=r"no flopscope '0\.8\.0'\. Releases are: 0\.2\.0, 0\.3"):
        release_by_version("0.8.0")


def test_the_installed_release_is_what_python_imports() -> None:
    program = "import flopscope, importlib.metadata as m; print(flopscope.__version__)"
    finished = subprocess.run(
        [sys.executable, "-c", program],
        env=use_installed().environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert finished.stdout.split("+")[0].strip() == installed_release().flopscope


def test_a_package_that_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(releases.metadata, "version", missing)
    with pytest.raises(ReleaseError, match="flopscope is not installed beside whestdocs"):
        installed_release()
