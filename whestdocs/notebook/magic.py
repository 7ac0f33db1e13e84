"""The IPython extension: ``%load_ext whestdocs`` offers ``%%flops``.

    %%flops                 shows what each line of the cell is charged
    %%flops 1e9             the same, within a budget of so many FLOPs
    %%flops -o bill         and keeps it in a variable, as a `whestdocs.notebook.bills.CellBill`

The cell runs in the kernel as it would without the first line. What it prints, assigns and
raises is what it always prints, assigns and raises.
"""

from __future__ import annotations

import ast
import shlex
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic import MAGIC_OUTPUT_CAN_BE_SILENCED
from IPython.display import display

from whestdocs.probe.user_code import UserCode

#: IPython's InteractiveShell, whose methods have no types.
_Shell = Any
_USAGE = "Write %%flops, %%flops 1e9 for a budget of so many FLOPs, or %%flops -o NAME."


def load_ipython_extension(shell: _Shell) -> None:
    """Offer ``%%flops``; called by ``%load_ext whestdocs``."""

    def flops(line: str, cell: str) -> Any:
        """Run the cell and show what each of its lines is charged."""
        __tracebackhide__ = True
        return run_cell(shell, line, cell)

    setattr(flops, MAGIC_OUTPUT_CAN_BE_SILENCED, True)  # By a semicolon, as everywhere.
    shell.register_magic_function(flops, "cell", "flops")


def run_cell(shell: _Shell, line: str, cell: str) -> Any:
    """Run a cell under the recorder, show its bill, and return its last expression's value.

    Args:
        shell: The kernel's shell.
        line: What follows ``%%flops``.
        cell: The lines below it.

    Raises:
        UsageError: The line says nothing that ``%%flops`` understands.
        BaseException: Whatever the cell raises.
    """
    from whestdocs.notebook.cell_recorder import CellRecorder

    __tracebackhide__ = True
    flop_budget, variable = _read_line(line)
    source = _source(shell, cell)
    # This cell's number in every IPython; some count on before a cell runs, some after.
    number = shell.displayhook.prompt_count
    name = shell.compile.cache(source, number, raw_code=cell)
    steps = _compiled(shell, source, name)
    code = _NotebookCode(shell)
    recorder = CellRecorder(code, _execute.__code__)
    value, error = None, None
    with _budget(flop_budget), recorder:
        try:
            value = _execute(shell, *steps)
        except BaseException as raised:  # An interrupted cell has a bill as well.
            error = raised
    bill = recorder.bill(code.display_name(name), source, flop_budget)
    if variable is not None:
        shell.user_ns[variable] = bill
    display(bill)  # type: ignore[no-untyped-call]
    if error is not None:
        raise error
    return value


def _read_line(line: str) -> tuple[int | None, str | None]:
    try:
        words = shlex.split(line)
    except ValueError:  # A quote that nothing closes.
        raise UsageError(f"%%flops does not understand {line!r}. {_USAGE}") from None
    variable = None
    if "-o" in words:
        at = words.index("-o")
        variable = "".join(words[at + 1 : at + 2])
        if not variable.isidentifier():
            raise UsageError(f"-o needs the name of a variable, not {variable!r}. {_USAGE}")
        del words[at : at + 2]
    if len(words) > 1:
        raise UsageError(f"%%flops does not know {' '.join(words)!r}. {_USAGE}")
    return (_flops(words[0]) if words else None), variable


def _flops(word: str) -> int:
    """Return the FLOPs that ``1e9`` or ``1_000_000_000`` stand for."""
    with suppress(ValueError, OverflowError):
        budget = int(word) if word.replace("_", "").isdecimal() else int(float(word))
        if budget > 0:
            return budget
    raise UsageError(f"The budget must be a number of FLOPs, not {word!r}. {_USAGE}")


def _source(shell: _Shell, cell: str) -> str:
    """Return a cell as Python, its lines where the notebook numbers them.

    The first line is that of ``%%flops``; IPython leaves out blank ones that follow it.
    """
    lines = cell.split("\n")
    blank = next((number for number, line in enumerate(lines) if line.strip()), 0)
    return "\n" * (1 + blank) + str(shell.transform_cell(cell))


def _compiled(shell: _Shell, source: str, name: str) -> tuple[Any, Any]:
    """Return a cell as statements, and its last expression, or None."""
    tree: Any = shell.transform_ast(shell.compile.ast_parse(source, name))
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = shell.compile(ast.Expression(tree.body.pop().value), name, "eval")
    return shell.compile(tree, name, "exec"), last


def _execute(shell: _Shell, statements: Any, last: Any) -> Any:
    """Run a cell in the user's namespace and return the value of its last expression."""
    __tracebackhide__ = True
    exec(statements, shell.user_global_ns, shell.user_ns)
    return None if last is None else eval(last, shell.user_global_ns, shell.user_ns)


def _budget(flop_budget: int | None) -> AbstractContextManager[Any]:
    """Return a context with a budget, or one that leaves in force what is."""
    if flop_budget is None:
        return nullcontext()
    import flopscope

    budget: AbstractContextManager[Any] = flopscope.BudgetContext(
        flop_budget=flop_budget, quiet=True
    )
    return budget


class _NotebookCode(UserCode):
    """Tells the code of a notebook and its modules from libraries, and names its cells."""

    def __init__(self, shell: _Shell) -> None:
        super().__init__(str(Path.cwd() / "notebook"))
        self._shell = shell

    def display_name(self, filename: str) -> str:
        """Return ``In[3]`` for a cell, and for a module its path from the working folder."""
        named = self._shell.compile.format_code_name(filename)
        return super().display_name(filename) if named is None else named[1]
