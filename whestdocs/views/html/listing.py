"""An estimator's source, annotated: what each line and each expression in it costs."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from typing import Any

from markupsafe import Markup, escape

from whestdocs.errors import FigureError
from whestdocs.estimators.profiles import Profile, SourceFile
from whestdocs.figures.figure import Figure
from whestdocs.views.html.charge_list import Charges
from whestdocs.views.html.code_text import file_name
from whestdocs.views.html.figure_text import exact_text, share_text
from whestdocs.views.html.marks import MarkedSource
from whestdocs.views.html.popover import Popovers
from whestdocs.views.html.source_text import AnnotatedText, Extent
from whestdocs.views.html.templating import render
from whestdocs.views.profiled_example import Cost, ProfiledExample


def listing(
    example: ProfiledExample,
    popovers: Popovers,
    address: Callable[[str], str | None],
    *,
    file: str | None = None,
    lines: tuple[int, int] | None = None,
) -> Markup:
    """Return the HTML of the annotated source of an estimator.

    Args:
        example: The estimator.
        popovers: The page's popovers.
        address: Returns the address of a published file of the checkout, None for one that is
            not published.
        file: The file to show, if not the estimator's own.
        lines: First and last line to show, if not all.

    Raises:
        FigureError: A figure is not accepted, or the profile has no such file or lines.
    """
    profile, total = example.profile, example.flops
    source_file = _source_file(profile, file or profile.file)
    text = AnnotatedText(source_file.source)
    first, last = _range(source_file, text, lines)
    provenance = total.provenance
    folder = posixpath.dirname(provenance.file)
    return render(
        "listing",
        file=source_file.path,
        file_name=file_name,
        whole_file=_as_it_is(source_file.source),
        download=address(posixpath.join(folder, source_file.path)),
        provenance=provenance,
        total=total,
        rows=list(_rows(example, source_file, text, range(first, last + 1), popovers)),
        is_part=(first, last) != (1, len(text.lines)),
        # A column as wide as its widest number, so that it can stand still.
        digits=len(exact_text(total)),
        total_button=popovers.button(f"{exact_text(total)} FLOPs", total),
    )


def _rows(
    example: ProfiledExample,
    file: SourceFile,
    text: AnnotatedText,
    numbers: range,
    popovers: Popovers,
) -> Iterator[dict[str, Any]]:
    """Yield what the template shows of each line; ``flops`` is None where nothing is charged."""
    shown = Extent(text.lines[numbers[0] - 1].start, text.lines[numbers[-1] - 1].end)
    charges = Charges(example, file.path, popovers)
    marked = MarkedSource(text, charges.elements(text, shown))
    for number in numbers:
        line = text.slice(text.lines[number - 1])
        cost = example.line(file.path, number)
        yield {
            "number": number,
            "code": marked.row(number),
            "indent": len(line) - len(line.lstrip()),
            "flops": None if cost is None else cost.flops,
            "buttons": [] if cost is None else _buttons(cost, example.flops, popovers),
        }


def _buttons(cost: Cost, total: Figure, popovers: Popovers) -> list[Markup]:
    """Return FLOPs, calls and, unless it is zero, the share."""
    shown = [(exact_text(cost.flops), [cost.flops]), (exact_text(cost.calls), [cost.calls])]
    if cost.flops.value:
        shown.append((share_text(cost.flops, total), [cost.flops, total]))
    return popovers.buttons(shown)


def _source_file(profile: Profile, path: str) -> SourceFile:
    for file in profile.files:
        if file.path == path:
            return file
    known = ", ".join(file.path for file in profile.files) or "none"
    raise FigureError(f"Nothing was charged in a file {path!r}. Files with charges: {known}.")


def _as_it_is(source: str) -> Markup:
    """Return ``source`` as HTML that a browser reads back to the character."""
    return escape(source).replace("\r", Markup("&#13;"))


def _range(file: SourceFile, text: AnnotatedText, lines: tuple[int, int] | None) -> tuple[int, int]:
    first, last = lines or (1, len(text.lines))
    if not 1 <= first <= last <= len(text.lines):
        raise FigureError(
            f"{file.path} has lines 1-{len(text.lines)}; {first}-{last} is no range of them."
        )
    return first, last
