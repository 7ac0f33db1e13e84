"""Whole numbers by which an estimator may size its work: which it has, and giving it others.

They are those that its file, its class or the object itself has under a name, such as a
constant SAMPLES or an attribute ``self.samples``.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from whestbench.sdk import BaseEstimator

#: What is larger cannot be a size, and JSON may refuse it.
_MOST = 2**53


class Numbers:
    """The numbers of one estimator.

    Attributes:
        found: Value of each as the estimator itself has it, by name.
    """

    def __init__(self, wanted: Mapping[str, int]) -> None:
        """Prepare to give other values to numbers, by name."""
        self._wanted = wanted
        self.found: dict[str, int] = {}

    def look_at_class(self, estimator_class: type[BaseEstimator]) -> None:
        """Find and set the numbers of a class, of those it derives from, and of its module."""
        self.look_at(sys.modules[estimator_class.__module__])
        for each in reversed(estimator_class.__mro__):
            if issubclass(each, BaseEstimator) and each is not BaseEstimator:
                self.look_at(each)

    def look_at(self, owner: Any) -> None:
        """Find and set the numbers that an object has by itself."""
        for name, value in list(getattr(owner, "__dict__", {}).items()):
            if type(value) is not int or name.startswith("__") or abs(value) > _MOST:
                continue
            # What follows another number, as an attribute may, is the estimator's own value
            # no more; the first one that was found still is.
            self.found.setdefault(name, value)
            if name in self._wanted:
                setattr(owner, name, self._wanted[name])
