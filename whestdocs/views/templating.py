"""Filling in the Jinja templates of the views, all of which escape what they are given."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from whestdocs.text import visible, with_breaks

_ENVIRONMENT = Environment(
    loader=PackageLoader("whestdocs", "views/templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
# What comes from an estimator may hold characters that rearrange what is around them.
_ENVIRONMENT.filters["visible"] = visible
_ENVIRONMENT.filters["breakable"] = lambda code: Markup(
    with_breaks(str(escape(visible(code))), "<wbr>")
)


def render(template: str, **values: Any) -> Markup:
    """Return the HTML of the template called ``template``, filled in with ``values``."""
    text = _ENVIRONMENT.get_template(f"{template}.html.jinja").render(**values)
    return Markup(text.strip())
