"""The pytest plugin: a participant's own test fails when an estimator's cost grows.

    @pytest.mark.flops(max=90_000_000, round="v2-phase2")
    def test_my_estimator_stays_cheap(flop_budget):
        profile = flop_budget("my_estimator.py")

    @pytest.mark.flops("my_estimator.py", max=90_000_000, round="v2-phase2")
    def test_my_estimator_stays_cheap(): ...

pytest loads this in every project of the environment, whether or not it measures anything.
So what measures is imported only where a test is marked.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from whestdocs.estimators.profiles import Profile

MARKER = "flops"
_MARKER_TEXT = (
    f"{MARKER}(estimator=None, *, max, round=None, release=None, width=None, depth=None, seed=0): "
    "fail if the estimator's predict() spends more than `max` FLOPs; name it here, or pass it to "
    "the fixture `flop_budget`. See `whestdocs profile --help` for the other options."
)


def pytest_configure(config: pytest.Config) -> None:
    """Say that the marker exists, for ``--markers`` and ``--strict-markers``."""
    config.addinivalue_line("markers", _MARKER_TEXT)


@pytest.hookimpl(wrapper=True)
def pytest_pycollect_makeitem() -> Generator[None, Any, Any]:
    """Refuse a marker that says nothing one can check, before any test runs."""
    made = yield
    for item in made if isinstance(made, list) else [made]:
        if isinstance(item, pytest.Function) and item.get_closest_marker(MARKER) is not None:
            _refuse_mistakes(item)
    return made


def _refuse_mistakes(item: pytest.Function) -> None:
    """Raise what pytest shows as an error of the test's module."""
    from whestdocs.errors import UsageError
    from whestdocs.testing.ceiling import read_ceiling

    own = [marker for marker in item.own_markers if marker.name == MARKER]
    try:
        ceiling = read_ceiling(_marker(item))
        if own and ceiling.estimator is None and "flop_budget" not in item.fixturenames:
            raise UsageError(
                "it names no estimator. Write @pytest.mark.flops('my_estimator.py', max=...), or "
                "let the test use the fixture flop_budget."
            )
    except UsageError as error:
        raise pytest.Collector.CollectError(
            f"{item.name}: @pytest.mark.{MARKER}: {error}"
        ) from error


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """Check the estimator that a marker names, and then run the test."""
    marker = item.get_closest_marker(MARKER)
    if marker is not None and marker.args:
        _check(item, marker.args[0])


@pytest.fixture
def flop_budget(
    request: pytest.FixtureRequest,
) -> Callable[[str | os.PathLike[str]], Profile]:
    """Return a function that fails the test if an estimator spends more than its marker allows.

    The function takes the estimator, as `whestdocs profile` does, by a path from the test's
    folder or from pytest's root folder, and returns its profile.
    """
    item = request.node
    if item.get_closest_marker(MARKER) is None:
        pytest.fail(
            f"{item.name} uses flop_budget and does not say how much its estimator may spend. Mark "
            f"it with @pytest.mark.{MARKER}(max=...).",
            pytrace=False,
        )

    def check(estimator: str | os.PathLike[str]) -> Profile:
        __tracebackhide__ = True
        return _check(item, estimator)

    return check


def _check(item: pytest.Item, estimator: str | os.PathLike[str]) -> Profile:
    """Return an estimator's profile, or fail ``item`` with one paragraph that says why."""
    __tracebackhide__ = True
    from whestdocs.errors import WhestdocsError
    from whestdocs.estimators.notices import WARNING, notices_of
    from whestdocs.testing.ceiling import locate, read_ceiling

    ceiling = read_ceiling(_marker(item))
    try:
        target = locate(estimator, [item.path.parent, item.config.rootpath])
        profile, excess = ceiling.measure(target)
    except WhestdocsError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None
    # Machine-readable reports, such as --junitxml, keep it beside the test.
    item.user_properties.append(("flops_used", profile.flops_used))
    for notice in notices_of(profile):
        if notice.tone == WARNING:
            item.warn(pytest.PytestWarning(f"{profile.file}: {notice}"))
    if excess:
        pytest.fail(excess, pytrace=False)
    return profile


def _marker(item: pytest.Item) -> pytest.Mark:
    marker = item.get_closest_marker(MARKER)
    assert marker is not None
    return marker
