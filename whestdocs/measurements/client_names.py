"""The grader's client: which of flopscope's names an estimator finds where it is graded.

Submissions run with flopscope-client, which has the names of flopscope that make sense where
arrays live on a server. The others work on the author's machine only.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whestdocs.competition.releases import Release
from whestdocs.competition.rounds import Round
from whestdocs.errors import MeasurementError
from whestdocs.figures.figure import EXACT, Figure, Provenance
from whestdocs.measurements.job import provenance_in, result_of
from whestdocs.measurements.prices.operations import Operation, read_operations
from whestdocs.measurements.prices.price_list_job import PriceListJob, catalogue
from whestdocs.project import PACKAGE
from whestdocs.running.cache import code_digest, key_under
from whestdocs.running.installing import prepare_client

_PROGRAM = PACKAGE / "probe" / "pricing" / "lacking_names.py"
#: Names that no operation is called by, and that pages speak of.
_ALSO = ("flops.namespace",)
#: Families of operations that pages count, by what their names begin with.
_FAMILIES = {"fft": "fnp.fft.", "Generator": "fnp.random.Generator.", "methods": "fnp.ndarray."}


def lacking(release: Release, names: Iterable[str]) -> list[str]:
    """Return which of ``names`` the client of ``release`` does not have.

    Args:
        release: One with a client; its ``client_sha256`` is not empty.
        names: Dotted names that begin with ``flops`` or ``fnp``.

    Raises:
        ReleaseError: The client cannot be installed.
        MeasurementError: It cannot be imported.
    """
    finished = subprocess.run(
        [sys.executable, "-P", str(_PROGRAM)],
        input=json.dumps(list(names)),
        env=os.environ | {"PYTHONPATH": str(prepare_client(release)), "PYTHONNOUSERSITE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode != 0:
        reason = (finished.stderr.strip().splitlines() or ["it printed nothing"])[-1]
        raise MeasurementError(
            f"flopscope-client {release.flopscope} does not say which names it has ({reason}). "
            f"Remove the folder {prepare_client(release)} and run the command again."
        )
    found: list[str] = json.loads(finished.stdout)
    return found


def client_name(operation: Operation) -> str | None:
    """Return the name that an operation is called by, None for an operator or a way of indexing."""
    if operation.family == "methods":
        call = ast.parse(operation.name, mode="eval").body
        function = call.func if isinstance(call, ast.Call) else call
        return f"fnp.ndarray.{function.attr}" if isinstance(function, ast.Attribute) else None
    if operation.name.startswith(("random.Generator.", "random.RandomState.")):
        return f"fnp.{operation.name}"
    names = (f"{root}.{operation.name}" for root in ("fnp", "flops"))
    return next((name for name in names if (operation.call or "").startswith(f"{name}(")), None)


@dataclass(frozen=True)
class ClientJob:
    """Asking the client of a round's release which of its operations it has.

    Attributes:
        round: A round whose release has a client.
    """

    round: Round

    @property
    def name(self) -> str:
        """Name of the result among those of its round."""
        return "client"

    @property
    def description(self) -> str:
        """What is measured."""
        return f"names of the client in {self.round.tag}"

    @property
    def folder(self) -> Path:
        """Folder of this module."""
        return PACKAGE

    @property
    def _price_list(self) -> PriceListJob:
        return PriceListJob(self.round, catalogue())

    def key(self) -> str:
        """Return the digest of what is asked, client and code."""
        document = {"client": self.round.release.client_sha256, "of": self._price_list.key()}
        return key_under(code_digest(_PROGRAM, Path(__file__)), document)

    def run(self) -> dict[str, Any]:
        """Ask for every operation that has a price."""
        priced = read_operations(result_of(self._price_list)).values()
        names = [client_name(operation) for operation in priced if operation.prices]
        asked = [*dict.fromkeys(name for name in names if name), *_ALSO]
        return {"asked": asked, "lacking": lacking(self.round.release, asked)}

    def figures(self, result: dict[str, Any]) -> list[Figure]:
        """Return what the client lacks, one by one and counted."""
        missing = [name for name in result["lacking"] if name not in _ALSO]
        counts = {"asked": len(result["asked"]) - len(_ALSO), "lacking": len(missing)} | {
            f"lacking/{family}": sum(name.startswith(start) for name in missing)
            for family, start in _FAMILIES.items()
        }
        provenance = self._provenance
        return [
            *(
                Figure(f"client/{name}", count, "operations", EXACT, provenance)
                for name, count in counts.items()
            ),
            *(
                Figure(f"client/lacks/{name}", 1, "", EXACT, provenance)
                for name in result["lacking"]
            ),
        ]

    @property
    def _provenance(self) -> Provenance:
        release = self.round.release
        return provenance_in(
            self.round,
            "client",
            "whestdocs/competition/releases.toml",
            "".join(release.client_sha256),
            f"flopscope-client {release.flopscope}",
            ("measure",),
        )
