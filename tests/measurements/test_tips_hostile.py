"""Tips on hostile inputs, inside every documented release: where both ways agree, where not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from whestdocs.competition.rounds import ROUNDS
from whestdocs.measurements.tips import tip_files
from whestdocs.project import find_project
from whestdocs.running.installing import prepare
from whestdocs.running.processes import ONE_THREAD

PROJECT = find_project()
FILES = tip_files(PROJECT)
#: Arguments that each tip is tried with in each release.
EXAMPLES = 40


def tried(tag: str, files: list[Path], examples: int = EXAMPLES) -> Any:
    """Return what is wrong with tips inside a round's release, and where they differ outside."""
    environment = prepare(ROUNDS[tag].release).environment() | ONE_THREAD
    folders = [environment.get("PYTHONPATH", ""), str(PROJECT.root)]
    program = PROJECT.root / "tests" / "support" / "hostile.py"
    finished = subprocess.run(
        [sys.executable, str(program), str(examples), *map(str, files)],
        env=environment | {"PYTHONPATH": os.pathsep.join(filter(None, folders))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout.splitlines()[-1])


def runs_in(tag: str) -> list[Path]:
    return [file for file in FILES if tag == "v1-warmup" or file.stem != "fill_rows"]


@pytest.mark.parametrize("tag", ROUNDS)
def test_both_ways_agree_on_hostile_inputs_and_differ_outside_of_what_a_tip_is_for(
    tag: str,
) -> None:
    files = runs_in(tag)
    found = tried(tag, files)
    wrong = {slug: text for slug, text in found["inside"].items() if text is not None}
    assert wrong == {}
    assert len(found["inside"]) >= len(files) - 3  # Three draw numbers: they take shapes.
    assert len(found["outside"]) > 10
    assert {slug: all(each) for slug, each in found["outside"].items()} == dict.fromkeys(
        found["outside"], True
    )


#: What was or could be overlooked in tips: a text, and another that differs for some inputs.
FAULTS = {
    "normal_cdf": (
        "0.5 + fnp.copysign(0.5 - tail, alpha)",
        "(alpha > 0.0) + fnp.copysign(tail, -alpha)",
    ),
    "normal_pair": (
        "0.5 + fnp.copysign(0.5 - pdf * polynomial, alpha)",
        "(alpha > 0.0) + fnp.copysign(pdf * polynomial, -alpha)",
    ),
    "normal_pdf": ("alpha * alpha * -0.5", "fnp.abs(alpha) * alpha * -0.5"),
    "maximum": ("fnp.maximum(z, 0.0)", "z * (z / fnp.abs(z) + 1.0) / 2.0"),
    "inverse_root": ("1.0 / fnp.sqrt(variance)", "1.0 / fnp.sqrt(variance + 1e-6)"),
    "low_rank": ("values = fnp.maximum(values, 0.0)", "values = values * 1.0"),
    "trace_product": ("ij,ji->", "ij,ij->"),
    "partition": (
        "return fnp.partition(entries, place)[place]",
        "top = fnp.max(entries)\n"
        "    below = entries[entries < top]\n"
        "    return fnp.max(below) if count == 2 else before(entries, count)",
    ),
    "slices_not_reshape": ("x[i : i + size]", "x[i : i + size + 1]"),
    "outer_gain": ("fnp.outer(gain, gain) * cov", "fnp.outer(gain, fnp.abs(gain)) * cov"),
    "variance_from_moments": ("return fnp.maximum(variance, 0.0)", "return fnp.abs(total)"),
    "cholesky_whitening": ("lower.T, w", "lower, w"),
}


def test_a_tip_that_is_wrong_for_some_inputs_is_found_out(tmp_path: Path) -> None:
    files = []
    for slug, (old, new) in FAULTS.items():
        text = (PROJECT.examples / "tips" / f"{slug}.py").read_text()
        assert old in text, slug
        files.append(tmp_path / f"{slug}.py")
        files[-1].write_text(text.replace(old, new))
    found = tried("v2-phase2", files, 200)["inside"]
    assert {slug: text is not None for slug, text in found.items()} == dict.fromkeys(FAULTS, True)
