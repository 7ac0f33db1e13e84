"""The layer of a charge is right, or honestly unknown."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from tests.support import zoo
from whestdocs.competition.rounds import ROUNDS
from whestdocs.probe.recording.layers import Clue, clues_by_line, lines_in_layer_loops
from whestdocs.probe.recording.locator import Locator

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
def test_a_counter_over_the_layers_tells_the_layer(body: Any, shift: Any) -> None:
    clue = next(clue for clue in clues_of(body, body.count("\n") + 1) if clue.name == "i")
    assert clue == Clue("i", shift, network="mlp")


OTHERS = {
    "a number of chunks": "for i in range(budget // mlp.depth):\n    use()",
    "a constant": "for i in range(8):\n    use()",
    "somebody else's weights": "for i, _ in enumerate(self.weights):\n    use()",
    "reversed pairs": "for i, _ in enumerate(reversed(mlp.weights)):\n    use()",
    "numbers from the depth on": "for i in range(mlp.depth, 99):\n    use()",
    "one number too many": "for i in range(mlp.depth + 1):\n    use()",
    "multiples": "while i < mlp.depth * budget:\n    i += 1",
}


@pytest.mark.parametrize("body", OTHERS.values(), ids=OTHERS.keys())
def test_another_counter_tells_nothing(body: Any) -> None:
    assert all(clue.shift is None for clue in clues_of(body, 2))


def test_an_index_into_the_weights_tells_the_layer() -> None:
    assert Clue("", 3, network="mlp") in clues_of("use(mlp.weights[3])", 1)
    assert Clue("", -1, network="mlp") in clues_of("use(mlp.weights[-1])", 1)
    assert Clue("k", -1, network="mlp") in clues_of("use(mlp.weights[k - 1])", 1)
    assert Clue("", 3, network="mlp") not in clues_of("use(mlp.weights[1:][3])", 1)


def test_an_element_of_a_prepared_list_tells_the_layer() -> None:
    body = "halves = [w / 2 for w in mlp.weights]\nfor half in halves[1:]:\n    use()"
    assert best_of(body, 3) == Clue("half", container="halves")


def test_a_variable_counts_only_where_it_follows_the_iteration() -> None:
    body = "for w in mlp.weights:\n    use()\nuse()\nuse(w)"
    assert Clue("w") in clues_of(body, 2)
    assert Clue("w") not in clues_of(body, 3)
    assert Clue("w") in clues_of(body, 4)


def test_the_inner_loop_comes_first() -> None:
    body = "for a in mlp.weights:\n    for b in mlp.weights:\n        use()"
    names = [clue.name for clue in clues_of(body, 3)]
    assert names.index("b") < names.index("a")


def lines_of(body: str) -> frozenset[int]:
    """Return the lines of a function's body, counted from 1, in loops over the layers."""
    indented = "".join(f"    {line}\n" for line in body.split("\n"))
    lines = lines_in_layer_loops(ast.parse(f"def predict(self, mlp, budget):\n{indented}"))
    return frozenset(line - 1 for line in lines)


IN_ORDER = {
    "the weights": "for w in mlp.weights:\n    use()",
    "the weights by another name": "ws = mlp.weights\nfor w in ws:\n    use()",
    "a part of the weights": "for w in mlp.weights[1:]:\n    use()",
    "pairs": "for w, x in zip(mlp.weights, xs):\n    use()",
    "numbered": "for i, w in enumerate(mlp.weights):\n    use()",
    "a list made from them": "hs = [w / 2 for w in mlp.weights]\nfor h in hs:\n    use()",
    "what is made from them": "for x in numbered(steps(mlp.weights, x)):\n    use()",
    "what is made from the network": "n = mlp.depth\nfor x in steps(mlp):\n    use()",
    "numbers": "for i in range(mlp.depth):\n    use()",
    "numbers from one": "for i in range(1, mlp.depth + 1):\n    use()",
    "a counter": "while i < mlp.depth:\n    i += 1",
    "a counter and more": "while i < len(mlp.weights) and use():\n    i += 1",
    "a counter from one": "while i <= mlp.depth:\n    i += 1",
}
OTHERWISE = {
    "somebody's weights": "for w in weights:\n    use()",
    "other numbers": "for i in range(chunks):\n    use()",
    "constant numbers": "for i in range(16):\n    use()",
    "constants": "for i in (1, 2):\n    use()",
    "steps": "for i in range(0, mlp.depth, 2):\n    use()",
    "numbers from the depth on": "for i in range(mlp.depth, n):\n    use()",
    "one number too many": "for i in range(mlp.depth + 1):\n    use()",
    "numbers backwards": "for i in range(mlp.depth - 1, -1, -1):\n    use()",
    "backwards": "for w in reversed(mlp.weights):\n    use()",
    "a slice backwards": "for w in mlp.weights[::-1]:\n    use()",
    "what is made from them backwards": "for x in steps(reversed(mlp.weights)):\n    use()",
    "what is made from something else": "for x in steps(chunks, mlp.width):\n    use()",
    "what is made from one": "for x in steps(mlp.weights[0]):\n    use()",
    "sorted": "for w in sorted(mlp.weights):\n    use()",
    "a list backwards": "hs = list(reversed(mlp.weights))\nfor h in hs:\n    use()",
    "a list of a backwards one": "hs = [w for w in mlp.weights[::-1]]\nfor h in hs:\n    use()",
    "a list that is turned later": (
        "hs = [w / 2 for w in mlp.weights]\nhs.reverse()\nfor h in hs:\n    use()"
    ),
    "a name bound twice": "ws = mlp.weights\nws = ws[::-1]\nfor w in ws:\n    use()",
    "some of them": "hs = [w for w in mlp.weights if use(w)]\nfor h in hs:\n    use()",
    "a condition": "while left > 0:\n    use()",
    "a counter backwards": "while i != mlp.depth:\n    i -= 1",
    "a counter of two steps": "while i < mlp.depth:\n    i += 1\n    i += 1",
    "a counter beyond": "while i < mlp.depth * 4:\n    i += 1",
    "either of two": "while i < mlp.depth or use():\n    i += 1",
    "inside another loop": "for c in chunks:\n    for w in mlp.weights:\n        use()",
    "around another loop": "for w in mlp.weights:\n    for c in chunks: use()",
}


@pytest.mark.parametrize("body", IN_ORDER.values(), ids=IN_ORDER.keys())
def test_a_loop_whose_head_follows_the_network_runs_over_its_layers(body: Any) -> None:
    assert body.count("\n") + 1 in lines_of(body)


@pytest.mark.parametrize("body", OTHERWISE.values(), ids=OTHERWISE.keys())
def test_another_loop_does_not_run_over_the_layers_in_order(body: Any) -> None:
    assert body.count("\n") + 1 not in lines_of(body)


def test_a_shape_is_no_mention_of_its_matrix() -> None:
    assert Clue("w") not in clues_of("use(w.shape[0], len(w))", 1)
    assert Clue("", 0, network="mlp") not in clues_of("use(mlp.weights[0].shape)", 1)
    assert Clue("", 0, network="mlp") in clues_of("use(mlp.weights[0].T)", 1)


def test_a_matrix_that_every_iteration_takes_is_not_what_the_loop_is_about() -> None:
    body = "for chunk in chunks:\n    first = mlp.weights[0]\n    use()\n    use(first)"
    assert Clue("first") not in clues_of(body, 3)
    assert Clue("first") in clues_of(body, 4)


def test_an_element_that_occurs_twice_tells_nothing() -> None:
    sizes = [8, 8, 8, 8]
    clue = Clue("size", container="sizes")
    assert looked_at({"size": 8, "sizes": sizes}, clue) == -1
    assert looked_at({"size": 16, "sizes": [8, 16, 32, 64]}, clue) == 1


def looked_at(variables: dict[str, object], clue: Clue) -> int:
    """Return the layer that a clue tells of a function with these variables, in 4 layers."""
    locator = Locator.__new__(Locator)
    locator._weights = [object()] * 4
    return locator._indirect(variables, clue)
