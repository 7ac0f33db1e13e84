"""``%%flops`` in a real kernel and in a real IPython shell."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import flopscope as flops
import flopscope.numpy as fnp
import nbformat
import pytest
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from nbclient import NotebookClient

from whestdocs.notebook.bills import CellBill

START = "import flopscope as flops\nimport flopscope.numpy as fnp\n%load_ext whestdocs"


@pytest.fixture(scope="module")
def shell() -> InteractiveShell:
    shell = InteractiveShell.instance()
    assert shell.run_cell(START).success
    return shell


@pytest.fixture
def run(shell: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a cell and return its result; what it prints is in ``printed``."""

    def run(cell: str) -> Any:
        result = shell.run_cell(cell, store_history=True)
        run.printed = capsys.readouterr().out
        return result

    return run


def bill_of(run: Any, cell: str) -> CellBill:
    run("%%flops -o bill\n" + cell)
    bill: CellBill = run("bill").result
    return bill


def costs(bill: CellBill) -> dict[int, int]:
    """Return the FLOPs of the cell's own lines."""
    return {n: total.flops for (file, n), total in bill.lines.items() if file == bill.label}


def test_each_line_shows_what_it_is_charged(run: Any) -> None:
    bill = bill_of(run, "w = fnp.ones((10, 20), dtype=fnp.float32)\nv = w * w\nu = w.T @ w")
    with flops.BudgetContext(flop_budget=10**9, quiet=True) as budget:
        w = fnp.ones((10, 20), dtype=fnp.float32)
        first = budget.flops_used
        w * w
        second = budget.flops_used
        w.T @ w
    assert costs(bill) == {2: first, 3: second - first, 4: budget.flops_used - second}
    assert bill.flops_used == budget.flops_used
    assert sum(total.flops for total in bill.ops.values()) == budget.flops_used


def test_the_lines_are_those_of_the_notebook(run: Any) -> None:
    bill = bill_of(run, "\n\n# a comment\nw = fnp.ones(8)\n")
    assert list(costs(bill)) == [5]
    assert bill.files[0].source.split("\n")[4] == "w = fnp.ones(8)"


def test_an_expression_of_several_lines_counts_where_it_begins(run: Any) -> None:
    bill = bill_of(run, "w = fnp.ones(8)\nv = fnp.exp(\n    w +\n    w\n)")
    assert set(costs(bill)) == {2, 3, 4}


def test_assignments_printing_and_the_last_expression_are_as_usual(run: Any) -> None:
    result = run("%%flops\nx = fnp.ones(3)\nprint('said')\nx.shape")
    assert result.success and result.result == (3,)
    assert run.printed.startswith("said\n") and "FLOPs" in run.printed
    assert "(3,)" in run.printed.split("\n", 1)[1]
    assert run("x.shape").result == (3,)


def test_a_semicolon_silences_the_last_expression(run: Any) -> None:
    assert run("%%flops\n1 + 1;").result is None
    assert run("%%flops\n1 + 1").result == 2


def test_a_cell_without_flops_says_so(run: Any) -> None:
    run("%%flops\nx = 1")
    assert "]: 0 FLOPs" in run.printed


def test_a_budget_is_kept_and_its_share_shown(run: Any) -> None:
    run("%%flops 1e3\nfnp.ones(500, dtype=fnp.float32) * 2")
    assert "% of the budget of 1,000" in run.printed
    result = run("%%flops 1_000\na = fnp.ones(500, dtype=fnp.float32)\nb = a * a\nc = fnp.exp(a)")
    assert isinstance(result.error_in_exec, flops.BudgetExhaustedError)
    assert ":4: an operation was refused." in run.printed
    assert run("b.shape").result == (500,)
    assert run("'c' in globals()").result is False


def test_what_was_charged_until_an_error_is_shown_and_the_error_raised(run: Any) -> None:
    result = run("%%flops -o bill\na = fnp.ones(4)\nraise KeyError('mine')\nfnp.exp(a)")
    assert isinstance(result.error_in_exec, KeyError)
    bill = run("bill").result
    assert costs(bill) == {2: bill.flops_used}


def test_a_cell_may_have_budgets_of_its_own(run: Any) -> None:
    cell = (
        "a = fnp.ones(100, dtype=fnp.float32)\n"
        "with flops.BudgetContext(flop_budget=10**6, quiet=True) as mine:\n"
        "    b = a * a\n"
        "with flops.BudgetContext(flop_budget=10**6, quiet=True) as other:\n"
        "    b = a * a * a\n"
        "c = a * a"
    )
    bill = bill_of(run, cell)
    once = costs(bill)[7]
    assert costs(bill)[4] == once == run("mine.flops_used").result
    assert costs(bill)[6] == 2 * once == run("other.flops_used").result
    assert run("len(mine.op_log)").result == 1


def test_a_budget_around_a_budget_is_refused_as_flopscope_does(run: Any) -> None:
    result = run("%%flops 1e6\nwith flops.BudgetContext(flop_budget=10, quiet=True): pass")
    assert "Cannot nest BudgetContexts" in str(result.error_in_exec)
    assert run("%%flops 1e6\nfnp.ones(3)").success  # Nothing stays open.


def test_costs_that_are_known_afterwards_have_their_line(run: Any) -> None:
    bill = bill_of(run, "a = fnp.ones(50)\nb = fnp.unique(a)")
    assert costs(bill)[3] > 0 and bill.flops_used == sum(costs(bill).values())


def test_a_function_of_another_cell_is_charged_there(run: Any) -> None:
    run("def square(x):\n    return x * x")
    bill = bill_of(run, "a = fnp.ones(9)\nb = square(a)")
    [other] = [file for file, _ in bill.lines if file != bill.label]
    assert other.startswith("In[") and bill.lines[other, 2].flops > 0
    assert [file.path for file in bill.files] == [bill.label, other]


def test_a_cell_has_the_number_that_the_notebook_gives_it(run: Any, shell: Any) -> None:
    run("1")
    before = shell.displayhook.prompt_count
    assert bill_of(run, "fnp.ones(2)").label == f"In[{before + 1}]"


def test_operations_in_threads_have_their_lines(run: Any) -> None:
    bill = bill_of(
        run,
        "import threading\nt = threading.Thread(target=lambda: fnp.ones(64))\nt.start()\nt.join()",
    )
    assert costs(bill) == {3: bill.flops_used} and bill.flops_used > 0


def test_afterwards_flopscope_is_as_it_was(run: Any) -> None:
    methods = dict(vars(flops.BudgetContext))
    run("%%flops\nfnp.ones(3)")
    run("%%flops 10\nfnp.ones(300)")
    run("%%flops\n1 / 0")
    assert dict(vars(flops.BudgetContext)) == methods


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("many", "The budget must be a number of FLOPs, not 'many'."),
        ("inf", "The budget must be a number of FLOPs, not 'inf'."),
        ("0", "The budget must be a number of FLOPs, not '0'."),
        ("-5", "The budget must be a number of FLOPs, not '-5'."),
        ("1e9 2", "does not know '1e9 2'"),
        ("-o", "-o needs the name of a variable, not ''."),
        ("-o 3x", "-o needs the name of a variable, not '3x'."),
        ("'", "does not understand"),
    ],
)
def test_a_line_that_says_nothing_is_refused_and_the_cell_not_run(
    run: Any, line: str, said: str
) -> None:
    result = run(f"%%flops {line}\nnever = 1")
    assert isinstance(result.error_in_exec, UsageError)
    assert said in str(result.error_in_exec) and "Write %%flops" in str(result.error_in_exec)
    assert run("'never' in globals()").result is False


def test_a_syntax_error_is_the_cells_own(run: Any) -> None:
    result = run("%%flops\nx x")
    assert isinstance(result.error_in_exec, SyntaxError) and result.error_in_exec.lineno == 2


def test_what_a_cell_holds_is_escaped(run: Any) -> None:
    bill = bill_of(run, "a = fnp.ones(3)  # <script>alert(1)</script> \x1b[31m & \u202e")
    html = bill._repr_html_()
    assert "<script" not in html and "&lt;script&gt;" in html
    assert "\x1b" not in html + repr(bill) and "\\u202e" in html


def test_a_real_kernel_shows_html_and_text() -> None:
    cells = [START, "%%flops\nw = fnp.ones((4, 4), dtype=fnp.float32)\nw.shape"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    NotebookClient(notebook, kernel_name="python3").execute(stderr=subprocess.DEVNULL)
    shown, result = notebook.cells[1].outputs
    assert shown.data["text/plain"].startswith("In[2]: ")
    assert '<div class="whestdocs-costs">' in shown.data["text/html"]
    assert result.data["text/plain"] == "(4, 4)"


def test_whestdocs_needs_no_ipython_and_a_cell_no_whestbench() -> None:
    code = (
        "import sys; sys.modules['IPython'] = None\n"
        "import whestdocs, whestdocs.estimators.profiling, whestdocs.cli.main\n"
        "import whestdocs.notebook.cell_recorder\n"
        "assert not {'whestbench', 'pandas'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
