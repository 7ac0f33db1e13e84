"""The hooks for pre-commit: that they are well formed, and that what they run does its work."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import TINY
from tests.support.places import ROOT
from whestdocs.cli.main import app
from whestdocs.estimators.profiling import profile

HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
#: What pre-commit knows: https://pre-commit.com/#new-hooks
KEYS = {
    *("id", "name", "description", "entry", "language", "additional_dependencies"),
    *("pass_filenames", "types", "files", "require_serial"),
}


@pytest.mark.parametrize("hook", HOOKS.values(), ids=HOOKS)
def test_a_hook_has_what_precommit_asks_for(hook: dict[str, Any]) -> None:
    assert {"id", "name", "entry", "language"} <= set(hook) <= KEYS
    assert hook["pass_filenames"] is False and hook["require_serial"] is True
    re.compile(hook.get("files", ""))


def test_the_check_runs_whenever_figures_or_pages_may_have_changed() -> None:
    hook = HOOKS["whestdocs-check"]
    assert hook["language"] == "system"  # With the locked versions, that figures depend on.
    printed = subprocess.check_output(
        [*shlex.split(hook["entry"]), "--dry-run", "--no-print-directory"], cwd=ROOT, text=True
    )
    program, command = printed.splitlines()[-1].split()
    assert Path(program).name == "whestdocs" and command in app
    for name in (
        "docs/guide.md",
        "docs/figures/v2-phase2.json",
        "examples/02_mean_propagation.py",
        "whestdocs/probe/recording/recorder.py",
        "whestdocs/competition/releases.toml",
        "pictures/page.json",
    ):
        assert (ROOT / name).exists() and re.search(hook["files"], name)
    assert not re.search(hook["files"], "tests/guide/test_hooks.py")


@pytest.mark.parametrize(("more", "code"), [(0, 0), (-1, 1)])
def test_the_ceilings_run_marked_tests_alone(tmp_path: Path, more: int, code: int) -> None:
    (tmp_path / "my_estimator.py").write_text(TINY)
    most = profile(tmp_path / "my_estimator.py", width=8, depth=1).flops_used + more
    (tmp_path / "test_it.py").write_text(
        "import pytest\n"
        f"@pytest.mark.flops('my_estimator.py', max={most}, width=8, depth=1)\n"
        "def test_marked(): ...\n"
        "def test_other(): raise SystemExit(7)\n"
    )
    hook = HOOKS["flop-ceilings"]
    program, *words = shlex.split(hook["entry"])
    assert (program, hook["language"]) == ("python", "python")  # Installs whestdocs by itself.
    finished = subprocess.run(
        [sys.executable, *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert finished.returncode == code, finished.stdout
    assert ("1 more than max=" in finished.stdout) == bool(code)
