"""The processes that render rounds: several rounds in one, errors, and how they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import INDEX, TAG, accept_all
from whestdocs.errors import SiteError
from whestdocs.figures.ledger import read
from whestdocs.project import Project
from whestdocs.site.renderers import Renderers


def flops(project: Project, tag: str) -> str:
    return f"{read(project.ledger_file(tag), tag).figures['01_tiny/flops'].value:,}"


def test_one_process_renders_one_round_after_another(checkout: Project, tmp_path: Path) -> None:
    accept_all(checkout, "v1-phase1")
    with Renderers(checkout) as renderers:
        for tag in (TAG, "v1-phase1", TAG):
            assert renderers.render({tag: tmp_path / tag}) == {}
            assert flops(checkout, tag) in (tmp_path / tag / "index.html").read_text()
        assert len(renderers._started) == 1


def test_an_error_is_returned_and_the_next_build_is_good(checkout: Project, tmp_path: Path) -> None:
    page = checkout.pages / "page.md"
    with Renderers(checkout) as renderers:
        page.write_text('# T\n\n{{ figure("no/such") }}\n')
        [error] = renderers.render({TAG: tmp_path / "site"}).values()
        assert "docs/page.md:3: There is no figure 'no/such'" in error
        page.write_text("# T\n\n[nowhere](nowhere.md)\n")
        [error] = renderers.render({TAG: tmp_path / "site"}).values()
        assert "contains a link 'nowhere.md'" in error
        page.write_text("# T\n")
        assert renderers.render({TAG: tmp_path / "site"}) == {}


def test_an_edited_page_and_ledger_are_noticed(checkout: Project, tmp_path: Path) -> None:
    ledger = checkout.ledger_file(TAG)
    with Renderers(checkout) as renderers:
        assert renderers.render({TAG: tmp_path / "site"}) == {}
        (checkout.pages / "index.md").write_text(INDEX.replace("A guide", "Another title"))
        assert renderers.render({TAG: tmp_path / "site"}) == {}
        assert "Another title" in (tmp_path / "site" / "index.html").read_text()
        ledger.write_text(ledger.read_text().replace('"value": ', '"value": 1', 1))
        [error] = renderers.render({TAG: tmp_path / "site"}).values()
        assert "drifted" in error


def test_a_process_that_ends_is_an_error_with_what_it_said(
    checkout: Project, tmp_path: Path
) -> None:
    (checkout.root / "broken.py").write_text("import os\n\nos.write(2, b'no more')\nos._exit(3)\n")
    checkout.mkdocs_file.write_text(f"{checkout.mkdocs_file.read_text()}  - broken\n")
    with Renderers(checkout) as renderers, pytest.raises(SiteError, match=r"ended:\nno more"):
        renderers.render({TAG: tmp_path / "site"})


def test_a_process_ends_when_whoever_started_it_is_killed(checkout: Project) -> None:
    code = (
        "import time\nfrom pathlib import Path\n"
        "from whestdocs.project import Project\nfrom whestdocs.site.renderers import _Renderer\n"
        "renderer = _Renderer(Project(Path.cwd()))\n"
        "print(renderer._process.pid, flush=True)\ntime.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert is_running(child)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    deadline = time.monotonic() + 30
    while is_running(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(child)


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return _answers(pid) if not Path("/proc/self").exists() else False
    return state != "Z"  # In a container nobody may be there to bury it.


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
