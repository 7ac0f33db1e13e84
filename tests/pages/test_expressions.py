"""What stands between double braces: evaluated in a sandbox, over figures only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.expression_samples import EXPRESSIONS, FIGURES
from whestdocs.competition.rounds import ROUNDS
from whestdocs.errors import FigureError
from whestdocs.figures.filters import Written
from whestdocs.pages.expressions import Constant, round_facts


def shown(expression: str) -> str:
    value = EXPRESSIONS.value(expression)
    return value if isinstance(value, str) else value.text


def refusal(expression: str) -> str:
    with pytest.raises(FigureError) as caught:
        EXPRESSIONS.value(expression)
    return str(caught.value)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ('figure("02_mean/flops")', "2,715,648"),
        ('figure("02_mean/flops") | exact', "2,715,648"),
        ('figure("02_mean/flops") | rounded', "2.72\xa0MFLOPs"),
        ('figure("02_mean/flops") | rounded(2)', "2.7\xa0MFLOPs"),
        ('figure("02_mean/op/matmul/flops") | percent(figure("02_mean/flops"))', "77.2%"),
        ('figure("02_mean/flops") | ratio(figure("02_mean/op/matmul/flops"))', "1.29×"),
        ('figure("02_mean/flops") | percent(round.flop_budget)', "<0.001%"),
        ('(figure("02_mean/flops") - figure("02_mean/op/matmul/flops")) | exact', "618,496"),
        ('figure("02_mean/flops") / figure("02_mean/flops")', "1"),
        ('2 * figure("02_mean/calls")', "224"),
        ('figure("accuracy/02_mean/mse") | interval', "2.1e-06 (1.9e-06 to 2.3e-06)"),
        ('figure("02_mean/flops", "v1-warmup")', "5"),
        ('figure("02_mean/flops", round="v1-warmup")', "5"),
        (r'figure("02_mean/line/d[\"k|{é}\"]/flops")', "7"),
        ("round.width", "1,024"),
        ("round.tag", "v2-phase2"),
        ("round.flopscope", "0.12.4"),
        ('rounds["v1-phase1"].depth', "32"),
        ('rounds["v1-warmup"].wall_time_limit_s | rounded', "60.0\xa0s"),
        ('constant("about 16")', "about 16"),
    ],
)
def test_an_expression_is_shown_as(expression: str, text: str) -> None:
    assert shown(expression) == text


def test_what_is_shown_knows_the_figures_it_was_derived_from() -> None:
    value = EXPRESSIONS.value('figure("02_mean/flops") | ratio(figure("02_mean/op/matmul/flops"))')
    assert isinstance(value, Written)
    assert value.quantity.figures == FIGURES[:2]


def test_a_constant_is_no_quantity() -> None:
    assert EXPRESSIONS.value('constant("16")') == Constant("16")


@pytest.mark.parametrize("tag", ROUNDS)
def test_every_fact_of_a_round_says_where_it_is_defined(tag: str) -> None:
    facts = round_facts(ROUNDS[tag])
    assert facts.width.value == ROUNDS[tag].width
    assert facts.width.origin == f"whestbench.budget.ROUNDS['{tag}'].width"
    assert facts.flop_budget.unit == "FLOPs"
    for name, fact in vars(facts).items():
        if not isinstance(fact, str) and fact is not None:
            assert fact.value == getattr(ROUNDS[tag], name)
            assert name in fact.origin


@pytest.mark.parametrize(
    "expression",
    [
        "'2,715,648 FLOPs'",
        "'2 715'",
        "'three million FLOPs'",
        "2715648 | exact",
        "0.86 | percent",
        "2 | ratio",
        "2.5e6 | rounded",
        "(2 * 3) | exact",
        'figure("02_mean/flops").value | exact',
        'figure("02_mean/flops").value ~ " FLOPs"',
        '(figure("02_mean/flops") | exact).text ~ " FLOPs"',
        '"flopscope " ~ round.flopscope',
        '"v2-phase2"',
    ],
)
def test_a_number_that_comes_from_nowhere_is_typed(expression: str) -> None:
    assert "is typed" in refusal(expression)


def test_a_word_may_depend_on_the_round() -> None:
    assert shown('"priced" if round.residual_flops_per_second > 0 else "capped"') == "capped"


def test_an_unknown_figure_suggests_names() -> None:
    message = refusal('figure("02_mean/flop")')
    assert message.startswith("There is no figure '02_mean/flop' in v2-phase2. Did you mean ")
    assert "'02_mean/flops'" in message


def test_a_name_like_no_other_suggests_nothing() -> None:
    assert refusal('figure("zzz")') == "There is no figure 'zzz' in v2-phase2."


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ('figure("02_mean/flops", "v9")', "There is no round 'v9'. Rounds are: v1-warmup, "),
        ("figure", "This comes to"),
        ("figure()", "does not evaluate"),
        ("figure(3)", "does not evaluate"),
        ("figure([1])", "does not evaluate"),
        ('figure("02_mean/flops") + 1', "Cannot add"),
        ('figure("02_mean/flops") | exact | exact', "is no number"),
        ('figure("02_mean/flops") | nosuch', "No filter named 'nosuch'"),
        ('figure("02_mean/flops").nosuch', "no attribute 'nosuch'"),
        ('figure("02_mean/flops") | rounded("x")', "does not evaluate"),
        ('figure("02_mean/flops") / 0', "divides by a figure that is zero"),
        ('figure("accuracy/02_mean/mse")', "A statistic is not exact"),
        ('figure("accuracy/02_mean/mse") * 2 | interval', "Only a figure of kind interval"),
        ("nosuch", "'nosuch' is undefined"),
        ("nosuch | exact", "'nosuch' is undefined"),
        ('rounds["v9"].width', "no attribute 'v9'"),
        ("round.nosuch", "no attribute 'nosuch'"),
        ("round.setup_time_limit_s | nosuch", "No filter"),
        ("16", "This comes to int"),
        ("1 < 2", "This comes to bool"),
        ("[1]", "This comes to list"),
        ("none", "This comes to NoneType"),
        ("1 / 0", "does not evaluate: division by zero"),
        ("", "xpected"),
        ("figure(", "unexpected"),
        ("figure('x", "unexpected"),
        ("1 2", "chunk after expression"),
        ("a }} b", "chunk after expression"),
        ("{% raw %}", "unexpected"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_the_reason(expression: str, reason: str) -> None:
    assert reason in refusal(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "round.__class__",
        "round.__class__.__mro__",
        "figure.__globals__",
        "figure.__self__._edition",
        "figure.__func__",
        "constant.__init__.__globals__",
        "constant.__subclasses__()",
        'figure("02_mean/flops").__class__',
        'figure("02_mean/flops")._derived',
        'figure("02_mean/flops").__reduce__()',
        '"".__class__.__base__.__subclasses__()',
        '"{0.__class__}".format(round)',
        '("%s" % round).__class__',
        'round["__class__"]',
        "[].__class__ | exact",
        "self._TemplateReference__context",
        "rounds.__init__",
    ],
)
def test_nothing_reaches_out_of_the_sandbox(expression: str) -> None:
    refusal(expression)


@pytest.mark.parametrize(
    "expression", ["range(10)", "cycler(1)", "namespace()", "dict()", "lipsum()", "open('x')"]
)
def test_the_functions_of_jinja_and_python_are_not_there(expression: str) -> None:
    assert "is undefined" in refusal(expression)


@pytest.mark.parametrize(
    "expression", ["rounds.clear()", "rounds.update(a=1)", "rounds.pop('v1-warmup')"]
)
def test_an_expression_cannot_change_what_the_next_one_sees(expression: str) -> None:
    refusal(expression)
    assert shown('rounds["v1-warmup"].width') == "256"


def test_deep_nesting_is_refused() -> None:
    assert "does not evaluate" in refusal("(" * 5_000 + "1" + ")" * 5_000)


@given(st.text())
def test_any_text_is_shown_or_refused(expression: str) -> None:
    try:
        value = EXPRESSIONS.value(expression)
    except FigureError as error:
        assert str(error)
    else:
        assert isinstance(value, (str, Written, Constant))
