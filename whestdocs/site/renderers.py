"""Processes that render rounds with MkDocs, one after another.

A process of its own for MkDocs, since it keeps the round and its plugins for itself; and the
same for several rounds, since starting it and preparing an edition takes as long as rendering.

    site.building  --[tag, folder]-->  python -m whestdocs.site.renderers  --error or nothing-->
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import IO

from whestdocs.competition.rounds import ROUNDS
from whestdocs.errors import SiteError
from whestdocs.project import Project
from whestdocs.site.llms import read_contents, write_llms
from whestdocs.site.twins import write_twins

#: Rounds rendered at once, on two cores too: with two processes one would wait while the other
#: renders the third round.
_WORKERS = 3


class Renderers:
    """The processes that render a checkout's rounds; a context that ends them.

    Args:
        project: The checkout.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._idle: SimpleQueue[_Renderer] = SimpleQueue()
        self._started: list[_Renderer] = []

    def __enter__(self) -> Renderers:
        return self

    def __exit__(self, *_: object) -> None:
        for renderer in self._started:
            renderer.end()

    def render(self, targets: Mapping[str, Path]) -> dict[str, str]:
        """Render rounds into folders.

        Args:
            targets: The folder of each round, by the round's tag.

        Returns:
            What is wrong with each round that cannot be built, by its tag.

        Raises:
            SiteError: A process ended before it was done.
        """
        for _ in range(min(_WORKERS, len(targets)) - len(self._started)):
            self._started.append(_Renderer(self._project))
            self._idle.put(self._started[-1])
        with ThreadPoolExecutor(_WORKERS) as pool:
            errors = list(pool.map(lambda item: self._render(*item), targets.items()))
        return {tag: error for tag, error in zip(targets, errors, strict=True) if error}

    def _render(self, tag: str, target: Path) -> str:
        renderer = self._idle.get()
        try:
            return renderer.render(tag, target)
        finally:
            self._idle.put(renderer)


class _Renderer:
    """One process. It ends when its input does, also if whoever started it is killed."""

    def __init__(self, project: Project) -> None:
        self._log: IO[str] = tempfile.TemporaryFile("w+")  # noqa: SIM115 (closed by `end`)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "whestdocs.site.renderers", str(project.mkdocs_file)],
            cwd=project.root,
            env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def render(self, tag: str, target: Path) -> str:
        """Render a round; return what is wrong, or nothing."""
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            print(json.dumps([tag, str(target)]), file=self._process.stdin, flush=True)
            return str(json.loads(self._process.stdout.readline()))
        except (BrokenPipeError, ValueError) as error:
            self._log.seek(0)
            raise SiteError(
                f"The process that renders {tag} ended:\n{self._log.read().strip()}"
            ) from error

    def end(self) -> None:
        """End the process once it has done what it was asked to."""
        self._process.communicate()
        self._log.close()


def _answer_requests(mkdocs_file: str) -> None:
    """Render what standard input asks for, and write what is wrong to standard output."""
    # Whatever else prints something must not disturb the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for request in sys.stdin:
        tag, target = json.loads(request)
        print(json.dumps(_render(mkdocs_file, tag, target)), file=answers, flush=True)


def _render(mkdocs_file: str, tag: str, target: str) -> str:
    """Build as `mkdocs build --strict` does, and write the pages' Markdown twins.

    Returns:
        Warnings and errors if it fails.
    """
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort

    os.environ["WHESTDOCS_ROUND"] = tag
    messages = _Messages()
    logging.getLogger("mkdocs").addHandler(messages)
    try:
        config = load_config(mkdocs_file, strict=True, site_dir=target)
        config.plugins.on_startup(command="build", dirty=False)
        try:
            build(config)
            pages = write_twins(Path(target))
            write_llms(Path(target), read_contents(Path(mkdocs_file)), ROUNDS[tag], pages)
        finally:
            config.plugins.on_shutdown()
    except Abort as error:
        return "\n".join([*messages.texts, str(error)])
    except Exception:
        return "\n".join([*messages.texts, traceback.format_exc()])
    finally:
        logging.getLogger("mkdocs").removeHandler(messages)
    return ""


class _Messages(logging.Handler):
    """Keeps warnings and errors."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the text of ``record``."""
        self.texts.append(record.getMessage())


if __name__ == "__main__":
    _answer_requests(sys.argv[1])
