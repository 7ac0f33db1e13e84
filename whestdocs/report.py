"""The drift report: what moved, why, where it is published, and the command that accepts it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from glob import escape
from itertools import groupby
from pathlib import Path

from whestdocs.drift import Comparison, Drift
from whestdocs.figures import expression_paths
from whestdocs.publications import Publication, publications_of
from whestdocs.text import counted, natural, some

#: Figures of single expressions, lines and layers come after those of the whole.
_DETAIL = re.compile(r"[^/]+/(expression|line|layer)/")
_EXPRESSION = re.compile(r"[^/]+/expression/(?P<text>.+)/(?P<op>[^/]+)/flops", re.DOTALL)
_LAYER = re.compile(r"(?P<source>.+/layer/)(?P<number>\d+)(?P<what>/flops)")


def report(comparison: Comparison, publications: Sequence[Publication], root: Path) -> str:
    """Return the report of one round.

    Args:
        comparison: The differences.
        publications: What the pages publish.
        root: Folder that pages and examples are named relative to.
    """
    # The prices stand in one file, so a change of release is the same line for all of them.
    lines = [_headline(comparison)]
    lines += dict.fromkeys(f"  {change}." for change in comparison.source_changes)
    accepted_sources = _accepted_sources(comparison)
    known = [d for d in comparison.drifts if d.provenance.source in accepted_sources]
    lines += _new_sources(d for d in comparison.drifts if d not in known)
    lines += _causes(comparison, known)
    known.sort(key=lambda drift: natural(drift.name))
    details = [drift for drift in known if _DETAIL.match(drift.name)]
    tag = comparison.measured.round.tag
    for drift in known:
        if drift not in details:
            lines.append(f"  {drift}")
            lines += _published([drift], tag, publications, root)
    lines += [f"  {line}" for line in _merged(details)]
    lines += _published(details, tag, publications, root)
    lines.append(f"  If this is right, accept it with: {_command(comparison)}")
    return "\n".join(lines)


def _headline(comparison: Comparison) -> str:
    tag = comparison.measured.round.tag
    if comparison.drifts:
        return f"{tag}: {counted(len(comparison.drifts), 'figure')} drifted."
    changed = {change.measured.source for change in comparison.source_changes}
    figures = comparison.measured.figures.values()
    count = sum(figure.provenance.source in changed for figure in figures)
    return f"{tag}: no figure moved, but the accepted source of {counted(count, 'figure')} changed."


def _accepted_sources(comparison: Comparison) -> set[str]:
    """Return the sources of which at least one figure is accepted."""
    moved = {d.provenance.source for d in comparison.drifts if d.accepted is not None}
    new = {drift.name for drift in comparison.drifts}
    kept = {f.provenance.source for n, f in comparison.measured.figures.items() if n not in new}
    return moved | kept


def _new_sources(drifts: Iterable[Drift]) -> Iterator[str]:
    """Yield a line for each family of sources of which nothing is accepted yet."""
    families: dict[str, list[str]] = {}
    for drift in sorted(drifts, key=lambda drift: natural(drift.name)):
        families.setdefault(drift.name.split("/")[0], []).append(drift.name)
    for family, names in families.items():
        count = counted(len(names), "new figure")
        yield f"  {family}: {count}, none accepted yet: {some(names)}."


def _published(
    drifts: Sequence[Drift], tag: str, publications: Sequence[Publication], root: Path
) -> list[str]:
    """Return a line with the places that show any of ``drifts``, or none."""
    places = {
        place.where(root)
        for drift in drifts
        for place in publications_of(drift.name, tag, publications)
    }
    return [f"      published in {', '.join(sorted(places, key=natural))}"] if places else []


def _merged(drifts: Sequence[Drift]) -> Iterator[str]:
    """Yield a line for each drift; neighbouring layers that moved alike share one."""

    def run_of(drift: Drift) -> tuple[str, str]:
        layer = _LAYER.fullmatch(drift.name)
        return layer["source"] + layer["what"] if layer else drift.name, drift.change

    for _, run in groupby(drifts, run_of):
        first, *others = run
        if not others:
            yield str(first)
            continue
        last = _LAYER.fullmatch(others[-1].name)
        assert last is not None  # Only layers make a run.
        yield f"{first.name} to {last['number']}{last['what']}, each: {first.change}"


@dataclass(frozen=True)
class _Cause:
    """A source expression whose cost moved, that is new, or that is no longer there.

    Attributes:
        place: Where it is, or where it was.
        text: Its source.
        op: The operation.
        before: Its accepted FLOPs, or None.
        after: Its measured FLOPs, or None.
    """

    place: str
    text: str
    op: str
    before: float | None
    after: float | None

    @property
    def difference(self) -> float:
        """How many FLOPs it explains."""
        return abs((self.after or 0) - (self.before or 0))

    def __str__(self) -> str:
        if self.before is None:
            change = f"new, {self.after:,} FLOPs"
        elif self.after is None:
            change = f"no longer there, {self.before:,} FLOPs"
        else:
            change = f"{self.before:,} -> {self.after:,} FLOPs"
        return f"{self.place}: `{self.text}` ({self.op}): {change}"


def _causes(comparison: Comparison, drifts: Sequence[Drift]) -> Iterator[str]:
    """Yield lines that say which expressions the drift comes from, the largest change first."""
    causes = list(_changed_expressions(comparison, drifts))
    renamed = list(_renamed(causes))
    only_renamed = [cause for pair in renamed for cause in pair]
    moved = [cause for cause in causes if cause not in only_renamed]
    moved.sort(key=lambda cause: (-cause.difference, natural(cause.place)))
    if moved:
        yield "  The cost of these expressions moved:"
        yield from (f"    {cause}" for cause in moved)
    if renamed:
        yield "  These are written differently, and cost what they did:"
        for gone, new in sorted(renamed, key=lambda pair: natural(pair[1].place)):
            yield f"    {new.place}: `{gone.text}` -> `{new.text}` ({new.op})"


def _changed_expressions(comparison: Comparison, drifts: Sequence[Drift]) -> Iterator[_Cause]:
    places = {
        f"{source}/{path}/flops": f"examples/{span.file}:{span.line}:{span.column}"
        for source, profile in comparison.measured.profiles.items()
        for (span, _), (path, _) in expression_paths(profile).items()
    }
    for drift in drifts:
        expression = _EXPRESSION.fullmatch(drift.name)
        if expression:
            yield _Cause(
                places.get(drift.name, drift.provenance.file),
                expression["text"],
                expression["op"],
                drift.accepted.value if drift.accepted else None,
                drift.measured.value if drift.measured else None,
            )


def _renamed(causes: Sequence[_Cause]) -> Iterator[tuple[_Cause, _Cause]]:
    """Yield expressions that went with new ones of the same operation and cost in that file."""
    gone = [cause for cause in causes if cause.after is None]
    for new in (cause for cause in causes if cause.before is None):
        for old in gone:
            is_in_file = new.place.startswith(f"{old.place}:")
            if is_in_file and (old.op, old.before) == (new.op, new.after):
                gone.remove(old)
                yield old, new
                break


def _command(comparison: Comparison) -> str:
    sources = {drift.provenance.source for drift in comparison.drifts}
    sources |= {change.measured.source for change in comparison.source_changes}
    pattern = f" --figure {shlex.quote(f'{escape(sources.pop())}/*')}" if len(sources) == 1 else ""
    return f"whestdocs accept --round {comparison.measured.round.tag}{pattern}"
