"""Options that several commands have, as types of their parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

if TYPE_CHECKING:
    from whestdocs.estimators.settings import Setting

#: An option that is there or not.
Flag = Annotated[bool, Parameter(negative="")]
Json = Annotated[bool, Parameter("--json", negative="")]
Debug = Annotated[
    bool, Parameter(negative="", help="Show the estimator's traceback and what it printed.")
]
EstimatorName = Annotated[
    str, Parameter(help="The estimator's .py file, its submission folder, or module:Class.")
]
ClassName = Annotated[
    str | None,
    Parameter("--class", help="Estimator class to take where the file defines several."),
]
RoundTag = Annotated[str | None, Parameter("--round", help="Round, such as v1-warmup.")]
RoundTags = Annotated[
    list[str] | None,
    Parameter("--round", negative="", help="Round; repeat for several. Default: all."),
]


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
    weights
        Dtype of the network's weights: float32, or float64, as networks have that some releases
        read from a dataset. Default: as whestbench makes them.
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
    weights: str | None = None
    wall_time_limit: float = 120.0
    memory_limit: float = 8.0

    def setting(self) -> Setting:
        """Return the setting that the options describe.

        Raises:
            UsageError: There is no such round or release, or a limit is no positive number.
        """
        from whestdocs.estimators.settings import setting

        return setting(**vars(self))


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
#: Where no option of a run is given.
DEFAULT_RUN, EVERY_RELEASE = RunOptions(), EveryReleaseOptions()
