"""The Python of pages runs where a reader runs it: in a folder with the files that it names."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


@pytest.fixture(autouse=True)
def _in_a_folder_with_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in [*EXAMPLES.glob("*.py"), *(EXAMPLES / "how-to").glob("*.py")]:
        shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
