"""Prices of single calls that pages quote; `price_list` prices every operation."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whestdocs.competition.rounds import Round
from whestdocs.errors import MeasurementError
from whestdocs.figures.figure import EXACT, Figure, Provenance
from whestdocs.measurements.job import provenance_in
from whestdocs.running.cache import key
from whestdocs.running.installing import prepare
from whestdocs.running.probes import run_task

#: File of the priced calls.
PRICES_FILE = Path(__file__).with_name("forms.toml")
#: Dtypes that every call is priced at.
PRICE_DTYPES = ("float32", "float64")
_PRICES_LIMIT_S = 300.0
_BEGINNING = "price/form/"


def price_calls(file: Path = PRICES_FILE) -> dict[str, str]:
    """Return the calls that the pages price, by name.

    Raises:
        MeasurementError: The catalogue is malformed.
    """
    try:
        calls = tomllib.loads(file.read_text(encoding="utf-8"))["calls"]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        raise MeasurementError(f"{file.name} cannot be read: {error}. Correct the file.") from error
    for name, call in calls.items():
        if not isinstance(call, str):
            raise MeasurementError(f"{file.name}: the call {name!r} is no text. Put it in quotes.")
    return dict(calls)


@dataclass(frozen=True)
class PricesJob:
    """Pricing calls under a round's release.

    Attributes:
        round: The round.
        calls: The calls, by name.
    """

    round: Round
    calls: dict[str, str]

    @property
    def name(self) -> str:
        """Name of the result among those of its round."""
        return "prices"

    @property
    def description(self) -> str:
        """What is measured."""
        return f"prices in {self.round.tag}"

    @property
    def folder(self) -> Path:
        """Folder of the catalogue."""
        return PRICES_FILE.parent

    @property
    def _document(self) -> dict[str, Any]:
        calls = [{"name": name, "call": call} for name, call in self.calls.items()]
        return {"task": "call_prices", "calls": calls, "dtypes": list(PRICE_DTYPES)}

    def key(self) -> str:
        """Return the digest of calls, release and probe."""
        release = self.round.release
        return key(self._document | {"release": [release.flopscope, release.whestbench]})

    def run(self) -> dict[str, Any]:
        """Run every call."""
        result: dict[str, Any] = run_task(
            prepare(self.round.release), self._document, _PRICES_LIMIT_S
        )
        for price in result["prices"]:
            if price["error"] is not None:
                raise MeasurementError(
                    f"{PRICES_FILE.name}: the call {price['name']!r} cannot be priced at "
                    f"{price['dtype']} in {self.round.tag}: {price['error']}"
                )
        return result

    def figures(self, result: dict[str, Any]) -> list[Figure]:
        """Return a figure for each call and dtype."""
        return [
            Figure(
                f"{_BEGINNING}{price['name']}/{price['dtype']}",
                price["flops"],
                "FLOPs",
                EXACT,
                self._provenance(price["name"]),
            )
            for price in result["prices"]
        ]

    def _provenance(self, name: str) -> Provenance:
        call, file = self.calls[name], f"whestdocs/{PRICES_FILE.name}"
        command = ("price", f"form/{name}")
        return provenance_in(self.round, f"{_BEGINNING}{name}", file, call, call, command)
