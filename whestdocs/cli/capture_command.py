"""The command that runs a command whose output the pages show."""

from __future__ import annotations

from whestdocs.cli.conventions import EXIT_DONE
from whestdocs.cli.options import RoundTag
from whestdocs.cli.shared_by_guide_commands import project_at_hand
from whestdocs.errors import UsageError


def capture(name: str, /, *, round_tag: RoundTag = None) -> int:
    """Run a command whose output the pages show, and print what they keep of it.

    Its folders are named as on the pages, and times differ from run to run.

    Parameters
    ----------
    name
        Name of the capture in a catalogue of measurements/captures/commands.
    """
    from whestdocs.competition.rounds import round_by_tag
    from whestdocs.measurements.captures.capture_job import CaptureJob, read_captures

    project = project_at_hand()
    captures = read_captures(project)
    if name not in captures:
        raise UsageError(f"There is no capture {name!r}. Captures are: {', '.join(captures)}.")
    print(CaptureJob(project, round_by_tag(round_tag), captures[name]).run()["text"])
    return EXIT_DONE
