"""The code of a tip as its page shows it: the file's own, and all that it needs."""

from __future__ import annotations

from whestdocs.measurements.tips import tip_files
from whestdocs.probe.tips.code import TipCode
from whestdocs.project import find_project

TEXT = '''\
"""Add quickly.

More words.
"""

import math

#: Half of two.
HALF = 1.0
UNUSED = 2


def shared(x):
    return x + HALF


def helper(x):
    """Help."""
    return math.sqrt(OTHER) * x


# Two lines
# of comment.
OTHER = 3.0


def before(x):
    return shared(helper(x))


def after(x):
    """Add."""
    return shared(x)
'''


def test_the_title_is_the_first_line_without_its_stop() -> None:
    assert TipCode(TEXT).title == "Add quickly"


def test_a_function_comes_with_what_it_alone_uses() -> None:
    parts = TipCode(TEXT).parts("before", "after")
    assert parts["after"] == 'def after(x):\n    """Add."""\n    return shared(x)'
    assert parts["before"].split("\n\n") == [
        'def helper(x):\n    """Help."""\n    return math.sqrt(OTHER) * x',
        "# Two lines\n# of comment.\nOTHER = 3.0",
        "def before(x):\n    return shared(helper(x))",
    ]


def test_what_both_use_stands_apart_with_what_it_uses_itself() -> None:
    both = TipCode(TEXT).parts("before", "after")["both"]
    assert both == "#: Half of two.\nHALF = 1.0\n\ndef shared(x):\n    return x + HALF"


def test_a_function_that_calls_itself_is_taken_once() -> None:
    text = "def before(x):\n    return before(x)\n\n\ndef after(x):\n    return x\n"
    assert (
        TipCode(text).parts("before", "after")["before"] == "def before(x):\n    return before(x)"
    )


def test_every_piece_that_is_shown_stands_in_its_file() -> None:
    for file in tip_files(find_project()):
        text = file.read_text()
        for part in TipCode(text).parts("before", "after").values():
            for piece in part.split("\n\n"):
                assert piece in text, (file.name, piece)
