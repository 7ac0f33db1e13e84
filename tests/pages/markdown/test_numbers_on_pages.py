"""Numbers that were typed into pages are refused, as MkDocs renders them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest


@pytest.mark.parametrize("number", ["77.1%", "2,715,648", "33M FLOPs", "16 calls", "65536"])
@pytest.mark.parametrize(
    "page",
    [
        "# Title\n\nIt is {} here.",
        "# Title\n\n## Costs {}\n",
        "# Title\n\n- item {}\n",
        "# T\n|a|\n|---|\n| {} |",
        "# T\n\n> {}",
        "# T\n\n<p>raw {}</p>",
        "# T\n\n<div><p>raw <b>{}</b></p></div>",
        "# T\n\ntext <b>{}</b>",
    ],
)
def test_a_typed_number_is_an_error(refusal: Callable[[str], str], page: str, number: str) -> None:
    message = refusal(page.format(number))
    assert re.match(r"docs/page\.md:[34]: ", message)
    assert f"the number {number!r} is typed" in message


@pytest.mark.parametrize(
    "page",
    [
        "<pre>77.1%</pre>",
        "<div><code>x = 77.1%</code> and <script>x = 77.1</script></div>",
        '<div style="width: 77.1%"></div>',
        "```html\n<p>77.1%</p>\n```",
        "<p>16</p><p>% of</p>",
        "<!-- 77.1% -->",
    ],
)
def test_raw_html_may_hold_numbers_that_are_no_prose(
    render: Callable[[str], str], page: str
) -> None:
    render(f"# Title\n\n{page}\n")


def test_a_typed_number_is_not_mistaken_for_part_of_another(refusal: Callable[[str], str]) -> None:
    page = "{{ constant('15%') }} {{ constant('5%') }} `5%`\n\nIt is 5%\n"
    assert refusal(page).startswith("docs/page.md:3: ")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("86.7&#37;", "86.7%"),
        ("2<sup>41</sup>", "2^41"),
        ("33&nbsp;MFLOPs", "33 MFLOPs"),
        ("27<span></span>15648", "2715648"),
        ("2\u200b715648", "2715648"),
        ("**2,715**,648", "2,715,648"),
        ("`86,672,384` FLOPs", "86,672,384"),
        ("three million\nFLOPs", "three million FLOPs"),
        ("![77.1%](a.png)", "77.1%"),
    ],
)
def test_a_typed_number_is_quoted_whole_and_found_however_it_is_written(
    refusal: Callable[[str], str], typed: str, number: str
) -> None:
    message = refusal(f"# Title\n\ntext {{{{ constant('{number}') }}}} text\n\nIt is {typed}.\n")
    assert message.startswith(f"docs/page.md:5: the number '{number}' is typed")


def test_a_constant_is_no_typed_number(render: Callable[[str], str]) -> None:
    assert "77.1%" in render("It is {{ constant('77.1%') }} here.")
