"""Runs of somebody's estimator that are kept by content, so that none is made twice.

What a run depends on is in its key (see `whestdocs.running.cache`). A failure is kept too, unless
another run might not have it.
"""

from __future__ import annotations

from typing import Any

from whestdocs.running.cache import Cache, key_of_script
from whestdocs.running.installing import InstalledRelease
from whestdocs.running.probes import Outcome, Request, run

#: Failures that another run may not have: they depend on the machine and its load.
_PASSING = frozenset({"time-limit", "memory", "network", "crashed", "exited"})
#: Part of the message of another such: somebody may install what is missing.
_MISSING = "ModuleNotFoundError"


def run_kept(installed: InstalledRelease, request: Request) -> Outcome:
    """Return what came of a request, from an earlier run where that is kept.

    What the estimator printed is not kept.

    Raises:
        ReleaseError: The release does not run.
    """
    script = request.estimator.resolve()
    cache, digest = Cache.default("trials"), key_of_script(script, request.document(installed))
    found = None if digest is None else cache.find(digest, script.parent)
    if found is not None:
        return Outcome(found, "")
    outcome = run(installed, request)
    if digest is not None and _lasts(outcome.result):
        cache.store(digest, outcome.result)
    return outcome


def _lasts(result: dict[str, Any]) -> bool:
    """Return whether another run would end in the same way."""
    failure = result["failure"]
    if any(caught["limit"] == "memory" for caught in result.get("caught", [])):
        return False
    return failure is None or (
        failure["kind"] not in _PASSING and _MISSING not in failure["message"]
    )
