"""Running probes in forks of processes that have imported the release too: hundreds are needed.

What importing it anew for each adds to this is tested with `whestdocs.running.probes`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from whestdocs.running import forking


@contextmanager
def forked_probes() -> Iterator[None]:
    """Fork all probes from servers that have their release, which end with the context."""
    libraries = (*forking.LIBRARIES, "flopscope.numpy", "whestbench")
    with (
        patch.object(forking, "LIBRARIES", libraries),
        patch.object(forking, "without_releases", dict),
    ):
        try:
            yield
        finally:
            forking.end_idle()
