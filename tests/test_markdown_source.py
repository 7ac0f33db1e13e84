"""The source of a page: what is prose, what is code, and in which line it stands."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from whestdocs.markdown_source import BlockLine, MarkdownSource

PAGE = """\
---
title: 1,234
---

It costs `5 FLOPs`. <!-- 6 --> So {{ figure("a }} `b`") }}.

```
/// claim | in a fence
```

//// Claim | figure("line/`a`") == 1
///
////
"""


@given(st.text("`~\n <>-!ab"))
def test_blanking_out_code_keeps_every_line_and_every_place(text: str) -> None:
    blanked = MarkdownSource(text).prose
    assert len(blanked) == len(text)
    assert [place for place, sign in enumerate(blanked) if sign == "\n"] == [
        place for place, sign in enumerate(text) if sign == "\n"
    ]


def test_front_matter_code_and_comments_are_no_prose() -> None:
    prose = MarkdownSource(PAGE).prose
    assert "It costs" in prose and "Claim" in prose
    assert not any(text in prose for text in ("1,234", "5 FLOPs", "6", "in a fence"))


def test_what_is_looked_up_was_not_typed() -> None:
    typed = MarkdownSource('Costs {{ figure("9 }} 9") }} or 8, \\{{ 7 }}.').typed
    assert "9" not in typed
    assert "8" in typed and "7" in typed


def test_signs_stand_for_code_and_for_what_is_looked_up() -> None:
    source = MarkdownSource("A `b` and {{ x\n+ y }}.\n")
    assert source.signed("C", lambda expression: f"<{expression.split()[0]}>") == "A C and <x>\n.\n"


def test_blocks_are_found_with_line_and_argument_as_they_were_written() -> None:
    assert MarkdownSource(PAGE).blocks == (
        BlockLine(11, "claim", 'figure("line/`a`") == 1'),
        BlockLine(12, "", ""),
        BlockLine(13, "", ""),
    )
