"""The price list: what every operation of a round's release costs."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whestdocs.competition.rounds import Round
from whestdocs.errors import MeasurementError
from whestdocs.figures.figure import EXACT, Figure, Provenance
from whestdocs.measurements.job import provenance_in, result_of
from whestdocs.measurements.prices.disagreements import disagreements
from whestdocs.measurements.prices.forms import price_calls
from whestdocs.measurements.prices.operations import DTYPES, Operation, read_operations
from whestdocs.measurements.prices.samplers import differing
from whestdocs.running.cache import key
from whestdocs.running.installing import prepare
from whestdocs.running.probes import run_task

#: Catalogue of the calls that operations are priced by.
OPERATIONS_FILE = Path(__file__).with_name("operations.toml")
_LIMIT_S = 600.0
_TABLES = (
    "rules",
    "prefixes",
    "sides",
    "calls",
    "samplers",
    "expressions",
    "statements",
    "accounting",
)


def catalogue(file: Path = OPERATIONS_FILE) -> dict[str, Any]:
    """Return the catalogue of calls.

    Raises:
        MeasurementError: It is malformed.
    """
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MeasurementError(f"{file.name} cannot be read: {error}. Correct the file.") from error
    missing = [table for table in _TABLES if table not in tables]
    if missing:
        raise MeasurementError(f"{file.name} lacks the table [{missing[0]}]. Correct the file.")
    return tables


def price_list_document(
    tables: dict[str, Any], names: list[str] | None = None, dtypes: tuple[str, ...] = DTYPES
) -> dict[str, Any]:
    """Return the request that prices operations.

    Args:
        tables: The catalogue.
        names: Operations or calls to price; None for every operation there is.
        dtypes: The dtypes to price them at.
    """
    return {"task": "price_list", "catalogue": tables, "names": names, "dtypes": list(dtypes)}


def price_operation(round_: Round, text: str, dtypes: tuple[str, ...]) -> Operation:
    """Return the operation called ``text``, priced under a round's release.

    What names no operation is taken for a call.

    Raises:
        ReleaseError: The release does not run.
    """
    quoted = price_calls().get(text.removeprefix("form/"), text)
    call = quoted if text.startswith("form/") else text
    document = price_list_document(catalogue(), [call], dtypes)
    return read_operations(run_task(prepare(round_.release), document, _LIMIT_S))[call]


def price_list(round_: Round) -> dict[str, Operation]:
    """Return every operation of a round's release, from the cache if it is there.

    Raises:
        ReleaseError: The release does not run.
    """
    return read_operations(result_of(PriceListJob(round_, catalogue())))


@dataclass(frozen=True)
class PriceListJob:
    """Pricing every operation of a round's release.

    Attributes:
        round: The round.
        tables: The catalogue.
    """

    round: Round
    tables: dict[str, Any]

    @property
    def name(self) -> str:
        """Name of the result among those of its round."""
        return "price_list"

    @property
    def description(self) -> str:
        """What is measured."""
        return f"price list of {self.round.tag}"

    @property
    def folder(self) -> Path:
        """Folder of the catalogue."""
        return OPERATIONS_FILE.parent

    @property
    def _document(self) -> dict[str, Any]:
        return price_list_document(self.tables)

    def key(self) -> str:
        """Return the digest of catalogue, release and probe."""
        release = self.round.release
        return key(self._document | {"release": [release.flopscope, release.whestbench]})

    def run(self) -> dict[str, Any]:
        """Price everything."""
        result: dict[str, Any] = run_task(prepare(self.round.release), self._document, _LIMIT_S)
        return result

    def figures(self, result: dict[str, Any]) -> list[Figure]:
        """Return the prices by dtype, those on symmetric matrices, and how many there are."""
        operations = read_operations(result)
        whole = self._provenance("price_list", "every operation of the release", "prices")
        figures = [
            Figure(f"price_list/{name}", count, "operations", EXACT, whole)
            for name, count in counts(operations)
        ]
        for operation in operations.values():
            if operation.call is not None:
                source = f"price/{operation.name}"
                provenance = self._provenance(source, operation.call, "price", operation.name)
                figures += _figures(operation, provenance)
        return figures

    def _provenance(self, source: str, call: str, *command: str) -> Provenance:
        file = f"whestdocs/{OPERATIONS_FILE.name}"
        return provenance_in(self.round, source, file, call, call, command)


def _figures(operation: Operation, provenance: Provenance) -> Iterator[Figure]:
    for dtype, price in operation.prices.items():
        name = f"{provenance.source}/{dtype}"
        yield Figure(name, price.flops, "FLOPs", EXACT, provenance, formula=price.formula)
    if operation.symmetry is not None:
        for name in ("plain", "tagged"):
            flops = getattr(operation.symmetry, name)
            yield Figure(f"{provenance.source}/symmetric/{name}", flops, "FLOPs", EXACT, provenance)


def counts(operations: Mapping[str, Operation]) -> Iterator[tuple[str, int]]:
    """Yield how many operations there are, by what is counted."""
    registered = [each for each in operations.values() if each.family == "registry"]
    yield "operations", len(operations)
    yield "priced", sum(bool(each.prices) for each in operations.values())
    yield "unpriced", sum(not each.prices for each in operations.values())
    yield "registered", len(registered)
    yield "registered_and_priced", sum(bool(each.prices) for each in registered)
    yield "differing_samplers", len(differing(operations))
    yield "disagreements", len({found.operation for found in disagreements(operations)})
