"""Running the examples as their readers do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from whestdocs.competition.rounds import ROUNDS
from whestdocs.running.installing import prepare

#: The `whest` command, as its installed script starts it.
WHEST = ("-c", "import sys; from whestbench.cli import main; sys.exit(main())")


def python(tag: str, *arguments: object, folder: Path | None = None) -> Any:
    """Run Python with the release of round `tag`, and return the finished process."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        env=prepare(ROUNDS[tag].release).environment(),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
