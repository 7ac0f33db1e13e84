"""Ledgers: their bytes, and what is refused."""

from __future__ import annotations

import json
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.samples import TAG, a_figure, a_ledger, an_interval
from whestdocs.errors import LedgerError, WhestdocsError
from whestdocs.figures.figure import EXACT, INTERVAL, Accepted
from whestdocs.figures.ledger import Ledger, read, read_of_any_age, text, write
from whestdocs.files import write_atomically

# Names come from source text, so they hold anything that can be encoded.
words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
finite = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    figures = {}
    for name in draw(st.lists(words, unique=True, max_size=12)):
        if draw(st.booleans()):
            figures[name] = Accepted(name, draw(st.integers(0)), EXACT)
        else:
            low, value, high = sorted(draw(st.tuples(finite, finite, finite)))
            figures[name] = Accepted(name, value, INTERVAL, low, high)
    return Ledger(TAG, figures)


@pytest.fixture(scope="module")
def shared_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ledgers") / "ledger.json"


@given(ledgers())
def test_what_was_written_is_read_back(shared_file: Path, ledger: Ledger) -> None:
    write(shared_file, ledger)
    assert read(shared_file, TAG) == ledger


@given(ledgers(), st.randoms())
def test_the_same_figures_give_the_same_bytes(ledger: Ledger, random: object) -> None:
    figures = list(ledger.figures.items())
    random.shuffle(figures)
    assert text(Ledger(TAG, dict(figures))) == text(ledger)


@given(ledgers())
def test_a_ledger_has_one_figure_a_line_sorted_by_name(ledger: Ledger) -> None:
    # Only a newline ends a line for git, whatever other signs a name holds.
    lines = text(ledger).split("\n")
    first = lines.index('"figures": {') + 1
    figures = [line.rstrip(",") for line in lines[first:-3]]
    names = [next(iter(json.loads(f"{{{line}}}"))) for line in figures]
    assert names == sorted(ledger.figures)


def test_one_changed_figure_changes_one_line() -> None:
    figures = [a_figure(f"source/{n}", n) for n in range(20)]
    before = text(a_ledger(*figures))
    after = text(a_ledger(*figures, a_figure("source/7", 700)))
    lines = zip(before.split("\n"), after.split("\n"), strict=True)
    assert [(old, new) for old, new in lines if old != new] == [
        (
            '"source/7": {"value": 7, "kind": "exact"},',
            '"source/7": {"value": 700, "kind": "exact"},',
        )
    ]


def test_a_ledger_is_json_that_anyone_can_read() -> None:
    ledger = a_ledger(an_interval("source/mse", 2.1e-6, 1.9e-6, 2.3e-6))
    assert json.loads(text(ledger)) == {
        "schema": "whestdocs.ledger/2",
        "round": TAG,
        "figures": {
            "source/mse": {"value": 2.1e-6, "kind": "interval", "low": 1.9e-6, "high": 2.3e-6}
        },
    }


def test_a_ledger_ends_in_a_newline_and_has_no_carriage_returns(tmp_path: Path) -> None:
    write(tmp_path / "ledger.json", a_ledger(a_figure("a/b", 1)))
    content = (tmp_path / "ledger.json").read_bytes()
    assert content.endswith(b"}\n")
    assert b"\r" not in content


def test_a_ledger_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert read(tmp_path / "ledger.json", TAG) == Ledger(TAG, {})


# What is refused.


def broken(tmp_path: Path, old: str, new: str) -> Path:
    """Return a ledger's file in which ``old`` was replaced by ``new``."""
    good = text(a_ledger(a_figure("source/calls", 5), a_figure("source/flops", 5)))
    assert old in good
    path = tmp_path / f"{TAG}.json"
    path.write_text(good.replace(old, new, 1), encoding="utf-8")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(LedgerError) as caught:
        read(path, TAG)
    message = str(caught.value)
    assert message.startswith(path.name)
    assert message.endswith("Restore the file from git, or delete it and run `whestdocs accept`.")
    return message


def test_broken_json_is_named_with_its_line(tmp_path: Path) -> None:
    assert f"{TAG}.json:5: this is not JSON" in refusal(broken(tmp_path, '"value": 5', '"value" 5'))


def test_conflict_markers_of_git_are_named_with_their_line(tmp_path: Path) -> None:
    line = '"source/flops": {"value": 5, '
    conflict = f'<<<<<<< HEAD\n{line}=======\n"source/flops": {{"value": 6, '
    assert f"{TAG}.json:6: this is not JSON" in refusal(broken(tmp_path, line, conflict))


def test_a_figure_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    line = '"source/flops": {"value": 5, "kind": "exact"}'
    path = broken(tmp_path, line, f"{line.replace('5', '6')},\n{line}")
    assert "'source/flops' stands there twice" in refusal(path)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"value": 5', '"value": "5"', "'source/calls' has a value that no exact figure can have"),
        ('"value": 5', '"value": 5.5', "'source/calls' has a value that no exact figure can have"),
        ('"value": 5', '"value": true', "'source/calls' has a value that no exact figure"),
        ('"value": 5', '"value": null', "'source/calls' has a value that no exact figure"),
        ('"exact"', '"interval"', "'source/calls' has a value that no interval figure can have"),
        (
            '"value": 5, "kind": "exact"',
            '"value": 123, "low": 0, "high": 1, "kind": "interval"',
            "'source/calls' has a value outside of its bounds",
        ),
        ('"exact"', '"rough"', "'source/calls' has a value that no rough figure can have"),
        ('"value": 5, ', "", "missing 1 required positional argument: 'value'"),
        (', "kind": "exact"', "", "missing 1 required positional argument: 'kind'"),
        (', "kind": "exact"', ', "kind": "exact", "unit": "FLOPs"', "unit"),
        ("whestdocs.ledger/2", "whestdocs.ledger/3", "its schema is not whestdocs.ledger/2"),
        ('"schema": "whestdocs.ledger/2",', "", "lacks 'schema'"),
        (f'"round": "{TAG}"', '"round": "v1-warmup"', "not a ledger of v2-phase2"),
        (f'"round": "{TAG}",', "", "lacks 'round'"),
        ('"figures": {', '"numbers": {', "lacks 'figures'"),
    ],
)
def test_a_mistyped_ledger_is_refused_with_the_reason(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    assert reason in refusal(broken(tmp_path, old, new))


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('"figures": {\n', '"note": "trust me",\n"figures": {\n', 4),
        ('"value": 5, "kind": "exact"', '"kind": "exact", "value": 5', 5),
        ('"value": 5', '"value":  5', 5),
        ('"kind": "exact"', '"kind": "exact", "low": null', 5),
        ("source/calls", "source/zebra", 5),
        ("source/calls", "source\\u002fcalls", 5),
        ("}\n}\n}\n", "}\n}\n}\n\n", 10),
        ("}\n}\n}\n", "}\n}\n}", 9),
    ],
    ids=repr,
)
def test_a_ledger_that_whestdocs_would_write_otherwise_is_refused_with_the_line(
    tmp_path: Path, old: str, new: str, line: int
) -> None:
    path = broken(tmp_path, old, new)
    assert f"{TAG}.json:{line}: whestdocs would write" in refusal(path)
    assert not read_of_any_age(path, TAG).is_of_today


def test_a_number_written_in_another_way_is_refused(tmp_path: Path) -> None:
    path = tmp_path / f"{TAG}.json"
    good = text(a_ledger(an_interval("source/mse", 0.5, 0.25, 0.75)))
    for other in ("0.50", "5e-1", "0.5000000000000000001"):
        path.write_text(good.replace("0.5", other))
        assert f"{TAG}.json:5: whestdocs would write" in refusal(path)


@pytest.mark.parametrize(
    "content",
    [b"[]", b"null", b'"figures"', b"{}", b"", b"\xff\xfe{}", b"7", b"[" * 100_000],
    ids=lambda content: content[:10],
)
def test_a_file_that_is_no_ledger_at_all_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / f"{TAG}.json"
    path.write_bytes(content)
    refusal(path)


@given(ledgers(), st.data())
def test_a_ledger_cut_short_is_refused(
    shared_file: Path, ledger: Ledger, data: st.DataObject
) -> None:
    whole = text(ledger)
    content = whole[: data.draw(st.integers(0, len(whole) - 2))]
    shared_file.write_text(content, encoding="utf-8")
    with pytest.raises(LedgerError):
        read(shared_file, TAG)


# Writing.


@contextmanager
def full_disk(free: int) -> Iterator[None]:
    """Let no file of this process grow beyond ``free`` bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (free, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def test_a_full_disk_leaves_the_ledger_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "ledger.json"
    small = a_ledger(a_figure("source/flops", 5))
    write(path, small)
    large = a_ledger(*(a_figure(f"source/{n}", n) for n in range(500)))
    with full_disk(4096), pytest.raises(WhestdocsError, match=r"ledger\.json cannot be written"):
        write(path, large)
    assert read(path, TAG) == small
    assert [file.name for file in tmp_path.iterdir()] == ["ledger.json"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "figures").write_text("a file where a folder should be")
    with pytest.raises(WhestdocsError, match=r"figures.ledger\.json cannot be written"):
        write(tmp_path / "figures" / "ledger.json", Ledger(TAG, {}))


def test_folders_on_the_way_are_made(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a" / "b" / "c.txt", "text\n")
    assert (tmp_path / "a" / "b" / "c.txt").read_bytes() == b"text\n"


def test_a_written_file_can_be_read_by_everyone(tmp_path: Path) -> None:
    write_atomically(tmp_path / "c.txt", "text")
    assert (tmp_path / "c.txt").stat().st_mode & 0o777 == 0o644


# An older whestdocs.


def old_ledger(tmp_path: Path) -> Path:
    figure = {"value": 5, "unit": "FLOPs", "kind": "exact", "source": "s"}
    statistic = {"value": 2.0, "low": 1.0, "high": 3.0, "unit": "", "kind": "interval"}
    figures = {"s/flops": figure, "s/error": statistic | {"source": "s"}}
    document = {"schema": "whestdocs.ledger/1", "round": TAG, "sources": {}, "figures": figures}
    path = tmp_path / f"{TAG}.json"
    path.write_text(json.dumps(document))
    return path


def test_an_older_ledger_is_refused_with_the_command_that_writes_it_anew(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=f"The ledger of {TAG} is one of an older .* Run `whest"):
        read(old_ledger(tmp_path), TAG)


def test_an_older_ledger_keeps_every_value(tmp_path: Path) -> None:
    path = old_ledger(tmp_path)
    old = read_of_any_age(path, TAG)
    assert not old.is_of_today
    write(path, old)
    assert read(path, TAG).figures == {
        "s/flops": Accepted("s/flops", 5, EXACT),
        "s/error": Accepted("s/error", 2.0, INTERVAL, 1.0, 3.0),
    }
