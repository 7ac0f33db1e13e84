"""A save is noticed once it is complete, however the editor saves."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from whestdocs.estimators.watching import signatures, wait_for_change


def noticed(tmp_path: Path, save: Callable[[Path], None]) -> tuple[list[Path], str]:
    """Return the files noticed while ``save`` runs, and the content at that moment."""
    file = tmp_path / "estimator.py"
    file.write_text("old")
    (tmp_path / "helper.py").write_text("helper")
    before = signatures([file, tmp_path / "helper.py", tmp_path / "absent.py"])
    thread = threading.Thread(target=save, args=(file,))
    thread.start()
    changed = wait_for_change(before)
    content = file.read_text()
    thread.join()
    return changed, content


def in_place(file: Path) -> None:
    file.write_text("new")


def truncating_first(file: Path) -> None:
    file.write_text("")
    time.sleep(0.7)
    file.write_text("new")


def bit_by_bit(file: Path) -> None:
    with file.open("w") as stream:
        for character in "new":
            stream.write(character)
            stream.flush()
            time.sleep(0.12)


def by_another_file(file: Path) -> None:
    other = file.with_suffix(".tmp")
    other.write_text("new")
    other.replace(file)


def by_removing_first(file: Path) -> None:
    shutil.move(file, file.with_suffix(".py~"))
    time.sleep(0.7)
    file.write_text("new")


def of_the_same_size_and_time(file: Path) -> None:
    found = file.stat()
    other = file.with_suffix(".tmp")
    other.write_text("new")
    os.utime(other, ns=(found.st_atime_ns, found.st_mtime_ns))
    other.replace(file)


SAVES = [
    in_place,
    truncating_first,
    bit_by_bit,
    by_another_file,
    by_removing_first,
    of_the_same_size_and_time,
]


@pytest.mark.parametrize("save", SAVES, ids=lambda save: save.__name__)
def test_a_save_is_noticed_when_it_is_complete(
    tmp_path: Path, save: Callable[[Path], None]
) -> None:
    assert noticed(tmp_path, save) == ([tmp_path / "estimator.py"], "new")


def test_a_file_that_was_looked_for_in_vain_is_noticed_when_it_comes(tmp_path: Path) -> None:
    absent = tmp_path / "absent.py"
    changed, _ = noticed(tmp_path, lambda file: absent.write_text("here"))
    assert changed == [absent]


def test_a_file_that_is_gone_for_good_is_noticed_too(tmp_path: Path) -> None:
    helper = tmp_path / "helper.py"
    changed, _ = noticed(tmp_path, lambda file: helper.unlink())
    assert changed == [helper]
