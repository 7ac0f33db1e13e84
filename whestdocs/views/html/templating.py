"""Filling in the Jinja templates of the views, all of which escape what they are given."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from whestdocs.numbers import significant
from whestdocs.text import visible, with_breaks
from whestdocs.views.html.figure_text import exact_text, share_text, share_value

_ENVIRONMENT = Environment(
    loader=PackageLoader("whestdocs", "views/templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    extensions=["jinja2.ext.do"],
)


def with_code(text: str) -> Markup:
    """Return a sentence with what stands between backticks as code."""
    parts = [escape(visible(part)) for part in text.split("`")]
    if len(parts) % 2 == 0:  # One of them is a character like any other.
        return escape(visible(text))
    code = Markup("<code>{}</code>")
    return Markup("").join(
        code.format(part) if number % 2 else part for number, part in enumerate(parts)
    )


_ENVIRONMENT.filters |= {
    # What comes from an estimator may hold characters that rearrange what is around them.
    "visible": visible,
    "breakable": lambda code: Markup(with_breaks(str(escape(visible(code))), "<wbr>")),
    "with_code": with_code,
}
_ENVIRONMENT.globals |= {
    "exact_text": exact_text,
    "share_text": share_text,
    "share_value": share_value,
    "significant": significant,
}


def render(template: str, **values: Any) -> Markup:
    """Return the HTML of the template called ``template``, filled in with ``values``."""
    text = _ENVIRONMENT.get_template(f"{template}.html.jinja").render(**values)
    return Markup(text.strip())
