"""The command line: the commands put together, and what their errors come to.

Exit codes: 0 done, 1 the check failed, 2 wrong use, 3 the estimator failed.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import NoReturn

from cyclopts import App, CycloptsError

from whestdocs import __version__
from whestdocs.cli.accept_command import accept
from whestdocs.cli.accuracy_command import accuracy
from whestdocs.cli.advise_command import advise
from whestdocs.cli.budget_command import budget
from whestdocs.cli.cache_command import cache
from whestdocs.cli.capture_command import capture
from whestdocs.cli.check_command import check
from whestdocs.cli.claim_command import claim
from whestdocs.cli.compare_command import compare
from whestdocs.cli.conventions import EXIT_CHECK_FAILED, EXIT_DONE, EXIT_WRONG_USE, complain
from whestdocs.cli.measure_command import measure
from whestdocs.cli.price_command import price
from whestdocs.cli.prices_command import prices
from whestdocs.cli.profile_command import profile
from whestdocs.cli.reprice_command import reprice
from whestdocs.cli.serve_command import serve
from whestdocs.cli.site_command import site
from whestdocs.cli.tip_command import tip
from whestdocs.errors import DriftError, SiteError, UsageError, WhestdocsError
from whestdocs.printing import with_visible_output

#: As shells report a process that ended by a signal: this plus the signal's number.
EXIT_SIGNALLED = 128
#: The same for SIGPIPE, which Windows does not have.
EXIT_UNREAD = 141
#: Signals that ask a command to end: by Ctrl-C, by another program, by a closed terminal.
_ENDING_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")

app = App(
    name="whestdocs",
    version=__version__,
    help="Measure the FLOPs of flopscope estimators, and build the guide that publishes them.",
    help_format="plaintext",  # What reads Markdown takes a third of the time of --help.
    exit_on_error=False,
    print_error=False,
    suppress_keyboard_interrupt=False,
    result_action="return_value",
)
for command in (
    *(profile, advise, budget, compare, reprice, price, prices, accuracy, capture, claim, tip),
    *(measure, check, accept, site, serve),
):
    app.command(command, help_format="markdown")
app.command(cache)


#: Objects made until Python looks for circles among them. Ledgers and results are many objects
#: and no circles: at Python's own threshold `whestdocs check` takes a fifth longer.
_COLLECTED_AFTER = 100_000


class Interrupted(KeyboardInterrupt):
    """A signal asked the command to end.

    Attributes:
        number: Number of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    for name in _ENDING_SIGNALS:
        number = getattr(signal, name, None)  # Windows has no SIGHUP.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)
    sys.exit(run(arguments))


def _interrupt(number: int, frame: object) -> NoReturn:
    """End as after Ctrl-C, so that what was begun is cleaned up."""
    raise Interrupted(number)


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Args:
        arguments: The words after ``whestdocs``; default: those of this process.
    """
    gc.set_threshold(_COLLECTED_AFTER)
    with with_visible_output():
        return _run(arguments)


def _run(arguments: list[str] | None) -> int:
    try:
        code = app(arguments)
        if sys.stdout is not None:  # It is None where the caller closed it.
            sys.stdout.flush()
    except CycloptsError as error:
        complain(f"{' '.join(str(error).split())} See `whestdocs --help`.")
        return EXIT_WRONG_USE
    except UsageError as error:
        complain(str(error))
        return EXIT_WRONG_USE
    except (DriftError, SiteError) as error:  # Reports of several lines.
        print(error, file=sys.stderr)
        return EXIT_CHECK_FAILED
    except WhestdocsError as error:
        complain(str(error))
        return EXIT_CHECK_FAILED
    except BrokenPipeError:
        # Whoever read the output has gone, as `head` does; nothing may be written at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_UNREAD
    except OSError as error:
        complain(f"{error}. Look at what this names, and run the command again.")
        return EXIT_CHECK_FAILED
    except Interrupted as interrupted:
        return EXIT_SIGNALLED + interrupted.number
    except KeyboardInterrupt:
        return EXIT_SIGNALLED + signal.SIGINT
    return code if isinstance(code, int) else EXIT_DONE
