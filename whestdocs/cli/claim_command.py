"""The command about the statements of the page this guide grew from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whestdocs.cli.conventions import EXIT_DONE
from whestdocs.cli.options import RoundTag
from whestdocs.errors import UsageError

if TYPE_CHECKING:
    from whestdocs.measurements.claims.claim_catalogue import Claim
    from whestdocs.measurements.claims.verdicts import Verdict

_WORDS = {True: "true", False: "false", None: "not applicable"}


def claim(identifier: str | None = None, /, *, round_tag: RoundTag = None) -> int:
    """Measure a statement of the original page again, and show whether it is true.

    Parameters
    ----------
    identifier
        The statement's id, as the page "Claims, measured" names it. Default: all of them.
    """
    from whestdocs.competition.rounds import round_by_tag
    from whestdocs.measurements.claims.claim_catalogue import claims
    from whestdocs.measurements.claims.claims_job import ClaimsJob

    known = claims()
    chosen = known if identifier is None else {identifier: _known(identifier, known)}
    job = ClaimsJob(round_by_tag(round_tag), chosen)
    verdicts = job.verdicts(job.run())
    if identifier is None:
        _show_all(verdicts)
    else:
        _show(verdicts[identifier], job.round.tag)
    return EXIT_DONE


def _known(identifier: str, claims: dict[str, Claim]) -> Claim:
    from difflib import get_close_matches

    if identifier in claims:
        return claims[identifier]
    matches = get_close_matches(identifier, claims, n=3, cutoff=0.5)
    hint = f" Did you mean {' or '.join(matches)}?" if matches else ""
    raise UsageError(f"There is no claim {identifier!r}.{hint} `whestdocs claim` shows all.")


def _show(verdict: Verdict, tag: str) -> None:
    claim = verdict.claim
    print(f"{claim.identifier} in {tag}: {_WORDS[verdict.holds]}")
    code = "\n    ".join(claim.code.split("\n"))
    rows = [
        ("The page says", claim.quote),
        ("Measured by", f"\n    {code}" if "\n" in code else code),
        ("Measured", verdict.text),
        ("True if", claim.holds),
        ("Applies if", claim.applies if verdict.holds is None else ""),
        ("Read as", claim.reading),
        ("True instead", verdict.instead),
    ]
    for title, text in rows:
        if text:
            print(f"  {title + ':':14} {text}")


def _show_all(verdicts: dict[str, Verdict]) -> None:
    for name, verdict in verdicts.items():
        print(f"{_WORDS[verdict.holds]:14}  {name:42}  {verdict.text}".rstrip())
    holds = [verdict.holds for verdict in verdicts.values()]
    counts = [f"{holds.count(value)} {word}" for value, word in _WORDS.items()]
    print(f"{len(holds)} claims: {', '.join(counts)}.")
