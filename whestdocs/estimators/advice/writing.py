"""Writing the rewritten estimator to a file of its own, or all of its files to a folder."""

from __future__ import annotations

import codecs
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from whestdocs.errors import UsageError, WhestdocsError
from whestdocs.estimators.advice.reporting import Report
from whestdocs.estimators.targets import ENTRY_FILE
from whestdocs.files import write_atomically
from whestdocs.text import counted

#: What no submission needs.
_LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__")


def check_writable(path: Path) -> None:
    """Refuse a path at which there is something: nobody's file is overwritten.

    Raises:
        UsageError: There is.
    """
    if path.exists() or path.is_symlink():
        raise UsageError(f"{path} is there already. Name a new file or folder with --write.")


def write_rewritten(report: Report, original: Path, path: Path) -> str:
    """Write the rewritten estimator and return what was done, in a sentence.

    Args:
        report: The advice.
        original: The estimator's file.
        path: The new file, if its name ends in ``.py``; the new folder otherwise.

    Raises:
        UsageError: The advice is about helper files too, which one file cannot hold.
        WhestdocsError: The file or the folder cannot be written.
    """
    if report.together is None:
        return f"Nothing to rewrite, so {path} was not written."
    texts = {file.path: file.source for file in report.profile.files}
    changed = {
        name: text for name, text in report.together.texts.items() if text != texts.get(name)
    }
    others = [name for name in changed if name != report.profile.file]
    check_writable(path)
    if path.suffix != ".py":
        return _write_folder(report, changed, original.resolve().parent, path)
    if others:
        folder = path.with_suffix("")
        raise UsageError(
            f"The advice also changes {', '.join(others)}, which {path.name} cannot hold. Name a "
            f"folder to write all files to: --write {folder}"
        )
    write_atomically(path, _as_in(original, report.together.texts[report.profile.file]))
    beside = (
        ""
        if path.resolve().parent == original.resolve().parent
        else (" Files that the estimator reads from its own folder were not copied.")
    )
    return f"The rewritten estimator is in {path}.{beside}"


def _write_folder(report: Report, changed: dict[str, str], home: Path, path: Path) -> str:
    """Write an estimator's files to a new folder, all of them or none.

    Of a submission folder that is everything, of any other the files that ran.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as temporary:
            made = Path(temporary, path.name)
            if report.profile.file == ENTRY_FILE:
                shutil.copytree(home, made, ignore=_without(home, path.resolve().parent))
            for name in {file.path for file in report.profile.files} | changed.keys():
                file = made / name
                if file.resolve().is_relative_to(made.resolve()) and (home / name).is_file():
                    file.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(home / name, file)
            for name, text in changed.items():
                content = _as_in(home / name, text).encode()
                (made / name).write_bytes(content)
            made.rename(path)
    except OSError as error:
        reason = error.strerror or error
        raise WhestdocsError(
            f"{path} cannot be written: {reason}. Free its disk or make its folder writable, and "
            "run the command again."
        ) from error
    count = counted(len(changed), "rewritten file")
    return f"{path} has {count}, {', '.join(sorted(changed))}, and the others as they were."


def _without(home: Path, target: Path) -> Callable[[str, list[str]], set[str]]:
    """Return what leaves out hidden files, and the folder that is being written to."""

    def ignored(folder: str, names: list[str]) -> set[str]:
        inside = {name for name in names if Path(folder, name).resolve() == target}
        return set(_LEFT_OUT(folder, names)) | (inside if target != home else set())

    return ignored


def _as_in(original: Path, text: str) -> str:
    """Return a text with the line ends and the byte order mark of the author's file.

    So that nothing but the advice differs.
    """
    content = original.read_bytes()
    if b"\r\n" in content:
        text = text.replace("\n", "\r\n")
    return f"\ufeff{text}" if content.startswith(codecs.BOM_UTF8) else text
