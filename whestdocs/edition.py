"""An edition: everything a round's pages may look up, measured and checked beforehand.

Measure first, render after: pages only look figures up. `edition` measures what is missing,
compares with the ledgers of all rounds, and raises on drift; so a page can show no figure
that is not both measured and accepted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from whestdocs.captures import Capture, read_captures
from whestdocs.claims.published import refuse_stale
from whestdocs.drift import compare
from whestdocs.errors import DriftError, FigureError
from whestdocs.examples import example_files
from whestdocs.figures import Figure
from whestdocs.files import sha256_of
from whestdocs.ledger import Ledger, read
from whestdocs.measure import Measured, measure
from whestdocs.operations import Operation, read_operations
from whestdocs.price_kinds import Kinds
from whestdocs.profiles import Profile
from whestdocs.progress import Progress
from whestdocs.project import Project
from whestdocs.publications import read_publications
from whestdocs.report import report
from whestdocs.rounds import ROUNDS, Round


@dataclass(frozen=True)
class Edition:
    """What the pages of one round may show.

    Attributes:
        round: The round.
        profiles: Profile of each example.
        results: Result of each other measurement, by the job's name: what is no figure,
            such as captured text.
        ledgers: Accepted figures of every round, all of which are measured too.
        captures: The catalogue of captured commands, which tells where their files are.
    """

    round: Round
    profiles: dict[str, Profile]
    results: dict[str, dict[str, Any]]
    ledgers: dict[str, Ledger]
    captures: dict[str, Capture] = field(default_factory=dict)

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

    @cached_property
    def operations(self) -> dict[str, Operation]:
        """The operations of the round's release, by name; their prices are figures."""
        return read_operations(self.results["price_list"])

    @cached_property
    def kinds(self) -> Kinds:
        """What kind of price each of them has."""
        return Kinds(self.operations)

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
#: What was last measured and checked in this process, by the checkout and the rounds asked
#: for, with the digest of all that it depends on.
_checked: dict[tuple[Path, tuple[str, ...]], tuple[str, dict[str, Measured]]] = {}
#: The editions of it, by checkout and round.
_editions: dict[tuple[Path, str], tuple[str, Edition]] = {}


def edition(project: Project, round_: Round, progress: Progress) -> Edition:
    """Return the edition of ``round_``, measuring and checking first whatever has changed.

    Raises:
        DriftError: Measured figures differ from the accepted ones; the text is the report.
        MeasurementError: An example failed.
        ReleaseError: The release cannot be installed or does not run.
        LedgerError: A ledger cannot be read.
    """
    place, state = (project.root, round_.tag), _state(project)
    held = _editions.get(place)
    if held is not None and held[0] == state:
        return held[1]
    measured = checked(project, [round_], progress)[round_.tag]
    ledgers = {tag: read(project.ledger_file(tag), tag) for tag in ROUNDS}
    prepared = Edition(round_, measured.profiles, measured.results, ledgers, read_captures(project))
    _editions[place] = (state, prepared)
    return prepared


def checked(project: Project, rounds: Sequence[Round], progress: Progress) -> dict[str, Measured]:
    """Return what was measured, by round, after comparing it with the accepted figures.

    Pages show other rounds' figures too. So these are measured and compared as well, unless
    nothing is accepted for a round, and pages cannot show any.

    Raises:
        DriftError: Measured figures differ from the accepted ones; the text is the report.
        MeasurementError: An example failed.
        ReleaseError: A release cannot be installed or does not run.
        LedgerError: A ledger cannot be read.
    """
    wanted = [
        round_
        for tag, round_ in ROUNDS.items()
        if round_ in rounds or project.ledger_file(tag).is_file()
    ]
    place, state = (project.root, tuple(round_.tag for round_ in wanted)), _state(project)
    held = _checked.get(place)
    if held is not None and held[0] == state:
        return held[1]
    measured = {each.round.tag: each for each in measure(project, wanted, progress)}
    _refuse_drift(project, measured)
    refuse_stale(project)
    _checked[place] = (state, measured)
    return measured


def _state(project: Project) -> str:
    """Return a digest of everything that measured and accepted figures depend on."""
    package = _PACKAGE_FOLDER
    files = [*package.rglob("*.toml"), *package.rglob("*.json"), *project.examples.rglob("*")]
    files += [*(package / "probe").glob("*.py"), *(package / "claims").rglob("*.py")]
    captures = read_captures(project).values()
    files += [project.root / name for capture in captures for name in capture.files]
    files += project.captures_files
    files += [project.verdicts_file, *map(project.ledger_file, ROUNDS)]
    digests = [f"{file} {sha256_of(file.read_bytes())}" for file in sorted(files) if file.is_file()]
    return sha256_of("\n".join(digests).encode())


def _refuse_drift(project: Project, measured: Mapping[str, Measured]) -> None:
    """Raise a DriftError with the reports unless everything measured is accepted."""
    comparisons = [
        compare(each, read(project.ledger_file(tag), tag)) for tag, each in measured.items()
    ]
    drifted = [comparison for comparison in comparisons if not comparison.is_clean]
    if drifted:
        places = read_publications(project.pages)
        raise DriftError("\n".join(report(each, places, project.root) for each in drifted))


def unshown_examples(project: Project) -> list[Path]:
    """Return the examples that no page shows a figure of."""
    patterns = [place.pattern for place in read_publications(project.pages)]
    return [
        file
        for file in example_files(project)
        if not any(pattern.startswith(f"{file.stem}/") for pattern in patterns)
    ]
