"""The blocks that show captured commands, on a page of a small guide."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

import pytest

from tests.conftest import TINY, accept_all, make_checkout
from tests.support.built_guides import page_renderer
from whestdocs.pages.loaded_editions import _state
from whestdocs.pages.page import PageError
from whestdocs.project import Project

CATALOGUE = """\
[captures.hello]
files = ["examples/hello.py", "examples/other.py"]
command = "python hello.py"
numbers.flops = 'costs (\\d+)'

[captures.report]
files = ["examples/01_tiny.py"]
command = "whest run --estimator 01_tiny.py --n-mlps 1 --n-samples 10 --seed 0 --format json"

[captures.rules]
files = ["examples/rules.py"]
command = "python rules.py"
fields.floor_percent = "floor"

[captures.prepared]
files = ["examples/hello.py"]
before = ["python hello.py"]
command = "python hello.py --again"

[captures.elsewhere]
rounds = ["v2-phase2"]
command = "whest version"
"""


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    project = make_checkout(
        tmp_path_factory.mktemp("guide") / "checkout",
        **{"01_tiny": TINY, "hello": "print('first')\nprint('<b> costs 7')\n"},
        other="OTHER = 1\n",
        rules="print('{\"floor\": 10}')",
    )
    project.captures_file.parent.mkdir(parents=True)
    project.captures_file.write_text(CATALOGUE)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project.root)
        patch.delenv("WHESTDOCS_ROUND", raising=False)
        names = ("hello", "report", "rules", "prepared")
        shown = [f"/// capture | {name}\n///\n" for name in names]
        (project.pages / "everything.md").write_text(
            "\n".join([*shown, '{{ figure("01_tiny/flops") }}'])
        )
        accept_all(project)
        yield project


@pytest.fixture(scope="module")
def render(guide: Project) -> Callable[[str], str]:
    render_page = page_renderer(guide)
    return lambda text: render_page(text).content or ""


Render = Callable[[str], str]


def plain(content: str) -> str:
    """Return the text of a page before its popovers."""
    page = content.partition("<div popover")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def refusal(render: Render, text: str) -> str:
    with pytest.raises(PageError) as caught:
        render(text)
    return str(caught.value)


def test_a_capture_shows_its_command_and_what_it_printed(render: Render) -> None:
    content = render("/// capture | hello\n///\n")
    assert "python hello.py" in plain(content)
    assert "first <b> costs 7" in plain(content)
    assert "<b>" not in content


def commands(content: str) -> list[str]:
    return [plain(each) for each in re.findall(r'<code class="words">(.*?)</code>', content)]


PREPARED = "/// capture | prepared\n///\n"


def test_what_prepares_a_command_is_listed_where_the_page_has_not_shown_it(render: Render) -> None:
    both = ["python hello.py", "python hello.py --again"]
    assert commands(render(PREPARED)) == both
    hidden = "/// capture | hello\n    command: false\n///\n\n"
    assert commands(render(hidden + PREPARED)) == both
    assert commands(render("/// capture | hello\n///\n\n" + PREPARED)) == both


def test_what_prepares_two_commands_is_listed_once(render: Render) -> None:
    content = render(f"{PREPARED}\n{PREPARED}")
    assert commands(content) == ["python hello.py", *["python hello.py --again"] * 2]


def test_a_file_that_is_shown_or_named_can_be_downloaded(render: Render) -> None:
    link = '<a href="../examples/hello.py" download>hello.py</a>'
    for block in ("source | hello", "capture | hello"):
        assert link in render(f"/// {block}\n///\n")


def test_a_page_chooses_the_lines(render: Render) -> None:
    content = render('/// capture | hello\n    from: "costs"\n    command: false\n///\n')
    assert plain(content) == "<b> costs 7 Shortened: 1 of 2 lines"


def test_a_source_is_the_file_that_was_run(render: Render) -> None:
    assert plain(render("/// source | hello\n///\n")).startswith("hello.py print ( 'first' )")
    assert "OTHER" in plain(render("/// source | hello\n    file: other.py\n///\n"))


def test_a_score_is_worked_out_from_a_report(render: Render) -> None:
    content = render("/// score | report\n///\n")
    assert 'data-figure="capture/report/flops_used"' in content
    assert "error × multiplier" in plain(content)


def test_the_multiplier_is_a_chart_of_the_examples_that_are_named(render: Render) -> None:
    content = render("/// multiplier | 01_tiny\n///\n")
    assert content.count("<circle") == 1
    assert 'data-figure="01_tiny/flops"' in content


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ("/// capture | nothing\n///", "There is no capture 'nothing' in v1-warmup. Captures are"),
        ("/// capture | elsewhere\n///", "Captures are: hello, report, rules, prepared."),
        ("/// source | nothing\n///", "There is no capture 'nothing'"),
        ("/// score | nothing\n///", "There is no capture 'nothing'"),
        ("/// capture | hello\n    from: third\n///", "No line of what was captured matches"),
        ("/// source | hello\n    file: a.py\n///", "has no file 'a.py'. Files are: hello.py, "),
        ("/// score | hello\n///", "is no report of `whest run --format json`"),
        ("/// multiplier | 02_other\n///", "There is no figure '02_other/flops'"),
    ],
)
def test_a_block_that_cannot_be_shown_names_the_line(
    render: Render, block: str, reason: str
) -> None:
    message = refusal(render, f"# Title\n\n{block}\n")
    assert message.startswith("docs/page.md:3: ")
    assert reason in message


def test_a_changed_capture_is_another_edition(guide: Project) -> None:
    states = [_state(guide)]
    for file in (guide.captures_file, guide.examples / "hello.py"):
        text = file.read_text()
        file.write_text(text + "\n# changed\n")
        states.append(_state(guide))
        file.write_text(text)
    assert len(set(states)) == 3


def test_a_file_of_a_capture_may_stand_anywhere(guide: Project) -> None:
    before = guide.captures_file.read_text()
    (guide.root / "script.py").write_text("1")
    guide.captures_file.write_text(
        before + '[captures.x]\nfiles = ["script.py"]\ncommand = "python script.py"\n'
    )
    state = _state(guide)
    (guide.root / "script.py").write_text("2")
    assert _state(guide) != state
    guide.captures_file.write_text(before)
