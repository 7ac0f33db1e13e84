"""The layer of a charge is right, or honestly unknown."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests import zoo
from whestdocs.probe.layers import Clue, clues_by_line, lines_in_layer_loops
from whestdocs.rounds import ROUNDS

LAYERS = range(zoo.DEPTH)
MEANINGS: dict[str, list[int | None]] = {
    "each layer": [*LAYERS],
    "no layer": [None],
    "layer 0": [0],
    "last layer": [zoo.DEPTH - 1],
    "layers 1-": [*LAYERS][1:],
    "layers 1-2": [1, 2],
}


@pytest.mark.parametrize("tag", ROUNDS)
@pytest.mark.parametrize("path", zoo.GOOD, ids=zoo.name_of)
def test_each_line_works_on_the_layers_that_it_says(path: Path, tag: str) -> None:
    result = zoo.outcomes(tag)[zoo.name_of(path), "recording"]
    calls: dict[tuple[str, int], Counter[int | None]] = defaultdict(Counter)
    for charge in result["charges"]:
        calls[charge["file"], charge["line"]][charge["layer"]] += charge["calls"]
    for place, expected in zoo.expected_of(path).items():
        if expected.layers is None or place not in calls:
            continue
        found = calls[place]
        assert sorted(found, key=str) == sorted(MEANINGS[expected.layers], key=str), place
        assert len(set(found.values())) == 1, place


def clues_of(body: str, line: int) -> tuple[Clue, ...]:
    """Return the clues of a line of a function's body, counted from 1."""
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return clues_by_line(ast.parse(f"def predict(self, mlp, budget):\n{lines}"))[line + 1]


def best_of(body: str, line: int) -> Clue:
    """Return the best clue that is not one of the function's parameters or what it calls."""
    others = {"self", "budget", "use", "mlp", "range", "enumerate", "zip", "len"}
    return next(clue for clue in clues_of(body, line) if clue.name not in others)


COUNTERS = {
    "range": ("for i in range(mlp.depth):\n    use()", 0),
    "a length": ("for i in range(len(mlp.weights)):\n    use()", 0),
    "another name": ("n = mlp.depth\nm = n\nfor i in range(m):\n    use()", 0),
    "from one": ("for i in range(1, mlp.depth + 1):\n    use()", -1),
    "all but the first": ("for i in range(1, mlp.depth):\n    use()", 0),
    "backwards": ("for i in range(mlp.depth - 1, -1, -1):\n    use()", 0),
    "reversed": ("for i in reversed(range(mlp.depth)):\n    use()", 0),
    "enumerate": ("for i, _ in enumerate(mlp.weights):\n    use()", 0),
    "enumerate from one": ("for i, _ in enumerate(mlp.weights, start=1):\n    use()", -1),
    "enumerate a slice": ("for i, _ in enumerate(mlp.weights[2:]):\n    use()", 2),
}


@pytest.mark.parametrize(("body", "shift"), COUNTERS.values(), ids=COUNTERS.keys())
def test_a_counter_over_the_layers_tells_the_layer(body, shift):
    clue = next(clue for clue in clues_of(body, body.count("\n") + 1) if clue.name == "i")
    assert clue == Clue("i", shift, network="mlp")


OTHERS = {
    "a number of chunks": "for i in range(budget // mlp.depth):\n    use()",
    "a constant": "for i in range(8):\n    use()",
    "somebody else's weights": "for i, _ in enumerate(self.weights):\n    use()",
    "reversed pairs": "for i, _ in enumerate(reversed(mlp.weights)):\n    use()",
}


@pytest.mark.parametrize("body", OTHERS.values(), ids=OTHERS.keys())
def test_another_counter_tells_nothing(body):
    assert all(clue.shift is None for clue in clues_of(body, 2))


def test_an_index_into_the_weights_tells_the_layer():
    assert Clue("", 3, network="mlp") in clues_of("use(mlp.weights[3])", 1)
    assert Clue("", -1, network="mlp") in clues_of("use(mlp.weights[-1])", 1)
    assert Clue("k", -1, network="mlp") in clues_of("use(mlp.weights[k - 1])", 1)
    assert Clue("", 3, network="mlp") not in clues_of("use(mlp.weights[1:][3])", 1)


def test_an_element_of_a_prepared_list_tells_the_layer():
    body = "halves = [w / 2 for w in mlp.weights]\nfor half in halves[1:]:\n    use()"
    assert best_of(body, 3) == Clue("half", container="halves")


def test_a_variable_counts_only_where_it_follows_the_iteration():
    body = "for w in mlp.weights:\n    use()\nuse()\nuse(w)"
    assert Clue("w") in clues_of(body, 2)
    assert Clue("w") not in clues_of(body, 3)
    assert Clue("w") in clues_of(body, 4)


def test_the_inner_loop_comes_first():
    body = "for a in mlp.weights:\n    for b in mlp.weights:\n        use()"
    names = [clue.name for clue in clues_of(body, 3)]
    assert names.index("b") < names.index("a")


def test_a_loop_counted_by_something_else_does_not_run_over_layers():
    def lines(body: str) -> frozenset[int]:
        indented = "".join(f"    {line}\n" for line in body.split("\n"))
        return lines_in_layer_loops(ast.parse(f"def predict(self, mlp, budget):\n{indented}"))

    assert lines("for w in weights:\n    use()") == {2, 3}
    assert lines("for i in range(mlp.depth):\n    use()") == {2, 3}
    assert lines("for i in range(chunks):\n    use()") == frozenset()
    assert lines("for i in range(16):\n    use()") == frozenset()
    assert lines("for i in (1, 2):\n    use()") == frozenset()
    assert lines("while i < mlp.depth:\n    use()") == {2, 3}
    assert lines("while left > 0:\n    use()") == frozenset()
