"""Finding numbers that somebody typed where a figure should stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

#: Stands for code and for what is looked up, so that a number before it does not run into
#: one after it.
GAP = "\x00"
#: Stands around a number that is all there is in a piece of inline code.
CODE_NUMBER = "\x01"

_NUMBER = r"\d+(?:\.\d+)?"
_SCALE = r"(?:thousand|million|billion|trillion)"
_SMALL = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    r"|half|quarter)"
)
_WORDS = rf"(?:(?:an?|{_SMALL}|hundred|{_SCALE}|and)[\s-])*"
_PREFIX = r"(?:kilo|mega|giga|tera|peta|[kmgtp])"
_FLOPS = rf"(?:{_PREFIX}[\s-]?)?flops?\b"
_KIND = r"(?:(?:more|fewer|extra|additional|counted|billed|arithmetic|floating[\s-]point)\s+)?"
_COUNTED = rf"{_KIND}(?:{_FLOPS}|calls?\b|operations?\b|times\b)"
_RAISED = "[\u2070\u00b9\u00b2\u00b3\u2074-\u2079\u207b]"
_TIMES = "[\u00d7x*\u00b7\u22c5\u2219]"
_UNIT = (
    rf"(?:%|\u2030|(?:\u00d7|x\b)(?!\s*[\d{CODE_NUMBER}])|pct\b|per\s?cent\b|{_SCALE}|{_COUNTED})"
)
#: Numbers that look measured: FLOP counts, percentages, ratios, long or grouped digits.
#: A letter and a hyphen before a number make it part of a name, such as v2-phase2.
_MEASURED = re.compile(
    rf"""(?<![\w.,/^])(?<![^\W\d]-)~?(?:
        \d{{1,3}}(?:[,_'\u2019\u00a0\u2009\u202f]\d{{3}})+(?!\d)(?:\.\d+)? # 2,715,648; 2'715'648
      | \d{{1,3}}(?:\.\d{{3}}){{2,}}(?!\.?\d) | \d{{1,3}}(?:\ \d{{3}}){{2,}}(?!\d) # 2.715.648
      | {_NUMBER}e[+-]?\d+                                        # 6.8e10
      | {_NUMBER}\s?{_TIMES}\s?10(?:(?:\^|\*\*)[\u2212-]?\d*|{_RAISED}+) # 6.8 x 10^10
      | \d+(?:(?:\^|\*\*)[\u2212-]?\d+|{_RAISED}+)                # 2**41
      | {_NUMBER}\s*(?:%|\u2030|pct\b|per\s?cent\b)               # 77.1%
      | {_NUMBER}\s?(?:\u00d7(?!\s?\d)|x\b(?!\s?\d)|-?fold\b)     # 150x, but not 64 x 64
      | {_NUMBER}[\s-]?(?:{_SCALE}[\s-])?{_COUNTED}               # 33M FLOPs, 16 calls, 5 times
      | {_NUMBER}\s?(?-i:[kMGT])\b                                # 404 M
      | {_NUMBER}[\s-]{_SCALE}\b
      | {_SMALL}[\s-]{_WORDS}{_SCALE}\b(?:\s{_COUNTED})?          # three hundred million
      | (?:an?|{_SMALL})[\s-]{_WORDS}(?:hundred|{_SCALE})\s{_COUNTED} # a million FLOPs
      | flops?\s*[:=\u2248]\s*~?\d[\d,.]*                         # FLOPs: 3000
      | 0\.00\d+ | \d+\.\d{{4,}}(?!\.?\d)                         # 0.00026
      | \d{{5,}}                                                  # 65536
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_IN_CODE = re.compile(rf"{CODE_NUMBER}([^{CODE_NUMBER}]*){CODE_NUMBER}(?=(\s*{_UNIT})?)", re.I)
#: What no number in Python has.
_NO_CODE = re.compile("[,%'\u2019\u00d7]")


def typed_numbers_in(text: str) -> Iterator[str]:
    """Yield the numbers in ``text`` that look like measurements, each as a reader sees it."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    for match in _MEASURED.finditer(_IN_CODE.sub(_of_code, seen)):
        yield " ".join(match[0].split())


def _of_code(match: re.Match[str]) -> str:
    """Return a number that is code, or a gap where it means a number of the program's."""
    is_prose = match[2] or _NO_CODE.search(match[1])
    return match[1] if is_prose else GAP
