"""One command in a forked process and in a fresh one."""

from __future__ import annotations

import sys

from whestdocs.running.forking import workplace
from whestdocs.running.processes import Finished, Start, run_process, start_afresh


def both(
    environment: dict[str, str], text: str, *arguments: str, limit_s: float = 60.0
) -> tuple[Finished, Finished]:
    """Run a script forked and afresh in one folder."""
    with workplace(environment) as place:
        (place.folder / "script.py").write_text(text)
        command = [sys.executable, "script.py", *arguments]

        def run(start: Start) -> Finished:
            return run_process(
                command,
                place.environment,
                limit_s,
                folder=place.folder,
                most_bytes=1_000_000,
                start=start,
            )

        assert place.start is not start_afresh
        return run(place.start), run(start_afresh)
