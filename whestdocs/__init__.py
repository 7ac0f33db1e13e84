"""whestdocs: a FLOP-budget guide in which every number is measured.

The probe runs inside pinned releases of flopscope and imports this package by name,
so importing it must stay free of side effects and of dependencies: what it offers is
imported when it is first asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from whestdocs.advice.advising import advise as advise
    from whestdocs.budgeting import budget as budget
    from whestdocs.comparison import compare as compare
    from whestdocs.notebook import load_ipython_extension as load_ipython_extension
    from whestdocs.profiling import profile as profile
    from whestdocs.repricing import reprice as reprice

__version__ = "0.1.0"

#: What the package offers, and the module that each is in.
_OFFERED = {
    "advise": "whestdocs.advice.advising",
    "budget": "whestdocs.budgeting",
    "compare": "whestdocs.comparison",
    "load_ipython_extension": "whestdocs.notebook",
    "profile": "whestdocs.profiling",
    "reprice": "whestdocs.repricing",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for."""
    if name not in _OFFERED:
        raise AttributeError(f"module 'whestdocs' has no attribute {name!r}")
    return getattr(importlib.import_module(_OFFERED[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_OFFERED])
