"""An attempt failed, I caught the error, and it was billed all the same.

FLOPs are charged before the work is done, and an error gives nothing back. So a loop that
tries until it works pays for every try. The fix: make the first attempt one that works.
"""

from __future__ import annotations

import flopscope as flops
import flopscope.numpy as fnp


def as_written(gram: fnp.ndarray) -> fnp.ndarray:
    """Return a Cholesky factor, with a ridge that grows until there is one."""
    ridge = 1e-6
    while True:
        try:
            return fnp.linalg.cholesky(gram + ridge * fnp.eye(256, dtype=fnp.float32))
        except flops.BudgetExhaustedError:
            raise
        except Exception as error:
            print(f"    with a ridge of {ridge:g}: {error}")
            ridge *= 10


def fixed(gram: fnp.ndarray) -> fnp.ndarray:
    """Return a Cholesky factor, with a ridge that is large enough at once."""
    ridge = 1e-3
    return fnp.linalg.cholesky(gram + ridge * fnp.eye(256, dtype=fnp.float32))


def main() -> None:
    """Print what comes of a matrix with an eigenvalue a little below zero."""
    print("flopscope has a LinAlgError of its own:", hasattr(fnp.linalg, "LinAlgError"))
    ones = fnp.ones((256, 256), dtype=fnp.float32)
    gram = fnp.eye(256, dtype=fnp.float32) - ones * (1.0005 / 256)
    for name, function in (("As written", as_written), ("Fixed", fixed)):
        with flops.BudgetContext(flop_budget=10**12, quiet=True) as context:
            function(gram)
        print(f"{name + ':':12}{context.flops_used:>13,} FLOPs")

    with flops.BudgetContext(flop_budget=1_000_000, quiet=True) as context:
        try:
            fnp.linalg.cholesky(gram)
        except flops.BudgetExhaustedError as error:
            print(f"    {error}")
    print(f"Refused:    {context.flops_used:>13,} FLOPs")


if __name__ == "__main__":
    main()
