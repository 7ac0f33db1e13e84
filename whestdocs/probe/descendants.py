"""The probe among processes: it dies with its parent, and what it started dies with it.

Linux only; elsewhere the parent ends what it can find.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

# From <linux/prctl.h>.
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
# Bound now: the author's code may rebind what a module offers.
_exit, _kill, _getpid = os._exit, os.kill, os.getpid
#: Times to look again for what was started by something that is being ended.
_ROUNDS = 3


def go_on_in_child(parent: int) -> None:
    """Go on in a child of this process, which ends all that it started when it ends itself.

    This process waits, and ends as the child did: nothing can keep it from ending what is
    left, neither a crash of the child nor the end of ``parent``, which started this process.
    """
    if sys.platform != "linux":
        return
    signal.signal(signal.SIGTERM, lambda *_: leave(1))
    die_with(parent, signal.SIGTERM)
    own = os.getpid()
    child = os.fork()
    if not child:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        die_with(own)
        return
    ended = status = 0
    while ended != child:
        ended, status = os.waitpid(-1, os.WUNTRACED)
        if os.WIFSTOPPED(status):  # Stopped, it would not see that its time is up.
            os.kill(ended, signal.SIGCONT)
            ended = 0
    end_descendants()
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        with contextlib.suppress(OSError):  # Nobody can change what SIGKILL does.
            signal.signal(-code, signal.SIG_DFL)
        os.kill(own, -code)
    _exit(code)


def die_with(parent: int, end: int = signal.SIGKILL) -> None:
    """Ask the system to end this process with its parent, and to keep its descendants below it.

    If ``parent``, the process that started this one, was gone before it could be tied to this
    one, this one ends at once.
    """
    _control(_PR_SET_PDEATHSIG, end)
    keep_descendants()
    if os.getppid() == 1 != parent:
        _exit(1)


def keep_descendants() -> None:
    """Ask the system to keep descendants of this process below it when their parents end."""
    if sys.platform == "linux":
        _control(_PR_SET_CHILD_SUBREAPER, 1)


def _control(option: int, value: int) -> None:
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def leave(code: int) -> NoReturn:
    """End this process and its descendants, and run nothing of the author's any more."""
    end_descendants()
    _exit(code)


def end_descendants() -> None:
    """End the processes that this one started, directly or not."""
    with contextlib.suppress(Exception):
        for _ in range(_ROUNDS):
            found = descendants(_getpid())
            if not found:
                break
            for process in found:
                with contextlib.suppress(OSError):
                    _kill(process, signal.SIGKILL)


def descendants(ancestor: int) -> list[int]:
    """Return the running processes that ``ancestor`` started, directly or not."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            if state not in "ZX":
                children.setdefault(int(parent), []).append(int(folder.name))
    found: list[int] = []
    waiting = [ancestor]
    while waiting:
        started = children.get(waiting.pop(), [])
        found += started
        waiting += started
    return found
