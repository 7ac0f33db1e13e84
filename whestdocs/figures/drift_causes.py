"""What drift comes from: files and releases that changed, expressions whose cost moved.

What was measured when everything agreed for the last time says more than the ledger, which
keeps published values alone. It is known on a machine that has checked the guide before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from whestdocs.figures.drift import Drift
from whestdocs.figures.figure import Accepted, Figure, Provenance
from whestdocs.figures.measured import Measured
from whestdocs.figures.of_profiles import expression_paths
from whestdocs.text import natural

_EXPRESSION = re.compile(
    r"(?P<source>[^/]+)/expression/(?P<text>.+)/(?P<op>[^/]+)/flops", re.DOTALL
)


@dataclass(frozen=True)
class _Cause:
    """A source expression whose cost moved, that is new, or that is no longer there."""

    place: str  # Where it is, or where it was.
    text: str
    op: str
    before: float | None  # Its accepted FLOPs, or None.
    after: float | None  # Its measured FLOPs, or None.

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


def source_changes(before: Mapping[str, Figure], now: Mapping[str, Figure]) -> list[str]:
    """Return a sentence for each source that is not what it was, without its full stop."""
    old, new = _provenances(before), _provenances(now)
    changed = (name for name in sorted(old.keys() & new.keys()) if old[name] != new[name])
    # The prices stand in one file, so a change of release is the same for all of them.
    return list(dict.fromkeys(_change(old[name], new[name]) for name in changed))


def _provenances(figures: Mapping[str, Figure]) -> dict[str, Provenance]:
    return {figure.provenance.source: figure.provenance for figure in figures.values()}


def _change(before: Provenance, now: Provenance) -> str:
    changed = [name for name in vars(before) if getattr(before, name) != getattr(now, name)]
    if {"file", "call"} & set(changed) and now.width is None:
        return f"The call {now.source} is another: {' '.join(now.call.split())}"
    what = ", ".join(
        "another content"
        if name == "sha256"
        else f"{name} {getattr(before, name) or 'none'} -> {getattr(now, name) or 'none'}"
        for name in changed
    )
    return f"{now.file} is not what was accepted: {what}"


def moved_expressions(
    measured: Measured, drifts: Sequence[Drift], before: Mapping[str, Figure]
) -> Iterator[str]:
    """Yield lines that say which expressions the drift comes from, the largest change first.

    Args:
        measured: What was measured.
        drifts: What moved of sources that were there before.
        before: The figures when everything agreed for the last time, none if that is not known.
    """
    places = {
        f"{source}/{path}/flops": f"examples/{span.file}:{span.line}:{span.column}"
        for source in {drift.family for drift in drifts} & set(measured.profiles)
        for (span, _), (path, _) in expression_paths(measured.profiles[source]).items()
    }
    changed = []
    for name, was, now in _changes(measured, drifts, before):
        if found := _EXPRESSION.fullmatch(name):
            place = places.get(name, f"examples/{found['source']}.py")
            changed.append(_Cause(place, found["text"], found["op"], was, now))
    renamed = list(_renamed(changed))
    only_renamed = [cause for pair in renamed for cause in pair]
    moved = [cause for cause in changed if cause not in only_renamed]
    moved.sort(key=lambda cause: (-cause.difference, natural(cause.place)))
    if moved:
        yield "  The cost of these expressions moved:"
        yield from (f"    {cause}" for cause in moved)
    if renamed:
        yield "  These are written differently, and cost what they did:"
        for gone, new in sorted(renamed, key=lambda pair: natural(pair[1].place)):
            yield f"    {new.place}: `{gone.text}` -> `{new.text}` ({new.op})"


def _changes(
    measured: Measured, drifts: Sequence[Drift], before: Mapping[str, Figure]
) -> Iterator[tuple[str, float | None, float | None]]:
    """Yield (name, value before, value now) of what moved in the sources of ``drifts``."""
    old: Mapping[str, Figure | Accepted] = before
    if not before:
        old = {drift.name: drift.accepted for drift in drifts if drift.accepted}
    families = {drift.family for drift in drifts}
    names = {*old, *measured.figures} if before else {drift.name for drift in drifts}
    now = measured.figures
    for name in sorted(names):
        value = old[name].value if name in old else None
        new = now[name].value if name in now else None
        if name.split("/")[0] in families and value != new:
            yield name, value, new


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
