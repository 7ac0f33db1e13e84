"""Building with MkDocs itself: what builds, and what each mistake says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import whestdocs
from tests.conftest import INDEX, OTHER, TAG, TINY, accept_all
from tests.test_cli import edit_ledger
from whestdocs.errors import DriftError, SiteError
from whestdocs.ledger import read
from whestdocs.project import Project
from whestdocs.rounds import CURRENT_TAG, ROUNDS
from whestdocs.site import _building_folder, build


def mkdocs(
    project: Project, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `mkdocs build --strict`; its log is in `stderr`."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", *arguments],
        cwd=project.root,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def built(project: Project, *arguments: str, **environment: str) -> str:
    """Build, and return the entrance page without the date that MkDocs' theme adds."""
    finished = mkdocs(project, *arguments, **environment)
    assert finished.returncode == 0, finished.stderr
    return re.sub(r"Build Date.*", "", (project.site / "index.html").read_text())


def refusal(project: Project, **environment: str) -> str:
    """Build something broken, and return what MkDocs printed."""
    finished = mkdocs(project, **environment)
    output = finished.stdout + finished.stderr
    assert finished.returncode != 0, output
    assert "Traceback" not in output
    return output


def shown_flops(project: Project) -> str:
    return f"{read(project.ledger_file(TAG), TAG).figures['01_tiny/flops'].value:,}"


# What builds.


def test_a_guide_builds_with_mkdocs_alone(checkout: Project) -> None:
    page = built(checkout)
    assert shown_flops(checkout) in page
    assert "{{" not in page


def test_the_ledgers_are_published_with_the_site(checkout: Project) -> None:
    built(checkout)
    published = (checkout.site / "figures" / f"{TAG}.json").read_bytes()
    assert published == checkout.ledger_file(TAG).read_bytes()


def test_the_examples_are_published_with_the_site(checkout: Project) -> None:
    add_page(checkout, "# T\n\n/// listing | 01_tiny\n///\n\n[Get it](examples/01_tiny.py)\n")
    built(checkout)
    page = (checkout.site / "page" / "index.html").read_text()
    links = re.findall(r'href="(\S*01_tiny\.py)"', page)
    assert len(links) == 3  # The listing has two: its name, and one that says so.
    for link in links:
        published = (checkout.site / "page" / link).resolve()
        assert published.read_text() == TINY


def test_a_listing_of_what_is_not_published_fails_the_build(checkout: Project) -> None:
    (checkout.pages / "examples").unlink()
    add_page(checkout, "# T\n\n/// listing | 01_tiny\n///\n")
    assert "contains a link 'examples/01_tiny.py'" in refusal(checkout)


def test_the_build_measures_what_is_missing_first(checkout: Project, no_cache: Path) -> None:
    finished = mkdocs(checkout)
    assert finished.returncode == 0, finished.stderr
    assert "measured 01_tiny in v1-warmup" in finished.stderr
    assert shown_flops(checkout) in (checkout.site / "index.html").read_text()
    assert "measured" not in mkdocs(checkout).stderr


def test_the_same_guide_gives_the_same_page(checkout: Project) -> None:
    assert built(checkout) == built(checkout)


def test_line_ends_and_byte_order_marks_change_nothing(checkout: Project) -> None:
    expected = built(checkout)
    windows = INDEX.replace("\n", "\r\n").encode()
    (checkout.pages / "index.md").write_bytes(b"\xef\xbb\xbf" + windows)
    assert built(checkout) == expected


def test_a_guide_builds_from_any_folder(checkout: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(whestdocs.__file__).parent.parent / "docs")  # Of another guide.
    finished = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(checkout.mkdocs_file)],
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    assert shown_flops(checkout) in (checkout.site / "index.html").read_text()


def test_a_guide_with_linked_pages_builds_from_any_folder(
    checkout: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout.pages.rename(tmp_path / "pages")
    checkout.pages.symlink_to(tmp_path / "pages")
    test_a_guide_builds_from_any_folder(checkout, monkeypatch)


def test_pages_of_another_round_show_its_figures(checkout: Project) -> None:
    accept_all(checkout, "v1-phase1")
    page = built(checkout, WHESTDOCS_ROUND="v1-phase1")
    assert shown_flops(checkout) not in page
    phase1 = read(checkout.ledger_file("v1-phase1"), "v1-phase1").figures["01_tiny/flops"]
    assert f"{phase1.value:,}" in page


# What does not.


def add_page(project: Project, text: str) -> None:
    (project.pages / "page.md").write_text(text)


PAGES = {
    "an unknown figure": ('# T\n\n{{ figure("no/such") }}\n', 3, "There is no figure 'no/such'"),
    "a false claim": (
        '# T\n\n/// claim | figure("01_tiny/flops") < 1\nNo.\n///\n',
        3,
        "this claim is false",
    ),
    "a typed number": ("---\nauthor: x\n---\n\n# T\n\nIt takes 77.1%.\n", 7, "'77.1%' is typed"),
    "an unknown block": ("# T\n\n/// lisitng | 01_tiny\n///\n", 3, "opens no block"),
    "a block without an end": ("# T\n\n/// listing | 01_tiny\n", 3, "is not closed"),
    "an unknown example": (
        "# T\n\n/// listing | 99_none\n///\n",
        3,
        "There is no example '99_none'",
    ),
    "a broken expression": ("# T\n\ntext\n\n{{ figure( }}\n", 5, "unexpected"),
    "an expression without an end": ("# T\n\ntext {{ figure(1)\n", 3, "without an end"),
}


@pytest.mark.parametrize(("text", "line", "reason"), PAGES.values(), ids=PAGES.keys())
def test_a_broken_page_fails_the_build_with_page_and_line(
    checkout: Project, text: str, line: int, reason: str
) -> None:
    add_page(checkout, text)
    output = refusal(checkout)
    assert f"docs/page.md:{line}: " in output
    assert reason in output


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("[x](nosuch.md)", "'nosuch.md'"),
        ("[x](index.md#nosuch)", "'index.md#nosuch'"),
        ("[x](#nosuch)", "'#nosuch'"),
        ("![x](nosuch.png)", "'nosuch.png'"),
    ],
)
def test_a_broken_link_or_anchor_fails_the_build(checkout: Project, link: str, reason: str) -> None:
    add_page(checkout, f"# T\n\n{link}\n")
    output = refusal(checkout)
    assert "page.md" in output
    assert reason in output


def test_a_drifted_figure_fails_the_build_with_the_whole_report(checkout: Project) -> None:
    flops = edit_ledger(checkout, "01_tiny/flops", 12)
    output = refusal(checkout)
    assert f"01_tiny/flops: accepted 12 FLOPs, measured {flops:,} FLOPs" in output
    assert "published in docs/index.md:3" in output
    assert f"whestdocs accept --round {TAG}" in output


def test_an_edited_example_fails_the_build(checkout: Project) -> None:
    (checkout.examples / "01_tiny.py").write_text(OTHER)
    output = refusal(checkout)
    assert "examples/01_tiny.py:17:" in output
    assert "`w.T @ x + 1.0` (add)" in output


def test_an_example_that_fails_fails_the_build(checkout: Project) -> None:
    (checkout.examples / "01_tiny.py").write_text(TINY.replace("rows = []", "rows = 1 / 0"))
    assert re.search(r"01_tiny\.py:\d+: .*ZeroDivisionError", refusal(checkout))


def test_a_guide_without_ledgers_fails_the_build(checkout: Project) -> None:
    checkout.ledger_file(TAG).unlink()
    assert "01_tiny: " in (output := refusal(checkout))
    assert "none accepted yet" in output


def test_a_broken_ledger_fails_the_build(checkout: Project) -> None:
    path = checkout.ledger_file(TAG)
    path.write_text(path.read_text().replace('"figures": {', '"figures": {\n<<<<<<< HEAD'))
    assert re.search(rf"{TAG}\.json:\d+: this is not JSON", refusal(checkout))


def test_an_unknown_round_fails_the_build(checkout: Project) -> None:
    assert "There is no round 'v9'" in refusal(checkout, WHESTDOCS_ROUND="v9")


def test_another_extension_that_raises_fails_the_build(checkout: Project) -> None:
    (checkout.root / "broken.py").write_text(
        "from markdown.extensions import Extension\n\n\n"
        "class Broken(Extension):\n"
        "    def extendMarkdown(self, md):\n"
        "        raise RuntimeError('broken extension')\n\n\n"
        "def makeExtension(**options):\n"
        "    return Broken(**options)\n"
    )
    checkout.mkdocs_file.write_text(checkout.mkdocs_file.read_text() + "  - broken\n")
    finished = mkdocs(checkout, PYTHONPATH=str(checkout.root))
    assert finished.returncode != 0
    assert "broken extension" in finished.stderr
    assert "whestdocs/" not in finished.stderr


def test_a_page_that_is_no_text_fails_the_build(checkout: Project) -> None:
    (checkout.pages / "page.md").write_bytes(b"# T\xff\n")
    finished = mkdocs(checkout)
    assert finished.returncode != 0
    assert "page.md" in finished.stderr
    assert "whestdocs/" not in finished.stderr  # MkDocs finds it before we do.


def test_the_commands_are_called_as_a_reader_calls_them(checkout: Project) -> None:
    add_page(checkout, "# Commands\n\n/// commands\n///\n")
    built(checkout)
    page = (checkout.site / "page" / "index.html").read_text()
    usages = re.findall(r"<code>(.*?OPTIONS.*?)\n?</code>", re.sub("</?span[^>]*>", "", page))
    assert "whestdocs profile [OPTIONS] ESTIMATOR" in usages
    assert all(re.match(r"whestdocs \w+ \[OPTIONS\]", usage) for usage in usages), usages


# The site of every round.


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
    command = [sys.executable, "-m", "whestdocs.cli", "site", "--round", TAG]
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
        [sys.executable, "-m", "whestdocs.cli", "site", "--round", TAG],
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 1
    assert "docs/page.md:3: There is no figure 'no/such'" in finished.stderr
    assert "\\n" not in finished.stderr
    assert "Traceback" not in finished.stderr
