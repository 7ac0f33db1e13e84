"""Serving site/ and building it again on change."""

from __future__ import annotations

import logging
import sys

from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer

from whestdocs.errors import UsageError, WhestdocsError
from whestdocs.project import Project
from whestdocs.rounds import ROUNDS
from whestdocs.site import build

#: What the site is made of, relative to the checkout.
_WATCHED = ("docs", "examples", "whestdocs", "mkdocs.yml")


def serve(project: Project, host: str, port: int) -> None:
    """Build the site, serve it, and build it again when something it is made of changes.

    A page that cannot be built is reported, and the last good site stays up.

    Raises:
        UsageError: The address cannot be listened on.
    """
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    _build_or_report(project)
    server = LiveReloadServer(lambda: _rebuild(project), host, port, str(project.site))
    for name in _WATCHED:
        server.watch(str(project.root / name))
    try:
        server.serve()  # type: ignore[no-untyped-call]
    except OSError as error:
        raise UsageError(
            f"Cannot listen on {host}:{port} ({error.strerror}). Choose another with --port."
        ) from error
    except KeyboardInterrupt:
        pass
    finally:
        server.shutdown()


def _rebuild(project: Project) -> None:
    try:
        build(project, list(ROUNDS.values()))
    except WhestdocsError as error:
        raise Abort(str(error)) from error


def _build_or_report(project: Project) -> None:
    try:
        _rebuild(project)
    except Abort as error:
        print(error, file=sys.stderr)
