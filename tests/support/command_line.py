"""Running the command line as tests do."""

from __future__ import annotations

from tests.conftest import TAG

ROUND = ("--round", TAG)
