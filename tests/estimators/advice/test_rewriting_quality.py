"""How rewrites are written: comments, brackets, names, and what is left alone."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.support.advised import observed, written
from whestdocs.estimators.advice.rules import RULES
from whestdocs.estimators.advice.rules.rule import Candidate
from whestdocs.estimators.advice.source.edits import rewritten

pytestmark = [pytest.mark.xdist_group("labelled"), pytest.mark.usefixtures("forks")]

HEAD = """\
import flopscope as flops
import flopscope.numpy as fnp
from whestbench import BaseEstimator


{helpers}
class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        x = fnp.random.default_rng(mlp.seed).standard_normal((24, mlp.width), dtype=fnp.float32)
        rows = []
        for w in mlp.weights:
            x = fnp.maximum(x @ w, 0.0)
            v = fnp.mean(x, axis=0)
            {line}
            rows.append(v)
        return fnp.stack(rows)
"""


def _estimator(tmp_path: Path, line: str, helpers: str = "") -> Path:
    return written(tmp_path, HEAD.format(line=line.replace("\n", "\n" + " " * 12), helpers=helpers))


def _proposed(file: Path) -> list[tuple[Candidate, str]]:
    """Return what is proposed for an estimator, each with the rewritten text."""
    subject = observed(file, depth=2)
    texts = {file.name: file.read_text()}
    found = []
    for candidate in (candidate for rule in RULES for candidate in rule(subject)):
        after = rewritten(texts, candidate.edits)[file.name]
        compile(after, "estimator.py", "exec")
        found.append((candidate, after))
    return found


def test_comments_inside_a_rewritten_expression_are_kept(tmp_path: Path) -> None:
    line = "v = fnp.where(\n    v > 0,  # only positive\n    v,\n    0.0,  # nothing else\n)"
    [(candidate, after)] = _proposed(_estimator(tmp_path, line))
    assert candidate.kind == "where"
    assert "# only positive\n            # nothing else\n            v = fnp.maximum(v, 0.0)\n" in (
        after
    )


@pytest.mark.parametrize(
    ("line", "rewrite"),
    [
        ("v = (v**2)", "v = (v * v)"),
        ("v = v + v**2", "v = v + v * v"),
        ("v = v - v**3", "v = v - v * v * v"),
        ("v = v / v**2", "v = v / (v * v)"),
        ("v = fnp.abs(v**2)", "v = fnp.abs(v * v)"),
        ("v = -(v**2)", "v = -(v * v)"),
        ("v = [v**2][0]", "v = [v * v][0]"),
        ("v = v**2 if mlp.width else v", "v = v * v if mlp.width else v"),
    ],
)
def test_brackets_stand_only_where_they_are_needed(tmp_path: Path, line: str, rewrite: str) -> None:
    [after] = [
        text for found, text in _proposed(_estimator(tmp_path, line)) if found.kind == "power"
    ]
    assert f"            {rewrite}\n" in after


def test_a_function_that_is_given_the_module_uses_its_own_name_for_it(tmp_path: Path) -> None:
    helpers = "def positive(xp, z):\n    return xp.where(z > 0, z, 0.0)\n\n\n"
    [(_, after)] = _proposed(_estimator(tmp_path, "v = positive(fnp, v)", helpers))
    assert "    return xp.maximum(z, 0.0)\n" in after


def test_a_name_that_is_something_else_in_a_function_is_not_used_there(tmp_path: Path) -> None:
    helpers = "def positive(fnp):\n    return fnp**2\n\n\n"
    [(_, after)] = _proposed(_estimator(tmp_path, "v = positive(v)", helpers))
    assert "    return fnp * fnp\n" in after
    helpers = "def positive(fnp):\n    return (fnp + 1.0) ** 2\n\n\n"
    assert not any(
        "fnp.square(fnp" in text
        for _, text in _proposed(_estimator(tmp_path, "v = positive(v)", helpers))
    )


def test_sentences_show_expressions_of_several_lines_in_one(tmp_path: Path) -> None:
    line = "v = v + fnp.full(\n    mlp.width,\n    0.5,\n)\nv = v.astype(fnp.float32)"
    messages = [found.message for found, _ in _proposed(_estimator(tmp_path, line))]
    assert any("`fnp.full(mlp.width, 0.5)`" in message for message in messages)
    assert not any("\n" in message for message in messages)


TABLE = """\
class {base}Table(flops.Module):
    def __init__(self):
        self.gain = fnp.ones(())
        self.shift = fnp.zeros(3)


TABLE = {base}Table.{load}


"""


def test_arrays_that_are_read_from_a_file_stay_as_they_were_shipped(tmp_path: Path) -> None:
    _write_table(tmp_path / "table.npz")
    line = "v = v + TABLE.gain * v"
    shipped = TABLE.format(base="", load=f"from_file({str(tmp_path / 'table.npz')!r})")
    made = TABLE.format(base="", load="__call__()").replace(".__call__", "")
    for helpers, is_left_alone in ((shipped, True), (made, False)):
        found = _proposed(_estimator(tmp_path, line, helpers))
        places = {candidate.span.source for candidate, _ in found}
        assert ("fnp.ones(())" not in places) == is_left_alone


def _write_table(path: Path) -> None:
    """Write the arrays of a table as NumPy does, without NumPy."""
    arrays = {"gain": ((), [1.0]), "shift": ((3,), [0.0, 0.5, 0.25])}
    with zipfile.ZipFile(path, "w") as archive:
        for name, (shape, numbers) in arrays.items():
            archive.writestr(f"{name}.npy", _npy(shape, numbers))


def _npy(shape: tuple[int, ...], numbers: list[float]) -> bytes:
    import struct

    described = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".encode()
    padded = described.ljust(118 - 1) + b"\n"
    content = io.BytesIO()
    content.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(padded)) + padded)
    content.write(struct.pack(f"<{len(numbers)}d", *numbers))
    return content.getvalue()
