"""Speed and memory, as ratios taken in one run: machines are shared and noisy.

Run with `make benchmarks`. Each pair is measured in turn, several times, and the ratio of the
minima is shown beside the limit that the project sets itself. Nothing fails here: a person reads
the table.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import guides
import recording
from rich.console import Console
from rich.table import Table
from timing import cpu_seconds, paired, wall_seconds

from whestdocs.project import find_project

ROOT = find_project().root
EXAMPLES = ROOT / "examples"
WHESTDOCS = [sys.executable, "-m", "whestdocs"]
#: What is measured, what it is compared with, and the limit of the ratio; or of the first alone.
Row = tuple[str, float, float, str]


def recorded_runs() -> Iterator[Row]:
    """Yield what recording an estimator adds to running it."""
    for example, width, depth, limit in (
        ("02_mean_propagation", 1024, 16, "1.05"),
        ("03_covariance_propagation", 1024, 16, "1.05"),
        ("02_mean_propagation", 256, 8, "1.25"),
        ("03_covariance_propagation", 256, 8, "1.25"),
    ):
        pair = recording.cpu_of_predict(EXAMPLES / f"{example}.py", width, depth)
        yield f"predict() of {example}, {width}x{depth}, CPU s", *pair, limit
    memory = recording.peak_memory(EXAMPLES / "03_covariance_propagation.py", 1024, 16)
    yield "peak memory of a profile, 1024x16, MiB", *memory, "1.3"


def small_guides(folder: Path) -> Iterator[Row]:
    """Yield what a small guide takes beside those that show the same tables in other ways."""
    cold, cached = (folder / name for name in ("cold", "cached"))
    guide = guides.measured(folder / "measured", EXAMPLES, cache=cached)
    typed = guides.typed(folder / "typed", EXAMPLES)
    executed = guides.notebooks(folder / "executed", EXAMPLES, cache=False)
    kept = guides.notebooks(folder / "kept", EXAMPLES, cache=True)

    def build(guide: Path, cache: Path = cached) -> float:
        guides.forget(guide, cache if cache == cold else None)
        return cpu_seconds(guides.BUILD, guide, WHESTDOCS_CACHE=str(cache))

    guides.with_releases_of(cached, cold)
    pair = paired(lambda: build(guide, cold), lambda: build(executed), 3)
    yield "small guide, nothing measured, against executed notebooks, CPU s", *pair, "0.6"
    pair = paired(lambda: build(guide), lambda: build(typed), 5)
    yield "small guide, all measured, against typed numbers, CPU s", *pair, "1.5"
    pair = paired(lambda: build(guide), lambda: build(kept), 5)
    yield "small guide, all measured, against cached notebooks, CPU s", *pair, "1"
    before: float | None = None
    for count in (10, 100, 1_000, 10_000):
        grown = guides.with_figures(folder / f"figures-{count}", EXAMPLES, count, cache=cached)
        now = min(build(grown) for _ in range(2))
        yield (
            f"a guide that shows {count:,} figures against a tenth, CPU s",
            now,
            before or now,
            "10",
        )
        before = now


def whole_guide() -> Iterator[Row]:
    """Yield what the guide itself takes again when nothing has changed."""
    check, help_ = [*WHESTDOCS, "check"], [*WHESTDOCS, "--help"]
    nothing = [sys.executable, "-c", "pass"]
    pair = paired(lambda: cpu_seconds(check, ROOT), lambda: cpu_seconds(nothing, ROOT), 3)
    yield "whestdocs check against python -c pass, CPU s", *pair, "1 s"
    pair = paired(lambda: cpu_seconds(help_, ROOT), lambda: cpu_seconds(nothing, ROOT), 9)
    yield "whestdocs --help against python -c pass, CPU s", *pair, "0.15 s"
    site = wall_seconds([*WHESTDOCS, "site"], ROOT)
    yield "the whole site again, wall s", site, site, "25 s"


def main() -> None:
    """Measure everything and print the table, each row as soon as it is there."""
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        table = Table("what", "measured", "compared with", "ratio", "limit", title="Benchmarks")
        for rows in (recorded_runs(), small_guides(Path(folder)), whole_guide()):
            for what, measured, compared, limit in rows:
                numbers = (measured, compared, measured / compared)
                table.add_row(what, *(f"{number:.3f}" for number in numbers), limit)
                console.print(what, *(f"{number:.3f}" for number in numbers), limit)
        console.print(table)


if __name__ == "__main__":
    main()
