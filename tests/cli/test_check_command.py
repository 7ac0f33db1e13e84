"""check and accept: what they find, what they write and what they refuse."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import OTHER, TAG, TINY, Run, edit_ledger
from tests.support.command_line import ROUND
from whestdocs.figures.ledger import read, write
from whestdocs.files import locked, sha256_of
from whestdocs.project import PACKAGE, Project


def digests(project: Project) -> dict[str, str]:
    """Return the digest of every file of a checkout."""
    files = (file for file in project.root.rglob("*") if file.is_file())
    return {str(file.relative_to(project.root)): sha256_of(file.read_bytes()) for file in files}


def test_a_guide_that_is_accepted_passes(checkout: Project, whestdocs: Run) -> None:
    code, out, _ = whestdocs("check", *ROUND)
    assert code == 0
    assert out == f"{TAG}: 1 figure agrees with the ledger.\n"


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


def test_an_edit_that_moves_no_figure_needs_no_accept(checkout: Project, whestdocs: Run) -> None:
    text = TINY.replace("        rows = []\n", "        # Activations.\n        rows = []\n")
    (checkout.examples / "01_tiny.py").write_text(text)
    agreeing = f"{TAG}: 1 figure agrees with the ledger.\n"
    code, out, _ = whestdocs("check", *ROUND)
    assert code == 0
    assert out == (
        f"{agreeing}"
        "  examples/01_tiny.py is not what was accepted: another content; no figure moved.\n"
    )
    assert whestdocs("check", *ROUND)[1] == agreeing


def test_a_deleted_example_fails_the_check_until_no_page_shows_it(
    checkout: Project, whestdocs: Run
) -> None:
    (checkout.examples / "02_other.py").write_text(OTHER)
    page = checkout.pages / "other.md"
    page.write_text("/// operations | 02_other\n///\n")
    assert whestdocs("accept", *ROUND)[0] == 0
    (checkout.examples / "02_other.py").unlink()
    code, out, _ = whestdocs("check", *ROUND)
    assert code == 1
    assert re.search(r"02_other/flops: accepted [\d,]+, no longer measured", out)
    page.unlink()
    code, out, _ = whestdocs("check", *ROUND)
    assert code == 0
    assert re.search(r"Nothing publishes \d+ accepted figures any more\. `whestdocs accept`", out)
    assert whestdocs("accept", *ROUND, "--figure", "02_other/*")[0] == 0
    assert read(checkout.ledger_file(TAG), TAG).figures.keys() == {"01_tiny/flops"}


def test_a_ledger_of_an_older_whestdocs_is_written_anew_by_accept(
    checkout: Project, whestdocs: Run
) -> None:
    path = checkout.ledger_file(TAG)
    new = path.read_text()
    old = new.replace("ledger/2", "ledger/1").replace('"kind"', '"unit": "FLOPs", "kind"')
    path.write_text(old)
    code, _, err = whestdocs("check", *ROUND)
    assert code == 1 and "is one of an older whestdocs. Run `whestdocs accept`" in err
    code, out, _ = whestdocs("accept", *ROUND)
    assert (code, out) == (0, "Wrote the ledgers anew; no figure moved.\n")
    assert path.read_text() == new


def test_a_ledger_with_conflict_markers_is_named_with_its_line(
    checkout: Project, whestdocs: Run
) -> None:
    path = checkout.ledger_file(TAG)
    lines = path.read_text().split("\n")
    lines[4:5] = ["<<<<<<< HEAD", lines[4], "=======", lines[4], ">>>>>>> other"]
    path.write_text("\n".join(lines))
    for arguments in (("check", *ROUND), ("accept", *ROUND)):
        code, _, err = whestdocs(*arguments)
        assert code == 1
        assert f"whestdocs: {TAG}.json:5: this is not JSON" in err
    assert path.read_text() == "\n".join(lines)


def test_examples_without_a_page_are_named(checkout: Project, whestdocs: Run) -> None:
    (checkout.pages / "index.md").write_text("# A guide\n")
    code, out, _ = whestdocs("check", *ROUND)
    assert code == 0
    assert "No page shows the example 01_tiny.py." in out
    assert "Nothing publishes 1 accepted figure any more." in out


def test_a_broken_example_fails_the_check(checkout: Project, whestdocs: Run) -> None:
    (checkout.examples / "02_broken.py").write_text("def f(:\n")
    assert whestdocs("check", *ROUND)[0] == 0  # Nothing shows it, so nothing runs it.
    (checkout.pages / "broken.md").write_text('{{ figure("02_broken/flops") }}')
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
    assert whestdocs("accept", *ROUND)[:2] == (0, "Every published figure is accepted.\n")
    assert digests(checkout) == before


def test_a_new_guide_is_accepted_at_once(checkout: Project, whestdocs: Run) -> None:
    before = checkout.ledger_file(TAG).read_bytes()
    checkout.ledger_file(TAG).unlink()
    assert whestdocs("check", *ROUND)[0] == 1
    code, out, _ = whestdocs("accept", *ROUND)
    assert code == 0
    assert re.search(r"Accepted 1 figure\.\n$", out)
    assert checkout.ledger_file(TAG).read_bytes() == before


def test_accept_takes_over_only_the_figures_that_match(checkout: Project, whestdocs: Run) -> None:
    (checkout.pages / "other.md").write_text("/// operations | 01_tiny\n///\n")
    assert whestdocs("accept", *ROUND)[0] == 0
    edit_ledger(checkout, "01_tiny/flops", 1)
    edit_ledger(checkout, "01_tiny/calls", 2)
    code, out, _ = whestdocs("accept", *ROUND, "--figure", "01_tiny/fl*")
    assert code == 0
    left = f"{TAG}: 1 drifted figure is not accepted yet: 01_tiny/calls.\n"
    assert out.endswith(f"Accepted 1 figure.\n{left}")
    assert out.count("01_tiny/calls") == 1
    accepted = read(checkout.ledger_file(TAG), TAG).figures
    assert accepted["01_tiny/flops"].value > 1
    assert accepted["01_tiny/calls"].value == 2
    assert whestdocs("check", *ROUND)[0] == 1


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
    (checkout.pages / "other.md").write_text("/// listing | 01_tiny\n///\n")
    before = digests(checkout)
    program = (
        "import resource, sys; from whestdocs.cli.main import main; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (512, 512)); main(sys.argv[1:])"
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


# check --claims: from the accepted figures.


def test_the_smallest_change_that_breaks_each_claim_is_listed(
    checkout: Project, whestdocs: Run
) -> None:
    condition = 'figure("01_tiny/op/matmul/flops") < 0.999 * figure("01_tiny/flops")'
    text = f"# T\n\n/// claim | {condition}\nYes.\n///\n"
    (checkout.pages / "page.md").write_text(text)
    assert whestdocs("accept", *ROUND)[0] == 0
    code, out, _ = whestdocs("check", "--claims", *ROUND)
    matmul, _, last = out.splitlines()
    assert re.fullmatch(
        r"docs/page\.md:3: 01_tiny/op/matmul/flops = [\d,]+, false at [\d,]+ "
        r"\(as 01_tiny/flops\): " + re.escape(condition),
        matmul,
    )
    assert (code, last) == (0, f"{TAG}: 1 claim, 0 refused.")


def test_false_and_weak_claims_of_all_pages_are_listed_at_once(
    checkout: Project, whestdocs: Run
) -> None:
    conditions = ('figure("01_tiny/flops") > 0', 'figure("01_tiny/flops") < 5', 'figure("no") < 5')
    for number, condition in enumerate(conditions):
        page = f"# T\n\n/// claim | {condition}\nYes.\n///\n"
        other = f"/// round | v2-phase2\n\n/// claim | {condition}\nYes.\n///\n///\n"
        (checkout.pages / f"page{number}.md").write_text(page + other)
    code, out, err = whestdocs("check", "--claims", *ROUND)
    refused = [line for line in out.splitlines() if line.startswith("Refused: ")]
    assert [line.split()[1] for line in refused] == [
        "docs/page0.md:3:",
        "docs/page1.md:3:",
        "docs/page2.md:3:",
    ]
    reasons = ("is too weak", "It is false: figure", "There is no figure 'no'")
    assert all(reason in line for reason, line in zip(reasons, refused, strict=True))
    assert (code, err) == (1, "")
    assert out.endswith(f"{TAG}: 3 claims, 3 refused.\n")


def test_who_accepts_waits_for_another_and_loses_nothing_of_it(
    checkout: Project, whestdocs: Run
) -> None:
    (checkout.examples / "02_other.py").write_text(OTHER)
    page = checkout.pages / "index.md"
    page.write_text(page.read_text() + '\n{{ figure("02_other/flops") | exact }}\n')
    assert whestdocs("accept", *ROUND)[0] == 0
    ledger = read(checkout.ledger_file(TAG), TAG)
    checkout.ledger_file(TAG).unlink()
    with locked(checkout.root):
        command = [sys.executable, "-m", "whestdocs", "accept", *ROUND, "--figure", "01_*"]
        other = subprocess.Popen(command)
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(timeout=3)  # Everything is measured: alone it takes a second.
        del ledger.figures["01_tiny/flops"]
        write(checkout.ledger_file(TAG), ledger)
    assert other.wait() == 0
    names = read(checkout.ledger_file(TAG), TAG).figures.keys()
    assert names == {"01_tiny/flops", "02_other/flops"}


@pytest.mark.parametrize("command", ["accept", "site", "serve"])
def test_what_writes_refuses_to_write_into_a_checkout_that_nobody_is_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whestdocs: Run, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CI", raising=False)
    code, out, err = whestdocs(command)
    assert (code, out) == (2, "")
    assert err.startswith(f"whestdocs: {tmp_path} is not inside a checkout of the guide")


def test_what_reads_says_which_checkout_it_reads_from_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whestdocs: Run
) -> None:
    monkeypatch.chdir(tmp_path)
    _, _, err = whestdocs("capture", "no-such-capture", *ROUND)
    assert f"whestdocs: this is about the checkout in {PACKAGE.parent}." in err
