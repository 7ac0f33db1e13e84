"""check and accept: what they find, what they write and what they refuse."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys

import pytest

from tests.conftest import OTHER, TAG, TINY, Run, edit_ledger
from tests.test_cli import ROUND
from whestdocs.files import sha256_of
from whestdocs.ledger import read
from whestdocs.project import Project


def digests(project: Project) -> dict[str, str]:
    """Return the digest of every file of a checkout."""
    files = (file for file in project.root.rglob("*") if file.is_file())
    return {str(file.relative_to(project.root)): sha256_of(file.read_bytes()) for file in files}


def test_a_guide_that_is_accepted_passes(checkout: Project, whestdocs: Run) -> None:
    code, out, _ = whestdocs("check", *ROUND)
    assert code == 0
    assert re.match(rf"{TAG}: \d+ figures agree with the ledger\.\n", out)
    assert "No page publishes" in out


def test_an_edited_example_fails_the_check(checkout: Project, whestdocs: Run) -> None:
    (checkout.examples / "01_tiny.py").write_text(OTHER)
    code, out, err = whestdocs("check", *ROUND)
    assert code == 1
    assert "Traceback" not in err
    assert re.search(
        r"01_tiny/flops: accepted [\d,]+ FLOPs, measured [\d,]+ FLOPs, ratio 1\.\d", out
    )
    assert "published in docs/index.md:3" in out
    assert "examples/01_tiny.py is not what was accepted: another content." in out
    assert re.search(
        r"examples/01_tiny\.py:17:\d+: `w\.T @ x \+ 1\.0` \(add\): new, [\d,]+ FLOPs", out
    )
    assert f"whestdocs accept --round {TAG}" in out


def test_an_edited_digit_of_the_ledger_fails_the_check(checkout: Project, whestdocs: Run) -> None:
    flops = edit_ledger(checkout, "01_tiny/flops", 12)
    code, out, _ = whestdocs("check", *ROUND)
    assert code == 1
    assert f"{TAG}: 1 figure drifted." in out
    assert f"01_tiny/flops: accepted 12 FLOPs, measured {flops:,} FLOPs" in out
    assert "published in docs/index.md:3" in out


def test_an_example_whose_comment_changed_fails_the_check_until_accepted(
    checkout: Project, whestdocs: Run
) -> None:
    example = checkout.examples / "01_tiny.py"
    example.write_text(
        TINY.replace("        rows = []\n", "        # Activations.\n        rows = []\n")
    )
    code, out, _ = whestdocs("check", *ROUND)
    assert code == 1
    assert re.search(rf"^{TAG}: no figure moved, but the accepted source of \d+ figures", out)
    repair = shlex.split(re.search(r"accept it with: whestdocs (.+)$", out, re.MULTILINE)[1])
    assert whestdocs(*repair)[0] == 0
    assert whestdocs("check", *ROUND)[0] == 0


def test_a_deleted_example_fails_the_check_until_accepted(
    checkout: Project, whestdocs: Run
) -> None:
    (checkout.examples / "02_other.py").write_text(OTHER)
    assert whestdocs("accept", *ROUND)[0] == 0
    (checkout.examples / "02_other.py").unlink()
    code, out, _ = whestdocs("check", *ROUND)
    assert code == 1
    assert re.search(r"02_other/flops: accepted [\d,]+ FLOPs, no longer measured", out)
    assert whestdocs("accept", *ROUND, "--figure", "02_other/*")[0] == 0
    assert whestdocs("accept", *ROUND, "--figure", "accuracy/02_other/*")[0] == 0
    assert whestdocs("check", *ROUND)[0] == 0


def test_a_ledger_with_conflict_markers_is_named_with_its_line(
    checkout: Project, whestdocs: Run
) -> None:
    path = checkout.ledger_file(TAG)
    lines = path.read_text().split("\n")
    lines[7:8] = ["<<<<<<< HEAD", lines[7], "=======", lines[7], ">>>>>>> other"]
    path.write_text("\n".join(lines))
    for arguments in (("check", *ROUND), ("accept", *ROUND)):
        code, _, err = whestdocs(*arguments)
        assert code == 1
        assert f"whestdocs: {TAG}.json:8: this is not JSON" in err
    assert path.read_text() == "\n".join(lines)


def test_examples_and_figures_without_a_page_are_named(checkout: Project, whestdocs: Run) -> None:
    (checkout.pages / "index.md").write_text("# A guide\n")
    code, out, _ = whestdocs("check", *ROUND)
    assert code == 0
    assert "No page shows the example 01_tiny.py." in out
    assert re.search(r"No page publishes \d+ of its figures: .* and \d+ more\.", out)


def test_a_broken_example_fails_the_check(checkout: Project, whestdocs: Run) -> None:
    (checkout.examples / "02_broken.py").write_text("def f(:\n")
    code, _, err = whestdocs("check", *ROUND)
    assert code == 1
    assert "02_broken.py:1: " in err
    assert "Traceback" not in err


def test_accept_shows_old_and_new_and_writes_ledgers_only(
    checkout: Project, whestdocs: Run
) -> None:
    (checkout.examples / "01_tiny.py").write_text(OTHER)
    before, ledger = digests(checkout), read(checkout.ledger_file(TAG), TAG)
    code, out, _ = whestdocs("accept", *ROUND)
    assert code == 0
    now = read(checkout.ledger_file(TAG), TAG)
    old, new = (figures.figures["01_tiny/flops"].value for figures in (ledger, now))
    assert f"{TAG}: 01_tiny/flops: accepted {old:,} FLOPs, measured {new:,} FLOPs" in out
    after = digests(checkout)
    assert {name for name in after if after[name] != before.get(name)} == {
        f"docs/figures/{TAG}.json"
    }
    assert after.keys() == before.keys()
    assert whestdocs("check", *ROUND)[0] == 0


def test_accepting_again_changes_nothing(checkout: Project, whestdocs: Run) -> None:
    before = digests(checkout)
    assert whestdocs("accept", *ROUND)[:2] == (0, "Every measured figure is accepted.\n")
    assert digests(checkout) == before


def test_a_new_guide_is_accepted_at_once(checkout: Project, whestdocs: Run) -> None:
    before = checkout.ledger_file(TAG).read_bytes()
    checkout.ledger_file(TAG).unlink()
    assert whestdocs("check", *ROUND)[0] == 1
    code, out, _ = whestdocs("accept", *ROUND)
    assert code == 0
    assert re.search(r"Accepted [\d,]+ figures\.\n$", out)
    assert checkout.ledger_file(TAG).read_bytes() == before


def test_accept_takes_over_only_the_figures_that_match(checkout: Project, whestdocs: Run) -> None:
    edit_ledger(checkout, "01_tiny/flops", 1)
    edit_ledger(checkout, "01_tiny/calls", 2)
    code, out, _ = whestdocs("accept", *ROUND, "--figure", "01_tiny/fl*")
    assert code == 0
    left = f"{TAG}: 1 drifted figure of 01_tiny is not accepted yet: 01_tiny/calls.\n"
    assert out.endswith(f"Accepted 1 figure.\n{left}")
    assert out.count("01_tiny/calls") == 1
    accepted = read(checkout.ledger_file(TAG), TAG).figures
    assert accepted["01_tiny/flops"].value > 1
    assert accepted["01_tiny/calls"].value == 2
    assert whestdocs("check", *ROUND)[0] == 1


def test_accepting_a_part_says_what_the_ledger_still_takes_for_the_source(
    checkout: Project, whestdocs: Run
) -> None:
    before = read(checkout.ledger_file(TAG), TAG).figures["01_tiny/flops"].provenance.sha256
    (checkout.examples / "01_tiny.py").write_text(OTHER)
    code, out, _ = whestdocs("accept", *ROUND, "--figure", "01_tiny/flops")
    assert code == 0
    assert re.search(r": \d+ drifted figures of 01_tiny are not accepted yet: 01_tiny/calls, ", out)
    digest = f"the ledger keeps the digest {before[:12]} of examples/01_tiny.py.\n"
    assert out.endswith(f" more. Until they are, {digest}")
    assert read(checkout.ledger_file(TAG), TAG).figures["01_tiny/flops"].provenance.sha256 == before
    assert whestdocs("accept", *ROUND, "--figure", "01_tiny/*")[1].endswith("figures.\n")


def test_accept_without_a_match_fails_and_writes_nothing(checkout: Project, whestdocs: Run) -> None:
    edit_ledger(checkout, "01_tiny/flops", 1)
    before = digests(checkout)
    code, out, _ = whestdocs("accept", *ROUND, "--figure", "02_*")
    assert code == 1
    assert out == "No drifted figure is called '02_*' or matches it; nothing was written.\n"
    assert digests(checkout) == before


@pytest.mark.parametrize("value", ["true", "1", "false"])
def test_accept_refuses_under_ci(
    checkout: Project, whestdocs: Run, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    edit_ledger(checkout, "01_tiny/flops", 1)
    before = digests(checkout)
    monkeypatch.setenv("CI", value)
    code, out, err = whestdocs("accept", *ROUND)
    assert (code, out) == (1, "")
    assert "not accepted under CI" in err
    assert digests(checkout) == before


def test_a_ledger_that_cannot_be_written_stays_as_it_was(checkout: Project) -> None:
    # Larger files than the ledger fit nowhere, as on a full disk; what is cached is read.
    edit_ledger(checkout, "01_tiny/flops", 1)
    before = digests(checkout)
    program = (
        "import resource, sys; from whestdocs.cli import main; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)); main(sys.argv[1:])"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program, "accept", *ROUND],
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 1
    assert f"{TAG}.json cannot be written: File too large" in finished.stderr
    assert "Traceback" not in finished.stderr
    assert digests(checkout) == before
