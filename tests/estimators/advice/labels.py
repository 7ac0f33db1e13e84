"""The labelled set: small estimators that say what advice they deserve, and run under flopscope.

A comment ``# advice: power`` at the end of a line says that an expression that begins there
deserves it; ``# advice: power, power`` that two do; ``# warning: threads`` that the line
deserves a warning. ``# round: v1-warmup`` names the round that it runs in, if not the current.

    ill/    each deserves advice or a warning
    near/   the pattern of a rule is there, but it is right so
    good/   nothing to say
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from whestdocs.competition.rounds import CURRENT_TAG
from whestdocs.estimators.advice.reporting import Report

SET = Path(__file__).with_name("labelled")
ENTRIES = sorted([*SET.glob("*/*.py"), *SET.glob("*/*/estimator.py")])
#: A kind, the file relative to the estimator's folder, and the line.
Label = tuple[str, str, int]

_LABEL = re.compile(r"# (?:advice|warning): ([a-z0-9-]+(?:, [a-z0-9-]+)*)")
_ROUND = re.compile(r"^# round: (\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Labelled:
    """An estimator of the set.

    Attributes:
        path: Its file.
    """

    path: Path

    @property
    def name(self) -> str:
        """Its name in reports of tests."""
        return self.path.relative_to(SET).with_suffix("").as_posix()

    @property
    def round_tag(self) -> str:
        """The round that it runs in."""
        found = _ROUND.search(self.path.read_text())
        return found[1] if found else CURRENT_TAG

    @property
    def deserved(self) -> Counter[Label]:
        """What it deserves."""
        is_folder = self.path.stem == "estimator"
        files = self.path.parent.rglob("*.py") if is_folder else [self.path]
        return Counter(
            (kind, file.relative_to(self.path.parent).as_posix(), number)
            for file in files
            for number, line in enumerate(file.read_text().split("\n"), start=1)
            for found in _LABEL.finditer(line)
            for kind in found[1].split(", ")
        )


def given(report: Report) -> Counter[Label]:
    """Return what an estimator was given, as labels."""
    return Counter(
        (found.kind, found.span.file, found.span.line)
        for found in (*report.advice, *report.warnings)
    )


LABELLED = [Labelled(path) for path in ENTRIES]
