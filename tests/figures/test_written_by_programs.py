"""Text that programs wrote into pages: it may hold numbers, and nobody passes for one."""

from __future__ import annotations

import pytest

from tests.support.built_guides import add_page, built, refusal
from whestdocs.project import Project


@pytest.fixture
def documented(checkout: Project) -> Project:
    """A guide with a page that mkdocstrings writes, from a docstring with a number."""
    (checkout.root / "counting.py").write_text('"""It counted 2,715,648 FLOPs, or 77.1%."""\n')
    options = "  - mkdocstrings: {handlers: {python: {paths: [.]}}}"
    text = checkout.mkdocs_file.read_text().replace(
        "plugins: [whestdocs]", f"plugins:\n  - whestdocs\n{options}"
    )
    checkout.mkdocs_file.write_text(text)
    return checkout


def test_what_a_program_wrote_was_not_typed(documented: Project) -> None:
    add_page(documented, "# Reference\n\n::: counting\n")
    built(documented)
    assert "2,715,648 FLOPs" in (documented.site / "page" / "index.html").read_text()


@pytest.mark.parametrize(
    "typed",
    [
        "77.2%\n{: .doc }",
        '<div class="mkdocstrings" markdown="span"><b>77.2%</b></div>',
        '<div class="doc doc-object">\n<p>77.2%</p>\n</div>',
    ],
)
def test_nobody_passes_for_a_program(documented: Project, typed: str) -> None:
    add_page(documented, f"# Reference\n\n::: counting\n\n{typed}\n")
    assert "docs/page.md:" in (output := refusal(documented))
    assert "the number '77.2%' is typed" in output
