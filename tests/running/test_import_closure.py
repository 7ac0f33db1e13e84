"""The code that a command depends on: what it imports, and nothing that only makes pages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from whestdocs.measurements.captures.capture_job import module_of_command
from whestdocs.project import PACKAGE
from whestdocs.running.import_closure import files_of, imports_in

COMMANDS = ("profile", "advise", "compare", "budget", "reprice", "price", "accuracy")
#: What only makes pages, or a site.
PAGE_FOLDERS = ("pages", "site")


def names_of(*modules: Path) -> set[str]:
    return {file.relative_to(PACKAGE).as_posix() for file in files_of(*modules)}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_depends_on_no_code_that_makes_pages(command: str) -> None:
    names = names_of(module_of_command(command))
    assert "estimators/profiles.py" in names or command == "price"
    assert not [name for name in names if name.split("/")[0] in PAGE_FOLDERS]
    assert "cli/maintainer.py" not in names


@pytest.mark.parametrize("command", COMMANDS)
def test_whatever_a_command_loads_is_among_its_files(command: str) -> None:
    module = module_of_command(command).relative_to(PACKAGE.parent).with_suffix("")
    program = (
        f"import sys, {'.'.join(module.parts)}; "
        "[print(m.__file__) for n, m in sys.modules.items() if n.split('.')[0] == 'whestdocs']"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = set(map(Path, finished.stdout.splitlines()))
    assert len(loaded) > 3
    assert loaded <= set(files_of(module_of_command(command)))


def test_what_is_imported_when_it_is_needed_counts(tmp_path: Path) -> None:
    imported = imports_in("def f():\n    from whestdocs.running import probes\n")
    assert imported == [PACKAGE / "running" / "probes.py"]


def test_imports_for_type_checkers_do_not_count() -> None:
    assert imports_in("if TYPE_CHECKING:\n    from whestdocs import text\n\nx = 1\n") == []


def test_whoever_starts_a_probe_depends_on_all_of_it() -> None:
    assert "probe/recording/recorder.py" in names_of(PACKAGE / "running" / "probes.py")
    assert "probe/recording/recorder.py" not in names_of(PACKAGE / "figures" / "ledger.py")


def test_catalogues_and_templates_count_for_what_reads_them() -> None:
    assert "competition/rounds.toml" in names_of(PACKAGE / "competition" / "rounds.py")
    report = names_of(PACKAGE / "views" / "html" / "profile_report.py")
    assert {
        "views/templates/profile_report.html.jinja",
        "views/theme/assets/reports/report.css",
    } <= report
    assert "views/templates/profile_report.html.jinja" not in names_of(
        PACKAGE / "running" / "probes.py"
    )


def test_a_script_that_uses_the_package_depends_on_all_that_it_offers() -> None:
    imported = imports_in("import whestdocs\n\nwhestdocs.compare('a', 'b')\n")
    assert PACKAGE / "estimators" / "comparison.py" in imported


@pytest.mark.parametrize(
    "text",
    [
        "from whestdocs.running import (\n    probes as p,\n    cache,\n)\n",
        "import json, whestdocs.running.probes as p, whestdocs.running.cache\n",
        "    from whestdocs.running.probes import run\nfrom whestdocs.running.cache import key\n",
        "from whestdocs.running import cache, probes  # why\ndef f(:\n",
    ],
)
def test_an_import_is_found_however_it_is_written(text: str) -> None:
    names = {"__init__.py", "cache.py", "probes.py"}
    assert {"cache.py", "probes.py"} <= {file.name for file in imports_in(text)} <= names
