"""An edition: everything a round's pages may look up, measured and checked beforehand.

Measure first, render after: pages only look figures up. `edition` measures what is missing,
compares with the ledger, and raises on drift; so a page can show no figure that is not
both measured and accepted.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whestdocs.captures import read_captures
from whestdocs.drift import compare, report
from whestdocs.errors import DriftError, FigureError
from whestdocs.examples import example_files
from whestdocs.figures import Figure
from whestdocs.files import sha256_of
from whestdocs.ledger import Ledger, read
from whestdocs.measure import Measured, Progress, measure
from whestdocs.profile import Profile
from whestdocs.project import Project
from whestdocs.publications import read_publications
from whestdocs.rounds import ROUNDS, Round


@dataclass(frozen=True)
class Edition:
    """What the pages of one round may show.

    Attributes:
        round: The round.
        profiles: Profile of each example.
        results: Result of each other measurement, by the job's name: what is no figure,
            such as captured text.
        ledgers: Accepted figures of every round; this round's are measured too.
    """

    round: Round
    profiles: dict[str, Profile]
    results: dict[str, dict[str, Any]]
    ledgers: dict[str, Ledger]

    def figure(self, name: str, round_tag: str | None = None) -> Figure:
        """Return the accepted figure ``name`` of this round or of another.

        Raises:
            FigureError: There is no such figure or round.
        """
        tag = round_tag or self.round.tag
        if tag not in self.ledgers:
            raise FigureError(f"There is no round {tag!r}. Rounds are: {', '.join(ROUNDS)}.")
        figures = self.ledgers[tag].figures
        if name not in figures:
            raise FigureError(f"There is no figure {name!r} in {tag}.{_similar(name, figures)}")
        return figures[name]

    def profile(self, source: str) -> Profile:
        """Return the profile of the example called ``source``.

        Raises:
            FigureError: There is no such example.
        """
        if source not in self.profiles:
            names = ", ".join(self.profiles)
            raise FigureError(f"There is no example {source!r}. Examples are: {names}.")
        return self.profiles[source]


def _similar(name: str, figures: dict[str, Figure]) -> str:
    from difflib import get_close_matches

    matches = get_close_matches(name, figures, n=3, cutoff=0.6)
    return f" Did you mean {' or '.join(repr(match) for match in matches)}?" if matches else ""


_PACKAGE_FOLDER = Path(__file__).parent
#: The editions already prepared in this process, by what they depend on.
_prepared: dict[str, Edition] = {}


def edition(project: Project, round_: Round, progress: Progress) -> Edition:
    """Return the edition of ``round_``, measuring and checking first whatever has changed.

    Raises:
        DriftError: Measured figures differ from the accepted ones; the text is the report.
        MeasurementError: An example failed.
        ReleaseError: The release cannot be installed or does not run.
        LedgerError: A ledger cannot be read.
    """
    state = _state(project, round_)
    if state not in _prepared:
        _prepared[state] = _prepare(project, round_, progress)
    return _prepared[state]


def _state(project: Project, round_: Round) -> str:
    """Return a digest of everything that the edition depends on."""
    files = [*_PACKAGE_FOLDER.glob("*.toml"), *(_PACKAGE_FOLDER / "probe").glob("*.py")]
    files += project.examples.rglob("*")
    files += [project.ledger_file(tag) for tag in ROUNDS]
    captures = read_captures(project).values()
    files += [*project.captures_files, *(project.root / f for c in captures for f in c.files)]
    digests = [
        f"{file.name} {sha256_of(file.read_bytes())}" for file in sorted(files) if file.is_file()
    ]
    return sha256_of("\n".join([round_.tag, str(project.root), *digests]).encode())


def _prepare(project: Project, round_: Round, progress: Progress) -> Edition:
    measured = measure(project, [round_], progress)[0]
    ledgers = {tag: read(project.ledger_file(tag), tag) for tag in ROUNDS}
    refuse_drift(project, measured, ledgers[round_.tag])
    return Edition(round_, measured.profiles, measured.results, ledgers)


def refuse_drift(project: Project, measured: Measured, ledger: Ledger) -> None:
    """Raise a DriftError with the report unless everything measured is accepted."""
    comparison = compare(measured, ledger)
    if not comparison.is_clean:
        places = read_publications(project.pages)
        raise DriftError(report(comparison, places, project.root))


def unshown_examples(project: Project) -> list[Path]:
    """Return the examples that no page shows a figure of."""
    patterns = [place.pattern for place in read_publications(project.pages)]
    return [
        file
        for file in example_files(project)
        if not any(pattern.startswith(f"{file.stem}/") for pattern in patterns)
    ]
