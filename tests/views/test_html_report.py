"""A report is one file that shows a profile, and nothing an estimator holds takes effect in it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.conftest import TINY
from tests.support.hostile_report import hostile
from tests.support.samples import a_charge, a_profile
from tests.support.zoo import ZOO, profile_of
from whestdocs.cli import main
from whestdocs.errors import UsageError, WhestdocsError
from whestdocs.estimators.observations import EstimatorFailure
from whestdocs.estimators.profiles import Profile
from whestdocs.views.html.profile_report import (
    BEGINNING,
    check_place,
    profile_report,
    provenance_of,
    write_report,
)

ROUND = ("--round", "v1-warmup")


def parsed(html: str) -> BeautifulSoup:
    """Return a page whose blanks are all there, as a browser has them."""
    return BeautifulSoup(html, "html.parser", preserve_whitespace_tags={"code", "template"})


@pytest.fixture(scope="module")
def profile() -> Profile:
    return profile_of(ZOO / "good" / "with_helpers" / "estimator.py")


@pytest.fixture(scope="module")
def page(profile: Profile) -> BeautifulSoup:
    return parsed(profile_report(profile))


def test_every_line_of_every_file_stands_there_with_what_it_cost(
    page: BeautifulSoup, profile: Profile
) -> None:
    listings = page.select(".listing")
    assert [found.select_one(".listing__file").text for found in listings] == [
        file.path for file in sorted(profile.files, key=lambda file: file.path != profile.file)
    ]
    for found, file in zip(
        listings, sorted(profile.files, key=lambda f: f.path != profile.file), strict=True
    ):
        lines = [row.text for row in found.select(".listing__code > code")]
        assert "\n".join(lines) == file.source.rstrip("\n")
        shown = {
            int(row.select_one(".listing__number").text): int(flops.text.replace(",", ""))
            for row in found.select("tbody tr")
            if (flops := row.select_one(".listing__flops button"))
        }
        assert shown == {
            line: total.flops for (path, line), total in profile.lines.items() if path == file.path
        }


def test_operations_layers_summary_and_run_are_those_of_the_profile(
    page: BeautifulSoup, profile: Profile
) -> None:
    operations = {
        row.select_one("th").text: row.select("td")[2].text
        for row in page.select(".operations tbody tr")
    }
    assert operations == {
        op: f"{total.flops:,}" for op, total in profile.ops.items() if total.flops
    }
    assert page.select_one(".layers-chart") is not None
    summary = page.select_one(".report__summary").get_text(" ", strip=True)
    assert summary.startswith(f"{profile.flops_used:,} FLOPs")
    run = page.select_one(".report__run").get_text(" ", strip=True)
    for text in (profile.sha256, "flopscope 0.12.4", "numpy", "width 8 × depth 4", "float32"):
        assert text in run


def test_every_button_has_its_popover_and_every_id_is_there_once(page: BeautifulSoup) -> None:
    identifiers = [found["id"] for found in page.select("[id]")]
    assert len(identifiers) == len(set(identifiers))
    buttons = page.select("button[popovertarget]")
    assert len(buttons) > 20
    assert {button["popovertarget"] for button in buttons} <= set(identifiers)


def test_it_is_one_file_that_asks_nobody(page: BeautifulSoup) -> None:
    assert not page.select("[src], link[rel=stylesheet], iframe, object, embed, form, a[href]")
    assert [link["href"][:19] for link in page.select("link")] == ["data:image/svg+xml;"]
    assert "url(" not in "".join(style.text for style in page.select("style"))
    assert "@import" not in page.select_one("style").text
    (policy,) = [meta["content"] for meta in page.select("meta[http-equiv]")]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")


def test_the_same_profile_gives_the_same_file(profile: Profile) -> None:
    assert profile_report(profile) == profile_report(profile)


def test_advice_has_a_place_of_its_own(profile: Profile) -> None:
    from markupsafe import Markup

    with_advice = BeautifulSoup(profile_report(profile, Markup("<p>Do less.</p>")), "html.parser")
    assert with_advice.select_one("section[aria-labelledby=advice] > p").text == "Do less."
    without = BeautifulSoup(profile_report(profile), "html.parser")
    assert without.select_one("section[aria-labelledby=advice]") is None


# The command that makes it again.


def test_the_command_names_what_is_not_usual(profile: Profile) -> None:
    usual = a_profile("x", file="my estimator.py")
    assert provenance_of(usual).command == ("whestdocs profile 'my estimator.py' --round v2-phase2")
    other = replace(
        usual,
        class_name="Sampling",
        release=usual.release | {"flopscope": "0.9.1"},
        width=64,
        seed=3,
        round_tag="v1-warmup",
        depth=8,
        weights_dtype="float64",
    )
    assert provenance_of(other).command == (
        "whestdocs profile 'my estimator.py' --round v1-warmup --class Sampling --release 0.9.1 "
        "--width 64 --seed 3 --weights float64"
    )


# What an estimator holds takes no effect.


@pytest.fixture(scope="module")
def attacked() -> str:
    return profile_report(hostile())


def test_no_element_comes_from_the_estimator(attacked: str, page: BeautifulSoup) -> None:
    found = parsed(attacked)
    assert len(found.select("script")) == len(page.select("script")) == 2
    assert [script.text for script in found.select("script")] == [
        script.text for script in page.select("script")
    ]
    assert not found.select("img")
    assert not [
        element
        for element in found.find_all(True)
        if any(name.startswith("on") for name in element.attrs)
    ]
    html = re.sub(r"<script>.*?</script>|<style>.*?</style>", "", attacked, flags=re.S)
    assert html.count("<!--") == 1  # Ours, at the beginning.
    assert "7 * 7" in html


def test_what_cannot_be_seen_is_shown_outside_of_the_source(attacked: str) -> None:
    found = parsed(attacked)
    for element in found.select("template, .unseen, script, style"):
        element.decompose()
    attributes = [str(value) for tag in found.find_all(True) for value in tag.attrs.values()]
    for text in (found.get_text(), " ".join(attributes)):
        assert not re.search("[\x00\x1b\u202a-\u202e\u2066-\u2069\u2028]", text)
        assert "\\u202e" in text


def test_what_cannot_be_seen_in_the_source_is_in_a_box(attacked: str) -> None:
    found = parsed(attacked)
    codes = {box["data-code"] for box in found.select(".listing__code .unseen")}
    assert {"U+001B", "U+202E", "U+2066", "U+000D", "U+000C"} <= codes


def test_it_can_be_written_whatever_the_names_hold(tmp_path: Path) -> None:
    write_report(tmp_path / "report.html", hostile())
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith(BEGINNING)


def test_a_failed_run_is_shown_with_what_it_spent() -> None:
    failing = replace(
        a_profile("x = 1\n", a_charge("1", (1, 4), 9)),
        failure=EstimatorFailure(
            "raised", "predict() raised ZeroDivisionError.", "source.py", 1, None
        ),
    )
    text = BeautifulSoup(profile_report(failing), "html.parser").get_text(" ", strip=True)
    assert "9 FLOPs until it failed" in text
    assert "It failed. source.py:1: predict() raised ZeroDivisionError." in text
    assert "multiplier" not in text


def test_an_estimator_that_charges_nothing_has_a_report() -> None:
    assert "0 FLOPs" in profile_report(a_profile(""))


# Where it is written.


def test_a_report_may_be_overwritten_and_nothing_else(tmp_path: Path) -> None:
    profile = a_profile("x\n")
    path = tmp_path / "new" / "report.html"
    write_report(path, profile)
    before = path.read_bytes()
    write_report(path, replace(profile, seed=1))
    assert path.read_bytes() != before
    path.write_text("<!doctype html>\n<p>mine</p>")
    with pytest.raises(UsageError, match="is there already and is no report"):
        write_report(path, profile)
    assert path.read_text().endswith("<p>mine</p>")
    path.write_text("")
    check_place(path)
    with pytest.raises(UsageError, match="is a folder"):
        check_place(tmp_path)
    with pytest.raises(UsageError, match="no ordinary file"):
        check_place(Path("/dev/null"))


def test_what_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WhestdocsError, match=r"cannot be written"):
        write_report(tmp_path / "file" / "report.html", a_profile("x\n"))


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run whestdocs in this process; return exit code, output and errors."""

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        return (main.run(list(arguments)), *capsys.readouterr())

    return run


def test_report_and_json_come_from_the_same_run(tmp_path: Path, command: Run) -> None:
    (tmp_path / "estimator.py").write_text(TINY)
    report = tmp_path / "report.html"
    code, out, err = command("profile", str(tmp_path), *ROUND, "--json", "--html", str(report))
    assert (code, err) == (0, "")
    assert f"{json.loads(out)['flops_used']:,} FLOPs" in report.read_text()


def test_the_estimator_itself_is_never_overwritten(tmp_path: Path, command: Run) -> None:
    path = tmp_path / "estimator.py"
    path.write_text(TINY)
    code, out, err = command("profile", str(path), *ROUND, "--html", str(path))
    assert (code, out) == (2, "")
    assert "is no report" in err
    assert path.read_text() == TINY


def test_where_nothing_ran_no_report_is_written(tmp_path: Path, command: Run) -> None:
    report = tmp_path / "report.html"
    assert command("profile", "nosuch.py", *ROUND, "--html", str(report))[0] == 3
    assert not report.exists()


def test_a_participant_needs_no_other_library(tmp_path: Path) -> None:
    """Everything of the extras is out of reach here."""
    (tmp_path / "estimator.py").write_text(TINY)
    code = """
import sys
class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"bs4", "hypothesis", "jupyter", "markdown", "markdownify",
                                  "mkdocs", "mkdocstrings", "nbconvert", "pymdownx", "pytest",
                                  "playwright", "yaml"}:
            raise ImportError(f"{name} is not installed")
sys.meta_path.insert(0, Nothing())
from whestdocs.cli.main import main
main(sys.argv[1:])
"""
    arguments = ["profile", str(tmp_path), *ROUND, "--html", str(tmp_path / "report.html")]
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True)
    assert (tmp_path / "report.html").read_text().startswith(BEGINNING)
