"""Prints what a program can know of itself, but for what is random."""

import contextlib
import gc
import locale
import logging
import os
import resource
import signal
import sys
import threading
import warnings
from pathlib import Path

import numpy

row = print
own = [name for name in sys.modules if name.partition(".")[0] in ("flopscope", "whestbench")]
row("flopscope is new:", own == [])
row("whestdocs:", [name for name in sys.modules if name.startswith("whestdocs")])

main = sys.modules["__main__"]
texts = {name: value for name, value in vars(main).items() if isinstance(value, (str, dict))}
row("names:", sorted(vars(main)), texts.pop("__doc__", None), __builtins__)
row("main:", sorted(texts.items()) if "__file__" in vars(main) else sorted(texts))
row("loader:", vars(__loader__) if "__file__" in vars(main) else __loader__)
row("spec:", __spec__, main.__package__, globals() is vars(main))
for name in ("argv", "orig_argv", "path", "flags", "executable", "warnoptions", "_xoptions"):
    row(name, getattr(sys, name))
for name in ("excepthook", "displayhook", "unraisablehook", "breakpointhook"):
    row(name, getattr(sys, name), getattr(sys, f"__{name}__") is getattr(sys, name))
row("imports:", [getattr(m, "__name__", type(m).__name__) for m in sys.meta_path])
row(
    "recursion:",
    sys.getrecursionlimit(),
    sys.getswitchinterval(),
    gc.isenabled(),
    gc.get_threshold(),
)

environment = dict(os.environ)
row("mark:", len(environment.pop("WHESTDOCS_RUN", "")))
row("environment:", sorted(environment.items()))
row("process:", Path.cwd(), os.umask(0o22), os.nice(0), os.sched_getaffinity(0))
row("session:", os.getsid(0) == os.getpgrp() == os.getpid())
for descriptor in range(100):
    with contextlib.suppress(OSError):
        kind = Path(f"/proc/self/fd/{descriptor}").readlink().name.split(":")[0]
        row("descriptor:", descriptor, kind, os.get_inheritable(descriptor))
for name in ("stdin", "stdout", "stderr"):
    file = getattr(sys, name)
    row(name, file, file.line_buffering, file.write_through, file.isatty(), type(file.buffer))
for number in signal.Signals:
    row(number, signal.getsignal(number))
row("blocked:", signal.pthread_sigmask(signal.SIG_BLOCK, []))
row("threads:", [thread.name for thread in threading.enumerate()])
row("main thread:", threading.main_thread().ident == threading.get_ident())
for name in dir(resource):
    if name.startswith("RLIMIT_"):
        row(name, resource.getrlimit(getattr(resource, name)))
row("locale:", locale.setlocale(locale.LC_ALL), locale.getpreferredencoding())
row("logging:", logging.getLogger().handlers, logging.getLogger().level)
row("numpy:", numpy.geterr(), numpy.get_printoptions())
row("warnings:", *warnings.filters, sep="\n")

import flopscope.numpy  # noqa: E402

row("flopscope:", flopscope.__version__, *warnings.filters, sep="\n")

import whestbench.cli  # noqa: E402

row("whestbench:", whestbench.__file__, *warnings.filters, sep="\n")
row("threads:", [thread.name for thread in threading.enumerate()])
row("numpy:", numpy.geterr(), logging.getLogger().handlers)
