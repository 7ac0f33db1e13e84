"""The errors of whestdocs: one clear sentence each, saying what, where and what to do."""

from __future__ import annotations


class WhestdocsError(Exception):
    """Something a user can act on; its text is shown as it is, without a traceback."""


class UsageError(WhestdocsError):
    """The command was called with something it cannot take."""


class ReleaseError(WhestdocsError):
    """A release could not be installed, or is not the one it claims to be."""


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
