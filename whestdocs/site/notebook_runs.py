"""Executing the guide's notebooks: each under the release of the round whose page it becomes.

    notebook, files it needs, release, code  ->  kernel in a folder of its own  ->  outputs

What was executed is kept, by everything that its outputs depend on. A notebook says in its
metadata which files its folder holds, beside itself:

    "whestdocs": {"files": ["examples/02_mean_propagation.py", "docs/figures/{round}.json"]}

The kernel finds the round's tag in WHESTDOCS_ROUND, and imports the round's flopscope.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

from whestdocs.competition.rounds import Round
from whestdocs.errors import SiteError
from whestdocs.files import sha256_of, write_atomically
from whestdocs.project import PACKAGE, Project, cache_folder
from whestdocs.running.cache import code_digest, key_under
from whestdocs.running.eviction import BOUND_VARIABLE, note_use, note_written
from whestdocs.running.import_closure import files_of, imports_in
from whestdocs.running.installing import prepare
from whestdocs.site.foreign_html import make_harmless

#: What executes the cells, and writes and cleans what they show.
_TOOLS = ("bleach", "ipykernel", "ipython", "jinja2", "nbclient")
#: Seconds that a cell of a notebook may take.
_CELL_LIMIT_S = 300
#: What notebooks load by name, and lines that are no Python.
_MAGICS = PACKAGE / "notebook" / "magic.py"
#: What of their outputs is kept is said there.
_KEPT_OUTPUTS = PACKAGE / "site" / "foreign_html.py"
_MAGIC = re.compile(r"^\s*[%!].*$", re.MULTILINE)
_COLOURS = re.compile(r"\x1b\[[\d;]*m")
_LINE_OF_CELL = re.compile(r"^\s*Cell\b.*\bline (\d+)", re.MULTILINE)


@dataclass(frozen=True)
class NotebookRun:
    """Executing a notebook for one round.

    Attributes:
        project: The checkout.
        round: The round.
        name: Path of the notebook in the folder of the pages.
        figures: The round's figures as they are published.
    """

    project: Project
    round: Round
    name: str
    figures: str = ""

    def folder(self) -> Path:
        """Return the folder in which the executed notebook is, as ``name``.

        It is executed now unless that was done before.

        Raises:
            SiteError: The notebook cannot be read, or one of its cells failed.
            ReleaseError: The release cannot be installed.
        """
        notebook = self._read()
        files = self._files(notebook)
        folder = cache_folder() / "notebooks" / self._key(notebook, files)
        if not (folder / self.name).is_file():
            self._execute(notebook, files)
            make_harmless(notebook)
            text = nbformat.writes(notebook)  # type: ignore[no-untyped-call]
            write_atomically(folder / self.name, text)
            note_written(folder, len(text))
        note_use(folder)
        return folder

    @property
    def _path(self) -> Path:
        return self.project.pages / self.name

    def _read(self) -> Any:
        try:
            text = self._path.read_text(encoding="utf-8")
            notebook = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
            nbformat.validate(notebook)
        except (OSError, ValueError, nbformat.ValidationError) as error:
            reason = str(error).split("\n")[0].rstrip(".")
            raise self._error(f"is no notebook: {reason}. Save it from Jupyter again") from error
        return notebook

    def _files(self, notebook: Any) -> dict[str, bytes]:
        """Return the files that the notebook's folder holds: what each is called, and is."""
        named = notebook.metadata.get("whestdocs", {}).get("files", [])
        files = [self.project.root / name.replace("{round}", self.round.tag) for name in named]
        for name, file in zip(named, files, strict=True):
            if not file.is_file():
                raise self._error(f"needs {name}, which is not there. Correct its metadata")
        return {file.name: self._content(file) for file in files}

    def _content(self, file: Path) -> bytes:
        if self.figures and file == self.project.ledger_file(self.round.tag):
            return self.figures.encode()
        return file.read_bytes()

    def _key(self, notebook: Any, files: dict[str, bytes]) -> str:
        """Return the digest of all that the outputs depend on."""
        release = self.round.release
        document = {
            "notebook": sha256_of(self._path.read_bytes()),
            "name": self.name,
            "files": {name: sha256_of(content) for name, content in files.items()},
            "round": self.round.tag,
            "release": [release.flopscope, release.whestbench],
            "tools": [metadata.version(name) for name in _TOOLS],
        }
        cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
        code = "\n".join(_MAGIC.sub("", source) for source in cells)
        return key_under(
            code_digest(*files_of(_MAGICS, *imports_in(code)), _KEPT_OUTPUTS), document
        )

    def _execute(self, notebook: Any, files: dict[str, bytes]) -> None:
        """Execute a notebook, whose cells then hold their outputs."""
        with tempfile.TemporaryDirectory(prefix="whestdocs-") as name:
            for file, content in files.items():
                (Path(name) / file).write_bytes(content)
            client = NotebookClient(
                notebook,
                timeout=_CELL_LIMIT_S,
                kernel_name="python3",
                record_timing=False,  # So that equal runs give equal files.
                resources={"metadata": {"path": name}},
            )
            try:
                # What cells print comes back another way; this is the kernel's own log.
                client.execute(env=self._environment(name), stderr=subprocess.DEVNULL)
            except CellExecutionError as error:
                said = ": ".join(filter(None, [error.ename, error.evalue]))
                raise self._cell_error(notebook, said) from None
            except CellTimeoutError:
                said = f"it was still running after {_CELL_LIMIT_S} s"
                raise self._cell_error(notebook, said) from None
            except RuntimeError as error:  # DeadKernelError is one, and so is one that never lived.
                said = str(error).rstrip(".")
                raise self._error(f"lost its kernel: {said}. Look at what its cells run") from None

    def _environment(self, folder: str) -> dict[str, str]:
        """Return the environment of a kernel, which uses nothing of the user's settings."""
        own = {
            "IPYTHONDIR": str(Path(folder) / ".ipython"),
            "NO_COLOR": "1",
            "WHESTDOCS_CACHE": str(cache_folder()),
            BOUND_VARIABLE: "1000T",  # Whoever builds makes room.
            "WHESTDOCS_ROUND": self.round.tag,
        }
        return prepare(self.round.release).environment() | own

    def _cell_error(self, notebook: Any, said: str) -> SiteError:
        """Return an error that names the last cell that was run, and the line that failed."""
        number, cell = _last_run(notebook)
        lines = str(cell.source).split("\n")
        tracebacks = [
            _COLOURS.sub("", "\n".join(output.traceback))
            for output in cell.outputs
            if output.output_type == "error"
        ]
        found = _LINE_OF_CELL.findall("\n".join(tracebacks))
        at = int(found[-1]) if found else 1
        line = lines[at - 1].strip() if at <= len(lines) else ""
        return self._error(
            f"fails in cell {number} ({cell.id}), line {at}, `{line}`: {said.rstrip('.')}. Correct "
            f"the cell, or what it says, and build again"
        )

    def _error(self, what: str) -> SiteError:
        path = os.path.relpath(self._path, self.project.root)
        return SiteError(f"{path}: the notebook of {self.round.tag} {what}.")


def _last_run(notebook: Any) -> tuple[int, Any]:
    """Return the last code cell that was begun, and its number among all cells, from 1."""
    begun = [
        (number, cell)
        for number, cell in enumerate(notebook.cells, 1)
        if cell.cell_type == "code" and (cell.outputs or cell.execution_count is not None)
    ]
    return begun[-1]
