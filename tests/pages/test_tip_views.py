"""What pages show of tips: code to the letter, savings in words, a chart in the right order."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from markdown import Markdown

from tests.conftest import TAG, accept_all, make_checkout
from tests.support.samples import a_figure, an_interval
from tests.support.tip_samples import PROJECT, SLUGS, TIP, a_tip_result
from whestdocs.competition.rounds import ROUNDS
from whestdocs.errors import FigureError
from whestdocs.figures.figure import Figure
from whestdocs.figures.ledger import read
from whestdocs.pages.edition import Edition
from whestdocs.pages.html.saving import Saving
from whestdocs.pages.html.tip_box import tip_header, tip_view
from whestdocs.pages.html.tip_chart import tip_id, tips_table
from whestdocs.pages.page import Page, PageError
from whestdocs.pages.page_state import PageState
from whestdocs.pages.publishing import publications
from whestdocs.project import Project
from whestdocs.views.html.templating import with_code

OWN = "v2-phase2"

Known = dict[tuple[str, str], Figure]


def a_saving(before: int, after: int) -> Saving:
    return Saving(a_figure("tip/x/before/flops", before), a_figure("tip/x/after/flops", after))


@pytest.mark.parametrize(
    ("before", "after", "kind", "text", "sentence"),
    [
        (16, 1, "saves", "16.0×", "16.0× cheaper"),
        (4096, 1, "saves", "4,100×", "4,100× cheaper"),
        (1140, 1000, "saves", "1.14×", "1.14× cheaper"),
        (1000, 1000, "neither", "none", "no saving"),
        (1005, 1000, "neither", "none", "no saving"),
        (0, 0, "neither", "none", "no saving"),
        (1000, 4000, "costs", "0.250×", "4.00× more expensive"),
        (7, 0, "saves", "free", "free"),
        (0, 7, "costs", "costs", "not free any more"),
    ],
)
def test_a_saving_in_words(before: int, after: int, kind: str, text: str, sentence: str) -> None:
    saving = a_saving(before, after)
    assert (saving.kind, saving.text, saving.sentence) == (kind, text, sentence)


# A tip.


def figures(*savings: tuple[str, int, int], tag: str = OWN) -> Known:
    found = {}
    for name, before, after in savings:
        for way, flops in (("before", before), ("after", after)):
            found[f"{name}/{way}/flops", tag] = a_figure(f"{name}/{way}/flops", flops)
            found[f"{name}/{way}/calls", tag] = a_figure(f"{name}/{way}/calls", 1, "calls")
        found[f"{name}/difference", tag] = an_interval(f"{name}/difference", 3e-7, 0.0, 1e-5)
    return found


def a_page(known: Known, results: dict[str, Any]) -> PageState:
    """Return a page that may look these results and figures, by name and round, up."""
    by_round = {tag: {name: known[name, of] for name, of in known if of == tag} for tag in ROUNDS}
    edition = Edition(ROUNDS[OWN], {}, results, by_round)
    return PageState(edition, Page("docs/folder/page.md", ""))


def a_header(known: Known, **changes: Any) -> str:
    return tip_header("tip/x", a_page(known, {"tip/x": a_tip_result(**changes)}))


def a_view(known: Known | None = None, **changes: Any) -> str:
    page = a_page(figures(*A_TIP) if known is None else known, {"tip/x": a_tip_result(**changes)})
    return tip_view("tip/x", page)


A_TIP = [("tip/x", 32, 2), ("tip/x/for/a <copy>", 32, 32)]


def shown(content: str) -> str:
    """Return the text of some HTML, with single blanks."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", content)).split())


def test_the_code_is_shown_to_the_letter() -> None:
    view = a_view()
    codes = [
        html.unescape(re.sub("<[^>]*>", "", code))
        for code in re.findall("<pre><code>(.*?)</code></pre>", view, re.DOTALL)
    ]
    assert codes == [a_tip_result()["code"]["before"], a_tip_result()["code"]["after"]]


def test_what_both_ways_use_is_shown_once() -> None:
    code = a_tip_result()["code"] | {"both": "HALF = 0.5"}
    view = a_view(code=code)
    assert view.count("Both use") == 1


def test_a_tip_shows_both_costs_and_the_ratio_in_every_round() -> None:
    known = figures(*A_TIP) | figures(("tip/x", 30, 3), tag="v1-warmup")
    assert shown(a_header(known)) == (
        "16.0× cheaper v2-phase2 16.0× v1-warmup 10.0× v1-phase1 does not run"
    )
    view = a_view(known)
    assert re.findall(r'data-figure="tip/x/(\w+)/flops"', view) == ["before", "after"]


def test_a_tip_says_with_which_inputs_it_saves_nothing_and_how_results_agree() -> None:
    text = shown(a_view())
    assert "Not with a <copy>: none" in text
    assert "Results differ by 3e-07 of the largest value; up to 1e-05 is allowed" in text
    assert "Calls" not in text and "Error" not in text


def test_the_cases_of_a_tip_that_saves_nothing_are_no_exceptions() -> None:
    known = figures(("tip/x", 32, 32), ("tip/x/for/a <copy>", 32, 32))
    text = shown(a_view(known))
    assert "With a <copy>: none" in text and "Not with" not in text


def test_the_file_of_a_tip_can_be_downloaded_even_where_it_cannot_run() -> None:
    link = '<a href="../examples/tips/x.py" download>x.py</a>'
    assert link in a_view() and link in a_view(failure="TypeError: no", cases=[])


def test_identical_results_are_called_so() -> None:
    known = figures(*A_TIP)
    known["tip/x/difference", OWN] = an_interval("tip/x/difference", 0.0, 0.0, 0.0)
    text = shown(a_view(known))
    assert "Results identical to the last bit" in text


def test_errors_and_many_calls_are_shown_where_there_are_any() -> None:
    known = figures(*A_TIP)
    known["tip/x/after/calls", OWN] = a_figure("tip/x/after/calls", 26, "calls")
    known["tip/x/flops_per_extra_call", OWN] = a_figure("tip/x/flops_per_extra_call", 1234)
    known["tip/x/before/error", OWN] = an_interval("tip/x/before/error", 0.021, 0.02, 0.022)
    known["tip/x/after/error", OWN] = an_interval("tip/x/after/error", 1e-7, 0.0, 1e-5)
    text = shown(a_view(known))
    assert "Error 2.10% (2.00% to 2.20%) before, below 1e-05 after" in text
    assert "Calls 1 before, 26 after; each additional call saves 1,234 FLOPs" in text


def host_figures(change: tuple[float, float, float]) -> Known:
    made = {
        "before/flops": a_figure("tip/x/host/before/flops", 1_000),
        "after/flops": a_figure("tip/x/host/after/flops", 900),
        "before/error": an_interval("tip/x/host/before/error", 2e-4, 1e-4, 3e-4),
        "after/error": an_interval("tip/x/host/after/error", 4e-4, 3e-4, 5e-4),
        "change": an_interval("tip/x/host/change", *change),
        "score": an_interval("tip/x/host/score", 1.8, 1.3, 2.3),
    }
    return {(f"tip/x/host/{name}", OWN): figure for name, figure in made.items()}


def test_a_tip_says_what_becomes_of_an_estimator_with_it() -> None:
    known = figures(*A_TIP) | host_figures((1.0, 0.5, 1.5))
    costs = "It is short."
    view = a_view(known, host={"host": "means"}, only_where="no entry is NaN", costs=costs)
    assert '<a href="../examples/tips/hosts/means.py" download>means.py</a>' in view
    text = shown(view).replace(" ,", ",").replace(" :", ":")
    assert "Only where no entry is NaN" in text
    assert "1,000 FLOPs before, 900 after. Its error grows: 2.00e-04 before, 4.00e-04 after" in text
    assert "Score 180.0% (130.0% to 230.0%) of what it was while both bills are" in text
    assert "200.0% (150.0% to 250.0%) where both are below" in text
    assert "Why all the same It is short." in text


def test_a_tip_without_an_estimator_says_why() -> None:
    text = shown(a_view(no_host="Nobody needs it."))
    assert "Tried in no estimator. Nobody needs it." in text and "Score" not in text


def test_errors_at_places_of_use_are_a_table() -> None:
    known = figures(*A_TIP) | host_figures((0.0, -0.001, 0.001))
    for place in (1, 2, 3):
        name = f"tip/x/use/half/{place}/error"
        known[name, OWN] = an_interval(name, 0.5 / place, 0.1, 0.9)
    uses = {"half": [[0.5], [0.25], [0.2]]}
    text = shown(a_view(known, host={"host": "means"}, uses=uses))
    assert text.endswith("Sandwich half 1 50.0% 2 25.0% 3 16.7%")


def test_a_tip_that_cannot_run_says_why() -> None:
    failure = "TypeError: arrays are immutable (arr[i] = ...). Build the result functionally."
    failed = {"failure": failure, "cases": []}
    text = shown(a_header({}, needs="It needs arrays that can be written to.", **failed))
    assert text.endswith(
        "It needs arrays that can be written to. It ends with: "
        "TypeError: arrays are immutable (arr[i] = ...)"
    )
    assert "FLOPs" not in shown(a_view({}, **failed))


def test_a_figure_that_is_not_accepted_is_an_error() -> None:
    with pytest.raises(FigureError, match="tip/x/before/flops"):
        a_view({})
    with pytest.raises(FigureError, match="a <copy>"):
        a_view(figures(A_TIP[0]))


def test_what_stands_between_back_quotes_is_code() -> None:
    assert with_code("Add, don't `<b>` it") == "Add, don&#39;t <code>&lt;b&gt;</code> it"


# The table.

FLOPS = {
    "tip/little": (11, 10),
    "tip/free": (5, 0),
    "tip/much": (1000, 1),
    "tip/nothing": (10, 10),
    "tip/dear": (10, 40),
}


def a_table(**fails: str) -> str:
    own = figures(*((name, *both) for name, both in FLOPS.items() if name not in fails.values()))
    other = figures(("tip/much", 100, 1), ("tip/little", 11, 10), tag="v1-warmup")
    results = {name: {"title": name} for name in FLOPS}
    return tips_table(a_page(own | other, results))


def rows(table: str) -> list[str]:
    return re.findall('href="#([a-z-]*)"', table)


def test_the_table_is_sorted_by_the_saving_with_what_saves_nothing_below() -> None:
    table = a_table()
    assert rows(table) == ["free", "much", "little", "nothing", "dear"]
    assert table.index("Saves none, or costs more") < table.index("#nothing")
    assert table.index("#little") < table.index("Saves none, or costs more")
    assert "Does not run" not in table


def test_what_cannot_run_in_the_round_stands_last() -> None:
    table = a_table(fails="tip/much")
    assert rows(table) == ["free", "little", "nothing", "dear", "much"]
    assert "Does not run in this round" in table


def test_the_three_rounds_stand_side_by_side_beginning_with_the_pages_own() -> None:
    table = a_table()
    assert re.findall(r'role="columnheader"[^>]*>([^<]*)<', table) == [
        "Tip", "v2-phase2", "v1-warmup", "v1-phase1",
    ]  # fmt: skip
    row = table[table.index("#much") :].split("</tr>")[0]
    assert shown(row[row.index("<td") :]) == "1,000× 100× –"


def places(table: str, slug: str) -> tuple[list[float], list[float]]:
    """Return where the bar of a tip ends, and its marks."""
    row = table[table.index(f'"#{slug}"') :].split("</tr>")[0]
    found = [
        [float(at) for at in re.findall(rf'tips-table__{kind}[^"]*" style="--at: ([\d.]+)"', row)]
        for kind in ("saving", "mark")
    ]
    return found[0], found[1]


@pytest.mark.parametrize(
    ("change", "said"),
    [((0.5, 0.2, 0.8), "error grows"), ((-0.5, -0.8, -0.2), "error falls"), ((0.1, -1, 1), "")],
)
def test_the_table_says_where_an_error_surely_changes(
    change: tuple[float, float, float], said: str
) -> None:
    known = figures(("tip/x", 32, 2)) | host_figures(change)
    results = {"tip/x": {"title": "x", "host": {"host": "means"}}}
    row = tips_table(a_page(known, results)).split("</caption>")[1]
    assert ("error" in shown(row)) == bool(said) and said in shown(row)


def test_the_scale_of_the_chart_is_logarithmic() -> None:
    # From a tenth to a thousand: four decades, of which the first is for what costs more.
    table = a_table()
    assert "--decades: 4; --one: 0.25" in table
    assert places(table, "much") == ([1.0], [0.75])
    assert places(table, "free") == ([1.0], [])
    assert places(table, "dear") == ([pytest.approx(0.0995, abs=1e-4)], [])


def test_another_round_has_no_mark_where_it_saves_the_same() -> None:
    assert places(a_table(), "little")[1] == []


def test_each_round_has_a_mark_of_its_own_that_a_legend_explains() -> None:
    own = figures(("tip/x", 100, 1))
    others = [figures(("tip/x", 100, 10), tag=tag) for tag in ("v1-warmup", "v1-phase1")]
    table = tips_table(a_page(own | others[0] | others[1], {"tip/x": {"title": "x"}}))
    caption, _, row = table.partition("</caption>")
    marks = re.findall(r'tips-table__mark--(\w+)"', row)
    assert len(set(marks)) == len(marks) == 2
    assert re.findall(r'tips-table__mark--(\w+)" aria-hidden="true"></span>([\w-]+)', caption) == [
        (marks[0], "v1-warmup"),
        (marks[1], "v1-phase1"),
    ]


# On a page.


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    project = make_checkout(tmp_path_factory.mktemp("tips") / "checkout")
    (project.examples / "tips").mkdir()
    (project.examples / "tips" / "add_twice.py").write_text(TIP)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project.root)
        (project.pages / "tips.md").write_text("/// tips\n///\n")
        accept_all(project)
        yield project


def render(text: str) -> str:
    options = {"whestdocs.pages.extension": {"round": TAG}}
    extensions = ["toc", "whestdocs.pages.extension"]
    return Markdown(extensions=extensions, extension_configs=options).convert(text)


@pytest.mark.usefixtures("guide")
def test_a_tips_words_stand_between_its_heading_and_its_code() -> None:
    content = render("//// tip | add_twice\nSome *words*.\n\n- more\n////\n\nAfterwards.\n")
    heading = '<h3 id="add-twice">Double by adding</h3>'
    pieces = (heading, "2.00× cheaper", "<em>words</em>", "more", "x + x", "Afterwards.")
    order = [shown(content).find(shown(piece)) for piece in pieces]
    assert heading in content
    assert order == sorted(order) and order[0] >= 0
    assert content.count("tip__ways") == 1


@pytest.mark.usefixtures("guide")
def test_a_claim_in_a_tip_leaves_one_copy_of_its_code() -> None:
    after, before = (f'figure("tip/add_twice/{way}/flops")' for way in ("after", "before"))
    claim = f"/// claim | {after} < {before}\nTrue.\n///\n"
    for slashes in ("///", "////"):
        content = render(f"{slashes} tip | add_twice\nWords.\n\n{claim}{slashes}\n")
        assert content.count("tip__ways") == 1
        assert shown(content).index("True.") < shown(content).index("x + x")


@pytest.mark.usefixtures("guide")
def test_the_table_leads_to_the_tips() -> None:
    content = render("/// tips\n///\n\n//// tip | add_twice\n////\n")
    assert rows(content) == ["add-twice"]
    assert content.count('id="add-twice"') == 1


@pytest.mark.usefixtures("guide")
def test_a_tip_that_there_is_no_file_of_is_refused() -> None:
    with pytest.raises(PageError, match=r"there is no tip 'add_trice'\. Tips are: add_twice\."):
        render("/// tip | add_trice\n///\n")


# The guide's own page.


def test_every_tip_stands_on_the_page_once() -> None:
    patterns = [place.pattern for place in publications(PROJECT).places]
    assert {slug: patterns.count(f"tip/{slug}/*") for slug in SLUGS} == dict.fromkeys(SLUGS, 1)
    assert patterns.count("tip/*") == 1


def test_every_link_to_a_tip_leads_to_one() -> None:
    links = re.findall(r"\(#([a-z0-9-]+)\)", (PROJECT.pages / "optimise.md").read_text())
    for page in PROJECT.pages.rglob("*.md"):
        links += re.findall(r"optimise\.md#([a-z0-9-]+)", page.read_text())
    assert len(links) >= 3
    assert set(links) <= set(map(tip_id, SLUGS))


@pytest.mark.parametrize("tag", ROUNDS)
def test_every_tip_that_a_round_runs_has_accepted_figures(tag: str) -> None:
    names = read(PROJECT.ledger_file(tag), tag).figures
    missing = [slug for slug in SLUGS if f"tip/{slug}/before/flops" not in names]
    assert missing == ([] if tag == "v1-warmup" else ["fill_rows"])
