"""Expressing an edit of a rewritten text as one of the text that it was made from.

    author's text --edits--> rewritten text --one more edit--> ...

What one more edit shares with an earlier one becomes part of it: the two are merged, and the
new edit contains the earlier one. So all edits are of the author's own text, and any choice
of them can be applied at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from whestdocs.estimators.advice.source.edits import Content, Edit, Region, apply


@dataclass(frozen=True)
class Lifted:
    """An edit of the author's text."""

    edit: Edit
    touched: frozenset[Edit]


@dataclass
class _Cluster:
    """New edits that share earlier ones, and become one edit: a stretch of the rewritten text."""

    begin: int
    end: int
    touched: list[Region]
    changes: list[tuple[int, int, bytes]]

    def takes(self, other: _Cluster) -> bool:
        """Take in another cluster if both contain a part of one earlier edit."""
        if not any(region in self.touched for region in other.touched):
            return False
        self.begin, self.end = min(self.begin, other.begin), max(self.end, other.end)
        self.touched += [region for region in other.touched if region not in self.touched]
        self.changes += other.changes
        return True

    def text(self, after: bytes) -> str:
        """Return what stands in place of the stretch."""
        parts, done = b"", self.begin
        for begin, end, new in self.changes:
            parts += after[done:begin] + new
            done = end
        return (parts + after[done : self.end]).decode()


def lift(text: str, earlier: Iterable[Edit], edits: Iterable[Edit]) -> list[Lifted]:
    """Express edits of a rewritten text as edits of the author's."""
    content = Content(text)
    made, regions = apply(content, earlier)
    after = Content(made)
    clusters: list[_Cluster] = []
    for edit in sorted(set(edits)):
        begin, end = after.stretch(edit.span)
        touched = _with_insertions([one for one in regions if _meets(one, begin, end)], regions)
        first = min([begin, *(region.new_begin for region in touched)])
        last = max([end, *(region.new_end for region in touched)])
        cluster = _Cluster(first, last, touched, [(begin, end, edit.text.encode())])
        if not clusters or not clusters[-1].takes(cluster):
            clusters.append(cluster)
    file = next((edit.span.file for edit in edits), "")
    return [_lifted(content, file, cluster, regions, after.data) for cluster in clusters]


def _meets(region: Region, begin: int, end: int) -> bool:
    """Return whether a stretch of the rewritten text has a part of an earlier edit in it.

    Of two insertions at one place the order matters, so they meet.
    """
    if begin == end:
        is_insertion = region.begin == region.end or region.new_begin == region.new_end
        if is_insertion and region.new_begin <= begin <= region.new_end:
            return True
    if region.new_begin == region.new_end:
        return begin < region.new_begin < end
    return region.new_begin < end and begin < region.new_end


def _with_insertions(touched: list[Region], regions: list[Region]) -> list[Region]:
    """Return regions and the insertions at the place of one of them, which keep their order."""
    places = {one.begin for one in touched if one.begin == one.end}
    return [one for one in regions if one in touched or {one.begin} == {one.end} <= places]


def _lifted(
    content: Content, file: str, cluster: _Cluster, regions: list[Region], after: bytes
) -> Lifted:
    touched = cluster.touched
    before = [one for one in regions if one not in touched and one.new_end <= cluster.begin]
    shift = sum(one.growth for one in before)
    begin = content.position(cluster.begin - shift)
    end = content.position(cluster.end - shift - sum(one.growth for one in touched))
    edit = Edit(content.span(file, begin, end), cluster.text(after))
    return Lifted(edit, frozenset(region.edit for region in touched))
