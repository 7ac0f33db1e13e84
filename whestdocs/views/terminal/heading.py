"""What was run, above whatever a command shows of it in the terminal, and places in it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from whestdocs.estimators.profiles import Profile
from whestdocs.views.terminal.output import Output


def heading(profile: Profile, output: Output) -> Iterator[Text]:
    """Yield what was run, on two lines."""
    dot = output.sign(" · ", ", ")
    name = [profile.file] if profile.class_name is None else [profile.file, profile.class_name]
    yield output.text(dot.join(name), "bold")
    times = output.sign("×", "x")
    run = [profile.round_tag, f"{profile.width} {times} {profile.depth}", f"seed {profile.seed}"]
    if profile.weights_dtype is not None:
        run.append(f"{profile.weights_dtype} weights")
    run += [
        f"{package} {profile.release[package]}"
        for package in ("flopscope", "whestbench")
        if package in profile.release
    ]
    yield output.text(dot.join(run), "dim")


def place_in(main_file: str, file: str, line: int | str) -> str:
    """Return a line with its file, unless that is the estimator's own."""
    return f"{line}" if file == main_file else f"{file}:{line}"
