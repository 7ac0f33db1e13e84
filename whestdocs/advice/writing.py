"""Writing the rewritten estimator to a file of its own."""

from __future__ import annotations

import codecs
from pathlib import Path

from whestdocs.advice.reporting import Report
from whestdocs.errors import UsageError
from whestdocs.files import write_atomically


def check_writable(path: Path) -> None:
    """Refuse a path at which there is something: nobody's file is overwritten.

    Raises:
        UsageError: There is.
    """
    if path.exists() or path.is_symlink():
        raise UsageError(f"{path} is there already. Name a new file with --write.")


def write_rewritten(report: Report, original: Path, path: Path) -> str:
    """Write the rewritten estimator and return what was done, in a sentence.

    Args:
        report: The advice.
        original: The estimator's file.
        path: The new file.

    Raises:
        UsageError: The advice is about helper files too, which one file cannot hold.
        WhestdocsError: The file cannot be written.
    """
    if report.together is None:
        return f"Nothing to rewrite, so {path} was not written."
    texts = {file.path: file.source for file in report.profile.files}
    changed = [name for name, text in report.together.texts.items() if text != texts[name]]
    others = [name for name in changed if name != report.profile.file]
    if others:
        raise UsageError(
            f"The advice also changes {', '.join(others)}, which {path.name} cannot hold. Follow "
            "it by hand there."
        )
    check_writable(path)
    write_atomically(path, _as_in(original, report.together.texts[report.profile.file]))
    beside = (
        ""
        if path.resolve().parent == original.resolve().parent
        else (" Files that the estimator reads from its own folder were not copied.")
    )
    return f"The rewritten estimator is in {path}.{beside}"


def _as_in(original: Path, text: str) -> str:
    """Return a text with the line ends and the byte order mark of the author's file.

    So that nothing but the advice differs.
    """
    content = original.read_bytes()
    if b"\r\n" in content:
        text = text.replace("\n", "\r\n")
    return f"\ufeff{text}" if content.startswith(codecs.BOM_UTF8) else text
