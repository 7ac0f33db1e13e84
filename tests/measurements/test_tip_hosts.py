"""Tips in estimators: what is replaced, how errors are compared, and what is said of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.samples import a_figure, an_interval
from tests.support.tip_host_samples import HOST, HOSTED
from tests.support.tip_samples import FILES, PROJECT, inside, write_tip
from whestdocs.competition.rounds import ROUNDS
from whestdocs.errors import MeasurementError
from whestdocs.figures.figure import Figure
from whestdocs.measurements.tip_hosts import (
    DEPTH,
    WIDTH,
    host_statistics,
    relative_change,
    use_statistics,
)
from whestdocs.measurements.tips import TipJob
from whestdocs.pages.html.tip_host_table import HostView, change_in_words, is_resolved, uses_of
from whestdocs.probe.tips.code import load

HOSTS = sorted((PROJECT.examples / "tips" / "hosts").glob("*.py"))


def hosted(folder: Path, text: str = HOSTED) -> TipJob:
    """Write a tip and its host."""
    job = write_tip(folder, text)
    (job.folder / "hosts").mkdir(exist_ok=True)
    (job.folder / "hosts" / "means.py").write_text(HOST)
    return job


def statistics(job: TipJob) -> dict[str, Figure]:
    return {f.name.removeprefix("tip/double/host/"): f for f in job.figures(job.run())}


# The tips and their hosts.


def test_every_tip_names_a_part_of_a_host_or_says_why_there_is_none() -> None:
    parts: dict[str, set[str]] = {}
    for file in FILES:
        tip = load(file)
        if not hasattr(tip, "HOST"):
            assert tip.NO_HOST.endswith("."), file.stem
            continue
        host, part = tip.HOST.split(".")
        assert callable(getattr(load(file.parent / "hosts" / f"{host}.py"), part)), file.stem
        parts.setdefault(host, set()).add(part)
    assert set(parts) == {file.stem for file in HOSTS}
    assert sum(not hasattr(load(file), "HOST") for file in FILES) == 1


_ALL_HOSTS = """
    import json, sys, warnings
    from pathlib import Path
    import numpy as np
    from whestdocs.probe.tips.code import load
    from whestdocs.probe.tips.hosts import _run
    warnings.simplefilter("ignore")
    print(json.dumps({
        Path(file).stem: float(np.mean(_run(load(Path(file)), 16, 3, 0)["final_layer"]))
        for file in sys.argv[1:]
    }))
"""


@pytest.mark.parametrize("tag", ROUNDS)
def test_every_host_runs_under_every_release_and_predicts_about_the_same(tag: str) -> None:
    means = inside(tag, _ALL_HOSTS, *map(str, HOSTS), cwd=PROJECT.root)
    assert len(means) == len(HOSTS)
    middle = float(np.median(list(means.values())))
    assert all(0.8 * middle < mean < 1.2 * middle for mean in means.values()), means


# The comparison.


def test_a_tip_that_changes_no_number_changes_no_error(tmp_path: Path) -> None:
    figures = statistics(hosted(tmp_path))
    change, score = figures["change"], figures["score"]
    assert (change.value, change.low, change.high) == (0.0, -0.001, 0.001)
    flops = [figures[f"{way}/flops"].value for way in ("before", "after")]
    # Doubling is two operations before and one after, for each neuron.
    assert flops[0] - flops[1] == WIDTH * DEPTH
    assert score.value == pytest.approx(flops[1] / flops[0], rel=1e-2)
    before, after = (figures[f"{way}/error"] for way in ("before", "after"))
    assert before.value == after.value > 0


@pytest.mark.parametrize(
    ("slug", "old", "new"),
    [
        ("normal_cdf", "0.5 + fnp.copysign(0.5 - tail, alpha)",
         "(alpha > 0.0) + fnp.copysign(tail, -alpha)"),
        ("normal_pair", "0.5 + fnp.copysign(0.5 - pdf * polynomial, alpha)",
         "(alpha > 0.0) + fnp.copysign(pdf * polynomial, -alpha)"),
    ],
)  # fmt: skip
def test_a_tip_that_spoils_an_estimator_is_refused_although_its_own_results_agree(
    tmp_path: Path, slug: str, old: str, new: str
) -> None:
    job = hosted(tmp_path)
    text = (PROJECT.examples / "tips" / f"{slug}.py").read_text()
    for host in HOSTS:
        (job.folder / "hosts" / host.name).write_text(host.read_text())
    file = job.folder / f"{slug}.py"
    file.write_text(text.replace(old, new))
    spoilt = TipJob(job.project, ROUNDS["v2-phase2"], file)
    with pytest.raises(MeasurementError, match=r"the error of hosts/mean_propagation.py grows by"):
        spoilt.run()
    file.write_text(file.read_text().replace("NOT_FOR", 'COSTS = "No."\nNOT_FOR', 1))
    assert spoilt.run()["costs"] == "No."


def test_a_prediction_that_is_not_finite_is_refused(tmp_path: Path) -> None:
    text = HOSTED.replace("return x + x", "return x + x + fnp.sqrt(x[0] - 1.0) * 0.0")
    with pytest.raises(MeasurementError, match="numbers that are not finite"):
        hosted(tmp_path, text).run()


def test_a_part_that_a_host_does_not_have_is_refused(tmp_path: Path) -> None:
    text = HOSTED.replace("means.twice", "means.thrice")
    with pytest.raises(MeasurementError, match=r"hosts/means\.py has no part 'thrice'"):
        hosted(tmp_path, text).run()


def test_a_changed_host_is_measured_again(tmp_path: Path) -> None:
    job = hosted(tmp_path)
    before = job.key()
    (job.folder / "hosts" / "means.py").write_text(HOST + "\n")
    assert job.key() != before


def compared(before: list[float], after: list[float], flops: tuple[int, int]) -> dict[str, Any]:
    document = {"value": 1.0, "low": 0.5, "high": 1.5}
    return {
        "before": {"flops": flops[0], "errors": before, "error": document},
        "after": {"flops": flops[1], "errors": after, "error": document},
    }


def test_the_score_is_the_error_times_the_flops() -> None:
    runs = compared([1.0, 3.0], [1.5, 4.5], (100, 50))
    found = {path: numbers for path, *numbers in host_statistics(runs)}
    assert found["host/change"][0] == 0.5
    assert found["host/score"][0] == 0.75


def test_a_change_below_a_thousandth_is_none() -> None:
    assert relative_change(compared([1.0] * 4, [1.0005] * 4, (1, 1)))[0] == 0.0
    assert relative_change(compared([1.0] * 4, [1.002] * 4, (1, 1)))[0] == pytest.approx(0.002)


def test_places_of_use_are_counted_from_one() -> None:
    found = list(use_statistics({"half": [[0.5, 0.5], [0.25, 0.25]]}))
    assert [(path, value) for path, value, _, _ in found] == [
        ("use/half/1/error", 0.5),
        ("use/half/2/error", 0.25),
    ]


def test_errors_are_measured_at_each_place_of_use(tmp_path: Path) -> None:
    text = HOSTED.replace(
        "def before(",
        "def errors_in_use(x):\n    return {'all': float(fnp.max(x))}\n\n\ndef before(",
    )
    uses = hosted(tmp_path, text).run()["uses"]
    assert [len(calls) for calls in uses.values()] == [8]  # The depth of the round.
    assert all(len(errors) == 4 and len(set(errors)) == 4 for errors in uses["all"])


# What is said of it.


@pytest.mark.parametrize(
    ("bounds", "words", "resolved"),
    [
        ((0.0, -0.001, 0.001), "stays the same", False),
        ((0.5, 0.2, 0.8), "grows", True),
        ((-0.5, -0.8, -0.2), "falls", True),
        ((0.1, -0.2, 0.4), "may grow or fall", False),
    ],
)
def test_a_change_is_said_only_if_it_is_sure(
    bounds: tuple[float, float, float], words: str, resolved: bool
) -> None:
    change = an_interval("tip/x/host/change", *bounds)
    assert (change_in_words(change), is_resolved(change)) == (words, resolved)


def a_view(change: tuple[float, float, float], score: tuple[float, float, float]) -> HostView:
    one = a_figure("tip/x", 1)
    return HostView(
        "h.py", None, one, one, one, one,
        an_interval("tip/x/host/change", *change), an_interval("tip/x/host/score", *score),
    )  # fmt: skip


def test_the_score_is_said_above_and_below_the_floor() -> None:
    same = a_view((0.0, -0.001, 0.001), (0.8, 0.799, 0.801))
    assert (same.score_text, same.floor_text) == ("80.0%", "100.0%")
    worse = a_view((0.5, 0.2, 0.8), (0.75, 0.6, 0.9))
    assert (worse.score_text, worse.floor_text) == (
        "75.0% (60.0% to 90.0%)",
        "150.0% (120.0% to 180.0%)",
    )
    lost = a_view((256.0, 195.0, 317.0), (383.0, 300.0, 400.0))
    assert lost.floor_text.startswith("257\N{MULTIPLICATION SIGN}")


def test_places_that_double_are_shown_and_the_last() -> None:
    def figure(name: str, tag: str | None = None) -> Figure:
        return a_figure(name, int(name.split("/")[-2]))

    shown = uses_of("tip/x", {"half": [[0.1]] * 14}, figure)
    assert [place for place, _ in shown] == [1, 2, 4, 8, 14]
    assert [errors[0].value for _, errors in shown] == [1, 2, 4, 8, 14]
    assert uses_of("tip/x", {}, figure) == []
