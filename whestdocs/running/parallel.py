"""Measurements side by side, and what becomes of them when one fails or somebody interrupts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed, wait
from typing import TypeVar

from whestdocs.running.processes import end_running

#: Measurements at once: FLOPs do not depend on the load, so even two small cores are used
#: fully. More than four would ask for much memory.
WORKERS = max(2, min(4, os.cpu_count() or 1))

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


def side_by_side(
    measure: Callable[[_Item], _Result], items: Iterable[_Item]
) -> Iterator[tuple[_Item, _Result]]:
    """Yield each item with what ``measure`` returns for it, as soon as it is there.

    None goes on when the loop has ended. After an error the running ones are waited for, since
    what they find is kept; an interruption ends them.

    Raises:
        BaseException: Whatever ``measure`` raises.
    """
    with ThreadPoolExecutor(WORKERS) as pool:
        futures = {pool.submit(measure, item): item for item in items}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        except BaseException as error:
            pool.shutdown(wait=False, cancel_futures=True)
            if isinstance(error, (KeyboardInterrupt, GeneratorExit)):
                _abandon(futures)
            raise


def _abandon(futures: Iterable[Future[_Result]]) -> None:
    """End measurements that are running, which without their probes fail at once."""
    while any(future.running() for future in futures):
        end_running()
        wait(futures, timeout=0.1)
