"""What advise cannot try: the tips of the guide that no rule covers.

They need a choice that only the author can make: another method, other samples, more calls.
"""

from __future__ import annotations

from types import MappingProxyType

#: Titles of the tips, by the anchor that each has on the page "Optimise an estimator".
UNTRIED = MappingProxyType(
    {
        "strassen": "use one level of Strassen's method",
        "strassen_third_level": "Strassen's method past two levels",
        "antithetic_layer": "send antithetic samples through once",
        "half_draw": "draw half the samples, and negate them",
        "exact_first_layer": "don't sample the first layer's means",
        "affine_after_mean": "shift and scale after averaging",
        "mean_first": "average before a linear map",
        "variance_from_moments": "take variances from second moments",
        "sum_not_ones": "sum instead of multiplying by ones",
        "cholesky_whitening": "whiten by Cholesky, not by eigenvectors",
        "solve_system": "solve instead of inverting",
        "cut_columns": "cut neurons out, don't zero them",
        "partition": "find a threshold without sorting",
        "normal_cdf": "approximate the normal cdf in float32",
        "normal_pair": "share one exponential between pdf and cdf",
        "cdf_reflection": "reflect the cdf, don't call it twice",
        "uniform_draws": "make uniform numbers from `random`",
        "count_true": "count booleans in float32",
        "fill_rows": "write rows into an array of zeros",
        "slices_not_reshape": "slice batches instead of reshaping",
    }
)
