"""A handler is known by its number in its file, also where many trials end at once."""

from __future__ import annotations

import ast
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from whestdocs.estimators.advice.swallowed import Swallowed, swallowed_in
from whestdocs.estimators.profiles import SourceFile

FILES = [SourceFile("a.py", "", "try: x\nexcept KeyError: pass\ntry: y\nexcept ValueError: pass\n")]
RESULT = {"caught": [{"file": "a.py", "line": 4, "type": "ValueError", "count": 3}]}


def test_a_handler_keeps_its_number_when_lines_are_added_above_it() -> None:
    found = swallowed_in(RESULT, FILES)
    assert found == {Swallowed("a.py", 4, "ValueError"): 3}
    moved = {"caught": [RESULT["caught"][0] | {"line": 6}]}
    lower = [SourceFile("a.py", "", "# one\n# two\n" + FILES[0].source)]
    assert swallowed_in(moved, lower) == found


def test_no_two_threads_make_a_tree_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parse, inside, most = ast.parse, [0], [0]

    def slow(*arguments: Any) -> ast.AST:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        time.sleep(0.02)
        inside[0] -= 1
        return parse(*arguments)

    monkeypatch.setattr(ast, "parse", slow)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: swallowed_in(RESULT, FILES), range(8)))
    assert all(found)
    assert most == [1]
