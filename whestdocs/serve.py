"""Serving site/ and building it again on change."""

from __future__ import annotations

import logging
import mimetypes
import socket
import sys

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
    _refuse_bad_address(host, port)
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    _build_or_report(project)
    server = server_of(project, host, port)
    try:
        server.serve()  # type: ignore[no-untyped-call]
    except KeyboardInterrupt:
        pass
    finally:
        server.shutdown()


def server_of(project: Project, host: str, port: int) -> LiveReloadServer:
    """Return the server of a site that is built, which is not listening yet."""
    # Browsers take text for Western European where nobody says that it is UTF-8.
    for ending, kind in ((".md", "markdown"), (".txt", "plain")):
        mimetypes.add_type(f"text/{kind}; charset=utf-8", ending)
    server = LiveReloadServer(lambda: _build_or_report(project), host, port, str(project.site))
    server.error_handler = lambda code: _error_page(project, code)
    for path in (project.root / name for name in _WATCHED):
        if path.exists():
            server.watch(str(path))
    return server


def _error_page(project: Project, code: int) -> bytes | None:
    file = project.site / f"{code}.html"
    return file.read_bytes() if file.is_file() else None


def _refuse_bad_address(host: str, port: int) -> None:
    """Say so before the site is built, which takes a while."""
    try:
        socket.create_server((host, port)).close()
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(
            f"Cannot listen on {host}:{port} ({reason}). Choose another with --host or --port."
        ) from error


def _build_or_report(project: Project) -> None:
    # An error raised to the server would keep it from answering until it is repaired.
    try:
        build(project, list(ROUNDS.values()))
    except WhestdocsError as error:
        print(error, file=sys.stderr)
