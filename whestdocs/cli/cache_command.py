"""The command about the cache: what it holds, and making room in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from whestdocs.cli.conventions import EXIT_DONE
from whestdocs.text import counted

if TYPE_CHECKING:
    from whestdocs.running.eviction import CacheEntry

cache = App(name="cache")


@cache.default
def show(*, json_output: Annotated[bool, Parameter("--json", negative="")] = False) -> int:
    """Show what the cache holds, make room in it, or empty it.

    WHESTDOCS_CACHE names its folder, WHESTDOCS_CACHE_SIZE its bound, such as 500MB; the default
    is 2GB. Beyond it, what was used least recently is removed, but no installed release.
    Trials are the runs of estimators that advise and reprice keep.

    Parameters
    ----------
    json_output
        Print it as JSON.
    """
    from whestdocs.project import cache_folder
    from whestdocs.running.eviction import KINDS, entries, is_marked, size_bound, size_text

    folder, bound = cache_folder(), size_bound()
    held = {kind: entries(folder, kind) for kind in KINDS}
    sizes = {kind: sum(entry.size for entry in found) for kind, found in held.items()}
    total = sum(sizes.values())
    if json_output:
        kinds = {kind: {"entries": len(held[kind]), "bytes": sizes[kind]} for kind in KINDS}
        document = {"folder": str(folder), "bytes": total, "bound_bytes": bound, "kinds": kinds}
        print(json.dumps(document, indent=1))
        return EXIT_DONE
    print(f"{folder}: {size_text(total)} of {size_text(bound)}")
    for kind, title in KINDS.items():
        print(f"{size_text(sizes[kind]):>8}  {counted(len(held[kind]), title)}")
    if sizes["releases"] > bound:
        print(
            "Installed releases alone take more than that, so nothing else is kept. Raise "
            "WHESTDOCS_CACHE_SIZE, or run `whestdocs cache prune --releases`."
        )
    if total and not is_marked(folder):
        print("The folder is not marked as a cache of whestdocs, so nothing is removed from it.")
    return EXIT_DONE


@cache.command
def prune(
    *,
    size: str | None = None,
    releases: Annotated[bool, Parameter("--releases", negative="")] = False,
) -> int:
    """Remove what was used least recently, until the rest fits.

    Parameters
    ----------
    size
        What everything may take then, such as 500MB. Default: the cache's bound.
    releases
        Remove installed releases too; installing them again needs a network.
    """
    from whestdocs.project import cache_folder
    from whestdocs.running.eviction import KINDS, MEASURED, size_bound, size_in_bytes
    from whestdocs.running.eviction import prune as remove

    bound = size_bound() if size is None else size_in_bytes(size)
    _print_removed(remove(cache_folder(), bound, KINDS if releases else MEASURED))
    return EXIT_DONE


@cache.command
def clear() -> int:
    """Remove everything that the cache holds, installed releases too."""
    from whestdocs.project import cache_folder
    from whestdocs.running.eviction import clear as remove

    _print_removed(remove(cache_folder()))
    return EXIT_DONE


def _print_removed(removed: list[CacheEntry]) -> None:
    from whestdocs.project import cache_folder
    from whestdocs.running.eviction import KINDS, size_text

    size = size_text(sum(entry.size for entry in removed))
    print(f"Removed {size} from {cache_folder()}{':' if removed else '.'}")
    for kind, title in KINDS.items():
        count = sum(entry.path.parent.name == kind for entry in removed)
        if count:
            print(f"  {counted(count, title)}")
