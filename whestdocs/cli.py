"""The command line: the commands put together, and what their errors come to.

Exit codes: 0 done, 1 the check failed, 2 wrong use, 3 the estimator failed.
"""

from __future__ import annotations

import os
import sys

from cyclopts import App, CycloptsError

from whestdocs import __version__
from whestdocs.commands import (
    EXIT_CHECK_FAILED,
    EXIT_DONE,
    EXIT_WRONG_USE,
    complain,
    maintainer,
    participant,
)
from whestdocs.errors import DriftError, SiteError, UsageError, WhestdocsError

#: As shells report a process that ended by SIGINT or SIGPIPE.
EXIT_INTERRUPTED, EXIT_UNREAD = 130, 141

app = App(
    name="whestdocs",
    version=__version__,
    help="Measure the FLOPs of flopscope estimators, and build the guide that publishes them.",
    exit_on_error=False,
    print_error=False,
    result_action="return_value",
)
for command in (
    participant.profile,
    participant.price,
    participant.accuracy,
    participant.capture,
    maintainer.measure,
    maintainer.check,
    maintainer.accept,
    maintainer.site,
    maintainer.serve,
):
    app.command(command)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Args:
        arguments: The words after ``whestdocs``; default: those of this process.
    """
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
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    return code if isinstance(code, int) else EXIT_DONE


if __name__ == "__main__":
    main()
