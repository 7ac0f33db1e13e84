"""Profiles as a notebook shows them, without being asked to: a table, or text in a console."""

from __future__ import annotations

import io

from whestdocs.estimators.notices import notices_of
from whestdocs.estimators.profiles import Profile
from whestdocs.notebook.cost_table import CostTable
from whestdocs.printing import TerminalConsole
from whestdocs.views.terminal.profile_text import show

#: Columns of the text that a console shows in place of the table.
_COLUMNS = 100


def profile_bundle(profile: Profile) -> dict[str, str]:
    """Return what a notebook shows in place of all charges and sources, by media type."""
    return {"text/html": profile_html(profile), "text/plain": profile_text(profile)}


def profile_html(profile: Profile) -> str:
    """Return a profile as HTML."""
    facts = [profile.file, *([profile.class_name] if profile.class_name else [])]
    facts += [profile.round_tag, f"{profile.width} × {profile.depth}", f"seed {profile.seed}"]
    if "flopscope" in profile.release:
        facts.append(f"flopscope {profile.release['flopscope']}")
    return CostTable(
        facts,
        profile.flops_used,
        profile.flop_budget,
        profile.files,
        profile.lines,
        profile.file,
        [str(note) for note in (profile.failure, *notices_of(profile)) if note is not None],
    ).html()


def profile_text(profile: Profile) -> str:
    """Return a profile as text: what `whestdocs profile` prints."""
    stream = io.StringIO()
    # As on a terminal; in a notebook rich would show what is printed a second time.
    console = TerminalConsole(
        file=stream, width=_COLUMNS, color_system=None, force_terminal=True, force_jupyter=False
    )
    show(profile, "source", console)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines())
