"""What a probe was asked to do, and the file that its result goes to."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

_exit = os._exit  # Bound now: the author's code may rebind it.


@dataclass
class Task:
    """One request and its result, which can be saved at any moment.

    Attributes:
        request: The request, as the parent wrote it.
        result_file: Where the result goes.
        crash_log: Where faulthandler writes if the process crashes.
        result: The result so far.
    """

    request: dict[str, Any]
    result_file: Path
    crash_log: TextIO
    result: dict[str, Any] = field(default_factory=dict)
    _process: int = field(default_factory=os.getpid)

    def save(self, *, finished: bool = False) -> None:
        """Save the result so far, in one step, so that the parent never reads half of it."""
        temporary = self.result_file.with_suffix(".part")
        temporary.write_text(json.dumps(self.result | {"finished": finished}))
        temporary.replace(self.result_file)

    def finish(self) -> None:
        """Save the result as final."""
        self.save(finished=True)

    def end_copy(self) -> None:
        """End this process if it is a copy that the author's code made with ``os.fork``."""
        if os.getpid() != self._process:
            _exit(0)
