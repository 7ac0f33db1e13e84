"""What the commands that run somebody's estimator share: their options, and its failures."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from whestdocs.commands import EXIT_DONE, EXIT_ESTIMATOR_FAILED, complain
from whestdocs.text import visible

if TYPE_CHECKING:
    from whestdocs.profiles import Failure, Profile
    from whestdocs.run import Outcome
    from whestdocs.settings import Setting
    from whestdocs.targets import Target

ClassName = Annotated[str | None, Parameter("--class")]
Debug = Annotated[bool, Parameter(negative="")]


@dataclass(frozen=True)
class RunOptions:
    """How an estimator is run.

    Parameters
    ----------
    round_tag
        Round whose shape, budget and release apply. Default: the current one's shape and
        budget, under the flopscope that is installed.
    release
        Version of flopscope to run under, such as 0.9.1; fetched once and kept.
    width
        Neurons in a layer. Default: the round's.
    depth
        Layers of the network. Default: the round's.
    seed
        Seed of the network.
    wall_time_limit
        Seconds that import, setup() and predict() may take together.
    memory_limit
        GiB of address space that the estimator's process may take.
    """

    round_tag: Annotated[str | None, Parameter("--round")] = None
    release: str | None = None
    width: int | None = None
    depth: int | None = None
    seed: int = 0
    wall_time_limit: float = 120.0
    memory_limit: float = 8.0

    def setting(self) -> Setting:
        """Return the setting that the options describe.

        Raises:
            UsageError: There is no such round or release, or a limit is no positive number.
        """
        from whestdocs.settings import setting

        return setting(
            round_tag=self.round_tag,
            release=self.release,
            width=self.width,
            depth=self.depth,
            seed=self.seed,
            wall_time_limit=self.wall_time_limit,
            memory_limit=self.memory_limit,
        )


@dataclass(frozen=True)
class EveryReleaseOptions(RunOptions):
    """How an estimator is run where the releases are named apart.

    Parameters
    ----------
    round_tag
        Round whose shape and budget apply. Default: the current one's.
    """

    release: Annotated[str | None, Parameter(parse=False)] = None


#: A command's parameter of this type takes all options of a run, each by its own name.
Run = Annotated[RunOptions, Parameter(name="*")]
#: The same without the release.
EveryReleaseRun = Annotated[EveryReleaseOptions, Parameter(name="*")]


def profile_shown(target: Target, setting: Setting) -> tuple[Outcome, Profile]:
    """Profile an estimator, and say on a terminal what is taking so long.

    Raises:
        ReleaseError: The release cannot be installed or does not run.
        UsageError: No network has the setting's shape.
    """
    from whestdocs.profiling import profile_target
    from whestdocs.progress import working

    with working(f"Getting {setting.release or 'the installed release'} ready"):
        setting.installed()
    with working(f"Running {target.file.name} at {setting.width} x {setting.depth}"):
        return profile_target(target, setting)


def report_failure(measured: Profile, outcome: Outcome, debug: bool) -> int:
    """Print what went wrong in an estimator, if anything, and return the exit code."""
    failure = measured.failure
    if failure is None:
        return EXIT_DONE
    complain(str(failure))
    if debug:
        show_details(failure, outcome.printed)
    return EXIT_ESTIMATOR_FAILED


def show_details(failure: Failure, printed: str) -> None:
    """Print an estimator's traceback and what it printed, as --debug asks for."""
    for line in f"{failure.details or ''}\n{printed}".strip().splitlines():
        print(visible(line), file=sys.stderr)
