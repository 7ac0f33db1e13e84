"""What predict() may return: whestbench's own check, asked about several things."""

import flopscope.numpy as fnp
import numpy as np
from whestbench.scoring import validate_predictions

DEPTH, WIDTH = 2, 4
good = fnp.ones((DEPTH, WIDTH), dtype=fnp.float32)

for name, returned in {
    "an array (depth, width)": good,
    "the same in float64": good.astype(fnp.float64),
    "an array (width, depth)": good.T,
    "the last row alone": good[-1],
    "a list of rows": list(good),
    "None": None,
    "an array with a NaN": good * np.float32("nan"),
}.items():
    try:
        validate_predictions(returned, depth=DEPTH, width=WIDTH)
    except Exception as error:
        print(f"{name:25}refused\n    {error}")
    else:
        print(f"{name:25}accepted")
