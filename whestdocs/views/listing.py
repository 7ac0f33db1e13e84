"""An estimator's source, annotated: what each line and each expression in it costs.

    profile -> which lines and expressions were charged, and with what operands
    figure  -> every number, looked up by name

Nothing that is counted is taken from the profile, so that no number can be shown which
was not accepted.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup, escape

from whestdocs.errors import FigureError
from whestdocs.figures import Figure, line_paths
from whestdocs.profiles import Profile, SourceFile
from whestdocs.views.charges import Charges
from whestdocs.views.code import file_name
from whestdocs.views.figure import (
    exact_text,
    figure_button,
    figure_buttons,
    share_text,
    share_value,
)
from whestdocs.views.marks import MarkedSource
from whestdocs.views.popover import Popovers
from whestdocs.views.source import Extent, SourceText
from whestdocs.views.templating import render


@dataclass(frozen=True)
class _Row:
    """A line of the listing.

    Attributes:
        number: Its number, from 1.
        code: Its source as HTML.
        indent: Blanks it begins with.
        flops: FLOPs of the expressions that begin on it; None if nothing was charged.
        buttons: What is shown of them: FLOPs, calls and, unless it is zero, the share.
    """

    number: int
    code: Markup
    indent: int
    flops: Figure | None
    buttons: list[Markup]


def listing(
    profile: Profile,
    figure: Callable[[str], Figure],
    source: str,
    popovers: Popovers,
    address: Callable[[str], str | None],
    *,
    file: str | None = None,
    lines: tuple[int, int] | None = None,
) -> Markup:
    """Return the HTML of the annotated source of an estimator.

    Args:
        profile: Tells which lines and expressions were charged; its numbers are not shown.
        figure: Looks an accepted figure up by name.
        source: First part of the figures' names.
        popovers: The page's popovers.
        address: Returns the address of a published file of the checkout, None for one that is
            not published.
        file: The file to show, if not the estimator's own.
        lines: First and last line to show, if not all.

    Raises:
        FigureError: ``figure`` knows no figure of a name needed, or the profile no such
            file or lines.
    """

    def look_up(path: str) -> Figure:
        return figure(f"{source}/{path}")

    source_file = _source_file(profile, file or profile.file)
    text = SourceText(source_file.source)
    first, last = _range(source_file, text, lines)
    total = look_up("flops")
    return render(
        "listing",
        file=source_file.path,
        file_name=file_name,
        whole_file=_as_it_is(source_file.source),
        download=address(
            posixpath.join(posixpath.dirname(total.provenance.file), source_file.path)
        ),
        provenance=total.provenance,
        total=total,
        rows=_rows(profile, source_file, text, range(first, last + 1), look_up, popovers),
        is_part=(first, last) != (1, len(text.lines)),
        # A column as wide as its widest number, so that it can stand still.
        digits=len(exact_text(total)),
        total_button=figure_button(f"{exact_text(total)} FLOPs", [total], popovers),
        share_value=share_value,
    )


def _rows(
    profile: Profile,
    file: SourceFile,
    text: SourceText,
    numbers: range,
    look_up: Callable[[str], Figure],
    popovers: Popovers,
) -> list[_Row]:
    paths = {
        line: path for (name, line), (path, _) in line_paths(profile).items() if name == file.path
    }
    shown = Extent(text.lines[numbers[0] - 1].start, text.lines[numbers[-1] - 1].end)
    charges = Charges(profile, file.path, look_up, popovers)
    total = look_up("flops")
    marked = MarkedSource(text, charges.elements(text, shown))
    rows = []
    for number in numbers:
        path = paths.get(number)
        flops = None if path is None else look_up(f"{path}/flops")
        buttons = (
            [] if flops is None else _buttons(flops, look_up(f"{path}/calls"), total, popovers)
        )
        rows.append(_Row(number, marked.row(number), _indent(text, number), flops, buttons))
    return rows


def _buttons(flops: Figure, calls: Figure, total: Figure, popovers: Popovers) -> list[Markup]:
    shown: list[tuple[str, list[Figure]]] = [
        (exact_text(flops), [flops]),
        (exact_text(calls), [calls]),
    ]
    if flops.value:
        shown.append((share_text(flops, total), [flops, total]))
    return figure_buttons(shown, popovers)


def _source_file(profile: Profile, path: str) -> SourceFile:
    for file in profile.files:
        if file.path == path:
            return file
    known = ", ".join(file.path for file in profile.files) or "none"
    raise FigureError(f"Nothing was charged in a file {path!r}. Files with charges: {known}.")


def _as_it_is(source: str) -> Markup:
    """Return ``source`` as HTML that a browser reads back to the character."""
    return escape(source).replace("\r", Markup("&#13;"))


def _range(file: SourceFile, text: SourceText, lines: tuple[int, int] | None) -> tuple[int, int]:
    """Return the first and last line to show."""
    first, last = lines or (1, len(text.lines))
    if not 1 <= first <= last <= len(text.lines):
        raise FigureError(
            f"{file.path} has lines 1-{len(text.lines)}; {first}-{last} is no range of them."
        )
    return first, last


def _indent(text: SourceText, number: int) -> int:
    line = text.slice(text.lines[number - 1])
    return len(line) - len(line.lstrip())
