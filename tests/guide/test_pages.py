"""What the pages say about flopscope and whestbench, held against the real ones."""

import re
import subprocess
import sys
from typing import Any

import pytest
import yaml

from whestdocs.competition.rounds import CURRENT_TAG, ROUNDS
from whestdocs.markdown_source import MarkdownSource
from whestdocs.pages.claim_checks import check_claims
from whestdocs.pages.typed_numbers import typed_numbers_in
from whestdocs.project import find_project
from whestdocs.running.installing import prepare

ROOT = find_project().root
GUIDE = (ROOT / "docs" / "guide.md").read_text()


def inside(tag: str, command: Any, **options: Any) -> Any:
    environment = prepare(ROUNDS[tag].release).environment()
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True, **options
    ).stdout


def test_the_guides_python_runs_under_every_release() -> None:
    for tag in ROUNDS:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
        options = ["--markdown-docs", "--markdown-docs-syntax=superfences", "docs"]
        output = inside(tag, [*command, *options], cwd=ROOT)
        passed = re.search(r"(\d+) passed", output)
        assert passed and int(passed[1]) >= 1, output


def test_the_site_knows_the_same_current_round_as_the_package() -> None:
    text = (ROOT / "mkdocs.yml").read_text()
    config = yaml.load(text, Loader=_ignoring_tags())
    assert config["extra"]["current_round"] == CURRENT_TAG


def _ignoring_tags() -> Any:
    class Loader(yaml.SafeLoader):
        """Reads MkDocs's own tags, such as !ENV, as nothing."""

    Loader.add_multi_constructor("", lambda loader, suffix, node: None)
    return Loader


def test_the_guide_has_every_section_of_the_page_it_grew_from() -> None:
    titles = re.findall(r"^## (.*)$", GUIDE, re.M)
    assert titles == [
        "When to use this page",
        "Why FLOPs, not wall-clock time",
        "Which operations cost FLOPs",
        "Check your budget usage",
        "Get a per-operation breakdown",
        "Interpret `whest run` output",
        "Worked walkthrough: mean propagation, line by line",
        "Optimization tips",
    ]


def test_the_guide_leads_to_flopscopes_own_documentation() -> None:
    from importlib.metadata import metadata

    [address] = re.findall(r"\[flopscope documentation\]\((.*?)\)", GUIDE)
    assert f"]({address})" in metadata("flopscope").get_payload()


@pytest.mark.parametrize("tag", ROUNDS)
def test_every_claim_is_true_and_each_of_its_figures_could_break_it(tag: Any) -> None:
    checks = check_claims(find_project(), ROUNDS[tag])
    assert len(checks) > 100
    assert [f"{check.place}: {check.problem}" for check in checks if check.problem] == []


def test_the_page_about_verification_says_how_many_sentences_are_not_verified() -> None:
    page = (ROOT / "docs" / "how-verified.md").read_text()
    assert "\n/// share\n" in page


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_no_figure_is_typed_where_nothing_checks_it(name: str) -> None:
    text = MarkdownSource((ROOT / name).read_text()).prose
    assert list(typed_numbers_in(text)) == []


def test_the_sizes_that_the_price_list_names_are_those_it_was_made_with() -> None:
    from whestdocs.probe.pricing.inputs import _BESIDE_SQUARES, ELEMENTS, SIDE

    page = (ROOT / "docs" / "reference" / "prices.md").read_text()
    assert f'`n` is {{{{ constant("{ELEMENTS:,}") }}}}' in page
    assert f'it is {{{{ constant("{SIDE}") }}}}' in page
    named = re.search(r"For calls with (.*?) it is", page, re.S)[1]
    assert set(re.findall(r"`(\w)`", named)) == _BESIDE_SQUARES


def test_every_name_that_many_calls_of_the_price_list_use_is_explained() -> None:
    from collections import Counter

    from whestdocs.measurements.prices.price_list_job import price_list
    from whestdocs.probe.pricing.inputs import inputs, names_in

    page = (ROOT / "docs" / "reference" / "prices.md").read_text()
    explained = set(re.findall(r"`(\w+)`", page.split("stand for")[1]))
    operations = price_list(ROUNDS[CURRENT_TAG]).values()
    calls = [operation.call for operation in operations if operation.call]
    known = inputs(set().union(*map(names_in, calls)), "float32", 3).keys() - {"flops", "fnp", "np"}
    uses = Counter(name for call in calls for name in names_in(call) & known)
    assert {name for name, count in uses.items() if count > 5} <= explained | {"n"}
