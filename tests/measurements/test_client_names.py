"""What pages, examples, tips and advice recommend is there where submissions are graded."""

from __future__ import annotations

from functools import cache

import pytest

from tests.support.names_used import names_in, names_of
from tests.support.places import ROOT
from whestdocs.competition.rounds import ROUNDS
from whestdocs.measurements.client_names import ClientJob, client_name, lacking
from whestdocs.measurements.job import result_of
from whestdocs.measurements.prices.price_list_job import price_list

GRADED = [round_ for round_ in ROUNDS.values() if round_.release.client_sha256]
FILES = sorted(
    path
    for pattern in (
        "examples/**/*.py",
        "docs/**/*.md",
        "docs/notebooks/*.ipynb",
        "README.md",
        "whestdocs/estimators/advice/**/*.py",  # What it writes into an estimator.
    )
    for path in ROOT.glob(pattern)
    # A folder above the checkout may have any name, so only the path inside it is looked at.
    if not path.relative_to(ROOT).as_posix().startswith("docs/examples/")
)

MAIN = [f"examples/{name}.py" for name in ("01_random", "02_mean_propagation")]
#: The names that the client lacks and that are used all the same: why, which, and where. Nothing
#: else may use one, and each of these must.
EXCEPTIONS = [
    (
        "main() of an example makes networks as whest does, on the author's machine",
        ".spawn",
        [
            *MAIN,
            "examples/03_covariance_propagation.py",
            "examples/testing/02_mean_propagation.py",
        ],
    ),
    (
        "a context that the reader opens to look at costs, on the author's machine",
        ".summary_dict",
        [
            "docs/guide.md",
            "docs/reference/report.md",
            "examples/guide/breakdown.py",
            "examples/guide/not_counted.py",
            "examples/troubleshooting/uncounted_thread.py",
        ],
    ),
    ("the same", ".op_log", ["examples/troubleshooting/moving_data.py"]),
    ("shows what is refused", ".fill", ["examples/troubleshooting/in_place.py"]),
    ("the same", "fnp.vectorize", ["examples/troubleshooting/works_here_only.py"]),
    ("says that it is not there", "fnp.linalg.LinAlgError", ["docs/troubleshooting.md"]),
    ("the same", "flops.namespace", ["docs/troubleshooting.md"]),
    ("the same", ".shuffle", ["docs/reference/prices.md"]),
]

#: The kinds of objects that an attribute of anything may belong to.
KINDS = ("fnp.ndarray", "fnp.random.Generator", "flops.BudgetContext")


@cache
def used() -> dict[str, set[str]]:
    """Return the names that each file uses, by its path."""
    found = {path.relative_to(ROOT).as_posix(): names_in(path) for path in FILES}
    # Of our own code what it quotes is meant, and not its own objects' attributes.
    own = {
        path: {n for n in names if n[0] != "."}
        for path, names in found.items()
        if "whestdocs/" in path
    }
    return found | own


def attributes(tag: str) -> set[str]:
    """Return the attributes that a release's arrays, generators and contexts have."""
    methods = [client_name(operation) or "" for operation in price_list(ROUNDS[tag]).values()]
    found = {name.rsplit(".", 1)[1] for name in methods if name.startswith(KINDS)}
    return found | {"op_log", "summary_dict", "summary", "flops_used"}


@cache
def lacking_names(tag: str) -> set[str]:
    """Return the names of all files that the client of a round lacks, asked at once."""
    of_modules = {name for names in used().values() for name in names if name[0] != "."}
    known = attributes(tag)
    asked = [*of_modules, *(f"{kind}.{name}" for kind in KINDS for name in known)]
    missing = set(lacking(ROUNDS[tag].release, asked))
    nowhere = {f".{name}" for name in known if all(f"{kind}.{name}" in missing for kind in KINDS)}
    return (missing & of_modules) | nowhere


def test_nothing_that_is_recommended_is_lacking_where_submissions_are_graded() -> None:
    missing = set().union(*(lacking_names(round_.tag) for round_ in GRADED))
    found = {(name, path) for path, names in used().items() for name in names & missing}
    assert found == {(name, path) for _, name, paths in EXCEPTIONS for path in paths}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("import flopscope as f\nf.namespace('a')", "flops.namespace"),
        ("from flopscope import namespace", "flops.namespace"),
        ("import flopscope.numpy as np\nnp.fft.rfft(x)", "fnp.fft.rfft"),
        ("from flopscope.numpy.fft import rfft", "fnp.fft.rfft"),
        ("rng = fnp.random.default_rng(0)\nrng.shuffle(x)", ".shuffle"),
        ("LINES = ('fnp.random.default_rng(0).laplace(size=9)',)", ".laplace"),
    ],
)
def test_a_name_that_is_lacking_is_found_however_it_is_written(code: str, name: str) -> None:
    assert name in names_of(code) & (
        lacking_names("v2-phase2") | {"fnp.fft.rfft", "flops.namespace"}
    )
    assert name[0] == "." or lacking(ROUNDS["v2-phase2"].release, [name]) == [name]


def test_every_round_but_the_first_has_a_client_to_ask() -> None:
    assert set(ROUNDS) - {round_.tag for round_ in GRADED} == {"v1-warmup"}


def test_the_client_has_what_every_estimator_needs() -> None:
    needed = ["fnp.einsum", "fnp.random.default_rng", "fnp.random.Generator.standard_normal"]
    needed += ["flops.stats.norm.cdf", "flops.BudgetExhaustedError", "flops.as_symmetric"]
    for round_ in GRADED:
        assert lacking(round_.release, needed) == []


def test_the_price_list_knows_which_of_its_operations_the_client_lacks() -> None:
    job = ClientJob(ROUNDS["v2-phase2"])
    figures = {figure.name: figure.value for figure in job.figures(result_of(job))}
    assert {"client/lacks/fnp.fft.fft", "client/lacks/fnp.random.Generator.shuffle"} <= set(figures)
    assert "client/lacks/fnp.add" not in figures
    listed = sum(name.startswith("client/lacks/fnp.") for name in figures)
    assert figures["client/lacking"] == listed < figures["client/asked"]
