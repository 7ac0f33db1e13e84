"""What a terminal, a pipe or a file takes: columns, colours and characters."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from rich.console import Console

from tests.support.terminal_views import SOURCE, VIEWS, charge, plain, profile_of, row, shown
from whestdocs.estimators.observations import EstimatorFailure
from whestdocs.estimators.profiles import SourceFile
from whestdocs.views.terminal.profile_text import show


@pytest.mark.parametrize("by", VIEWS)
@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_nothing_is_wider_than_the_terminal(by: Any, width: int) -> None:
    assert max(map(len, plain(profile_of(), by, width))) <= width


def test_flops_are_never_cut_off() -> None:
    lines = plain(profile_of(), width=60)
    assert "2,000,000" in row(lines, "x = w.T")


def test_a_pipe_gets_no_styles_and_whole_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    long = "x = fnp.add(" + ", ".join(["fnp.ones(3)"] * 8) + ")"
    source = SourceFile("estimator.py", "", f"{long}\n")
    profile = profile_of(files=(source,), charges=(charge("estimator.py", 1, long, "add", 8),))
    text = shown(profile, width=80, force_terminal=False)
    assert "\x1b" not in text
    assert long in text


def test_columns_holds_for_a_pipe_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    text = shown(profile_of(), width=None, force_terminal=False)
    assert max(map(len, text.split("\n"))) <= 70


def test_no_color_takes_the_colours_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    codes = set(re.findall(r"\x1b\[([0-9;]*)m", shown(profile_of())))
    numbers = {number for code in codes for number in code.split(";")}
    assert not any(re.fullmatch(r"[349][0-7]|10[0-7]|[34]8", number) for number in numbers)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
@pytest.mark.parametrize("by", VIEWS)
def test_an_encoding_without_our_signs_gets_others(by: Any, encoding: str) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    source = SourceFile("estimator.py", "", SOURCE.replace("# a", "# \u03c3"))
    profile = profile_of(
        files=(source,),
        failure=EstimatorFailure("raised", "\u03c3", "estimator.py", 18, None),
        budget_exhausted=True,
    )
    show(profile, by, Console(file=stream, width=100, force_terminal=True))
    stream.seek(0)
    text = stream.read()
    assert "2,000,000" in text or by == "layer"
    if by == "source":
        assert "... 8 lines without FLOPs" in text
