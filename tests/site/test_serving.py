"""Serving: what a failed build leaves, what is said, and which processes stay."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from whestdocs.errors import SiteError
from whestdocs.project import Project
from whestdocs.site import serving
from whestdocs.site.serving import Builder, Server, _is_true


@contextmanager
def changing(build: Callable[[], None], folder: Path) -> Iterator[Callable[[], None]]:
    """Run a server's loop; yield what tells it that a file changed and waits for the build."""
    done = threading.Event()

    def noted() -> None:
        try:
            build()
        finally:
            done.set()

    server = Server(noted, "127.0.0.1", 0, str(folder))
    server.build_delay = 0.01
    loop = threading.Thread(target=server._build_loop)
    loop.start()

    def change() -> None:
        done.clear()
        with server._rebuild_cond:
            server._want_rebuild = True
            server._rebuild_cond.notify_all()
        assert done.wait(10)

    try:
        yield change
    finally:
        server._shutdown = True
        loop.join()
        assert server._wanted_epoch == server._visible_epoch, "browsers wait for ever"
        server.server_close()


def said(log: pytest.LogCaptureFixture) -> list[str]:
    """Return what was logged without the time."""
    return [message.partition("] ")[2] for message in log.messages]


def broken() -> None:
    raise SiteError("The guide of v1-warmup cannot be built:\ndocs/page.md:3: no.")


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    logger = logging.getLogger("mkdocs.livereload")
    logger.addFilter(_is_true)
    with caplog.at_level(logging.INFO, "mkdocs.livereload"):
        yield caplog
    logger.removeFilter(_is_true)


def test_a_build_reloads_browsers(tmp_path: Path, log: pytest.LogCaptureFixture) -> None:
    with changing(lambda: None, tmp_path) as change:
        change()
    assert said(log) == ["Detected file changes", "Reloading browsers"]


def test_a_failed_build_is_reported_once_and_reloads_nothing(
    tmp_path: Path, log: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with changing(broken, tmp_path) as change:
        change()
    assert said(log) == ["Detected file changes"]
    assert capsys.readouterr().err.count("docs/page.md:3: no.") == 1


def test_the_first_build_may_fail(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    server = Server(broken, "127.0.0.1", 0, str(tmp_path))
    server.build_first()
    server.server_close()
    assert "docs/page.md:3: no." in caplog.text


def test_processes_stay_until_the_code_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = []
    monkeypatch.setattr(serving, "build_with", lambda renderers, *_: used.append(renderers))
    with Builder(Project(tmp_path)) as builder:
        builder.build()
        builder.build()
        monkeypatch.setattr("whestdocs.site.serving._digest_of_code", lambda: "another")
        builder.build()
    assert used[0] is used[1]
    assert used[1] is not used[2]


# What is answered.


@pytest.fixture
def answer(checkout: Project) -> Any:
    """Ask for a path; return status, headers and content."""
    (checkout.site / "v1" / "guide").mkdir(parents=True)
    (checkout.site / "v1" / "guide" / "index.md").write_text("# 2×\n", encoding="utf-8")
    (checkout.site / "v1" / "llms.txt").write_text("# 2×\n", encoding="utf-8")
    (checkout.site / "404.html").write_text("<h1>There is no such page</h1>")
    server = Server(lambda: None, "127.0.0.1", 0, str(checkout.site))

    def ask(path: str) -> tuple[str, dict[str, str], bytes]:
        answers: list[Any] = []
        environ = {"PATH_INFO": path, "REQUEST_METHOD": "GET"}
        content = b"".join(server.serve_request(environ, lambda *given: answers.extend(given)))
        return answers[0], dict(answers[1]), content

    return ask


@pytest.mark.parametrize(
    ("path", "kind"), [("/v1/guide/index.md", "text/markdown"), ("/v1/llms.txt", "text/plain")]
)
def test_text_says_that_it_is_utf_8(answer: Any, path: str, kind: str) -> None:
    status, headers, content = answer(path)
    assert status.startswith("200")
    assert headers["Content-Type"] == f"{kind}; charset=utf-8"
    assert content.decode() == "# 2×\n"


def test_a_missing_page_is_answered_with_the_sites_own(answer: Any) -> None:
    status, _, content = answer("/v1/nosuch/")
    assert status.startswith("404")
    assert b"There is no such page" in content
