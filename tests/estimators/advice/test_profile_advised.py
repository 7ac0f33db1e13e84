"""`whestdocs profile --advise`: the same advice below the profile, in JSON and in the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.support.advised import in_predict, written
from whestdocs.cli import main

SHAPE = ["--round", "v2-phase2", "--width", "8", "--depth", "2"]
#: One ill, in a line that means something else in HTML and in rich's markup.
TEXT = in_predict(
    "x = fnp.stack([w[0] for w in mlp.weights])",
    "y = {'</script><b>[red]': x}['</script><b>[red]'] ** 2",
    "return y",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return written(tmp_path, TEXT)


def profile(path: Path, *options: str) -> int:
    return main.run(["profile", str(path), "--advise", *options, *SHAPE])


def test_it_stands_below_the_profile(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert profile(path) == 0
    printed = capsys.readouterr().out
    assert printed.index("FLOPs left before the multiplier rises") < printed.index(
        "power  estimator.py:"
    )
    assert "Together: " in printed


def test_it_is_in_the_json(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert profile(path, "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "whestdocs.profile/1"
    assert [entry["kind"] for entry in document["advice"]] == ["power"]


def test_it_is_in_the_report_as_text(path: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    assert profile(path, "--html", str(report)) == 0
    page = BeautifulSoup(report.read_text(), "html.parser")
    (article,) = page.select("article.advice")
    assert "</script><b>[red]" in article.select_one("del").get_text()
    assert article.select_one("b") is None


def test_watching_does_not_advise(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert profile(path, "--watch") == 2
    assert "--advise takes too many runs for --watch" in capsys.readouterr().err
