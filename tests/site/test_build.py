"""Building with MkDocs itself: what builds, and what each mistake says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import INDEX, OTHER, TAG, TINY, accept_all, edit_ledger
from tests.support.built_guides import add_page, built, mkdocs, refusal, shown_flops
from tests.support.places import ROOT
from whestdocs.competition.rounds import ROUNDS
from whestdocs.figures.ledger import read
from whestdocs.files import sha256_of
from whestdocs.project import Project
from whestdocs.site.building import build


def own_frames(output: str) -> list[Path]:
    """Return the files of whestdocs that tracebacks in an output name, wherever the checkout is."""
    package = ROOT / "whestdocs"
    files = [Path(name).resolve() for name in re.findall(r'File "([^"]+)", line', output)]
    return [file for file in files if package in file.parents]


# What builds.


def test_a_guide_builds_with_mkdocs_alone(checkout: Project) -> None:
    page = built(checkout)
    assert shown_flops(checkout) in page
    assert "{{" not in page


def test_the_figures_are_published_with_unit_and_provenance(checkout: Project) -> None:
    built(checkout)
    published = json.loads((checkout.site / "figures" / f"{TAG}.json").read_text())
    accepted = read(checkout.ledger_file(TAG), TAG).figures["01_tiny/flops"]
    assert published["figures"] == {
        "01_tiny/flops": {
            "value": accepted.value,
            "unit": "FLOPs",
            "kind": "exact",
            "source": "01_tiny",
        }
    }
    source = published["sources"]["01_tiny"]
    assert source["file"] == "examples/01_tiny.py"
    assert source["sha256"] == sha256_of(TINY.encode())
    assert source["command"] == "whestdocs profile examples/01_tiny.py --seed 0 --round v1-warmup"
    assert published["release"] == {"flopscope": "0.5.0", "whestbench": "0.10.0"}


def test_the_site_publishes_the_figures_of_every_round(checkout: Project) -> None:
    accept_all(checkout, "v1-phase1")
    build(checkout, [ROUNDS[TAG]])
    for tag in (TAG, "v1-phase1"):
        published = json.loads((checkout.site / TAG / "figures" / f"{tag}.json").read_text())
        assert published["round"] == tag
        assert published["figures"]["01_tiny/flops"]["unit"] == "FLOPs"


def test_the_examples_are_published_with_the_site(checkout: Project) -> None:
    add_page(checkout, "# T\n\n/// listing | 01_tiny\n///\n\n[Get it](examples/01_tiny.py)\n")
    accept_all(checkout)
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
    accept_all(checkout)
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
    monkeypatch.chdir(ROOT / "docs")  # Of another guide.
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


PAGES = {
    "an unknown figure": ('# T\n\n{{ figure("no/such") }}\n', 3, "There is no figure 'no/such'"),
    "a false claim": (
        '# T\n\n/// claim | figure("01_tiny/flops") < 1\nNo.\n///\n',
        3,
        "this claim is false",
    ),
    "a typed number": ("---\nauthor: x\n---\n\n# T\n\nIt takes 77.1%.\n", 7, "'77.1%' is typed"),
    "an unknown block": ("# T\n\n/// lisitng | 01_tiny\n///\n", 3, "opens no block"),
    "a block without an end": ("# T\n\n/// round | v1-warmup\n", 3, "is not closed"),
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
    assert own_frames(finished.stderr) == []


def test_a_page_that_is_no_text_fails_the_build(checkout: Project) -> None:
    (checkout.pages / "page.md").write_bytes(b"# T\xff\n")
    finished = mkdocs(checkout)
    assert finished.returncode != 0
    assert "page.md" in finished.stderr
    assert own_frames(finished.stderr) == []  # MkDocs finds it before we do.


def test_the_commands_are_called_as_a_reader_calls_them(checkout: Project) -> None:
    add_page(checkout, "# Commands\n\n/// commands\n///\n")
    built(checkout)
    page = (checkout.site / "page" / "index.html").read_text()
    usages = re.findall(r"<code>(.*?OPTIONS.*?)\n?</code>", re.sub("</?span[^>]*>", "", page))
    assert "whestdocs profile [OPTIONS] ESTIMATOR" in usages
    assert all(re.match(r"whestdocs \w+( \w+)? \[OPTIONS\]", usage) for usage in usages), usages
