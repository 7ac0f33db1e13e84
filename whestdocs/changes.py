"""What an edit changed: the lines of an estimator that cost more or less than before.

Lines are told again by their text, as `diff` does, and not by their numbers: a comment
added above a line changes nothing about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from whestdocs.profiles import Profile


@dataclass(frozen=True)
class LineChange:
    """A line that costs more or less than before.

    Attributes:
        file: Its file, as in the profile.
        line: Its number now; what it was, if it is gone.
        source: Its text.
        is_gone: Whether it is there no more.
        before: FLOPs that it cost, 0 if it was not there.
        after: FLOPs that it costs, 0 if it is gone.
    """

    file: str
    line: int
    source: str
    is_gone: bool
    before: int
    after: int

    @property
    def difference(self) -> int:
        """FLOPs that it costs more; negative for less."""
        return self.after - self.before


def line_changes(before: Profile, after: Profile) -> list[LineChange]:
    """Return the lines whose cost changed, the largest difference first.

    Their differences add up to that of the two profiles.
    """
    files = dict.fromkeys(file.path for profile in (after, before) for file in profile.files)
    changes = [change for file in files for change in _changes(file, before, after)]
    return sorted(
        (change for change in changes if change.difference),
        key=lambda change: -abs(change.difference),
    )


def _changes(file: str, before: Profile, after: Profile) -> Iterator[LineChange]:
    """Yield every line of a file that cost something before or after."""
    old, new = _lines(before, file), _lines(after, file)
    costs_before, costs_after = _costs(before, file), _costs(after, file)
    then = _numbers_before(old, new)
    for number, cost in costs_after.items():
        paid = costs_before.pop(then.get(number, 0), 0)
        yield LineChange(file, number, _text(new, number), False, paid, cost)
    now = {old_number: number for number, old_number in then.items()}
    for number, cost in costs_before.items():
        is_gone = number not in now
        line = now.get(number, number)
        yield LineChange(file, line, _text(old if is_gone else new, line), is_gone, cost, 0)


def _numbers_before(old: list[str], new: list[str]) -> dict[int, int]:
    """Return, for each line that was there before, the number that it had.

    Lines that took the place of as many others are those, edited.
    """
    numbers: dict[int, int] = {}
    for tag, start, end, new_start, new_end in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if tag == "equal" or end - start == new_end - new_start:
            numbers |= {new_start + n + 1: start + n + 1 for n in range(end - start)}
    return numbers


def _lines(profile: Profile, file: str) -> list[str]:
    return next((found.source.split("\n") for found in profile.files if found.path == file), [])


def _costs(profile: Profile, file: str) -> dict[int, int]:
    return {line: total.flops for (path, line), total in profile.lines.items() if path == file}


def _text(lines: list[str], number: int) -> str:
    return lines[number - 1].strip() if number <= len(lines) else ""
