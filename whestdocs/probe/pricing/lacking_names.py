"""Says which names the client of flopscope lacks: ``python lacking_names.py < names > lacking``.

It runs with the client in place of flopscope, and imports nothing of whestdocs.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from unittest.mock import MagicMock

#: Names of modules as estimators import them.
_ROOTS = {"flops": "flopscope", "fnp": "flopscope.numpy"}


def _has(name: str) -> bool:
    """Return whether the client has what a dotted name such as ``fnp.linalg.inv`` leads to."""
    root, *parts = name.split(".")
    found = import_module(_ROOTS[root])
    for part in parts:
        if isinstance(found, type) and hasattr(found, "__getattr__"):
            return True  # Its objects send every method to the server.
        try:
            found = getattr(found, part)
        except AttributeError:
            return False
    return True


def main() -> None:
    """Read names as JSON, write those that are lacking."""
    # Nothing is sent to a server, so what would send it need not be installed.
    sys.modules |= {name: MagicMock() for name in ("zmq", "msgpack")}
    json.dump([name for name in json.load(sys.stdin) if not _has(name)], sys.stdout)


if __name__ == "__main__":
    main()
