"""What costs no FLOPs but may cost the score is warned of, and its opposite is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.advised import HEAD, advise, in_predict, written

WARNED = {
    "raw arithmetic": (
        "uncounted-numpy",
        11,
        [
            "x = np.ones(mlp.width)",
            "for w in mlp.weights:",
            "    x = np.maximum(np.asarray(w).T @ x, 0)",
        ],
    ),
    "a swallowed error": (
        "blanket-except",
        11,
        [
            "try:",
            "    x = fnp.ones(mlp.width) * 2",
            "except Exception:",
            "    x = fnp.zeros(mlp.width)",
        ],
    ),
    "a pause": ("residual-time", 8, ["import time; time.sleep(0.1)", "x = fnp.zeros(mlp.width)"]),
}


def warnings(folder: Path, lines: list[str], **options: Any) -> list[tuple[str, int]]:
    text = in_predict(*lines, "return fnp.stack([fnp.asarray(x)] * mlp.depth)")
    report = advise(written(folder, text), **options)
    return [(warning.kind, warning.span.line) for warning in report.warnings]


@pytest.mark.parametrize(("kind", "line", "lines"), WARNED.values(), ids=WARNED.keys())
def test_it_is_warned_of(tmp_path: Path, kind: str, line: int, lines: list[str]) -> None:
    assert (kind, line) in warnings(tmp_path, lines)


def test_writing_into_an_array_is_warned_of_where_it_still_works(tmp_path: Path) -> None:
    lines = ["x = fnp.zeros(mlp.width)", "x += 1.0", "x[0] = 2.0", "n = 1", "n += 1"]
    assert warnings(tmp_path, lines, round_tag="v1-warmup") == [("in-place", 10), ("in-place", 11)]


def test_work_in_a_thread_is_warned_of_where_it_is_done(tmp_path: Path) -> None:
    lines = [
        "import threading",
        "found = []",
        "work = lambda: found.append(fnp.ones(mlp.width) * 2)",
        "thread = threading.Thread(target=work)",
        "thread.start()",
        "thread.join()",
        "x = found[0]",
    ]
    assert ("threads", 11) in warnings(tmp_path, lines)


HARMLESS = {
    "an error that is expected": [
        "try:",
        "    x = fnp.ones(mlp.width) * 2",
        "except ZeroDivisionError:",
        "    x = fnp.zeros(mlp.width)",
    ],
    "an error that is passed on": [
        "try:",
        "    x = fnp.ones(mlp.width) * 2",
        "except Exception:",
        "    raise",
    ],
    "a list, a dictionary, a number": [
        "rows, count, seen = [None] * 3, 0, {}",
        "rows[0] = fnp.ones(mlp.width)",
        "seen['x'] = rows[0]",
        "count += 1",
        "x = seen['x']",
    ],
    "integers of numpy": ["order = np.arange(mlp.width) + 1", "x = fnp.ones(mlp.width)"],
}


@pytest.mark.parametrize("lines", HARMLESS.values(), ids=HARMLESS.keys())
def test_it_is_not_warned_of(tmp_path: Path, lines: list[str]) -> None:
    assert warnings(tmp_path, lines) == []


def test_raw_work_in_setup_is_nobodys_business(tmp_path: Path) -> None:
    path = tmp_path / "estimator.py"
    path.write_text(
        HEAD
        + "    def setup(self, context):\n"
        + "        raw = np.ones((9, context.width)) @ np.ones(context.width)\n"
        + "        self.table = fnp.asarray(raw)\n\n"
        + "    def predict(self, mlp, budget):\n"
        + "        return fnp.stack([fnp.sum(w, axis=0) for w in mlp.weights])\n"
    )
    assert advise(path).warnings == ()
