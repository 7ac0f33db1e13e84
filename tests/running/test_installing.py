"""Releases on disk: installed for real, and refused when they are not what they claim."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.places import ROOT
from whestdocs.competition.releases import Release
from whestdocs.competition.rounds import ROUNDS
from whestdocs.errors import ReleaseError
from whestdocs.project import cache_folder
from whestdocs.running import installing
from whestdocs.running.installing import InstalledRelease, prepare, use_installed
from whestdocs.running.probes import Request, run, run_task

OLDEST, NEWEST = (list(ROUNDS.values())[index].release for index in (0, -1))
EVERY_RELEASE = pytest.mark.parametrize("release", [r.release for r in ROUNDS.values()], ids=str)

PRICE = {
    "task": "call_prices",
    "calls": [{"name": "exp", "call": "fnp.exp(a)"}],
    "dtypes": ["float32"],
}

PRINT_VERSIONS = """
import json, flopscope, whestbench
from importlib.metadata import version
names = ("flopscope", "whestbench")
files = [flopscope.__file__, whestbench.__file__]
print(json.dumps({"versions": [version(name) for name in names], "files": files}))
"""

#: Settings under which neither uv nor pip can fetch anything.
NO_NETWORK = {
    "UV_OFFLINE": "1",
    "UV_INDEX_URL": "http://127.0.0.1:9/simple",
    "UV_DEFAULT_INDEX": "http://127.0.0.1:9/simple",
    "PIP_NO_INDEX": "1",
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
}


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder without releases; returns where they will be."""
    monkeypatch.setenv("WHESTDOCS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "releases"


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in NO_NETWORK.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def no_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has no uv."""
    monkeypatch.setattr(installing.shutil, "which", lambda *_, **__: None)


def folder_name(release: Release) -> str:
    return f"flopscope-{release.flopscope}+whestbench-{release.whestbench}"


# Installed.


@EVERY_RELEASE
def test_each_release_is_installed_beside_the_others(release: Release) -> None:
    installed = prepare(release)
    finished = subprocess.run(
        [sys.executable, "-c", PRINT_VERSIONS],
        env=installed.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    printed = json.loads(finished.stdout)
    assert printed["versions"] == [release.flopscope, release.whestbench]
    assert all(Path(file).is_relative_to(installed.folder) for file in printed["files"])


@EVERY_RELEASE
def test_a_release_holds_the_pair_and_nothing_else(release: Release) -> None:
    found = metadata.distributions(path=[str(prepare(release).folder)])
    assert sorted((dist.name, dist.version) for dist in found) == [
        ("flopscope", release.flopscope),
        ("whestbench", release.whestbench),
    ]


@EVERY_RELEASE
def test_the_pair_is_content_with_what_the_environment_has(release: Release) -> None:
    """A pair that needed another numpy, say, could not share this environment."""
    pair = {"flopscope": release.flopscope, "whestbench": release.whestbench}
    checked = set()
    for dist in metadata.distributions(path=[str(prepare(release).folder)]):
        for line in dist.requires or []:
            requirement = Requirement(line)
            if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
                continue
            name = canonicalize_name(requirement.name)
            version = pair.get(name) or metadata.version(name)
            assert requirement.specifier.contains(version, prereleases=True), (
                f"{dist.name} {dist.version} needs {requirement}, but {version} is installed"
            )
            checked.add(name)
    assert {"numpy", "flopscope"} <= checked


def test_an_installed_release_needs_no_network_and_no_installer_again(
    no_network: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installing, "_installer", lambda: pytest.fail("nothing is to be installed"))
    for round_ in ROUNDS.values():
        [price] = run_task(prepare(round_.release), PRICE, 60.0)["prices"]
        assert price["flops"] > 0


def test_two_processes_install_the_same_release_at_once(empty_cache: Path) -> None:
    program = (
        "from whestdocs.running.installing import prepare\n"
        "from whestdocs.competition.rounds import ROUNDS\n"
        "print(prepare(ROUNDS['v1-warmup'].release).folder)"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    printed = [process.communicate()[0].strip() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert printed == [str(empty_cache / folder_name(OLDEST))] * 2
    assert [folder.name for folder in empty_cache.iterdir()] == [folder_name(OLDEST)]


def test_a_release_is_installed_by_pip_where_there_is_no_uv(empty_cache: Path, no_uv: None) -> None:
    [price] = run_task(prepare(OLDEST), PRICE, 60.0)["prices"]
    assert price["flops"] > 0
    assert [folder.name for folder in empty_cache.iterdir()] == [folder_name(OLDEST)]


# Refused.


def refusal(release: Release) -> str:
    with pytest.raises(ReleaseError) as caught:
        prepare(release)
    message = str(caught.value)
    assert message.startswith(f"The release {release} could not be installed")
    assert "\n" not in message
    return message


@pytest.mark.parametrize("installer", ["uv", "pip"])
def test_without_a_network_one_error_names_the_release(
    empty_cache: Path, no_network: None, monkeypatch: pytest.MonkeyPatch, installer: str
) -> None:
    if installer == "pip":
        monkeypatch.setattr(installing.shutil, "which", lambda *_, **__: None)
    unknown = replace(NEWEST, flopscope="0.0.99999")
    assert "check the network" in refusal(unknown)
    assert list(empty_cache.iterdir()) == []


def test_a_version_that_does_not_exist_is_named(empty_cache: Path) -> None:
    assert "0.0.99999" in refusal(replace(NEWEST, whestbench="0.0.99999"))
    assert list(empty_cache.iterdir()) == []


@pytest.mark.parametrize("package", ["flopscope", "whestbench"])
def test_a_package_with_another_digest_is_refused(empty_cache: Path, package: str) -> None:
    release = replace(OLDEST, **{f"{package}_sha256": ("0" * 64,)})
    assert "0" * 64 in (message := refusal(release))
    assert "Hash mismatch" in message
    assert list(empty_cache.iterdir()) == []


def test_a_cache_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("WHESTDOCS_CACHE", str(tmp_path / "file" / "cache"))
    assert "WHESTDOCS_CACHE" in refusal(NEWEST)


def test_a_machine_without_any_installer_is_told_what_to_do(
    empty_cache: Path, no_uv: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installing.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ReleaseError, match=r"Neither uv nor pip is available.*ensurepip"):
        prepare(NEWEST)


def wrong(tmp_path: Path, *, flopscope: Release | None, whestbench: Release | None) -> Path:
    """Return a folder that holds the packages of the releases given, or none."""
    folder = tmp_path / "wrong"
    folder.mkdir()
    for package, release in (("flopscope", flopscope), ("whestbench", whestbench)):
        if release is not None:
            for part in prepare(release).folder.glob(f"{package}*"):
                shutil.copytree(part, folder / part.name)
    return folder


@pytest.mark.parametrize(
    ("asked", "held", "found"),
    [
        (NEWEST, (OLDEST, OLDEST), "flopscope 0.5.0 is imported, not 0.12.4"),
        (NEWEST, (NEWEST, OLDEST), "whestbench 0.10.0 is imported, not 0.16.2"),
        (OLDEST, (NEWEST, OLDEST), "flopscope 0.12.4 is imported, not 0.5.0"),
        (OLDEST, (None, None), "is imported, not 0.5.0"),
    ],
)
def test_a_probe_refuses_a_folder_that_holds_another_release(
    tmp_path: Path, asked: Release, held: tuple[Release | None, Release | None], found: str
) -> None:
    folder = wrong(tmp_path, flopscope=held[0], whestbench=held[1])
    estimator = tmp_path / "estimator.py"
    estimator.write_text("raise SystemExit('never imported')\n")
    installed = InstalledRelease(asked, folder)
    with pytest.raises(ReleaseError) as priced:
        run_task(installed, PRICE, 60.0)
    with pytest.raises(ReleaseError) as profiled:
        run(installed, Request(estimator, 4, 1, 0, 100))
    for caught in (priced, profiled):
        message = str(caught.value)
        assert str(asked) in message
        assert found in message
        assert f"Remove the folder {folder} and run the command again." in message


def test_a_release_that_does_not_import_is_refused(tmp_path: Path) -> None:
    folder = wrong(tmp_path, flopscope=NEWEST, whestbench=NEWEST)
    (folder / "flopscope" / "__init__.py").write_text("raise RuntimeError('half an upgrade')\n")
    with pytest.raises(ReleaseError, match="RuntimeError: half an upgrade"):
        run_task(InstalledRelease(NEWEST, folder), PRICE, 60.0)


# Where.


def test_the_cache_is_where_the_environment_says(empty_cache: Path) -> None:
    assert cache_folder() == empty_cache.parent


def test_a_checkout_keeps_its_own_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WHESTDOCS_CACHE", raising=False)
    assert cache_folder() == ROOT / ".cache"


def test_what_the_user_has_on_pythonpath_is_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["/nowhere", "/else"]))
    environment = prepare(NEWEST).environment()
    assert environment["PYTHONPATH"] == str(prepare(NEWEST).folder)
    assert environment["PYTHONNOUSERSITE"] == "1"


def test_code_under_a_release_sees_few_variables_and_no_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("API_TOKEN", "AWS_SECRET_ACCESS_KEY", "HTTPS_PROXY", "OMP_NUM_THREADS", "LC_ALL"):
        monkeypatch.setenv(name, "C")
    for installed in (prepare(NEWEST), use_installed()):
        environment = installed.environment()
        assert {"PATH", "OMP_NUM_THREADS", "LC_ALL"} <= environment.keys()
        assert not {"API_TOKEN", "AWS_SECRET_ACCESS_KEY", "HTTPS_PROXY"} & environment.keys()
