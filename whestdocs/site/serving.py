"""Serving site/ and building it again on change."""

from __future__ import annotations

import logging
import mimetypes
import socket
from collections.abc import Callable
from pathlib import Path

from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer

from whestdocs.competition.rounds import ROUNDS
from whestdocs.errors import UsageError, WhestdocsError
from whestdocs.files import sha256_of
from whestdocs.project import PACKAGE, Project
from whestdocs.site.building import build_with
from whestdocs.site.renderers import Renderers

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
    logging.getLogger("mkdocs.livereload").addFilter(_is_true)
    with Builder(project) as builder:
        server = Server(builder.build, host, port, str(project.site))
        for path in (project.root / name for name in _WATCHED):
            if path.exists():
                server.watch(str(path))
        try:
            server.build_first()
            server.serve()  # type: ignore[no-untyped-call]
        except KeyboardInterrupt:
            pass
        finally:
            server.shutdown()


class Builder:
    """Builds the site again and again, in processes that stay until whestdocs changes.

    They keep what was measured, so that a change of a page alone is rendered at once.

    Args:
        project: The checkout.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._renderers = Renderers(project)
        self._code = _digest_of_code()

    def __enter__(self) -> Builder:
        return self

    def __exit__(self, *_: object) -> None:
        self._renderers.__exit__()

    def build(self) -> None:
        """Build every round.

        Raises:
            WhestdocsError: It cannot be built; the last good site is still there.
        """
        if self._code != _digest_of_code():
            self._renderers.__exit__()
            self._renderers, self._code = Renderers(self._project), _digest_of_code()
        build_with(self._renderers, self._project, list(ROUNDS.values()))


def _digest_of_code() -> str:
    files = [path for ending in ("py", "toml") for path in PACKAGE.rglob(f"*.{ending}")]
    return sha256_of("".join(sha256_of(file.read_bytes()) for file in sorted(files)).encode())


class Server(LiveReloadServer):
    """Serves the last site that could be built.

    Args:
        build: Builds the site, or raises a WhestdocsError.
        host: Address to listen on.
        port: Port to listen on.
        root: The site's folder.
    """

    def __init__(self, build: Callable[[], None], host: str, port: int, root: str) -> None:
        # Browsers take text for Western European where nobody says that it is UTF-8.
        for ending, kind in ((".md", "markdown"), (".txt", "plain")):
            mimetypes.add_type(f"text/{kind}; charset=utf-8", ending)
        super().__init__(self._build_or_stay, host, port, root)
        self.error_handler = lambda code: _error_page(Path(root), code)
        self._build = build

    def build_first(self) -> None:
        """Build before anything is served; if that fails, say so and serve what is there."""
        try:
            self._build()
        except WhestdocsError as error:
            logging.error(error)

    def _build_or_stay(self) -> None:
        try:
            self._build()
        except WhestdocsError as error:
            # Browsers neither wait for the site that was not built, nor load the old one again.
            self._wanted_epoch = self._visible_epoch
            raise Abort(str(error)) from error


def _is_true(record: logging.LogRecord) -> bool:
    """Leave out that the server is stuck after a build that failed: it shows the last site."""
    return "appear stuck" not in record.getMessage()


def _error_page(site: Path, code: int) -> bytes | None:
    file = site / f"{code}.html"
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
