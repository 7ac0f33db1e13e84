"""Measuring every claim under a round's release."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whestdocs.competition.rounds import Round
from whestdocs.errors import MeasurementError
from whestdocs.figures.figure import EXACT, QUOTIENT, Figure
from whestdocs.files import sha256_of
from whestdocs.measurements.claims.claim_catalogue import (
    CATALOGUE_FOLDER,
    ESTIMATORS_FOLDER,
    STATEMENTS_FILE,
    Claim,
)
from whestdocs.measurements.claims.verdicts import Verdict, applies, judge, together
from whestdocs.measurements.job import provenance_in
from whestdocs.running.cache import key
from whestdocs.running.installing import prepare
from whestdocs.running.probes import run_task

#: Source of the figures that count verdicts on statements, and what each counts.
COUNTS = "claims"
COUNTED = {"true": True, "false": False, "not_applicable": None}
_CLAIMS_LIMIT_S = 600.0


@dataclass(frozen=True)
class ClaimsJob:
    """Measuring claims under a round's release.

    Attributes:
        round: The round.
        claims: The claims, by id.
    """

    round: Round
    claims: dict[str, Claim]

    @property
    def name(self) -> str:
        """Name of the result among those of its round."""
        return COUNTS

    @property
    def description(self) -> str:
        """What is measured."""
        return f"claims in {self.round.tag}"

    @property
    def folder(self) -> Path:
        """Folder of the estimators."""
        return ESTIMATORS_FOLDER

    @property
    def _document(self) -> dict[str, Any]:
        codes = {name: claim.code for name, claim in self.claims.items() if self._applies(claim)}
        return {"task": "claim_codes", "codes": codes, "estimators": str(ESTIMATORS_FOLDER)}

    def _applies(self, claim: Claim) -> bool:
        return applies(claim, self.round)

    def key(self) -> str:
        """Return the digest of codes, estimators, release and probe."""
        release = self.round.release
        files = sorted(ESTIMATORS_FOLDER.glob("*.py"))
        estimators = {file.name: sha256_of(file.read_bytes()) for file in files}
        return key(
            self._document
            | {"estimators": estimators, "release": [release.flopscope, release.whestbench]}
        )

    def run(self) -> dict[str, Any]:
        """Run the code of every claim that applies."""
        result: dict[str, Any] = run_task(
            prepare(self.round.release), self._document, _CLAIMS_LIMIT_S
        )
        for name, outcome in result["claims"].items():
            if outcome["error"] is not None:
                raise MeasurementError(
                    f"{self.claims[name].file}: the code of {name} fails in {self.round.tag}: "
                    f"{outcome['error']}. Correct the code."
                )
        return result

    def verdicts(self, result: dict[str, Any]) -> dict[str, Verdict]:
        """Return the verdict on each claim, by id."""
        outcomes = result["claims"]
        return {
            name: judge(claim, outcomes[name]["measured"], self.round)
            if self._applies(claim)
            else Verdict(claim, None, None)
            for name, claim in self.claims.items()
        }

    def figures(self, result: dict[str, Any]) -> list[Figure]:
        """Return what was measured and what became of it, of each claim; and the counts."""
        verdicts = self.verdicts(result)
        return [
            *(figure for each in verdicts.values() for figure in self._of(each)),
            *self._counts(verdicts),
        ]

    def _of(self, verdict: Verdict) -> Iterator[Figure]:
        """Yield the figures of a claim: none where it does not apply."""
        claim, measured = verdict.claim, verdict.measured
        if verdict.holds is None:
            return
        source = f"claim/{claim.identifier}"
        file = f"whestdocs/claims/{CATALOGUE_FOLDER.name}/{claim.file}"
        content, command = f"{claim.code}\n{claim.holds}", ("claim", claim.identifier)
        provenance = provenance_in(self.round, source, file, content, claim.code, command)
        yield Figure(f"{source}/holds", int(verdict.holds), "", EXACT, provenance)
        if claim.varies or isinstance(measured, (bool, str, list)):
            return
        kind, value = (EXACT, measured) if isinstance(measured, int) else (QUOTIENT, _six(measured))
        yield Figure(f"{source}/measured", value, claim.unit, kind, provenance)

    def _counts(self, verdicts: dict[str, Verdict]) -> Iterator[Figure]:
        content, file = STATEMENTS_FILE.read_bytes(), f"whestdocs/claims/{STATEMENTS_FILE.name}"
        provenance = provenance_in(self.round, COUNTS, file, content, "every claim", ("claim",))
        statements: dict[str, list[bool | None]] = {}
        for verdict in verdicts.values():
            statements.setdefault(verdict.claim.quote, []).append(verdict.holds)
        counts = Counter(map(together, statements.values()))
        for name, holds in COUNTED.items():
            yield Figure(f"{COUNTS}/{name}", counts[holds], "statements", EXACT, provenance)


def _six(value: float) -> float:
    """Return ``value`` to the six digits that a ledger keeps of a quotient."""
    return float(f"{value:.6g}")
