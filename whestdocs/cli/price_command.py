"""The command that prices one operation."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from whestdocs.cli.conventions import EXIT_DONE
from whestdocs.cli.options import RoundTag
from whestdocs.errors import UsageError


def price(
    call: Annotated[str, Parameter(allow_leading_hyphen=True)],
    /,
    *,
    round_tag: RoundTag = None,
    dtypes: Annotated[list[str] | None, Parameter("--dtype", negative="")] = None,
) -> int:
    """Show what one operation costs, and the formula that its price obeys.

    Parameters
    ----------
    call
        An operation of the price list, such as exp, linalg.svd or 'a ** 2'; or any Python
        expression over its inputs, such as 'fnp.exp(a)': a and b have n elements, S and T
        are n x n. The price is that of 1,000 elements, or of squares of side 64.
    dtypes
        Dtype to price it at; repeat for several. Default: float32, float64, complex64,
        int64 and bool, as far as it runs at them.
    """
    from whestdocs.competition.rounds import round_by_tag
    from whestdocs.measurements.prices.operations import DTYPES
    from whestdocs.measurements.prices.price_list_job import price_operation
    from whestdocs.views.terminal.price_lines import price_lines

    if not call.strip():
        raise UsageError("Name an operation, such as exp, or give a call, such as 'fnp.exp(a)'.")
    unknown = [dtype for dtype in dtypes or () if dtype not in DTYPES]
    if unknown:
        raise UsageError(f"--dtype {unknown[0]} is none of {', '.join(DTYPES)}.")
    chosen = tuple(dtype for dtype in DTYPES if not dtypes or dtype in dtypes)
    operation = price_operation(round_by_tag(round_tag), call, chosen)
    if not operation.prices:
        raise UsageError(f"{call} cannot be priced: {operation.reason}")
    print("\n".join(price_lines(operation)))
    return EXIT_DONE
