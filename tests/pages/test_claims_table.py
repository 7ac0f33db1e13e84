"""What the page shows of claims: tables of verdicts, a chart, popovers with the code."""

from __future__ import annotations

import re

from tests.support.claim_samples import CLAIMS, ROOT, a_claim
from tests.support.samples import ROUND, a_figure
from whestdocs.competition.rounds import ROUNDS
from whestdocs.figures.figure import Figure
from whestdocs.measurements.claims.verdicts import Verdict
from whestdocs.pages.blocks.claim_blocks import Claims
from whestdocs.pages.edition import Edition
from whestdocs.pages.html.claims_table import ClaimsTable, verdicts_summary
from whestdocs.pages.page_state import PageState

PAGE = (ROOT / "docs" / "claims.md").read_text()


def test_the_page_shows_every_family_of_claims_once() -> None:
    shown = " ".join(re.findall(r"^/// claims \| (.*)$", PAGE, re.MULTILINE)).split()
    assert sorted(shown) == sorted({claim.family for claim in CLAIMS.values()})


def a_table(*verdicts: Verdict, ledger: dict[str, Figure] | None = None) -> tuple[str, str]:
    """Return the HTML of the table of claims of the family "walk", and of its popovers."""
    page = PageState(Edition(ROUND, {}, {}, {ROUND.tag: ledger or {}}), None)
    by_name = {verdict.claim.identifier: verdict for verdict in verdicts}
    table = ClaimsTable(by_name, page).html(["walk"])
    return str(table), str(page.popovers.html())


def test_a_row_says_its_verdict_in_words_with_its_measure_as_a_figure() -> None:
    name = "claim/walk.total/"
    ledger = {
        f"{name}holds": a_figure(f"{name}holds", 0, ""),
        f"{name}measured": a_figure(f"{name}measured", 5_083_648),
    }
    html, _ = a_table(Verdict(a_claim(), False, 5_083_648, "It is `dear`."), ledger=ledger)
    row = re.search(r'<tr [^>]*id="walk\.total".*?</tr>', html, re.DOTALL)[0]
    group = re.search(r"<tbody [^>]*>", html)[0]
    assert 'data-v2-phase2="false"' in group and 'data-v1-warmup="none"' in group
    assert re.search(r'data-figure="claim/walk\.total/holds">false<', row)
    assert re.search(r'data-figure="claim/walk\.total/measured">5,083,648 FLOPs<', row)
    assert row.count("not applicable") == 2
    assert "<b>In v2-phase2:</b> It is <code>dear</code>." in html


def test_statements_with_one_quote_stand_under_it() -> None:
    first, second = a_claim("walk.a", label="one"), a_claim("walk.b", label="two", reading="So.")
    html, popovers = a_table(Verdict(first, True, 1), Verdict(second, True, 2))
    assert html.count('<q class="claims__quote">It costs 1,000 FLOPs</q>') == 1
    assert html.count("<b>Read as:</b> So.") == 1
    assert popovers.count("popover id=") == 2


def test_the_button_of_a_row_leads_to_code_condition_and_command() -> None:
    claim = a_claim(code='cost("fnp.exp(a)", "float64")', holds="measured < 1 and 2 > 1")
    html, popovers = a_table(Verdict(claim, True, 1))
    button = re.search(r'<button [^>]*popovertarget="([^"]+)">(.*?)</button>', html)
    assert button[2] == "<code>fnp.exp(a)</code> at float64"
    assert f'id="{button[1]}"' in popovers
    assert "cost(&#34;fnp.exp(a)&#34;, &#34;float64&#34;)" in popovers
    assert "measured &lt; 1 and 2 &gt; 1" in popovers
    assert "whestdocs claim walk.total --round v2-phase2" in popovers


def test_what_the_page_says_is_shown_as_text() -> None:
    claim = a_claim(quote="<script>", label="<b>", reading="<i> `<u>`", instead="<s>")
    html, _ = a_table(Verdict(claim, False, "<img>", "<s>"))
    for text in ("script", "i", "u", "s", "img"):
        assert f"<{text}>" not in html and f"&lt;{text}&gt;" in html


def test_the_chart_counts_the_verdicts_of_every_round() -> None:
    counts = {
        tag: [a_figure(f"claims/{name}", value, "claims") for name, value in (("a", 7), ("b", 5))]
        + [a_figure("claims/c", 0, "claims")]
        for tag in ROUNDS
    }
    html = str(verdicts_summary(counts, PageState(Edition(ROUND, {}, {}, {}), None)))
    assert html.count('style="flex-grow: 7"') == len(ROUNDS)
    assert all(word in html for word in ("true", "false", "not applicable"))
    assert "<form" in html and "hidden" in html


def test_claims_are_a_block_that_needs_an_argument() -> None:
    assert Claims.ARGUMENT is True


def test_a_statement_is_false_as_soon_as_one_of_its_claims_is() -> None:
    names = [f"claim/walk.{name}/holds" for name in ("a", "b")]
    for values, look in (((1, 1), "true"), ((1, 0), "false"), ((0, 0), "false"), ((), "none")):
        ledger = {
            name: a_figure(name, value, "") for name, value in zip(names, values, strict=False)
        }
        verdicts = [Verdict(a_claim(name), None, None) for name in ("walk.a", "walk.b")]
        html, _ = a_table(*verdicts, ledger=ledger)
        assert html.count("<tbody") == 1
        assert f'data-{ROUND.tag}="{look}"' in html


def test_only_what_stands_on_the_page_has_quotation_marks() -> None:
    html, _ = a_table(Verdict(a_claim(is_reading=True), True, 1))
    assert "<q" not in html
    assert ">It costs 1,000 FLOPs</span>" in html and ">reading</span>" in html
    assert "reading" not in a_table(Verdict(a_claim(), True, 1))[0]


def test_what_the_page_only_implies_is_marked_as_derived() -> None:
    assert CLAIMS["walk.total"].is_derived is False
    assert CLAIMS["matmul.33M.is_it_in_02"].is_derived is True
    html, _ = a_table(Verdict(a_claim(is_derived=True), True, 1))
    assert ">derived</span>" in html
    assert "derived" not in a_table(Verdict(a_claim(), True, 1))[0]
