"""Data objects made by hand, for tests that need no measurement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from whestdocs.competition.rounds import ROUNDS
from whestdocs.estimators.profiles import Charge, Profile, SourceFile, Span
from whestdocs.figures.figure import EXACT, INTERVAL, Figure, Provenance
from whestdocs.figures.ledger import Ledger
from whestdocs.figures.measured import Measured
from whestdocs.figures.publications import Publication, Publications
from whestdocs.measurements.prices.operations import Operation, Price, Said, Size

ROUND = ROUNDS["v2-phase2"]
TAG = ROUND.tag


def a_provenance(source: str = "source", **changes: Any) -> Provenance:
    provenance = Provenance(
        source=source,
        file=f"examples/{source}.py",
        sha256="0" * 64,
        call="Estimator",
        round_tag=TAG,
        flopscope=ROUND.release.flopscope,
        whestbench=ROUND.release.whestbench,
        width=ROUND.width,
        depth=ROUND.depth,
        seed=0,
        dtype="float32",
        command=f"whestdocs profile examples/{source}.py --seed 0 --round {TAG}",
    )
    return replace(provenance, **changes)


def a_figure(name: str, value: int | float, unit: str = "FLOPs", **changes: Any) -> Figure:
    return Figure(name, value, unit, EXACT, a_provenance(name.split("/")[0], **changes))


def an_interval(name: str, value: float, low: float, high: float, unit: str = "") -> Figure:
    return Figure(name, value, unit, INTERVAL, a_provenance(name.split("/")[0]), low, high)


def a_charge(source: str, place: tuple[int, int], flops: int, **changes: Any) -> Charge:
    """Return a charge of an expression that begins at (line, column) and ends on that line."""
    line, column = place
    span = Span("source.py", line, column, line, column + len(source.encode()), source)
    charge = Charge(span, "add", None, "[[4]]", "float32", 0, 1, flops)
    return replace(charge, **changes)


def a_profile(text: str, *charges: Charge, file: str = "source.py") -> Profile:
    """Return a profile of a file with that text."""
    return Profile(
        file=file,
        class_name="Estimator",
        sha256="0" * 64,
        release={
            "flopscope": ROUND.release.flopscope,
            "whestbench": ROUND.release.whestbench,
            "numpy": "2.0.0",
            "python": "3.11.0",
        },
        round_tag=TAG,
        width=ROUND.width,
        depth=ROUND.depth,
        seed=0,
        weights_dtype="float32",
        flop_budget=ROUND.flop_budget,
        flops_used=sum(charge.flops for charge in charges),
        setup_flops=0,
        other_flops=0,
        budget_exhausted=False,
        refused=None,
        charges=charges,
        files=(SourceFile(file, "0" * 64, text),),
        prediction=None,
        failure=None,
    )


def a_ledger(*figures: Figure) -> Ledger:
    return Ledger(TAG, {figure.name: figure.accepted for figure in figures})


#: A page that shows every figure there is.
EVERYTHING = Publications([Publication(Path("/checkout/docs/all.md"), 1, "*")])


def measured(*figures: Figure, **profiles: Profile) -> Measured:
    return Measured(ROUND, profiles, {}, {figure.name: figure for figure in figures})


Count = Callable[[int], int]


def an_operation(
    name: str,
    float32: Count | None,
    *,
    given: Count = lambda n: n,
    returned: Count | None = None,
    formula: str = "",
    said: dict[str, Any] | None = None,
    only_moves: bool = False,
    degree: int | None = None,
    **others: Count,
) -> Operation:
    """Return an operation with the prices that functions of the size give, by dtype."""

    def price(flops: Count) -> Price:
        sizes = {n: Size(flops(n), given(n), (returned or given)(n)) for n in (45, 1000, 1025)}
        return Price(flops(1000), formula, "float32", sizes)

    prices = ({} if float32 is None else {"float32": float32}) | others
    nothing = dict.fromkeys(("category", "notes", "complex_factor", "weight", "accounting"))
    return Operation(
        name=name,
        family="registry",
        call=f"fnp.{name}(a)",
        size=1000,
        prices={dtype: price(flops) for dtype, flops in prices.items()},
        only_moves=only_moves,
        degree=degree,
        symmetry=None,
        failed=(),
        said=Said(**nothing | {"costs": {}} | (said or {})),
    )


#: A network's entry in a report of `whest run`.
_NETWORK = {
    "flops_used": 300_000_000_000,
    "residual_wall_time_s": 1.0,
    "effective_compute": 4e11,
    "final_layer_mse": 0.5,
    "adjusted_final_layer_score": 0.2,
    "budget_exhausted": False,
}


def a_report(config: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "results": {"per_mlp": [_NETWORK | changes]},
        "run_config": {"flop_budget": 1_000_000_000_000} | (config or {}),
    }
