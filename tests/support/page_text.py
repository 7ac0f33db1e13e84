"""What a reader sees of a rendered page."""

from __future__ import annotations

import html
import re

FLOPS = '{{ figure("01_tiny/flops") }}'


def visible(content: str) -> str:
    """Return the text of the page before its popovers, without what waits to be copied."""
    page = re.sub(r"<template.*?</template>", "", content.partition("<div popover")[0], flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", page)).split())


def buttons(content: str) -> list[str]:
    """Return the figures that the page's buttons open to."""
    return [
        html.unescape(name) for name in re.findall(r'<button[^>]*data-figure="([^"]*)"', content)
    ]
