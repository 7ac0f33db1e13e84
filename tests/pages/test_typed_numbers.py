"""Finding numbers that were typed, in the HTML that Markdown makes of a page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from whestdocs.pages.page_text import PageText
from whestdocs.pages.typed_numbers import typed_numbers_in


def found_in(text: str) -> list[str]:
    names = ["admonition", "attr_list", "md_in_html", "pymdownx.superfences", "tables", "toc"]
    passages = PageText(Markdown(extensions=names).convert(text)).passages
    return [number for passage in passages for number in typed_numbers_in(passage)]


CAUGHT = {
    "digits in groups": "2,715,648",
    "digits in groups by underscores": "68_000_000_000",
    "digits in groups by narrow spaces": "2\u202f715\u202f648",
    "digits in groups by spaces": "1 234 567",
    "digits in groups by points": "2.715.648",
    "digits in groups by apostrophes": "2'715'648",
    "digits in groups by raised commas": "2\u2019715\u2019648",
    "digits parted by a space without width": "2\u200b715648",
    "digits parted by a soft hyphen": "27\u00ad15648",
    "digits parted by a soft hyphen's name": "27&shy;15648",
    "many digits": "65536",
    "an exponent": "6.8e10",
    "a power of ten": "6.8 x 10^10",
    "a power of ten with a sign": "6.8 × 10^10",
    "a power of ten with raised digits": "6.8 × 10¹⁰",
    "a negative power of ten": "2.1 × 10⁻⁶",
    "a power of ten with a dot": "3·10⁶",
    "a power of two": "2^41",
    "a power of two with raised digits": "2⁴¹",
    "a power of two raised by HTML": "2<sup>41</sup>",
    "a small decimal": "0.00026",
    "many decimals": "12.3456",
    "a percentage": "77.1%",
    "a percentage with a space": "77.1 %",
    "a percentage in words": "77.1 percent",
    "a percentage cut short": "86 pct",
    "a percentage by its number": "86.7&#37;",
    "a percentage by its name": "86.7&percnt;",
    "a percentage in British words": "77.1 per cent",
    "an approximation": "~33M",
    "a ratio": "150x",
    "a ratio with a sign": "149×",
    "a ratio in words": "150 times",
    "a ratio in one word": "149-times",
    "a multiple": "5-fold",
    "a decimal ratio": "1.5x",
    "FLOPs": "2048 FLOPs",
    "one FLOP": "1 FLOP",
    "FLOPs with a prefix": "33 MFLOPs",
    "FLOPs with a separate prefix": "33M FLOPs",
    "FLOPs in words": "33 million FLOPs",
    "FLOPs with a prefix in full": "2.7 Mega FLOPs",
    "FLOPs with a prefix in one word": "40 gigaflops",
    "FLOPs with a small prefix": "3m flops",
    "FLOPs in full": "2048 floating-point operations",
    "FLOPs spelled": "three million FLOPs",
    "FLOPs spelled with a large letter": "Three hundred million FLOPs",
    "FLOPs spelled as a part": "half a billion FLOPs",
    "FLOPs spelled as one": "a million FLOPs",
    "hundreds spelled": "three hundred FLOPs",
    "a count spelled": "twenty-five thousand",
    "FLOPs before their number": "FLOPs: 3000",
    "FLOPs whose number is code": "`86,672,384` FLOPs",
    "FLOPs whose number is code without commas": "`3000` FLOPs",
    "a percentage as code": "`77.1%`",
    "FLOPs in small letters": "33 mflops",
    "FLOPs after a hyphen": "4-FLOP",
    "a count with a prefix": "404 M",
    "thousands": "33k",
    "a count in words": "3 trillion",
    "calls": "16 calls",
    "counted calls": "16 counted calls",
    "operations": "112 operations",
}


@pytest.mark.parametrize("number", CAUGHT.values(), ids=CAUGHT.keys())
def test_a_number_that_looks_measured_is_caught(number: str) -> None:
    for text in (number, f"It takes {number}.", f"({number})", f"**{number}** of it", f"={number}"):
        assert found_in(text), text


LET_THROUGH = {
    "a dtype": "float32 and float64",
    "a round": "v2-phase2 and v1-warmup",
    "a version": "flopscope 0.12.4",
    "a version of Python": "Python 3.11",
    "a year": "It ended in 2027.",
    "a date": "2027-05-05",
    "a date in words": "5 May 2027",
    "a time": "12:30",
    "a law": "O(width^2) and O(n^3)",
    "dimensions": "a 2D array, 3-D too",
    "a shape": "a 64 × 64 matrix, 256 x 256 or 20x50",
    "a small count": "the 2 steps, 16 layers",
    "seconds": "0.4 s and 120 s",
    "a function's arguments": "a 2-argument function",
    "a section": "see section 3.1",
    "a fraction": "1/2 of them",
    "a name with a number": "sha-256 and SHA256 and utf-8",
    "an ordinal": "the 1st and the 95th",
    "an operator": "i += 1",
    "a link": "<https://example.org/issues/123456>",
    "memory": "8 GiB and 4 GB",
    "one of something": "one FLOP for each element, two calls, half of it",
    "exit codes": "`0` done, `1` the check failed",
    "code of one number": "`65536` and `1e-12` and `2_715_648` stand there",
    "a shape as code": "`(64, 64)` and `1024` × `16`",
    "a version as code": "`0.12.4`",
    "many words": "hundreds of examples, millions of users",
    "a sentence with FLOPs": "In layer 3, FLOPs are counted.",
    "two numbers": "from layer 12 to layer 16",
    "raised letters": "the 1<sup>st</sup> of width<sup>2</sup>",
}


@pytest.mark.parametrize("text", LET_THROUGH.values(), ids=LET_THROUGH.keys())
def test_what_is_no_measurement_is_let_through(text: str) -> None:
    assert found_in(text) == []


def test_the_numbers_of_a_list_are_let_through() -> None:
    assert found_in("1. one\n2. two\n3. three\n") == []


@pytest.mark.parametrize(
    "page",
    [
        "``a ` 77.1%``",
        "<kbd>a 77.1%</kbd>",
        "    x = 2_715_648",
        "```python\nx = 2_715_648\n```",
        "- item\n\n    ```\n    77.1%\n    ```",
        "<!-- 77.1% -->",
    ],
)
def test_code_is_no_prose(page: str) -> None:
    assert found_in(page) == []


@pytest.mark.parametrize(
    "page",
    [
        "# Costs 77.1%",
        "text\n\n## Costs 77.1% {#costs}",
        "- item\n    - inner 77.1%",
        "1. 77.1%",
        "> quoted 77.1%",
        "| a | b |\n|---|---|\n| 77.1% | x |",
        "| 77.1% | b |\n|---|---|\n| a | x |",
        "!!! note\n    inside 77.1%",
        '!!! note "Costs 77.1%"\n    inside',
        "[77.1%](https://example.org)",
        "![77.1%](chart.png)",
        "[text](https://example.org '77.1%')",
        '<a href="x" title="77.1%">text</a>',
        '<p aria-label="77.1%">text</p>',
        "*77.1*%",
        "77<span></span>.1%",
        "77<!-- -->.1%",
        "<b>77</b>.1<i>%</i>",
        "`code` 77.1% `code`",
        "text\n{: .doc }\n\n77.1%\n{: .doc }",
        '<div class="doc"><p class="doc">77.1%</p></div>',
        '<div class="mkdocstrings">77.1%</div>',
        "<math><mn>77.1</mn><mo>%</mo></math>\n\n<math>77.1%</math>",
        "<svg><text>77.1%</text></svg>",
        "<p>an <code>open piece of code</p><p>77.1%</p>",
        "<div markdown>\n77.1%\n</div>",
    ],
)
def test_a_typed_number_is_caught_wherever_prose_can_stand(page: str) -> None:
    assert [number.replace(" ", "") for number in found_in(page)] == ["77.1%"]


def test_a_number_is_found_as_a_reader_sees_it() -> None:
    assert found_in("6.8 × 10<sup>10</sup>") == ["6.8 × 10^10"]
    assert found_in("It is 77.1&nbsp;% of 33&nbsp;MFLOPs.") == ["77.1 %", "33 MFLOPs"]
    assert found_in("About `86,672,384` FLOPs") == ["86,672,384"]


def test_code_between_two_numbers_keeps_them_apart() -> None:
    assert found_in("2 `a` 715 and 3 `b` %, 12`c`345") == []


def test_every_number_is_found_in_the_order_of_the_page() -> None:
    assert found_in("first 1%\n\n- second 2%\n\nthird 3% and 4%") == ["1%", "2%", "3%", "4%"]


def test_both_ends_of_a_range_are_looked_at() -> None:
    assert found_in("5-10%") == ["10%"]
    assert found_in("5–10%") == ["10%"]


def test_neighbouring_cells_make_no_number() -> None:
    assert found_in("| 12 | 345 | % |\n|---|---|---|\n| 33 | FLOPs | 2 |\n") == []


@given(st.integers(min_value=10_000))
def test_any_number_of_five_digits_or_more_is_caught(number: int) -> None:
    assert found_in(f"about {number} of them") == [str(number)]
    assert found_in(f"about {number:,} of them") == [f"{number:,}"]


@given(st.floats(min_value=0.001, max_value=999))
def test_any_percentage_is_caught(share: float) -> None:
    assert found_in(f"about {share:.3f}% of it") == [f"{share:.3f}%"]
