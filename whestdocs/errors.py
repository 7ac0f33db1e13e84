"""The errors of whestdocs: one clear sentence each, saying what, where and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whestdocs.profiles import Profile


class WhestdocsError(Exception):
    """Something a user can act on; its text is shown as it is, without a traceback."""


class UsageError(WhestdocsError):
    """The command was called with something it cannot take."""


class ReleaseError(WhestdocsError):
    """A release could not be installed, or is not the one it claims to be."""


class EstimatorError(WhestdocsError):
    """An estimator that somebody asked about failed.

    Attributes:
        profile: What it spent until then, and how it failed.
        printed: The last characters that it printed.
    """

    def __init__(self, message: str, profile: Profile, printed: str = "") -> None:
        super().__init__(message)
        self.profile = profile
        self.printed = printed


class MeasurementError(WhestdocsError):
    """An example that the guide depends on could not be measured."""


class FigureError(WhestdocsError):
    """A figure is unknown, or is used in a way its unit or kind does not allow."""


class LedgerError(WhestdocsError):
    """A ledger file cannot be read or must not be written."""


class DriftError(WhestdocsError):
    """Measured figures differ from the accepted ones."""


class SiteError(WhestdocsError):
    """MkDocs refused to build; the text is what it printed."""
