"""What was run, above whatever a command shows of it in the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from whestdocs.profiles import Profile
from whestdocs.views.terminal_table import Paper


def heading(profile: Profile, paper: Paper) -> Iterator[Text]:
    """Yield what was run, on two lines."""
    dot = paper.sign(" · ", ", ")
    name = [profile.file] if profile.class_name is None else [profile.file, profile.class_name]
    yield paper.text(dot.join(name), "bold")
    times = paper.sign("×", "x")
    run = [profile.round_tag, f"{profile.width} {times} {profile.depth}", f"seed {profile.seed}"]
    if profile.weights_dtype is not None:
        run.append(f"{profile.weights_dtype} weights")
    run += [
        f"{package} {profile.release[package]}"
        for package in ("flopscope", "whestbench")
        if package in profile.release
    ]
    yield paper.text(dot.join(run), "dim")
