"""The site of every round: folders, what a failure leaves, builds at once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import TAG, accept_all, edit_ledger
from tests.support.built_guides import add_page, shown_flops
from whestdocs.competition.rounds import CURRENT_TAG, ROUNDS
from whestdocs.errors import DriftError, SiteError
from whestdocs.project import Project
from whestdocs.site.building import _building_folder, build


@pytest.fixture
def two_rounds(checkout: Project) -> Project:
    accept_all(checkout, "v1-phase1")
    return checkout


def tree(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


ROUND_PAIR = [ROUNDS["v1-warmup"], ROUNDS["v1-phase1"]]


def test_every_round_has_its_folder_and_the_entrance_leads_to_the_current_one(
    two_rounds: Project,
) -> None:
    build(two_rounds, ROUND_PAIR)
    assert {path.name for path in two_rounds.site.iterdir()} == {
        "404.html",
        "index.html",
        "llms.txt",
        "versions.json",
        "v1-warmup",
        "v1-phase1",
    }
    versions = json.loads((two_rounds.site / "versions.json").read_text())
    assert [version["version"] for version in versions] == ["v1-phase1", "v1-warmup"]
    assert CURRENT_TAG in (two_rounds.site / "index.html").read_text()


def test_every_page_of_a_round_has_its_markdown_beside_it(checkout: Project) -> None:
    build(checkout, ROUND_PAIR[:1])
    folder = checkout.site / TAG
    assert f"It spends {shown_flops(checkout)} FLOPs." in (folder / "index.md").read_text()
    assert "- [A guide](index.md): It spends " in (folder / "llms.txt").read_text()
    assert "Source: index.md" in (folder / "llms-full.txt").read_text()


def test_a_page_without_a_title_leaves_the_last_good_site_as_it_was(checkout: Project) -> None:
    build(checkout, ROUND_PAIR[:1])
    before = tree(checkout.site)
    add_page(checkout, "Text.\n")
    with pytest.raises(SiteError, match=r"page/index\.html has no <h1>"):
        build(checkout, ROUND_PAIR[:1])
    assert tree(checkout.site) == before


def test_a_broken_page_leaves_the_last_good_site_as_it_was(two_rounds: Project) -> None:
    build(two_rounds, ROUND_PAIR[:1])
    before = tree(two_rounds.site)
    add_page(two_rounds, '# T\n\n{{ figure("no/such") }}\n')
    with pytest.raises(SiteError, match=r"docs/page\.md:3: There is no figure"):
        build(two_rounds, ROUND_PAIR)
    assert tree(two_rounds.site) == before


def test_what_is_wrong_in_every_round_is_said_once(two_rounds: Project) -> None:
    add_page(two_rounds, '# T\n\n{{ figure("no/such") }} {{ round.tag }}\n')
    with pytest.raises(SiteError) as caught:
        build(two_rounds, ROUND_PAIR)
    assert str(caught.value).count("docs/page.md:3:") == 2  # Another text in each: it names it.
    add_page(two_rounds, "# T\n\n77.1%\n")
    with pytest.raises(SiteError, match=r"^The guide of v1-warmup, v1-phase1 cannot") as caught:
        build(two_rounds, ROUND_PAIR)
    assert str(caught.value).count("docs/page.md:3:") == 1


def test_what_a_killed_build_left_is_removed(checkout: Project) -> None:
    left = checkout.site / ".building-left"
    (left / TAG).mkdir(parents=True)
    (left / TAG / "index.html").write_text("half a page")
    build(checkout, ROUND_PAIR[:1])
    assert not list(checkout.site.glob(".building-*"))
    assert (checkout.site / TAG / "index.html").is_file()


def test_the_folder_of_a_build_that_goes_on_is_left_alone(checkout: Project) -> None:
    checkout.site.mkdir()
    with _building_folder(checkout.site) as other:
        (other / "page.html").write_text("half a page")
        build(checkout, ROUND_PAIR[:1])
        assert (other / "page.html").is_file()
    assert not other.exists()


def test_two_builds_at_once_both_succeed(checkout: Project) -> None:
    command = [sys.executable, "-m", "whestdocs", "site", "--round", TAG]
    builds = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    outputs = [build.communicate()[1] for build in builds]
    assert [build.returncode for build in builds] == [0, 0], outputs
    assert not list(checkout.site.glob(".building-*"))


def test_drift_in_one_round_leaves_the_site_as_it_was(two_rounds: Project) -> None:
    edit_ledger(two_rounds, "01_tiny/flops", 12)
    with pytest.raises(DriftError, match="01_tiny/flops: accepted 12 FLOPs"):
        build(two_rounds, ROUND_PAIR)
    assert not (two_rounds.site / "index.html").exists()


def test_the_site_command_prints_what_mkdocs_said_line_by_line(checkout: Project) -> None:
    add_page(checkout, '# T\n\n{{ figure("no/such") }}\n')
    finished = subprocess.run(
        [sys.executable, "-m", "whestdocs", "site", "--round", TAG],
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 1
    assert "docs/page.md:3: There is no figure 'no/such'" in finished.stderr
    assert "\\n" not in finished.stderr
    assert "Traceback" not in finished.stderr
