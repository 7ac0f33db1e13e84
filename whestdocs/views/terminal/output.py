"""Where text goes: a terminal, a pipe or a file, how wide it is and which characters it takes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console, OverflowMethod, RenderableType
from rich.syntax import Syntax
from rich.text import Text

from whestdocs.text import visible

#: From this width on there is room for wide bars.
_WIDE = 110
#: Columns for output that goes to a file or another program; longer lines are cut off.
_PIPED_WIDTH = 500
_EIGHTHS = " ▏▎▍▌▋▊▉█"


@dataclass(frozen=True)
class Output:
    """Where text goes: how wide it is and which characters it takes.

    Attributes:
        width: Columns.
        encoding: Encoding of the output.
    """

    width: int
    encoding: str

    @classmethod
    def of(cls, console: Console) -> Output:
        """Return where ``console`` writes to, made wide if it is a pipe.

        A terminal has a width; a pipe has none unless COLUMNS gives it one.
        """
        if not console.is_terminal and "COLUMNS" not in os.environ:
            console.width = max(console.width, _PIPED_WIDTH)
        return cls(console.width, console.encoding)

    @property
    def takes_unicode(self) -> bool:
        """Whether every character can be written."""
        return self.encoding.lower().startswith("utf")

    def sign(self, sign: str, otherwise: str) -> str:
        """Return a sign of our own, or its replacement in plain ASCII."""
        return sign if self.takes_unicode else otherwise

    def text(self, text: str, style: str = "") -> Text:
        """Return text that comes from elsewhere, made visible and writable."""
        return Text(self._writable(visible(text)), style=style)

    def packed(self, parts: Sequence[Text]) -> Text:
        """Return ``parts`` on as few lines as they fit on, broken between two of them."""
        dot = self.sign(" · ", ", ")
        line, width = Text(), 0
        for part in parts:
            fits = width + len(dot) + part.cell_len <= self.width
            between = "" if not width else dot if fits else "\n"
            line.append(between, style="dim").append_text(part)
            width = part.cell_len + (width + len(dot) if between == dot else 0)
        return line

    def code(self, source: str) -> list[Text]:
        """Return the lines of a Python source, highlighted."""
        lines = [self._writable(visible(line.expandtabs(4))) for line in source.split("\n")]
        syntax = Syntax("", "python", theme="ansi_dark", background_color="default")
        highlighted = syntax.highlight("\n".join(lines)).split("\n", allow_blank=True)
        if len(highlighted) < len(lines) or any(
            text.plain.rstrip() != line.rstrip()
            for text, line in zip(highlighted, lines, strict=False)
        ):
            return [Text(line) for line in lines]
        return list(highlighted[: len(lines)])

    def line(self, source: str) -> Text:
        """Return an expression on one line, highlighted."""
        (line,) = self.code(" ".join(source.split()))
        return line

    @property
    def cut_off(self) -> OverflowMethod:
        """How a line that is too long ends."""
        return "ellipsis" if self.takes_unicode else "crop"

    def bar(self, share: float, width: int | None = None) -> Text:
        """Return a bar whose length is ``share`` of its column's width."""
        if width is None:
            width = 12 if self.width >= _WIDE else 6
        if not self.takes_unicode:
            return Text("#" * round(share * width), style="cyan")
        whole, eighths = divmod(round(share * width * 8), 8)
        return Text("█" * whole + _EIGHTHS[eighths].strip(), style="cyan")

    def _writable(self, text: str) -> str:
        return text.encode(self.encoding, "backslashreplace").decode(self.encoding)


def put(parts: Iterable[RenderableType], console: Console) -> None:
    """Print ``parts``, one below the other; in a pipe, without the blanks that fill lines."""
    if console.is_terminal:
        for part in parts:
            console.print(part, highlight=False)
        return
    with console.capture() as captured:
        for part in parts:
            console.print(part, highlight=False)
    console.file.write(
        "".join(f"{line.rstrip()}\n" for line in captured.get().rstrip("\n").split("\n"))
    )
