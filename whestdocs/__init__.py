"""whestdocs: a FLOP-budget guide in which every number is measured.

The probe runs inside pinned releases of flopscope and imports this package by name,
so importing it must stay free of dependencies: what it offers is imported when it is first
asked for. Its one side effect is to tell IPython, where that runs, how to show a profile.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from whestdocs.estimators.advice.advising import advise as advise
    from whestdocs.estimators.budget.budgeting import budget as budget
    from whestdocs.estimators.comparison import compare as compare
    from whestdocs.estimators.profiling import profile as profile
    from whestdocs.estimators.repricing import reprice as reprice
    from whestdocs.notebook.magic import load_ipython_extension as load_ipython_extension

__version__ = "0.1.0"

#: What the package offers, and the module that each is in.
_OFFERED = {
    "advise": "whestdocs.estimators.advice.advising",
    "budget": "whestdocs.estimators.budget.budgeting",
    "compare": "whestdocs.estimators.comparison",
    "load_ipython_extension": "whestdocs.notebook.magic",
    "profile": "whestdocs.estimators.profiling",
    "reprice": "whestdocs.estimators.repricing",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for."""
    if name not in _OFFERED:
        raise AttributeError(f"module 'whestdocs' has no attribute {name!r}")
    _show_profiles_in_notebooks()  # IPython may have been started after the import.
    return getattr(importlib.import_module(_OFFERED[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_OFFERED])


def _show_profiles_in_notebooks() -> None:
    """Tell IPython, if it runs, how to show a profile; nothing is imported until it shows one."""
    find_shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)
    shell = find_shell()
    if shell is not None:
        formatter = shell.display_formatter.mimebundle_formatter
        formatter.for_type_by_name("whestdocs.estimators.profiles", "Profile", _bundle)


def _bundle(profile: Any) -> dict[str, str]:
    from whestdocs.notebook.display import profile_bundle

    return profile_bundle(profile)


_show_profiles_in_notebooks()
