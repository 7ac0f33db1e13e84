"""The price list of every release: nothing is missing, and every price can be measured again."""

from __future__ import annotations

import json
import operator
import re
import subprocess
import sys
from math import ceil, floor, log2
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest

from tests.conftest import TAG
from whestdocs.cli import main
from whestdocs.competition.rounds import CURRENT_TAG, ROUNDS
from whestdocs.errors import MeasurementError
from whestdocs.figures.ledger import read
from whestdocs.measurements.prices.operations import DTYPES, Operation
from whestdocs.measurements.prices.price_list_job import (
    OPERATIONS_FILE,
    PriceListJob,
    catalogue,
    counts,
    price_list,
    price_operation,
)
from whestdocs.measurements.prices.samplers import differing
from whestdocs.probe.pricing.inputs import ELEMENTS, SIDE
from whestdocs.project import find_project
from whestdocs.running.installing import prepare

PROJECT = find_project()


@pytest.fixture(scope="module", params=ROUNDS)
def tag(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def listed(tag: str) -> dict[str, Operation]:
    return price_list(ROUNDS[tag])


def inside(tag: str, program: str, *arguments: str) -> Any:
    """Run a program inside a round's release; return what it prints, read as JSON."""
    root = str(OPERATIONS_FILE.parent.parent)
    environment = prepare(ROUNDS[tag].release).environment()
    environment["PYTHONPATH"] += f":{root}"
    command = [sys.executable, "-c", program, *arguments]
    finished = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return json.loads(finished.stdout.splitlines()[-1])


# Nothing is missing.


def test_everything_in_the_registry_has_a_price_or_a_reason(
    tag: str, listed: dict[str, Operation]
) -> None:
    program = (
        "import json; from flopscope._registry import REGISTRY; print(json.dumps([*REGISTRY]))"
    )
    registry = set(inside(tag, program))
    registered = {name for name, each in listed.items() if each.family == "registry"}
    priced = {name for name in registered if listed[name].prices}
    unpriced = {name for name in registered if listed[name].reason}
    assert len(registry) > 600
    assert registered == registry
    assert len(priced) + len(unpriced) == len(registry)
    assert not priced & unpriced
    assert len(priced) > 0.9 * len(registry)


def test_every_operation_has_a_price_or_was_tried_in_vain(listed: dict[str, Operation]) -> None:
    for operation in listed.values():
        assert bool(operation.prices) != bool(operation.failed and operation.call is None)


#: Functions beside the operations: they tell a price or are an implementation's helpers.
HELPERS = re.compile(
    r".*_cost|clear_einsum_cache|einsum_cache_info|random\.(require_budget|refuse_\w+)"
    # Of the oldest release, which does not register what changes how arrays are printed.
    r"|(get_|set_)?printoptions"
)


def test_every_function_of_the_public_modules_is_listed(
    tag: str, listed: dict[str, Operation]
) -> None:
    program = (
        "import json, flopscope.numpy as fnp; "
        "modules = {'': fnp, 'linalg.': fnp.linalg, 'fft.': fnp.fft, 'random.': fnp.random}; "
        "names = [prefix + name for prefix, module in modules.items() for name in dir(module) "
        "if name[0] != '_' and callable(getattr(module, name)) "
        "and not isinstance(getattr(module, name), type)]; print(json.dumps(names))"
    )
    functions = {name for name in inside(tag, program) if not HELPERS.fullmatch(name)}
    assert len(functions) > 400
    assert functions <= listed.keys()


def test_every_public_attribute_of_an_array_is_listed(
    tag: str, listed: dict[str, Operation]
) -> None:
    program = (
        "import json, flopscope.numpy as fnp; array = fnp.zeros(3); "
        "print(json.dumps([name for name in dir(array) if name[0] != '_']))"
    )
    written = [name for name, each in listed.items() if each.family == "methods"]
    found = {match[1] for name in written if (match := re.match(r"\w+\.(\w+)", name))}
    attributes = set(inside(tag, program))
    assert len(attributes) > 70
    assert found == attributes


class Spy:
    """Notes which special methods an expression calls."""

    called: set[str] = set()  # noqa: RUF012

    def __iter__(self) -> Any:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __divmod__(self, other: object) -> Spy:
        return self

    __radd__ = __rmul__ = __rsub__ = __rtruediv__ = __divmod__


def _noting(name: str) -> Any:
    def method(self: Spy, *arguments: object) -> object:
        Spy.called.add(name)
        return self

    return method


#: The special methods that Python has an operator for.
OPERATORS = {name for name in dir(operator) if re.fullmatch(r"__\w+__", name)} - {
    *("__doc__", "__file__", "__name__", "__package__", "__all__", "__builtins__", "__cached__"),
    *("__loader__", "__spec__", "__call__", "__index__"),
}
for special in OPERATORS:
    setattr(Spy, special, _noting(special))


def test_every_operator_of_an_array_is_listed(tag: str, listed: dict[str, Operation]) -> None:
    program = (
        "import json, sys, flopscope.numpy as fnp; array = fnp.zeros(3); "
        "print(json.dumps([name for name in json.loads(sys.argv[1]) if hasattr(array, name)]))"
    )
    defined = set(inside(tag, program, json.dumps(sorted(OPERATORS))))
    assert {"__add__", "__matmul__", "__ior__", "__getitem__", "__contains__"} <= defined
    Spy.called.clear()
    names = dict.fromkeys(("a", "b", "S", "T", "u", "mask", "index", "list_index"), Spy())
    names["np"] = MagicMock()
    for operation in listed.values():
        if operation.family in ("operators", "indexing", "statements"):
            exec(operation.name, dict(names))
    assert defined <= Spy.called


def test_every_call_of_the_catalogue_is_for_an_operation_of_some_release() -> None:
    known = {name for tag in ROUNDS for name in price_list(ROUNDS[tag])}
    program = (
        "import json; from flopscope._registry import REGISTRY; print(json.dumps([*REGISTRY]))"
    )
    registered = {name for tag in ROUNDS for name in inside(tag, program)}
    tables = catalogue()
    # These exist in every release without being in any registry entry of the oldest.
    assert set(tables["calls"]) <= registered
    assert set(tables["accounting"]) <= registered
    assert set(tables["sides"]["names"]) <= registered
    samplers = {name.rpartition(".")[2] for name in known if name.startswith("random.")}
    assert set(tables["samplers"]) <= samplers


def test_the_counts_are_those_of_the_list(listed: dict[str, Operation]) -> None:
    counted = dict(counts(listed))
    assert counted["operations"] == len(listed)
    assert counted["priced"] + counted["unpriced"] == len(listed)
    assert counted["priced"] == sum(each.call is not None for each in listed.values())


# Every price can be trusted.


def test_only_operations_on_bits_and_whole_numbers_have_no_price_at_floats(
    listed: dict[str, Operation],
) -> None:
    for name, operation in listed.items():
        if operation.prices and not {"float32", "float64"} <= operation.prices.keys():
            assert re.search(r"bitwise|invert|shift|gcd|lcm|[~&|^]|<<|>>", name), name
            assert operation.prices.keys() <= {"int64", "bool"}


def _value(formula: str, n: int) -> int:
    return eval(formula, {"ceil": ceil, "floor": floor, "log2": log2, "n": n})


def test_every_formula_gives_every_measured_price(listed: dict[str, Operation]) -> None:
    checked = 0
    for operation in listed.values():
        for price in operation.prices.values():
            for n, size in price.sizes.items() if price.formula else ():
                assert _value(price.formula, n) == size.flops, (operation.name, price.formula, n)
                checked += 1
    assert checked > 20_000


#: Sizes that nothing was fitted to or verified at.
UNSEEN = {1000: (51, 200, 777), 64: (27, 40, 71)}
_MEASURE = """
import json, sys, warnings
from whestdocs.probe.pricing.calls import run
warnings.simplefilter("ignore")
print(json.dumps([run(*each).flops for each in json.loads(sys.argv[1])]))
"""


def test_formulas_give_the_prices_of_sizes_that_were_never_measured(
    tag: str, listed: dict[str, Operation]
) -> None:
    calls, formulas = [], []
    for operation in listed.values():
        for dtype, price in operation.prices.items():
            if price.formula and dtype in ("float32", "float64", "complex64"):
                for n in UNSEEN[operation.size]:
                    calls.append((operation.call, dtype, n))
                    formulas.append((operation.name, price.formula, n))
    measured: list[int] = []
    for start in range(0, len(calls), 1500):  # An argument must not be too long.
        measured += inside(tag, _MEASURE, json.dumps(calls[start : start + 1500]))
    wrong = [
        (*formula, flops)
        for formula, flops in zip(formulas, measured, strict=True)
        if _value(*formula[1:]) != flops
    ]
    assert len(calls) > 4_000
    assert wrong == []


# Every price can be measured again.


def test_a_price_is_that_of_the_operation_alone(tag: str, listed: dict[str, Operation]) -> None:
    for name in ("linalg.cholesky", "a ** 2", "eye", "random.Generator.standard_normal", "-a"):
        assert price_operation(ROUNDS[tag], name, DTYPES) == listed[name]


@pytest.mark.parametrize(
    "name", ["exp", "-a", "a | b", "eye", "random.Generator.random", "form/sandwich_tagged"]
)
def test_the_command_of_a_price_prints_it(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    figures = read(PROJECT.ledger_file(CURRENT_TAG), CURRENT_TAG).figures
    accepted = {n: f for n, f in figures.items() if n.rpartition("/")[0] == f"price/{name}"}
    assert main.run(["price", name, "--round", CURRENT_TAG]) == 0
    printed = capsys.readouterr().out
    for full, figure in accepted.items():
        assert f"\n{full.rpartition('/')[2]}: {figure.value:,} FLOPs" in printed


def test_a_dtype_can_be_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["price", "exp", "--dtype", "int64", "--round", TAG]) == 0
    assert re.findall(r"^(\w+): ", capsys.readouterr().out, re.M) == ["int64"]
    assert main.run(["price", "exp", "--dtype", "int8"]) == 2
    assert "int8 is none of float32" in capsys.readouterr().err


def test_what_cannot_be_priced_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["price", "loadtxt"]) == 2
    assert "loadtxt cannot be priced: AttributeError: " in capsys.readouterr().err


UNKNOWN = {
    "qr": ("qr is neither", "Do you mean linalg.qr?"),
    "linalg.qrr": ("linalg is neither", "Do you mean linalg.qr or"),
    "fnp.exp(q) + a": ("q is neither", "these inputs: a, b, u, w, S, T, "),
}


@pytest.mark.parametrize(("call", "says"), UNKNOWN.items())
def test_a_name_that_stands_for_nothing_is_told_with_those_that_do(
    call: str, says: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(["price", call, "--dtype", "float32"]) == 2
    err = capsys.readouterr().err
    assert all(part in err for part in says)
    assert "NameError" not in err
    assert err.count("\n") == 1


def test_no_call_at_all_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["price", " "]) == 2
    assert "Name an operation, such as exp" in capsys.readouterr().err


def test_the_list_can_be_printed(
    tag: str, listed: dict[str, Operation], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(["prices", "--round", tag]) == 0
    printed = capsys.readouterr().out
    priced = [name for name, each in listed.items() if each.prices]
    assert all(f"\n{name} " in printed for name in priced)
    assert printed.count(": no price. ") == len(listed) - len(priced)
    assert f"\nregistered and priced: {dict(counts(listed))['registered_and_priced']}\n" in printed


# What was found.


def test_all_three_interfaces_charge_the_same_for_a_sampler(listed: dict[str, Operation]) -> None:
    assert differing(listed) == []


def test_a_tag_of_symmetry_halves_what_works_element_by_element(
    listed: dict[str, Operation],
) -> None:
    for name in ("exp", "add", "a * a", "sqrt"):
        saved = listed[name].symmetry
        assert saved is not None
        assert saved.tagged / saved.plain == 64 * 65 / 2 / 64**2
        assert saved.keeps
    for name in ("sum", "max"):
        saved = listed[name].symmetry
        assert saved is not None and saved.tagged < saved.plain and not saved.keeps
    product = listed["matmul"].symmetry
    assert product is not None and product.tagged == product.plain and not product.keeps


# The catalogue.


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"[calls]\nadd = fnp.add(a, b)\n", "line 2"),
        (b"[calls]\nadd = 'fnp.add(a, b)'\n", r"lacks the table \[rules\]"),
        (b"add = '\xff'\n", "utf-8"),
    ],
)
def test_a_broken_catalogue_is_named(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "operations.toml").write_bytes(content)
    with pytest.raises(MeasurementError, match=rf"operations\.toml.*{reason}"):
        catalogue(tmp_path / "operations.toml")


def test_every_call_and_the_release_are_ingredients() -> None:
    tables = catalogue()
    job = PriceListJob(ROUNDS[TAG], tables)
    others = [
        PriceListJob(ROUNDS[TAG], tables | {"calls": tables["calls"] | {"diag": "fnp.diag(a)"}}),
        PriceListJob(ROUNDS[TAG], tables | {"rules": {}}),
        PriceListJob(ROUNDS[CURRENT_TAG], tables),
    ]
    assert len({job.key(), *(other.key() for other in others)}) == 4


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("guide.md", f'One call each, on {{{{ constant("{ELEMENTS:,}") }}}} elements'),
        ("reference/prices.md", f'`n` is {{{{ constant("{ELEMENTS:,}") }}}}.'),
        ("reference/prices.md", f'it is {{{{ constant("{SIDE}") }}}}: those are squares'),
    ],
)
def test_pages_say_at_which_sizes_calls_are_priced(page: str, sentence: str) -> None:
    assert sentence in (find_project().pages / page).read_text()
