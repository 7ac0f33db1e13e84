"""What the server of the built site answers."""

from __future__ import annotations

from typing import Any

import pytest

from whestdocs.project import Project
from whestdocs.serve import server_of


@pytest.fixture
def answer(checkout: Project) -> Any:
    """Ask for a path; return status, headers and content."""
    (checkout.site / "v1" / "guide").mkdir(parents=True)
    (checkout.site / "v1" / "guide" / "index.md").write_text("# 2×\n", encoding="utf-8")
    (checkout.site / "v1" / "llms.txt").write_text("# 2×\n", encoding="utf-8")
    (checkout.site / "404.html").write_text("<h1>There is no such page</h1>")
    server = server_of(checkout, "127.0.0.1", 0)

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
