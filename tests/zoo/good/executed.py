"""Code from strings: exec, eval, exec inside exec, and strings that share our variables."""

import flopscope.numpy as fnp
from whestbench import BaseEstimator

INNER = "y = fnp.exp(y)"
OUTER = f"y = fnp.tanh(x)\nexec({INNER!r})\n"


class Estimator(BaseEstimator):
    def predict(self, mlp, budget):
        names = {"fnp": fnp, "x": fnp.ones(mlp.width, dtype=fnp.float32)}  # charged: ones
        exec(OUTER, names)
        exec(compile("def step(w, x):\n    return w.T @ x\n", "<made up>", "exec"), names)
        x, rows = names["y"], []
        for w in mlp.weights:
            x = names["step"](w, x)
            rows.append(eval("fnp.maximum(x, 0.0)"))
        rows[0] = self.with_shared_variables(rows[0])
        return fnp.stack(rows)  # charged: stack

    def with_shared_variables(self, x):
        kept = []
        exec("first = fnp.sin(x)\nsecond = fnp.cos(first)\nkept.append(fnp.add(first, second))")
        # These make the names local here too, so looking at our variables while the string
        # runs would delete the values that it has made so far.
        first = second = None
        return kept[0] if first is second else x
