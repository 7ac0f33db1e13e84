"""Which kind of advice stands for which tip."""

from __future__ import annotations

#: The kind of advice that the first way of a tip deserves.
KIND_OF = {
    "square": "power",
    "inverse_root": "power",
    "horner": "power",
    "maximum": "where",
    "gather_block": "gather",
    "slice_block": "gather",
    "masked_sum": "gather",
    "tagged_sandwich": "sandwich",
    "gram_matrix": "sandwich",
    "same_object": "sandwich",
    "sandwich_diagonal": "diagonal-only",
    "scale_rows": "diag-matmul",
    "trace_product": "trace-product",
    "vector_first": "association",
    "fold_maps": "association",
    "outer_gain": "symmetry-lost",
    "keep_tag": "symmetry-lost",
    "cast_back": "stats-promotion",
    "normal_pdf": "stats-promotion",
    "normal_cdf": "stats-promotion",
    "python_scalar": "float64",
    "float32_state": "float64",
    "float32_draws": "rng-dtype",
    "asarray": "movement",
    "stack_once": "movement",
}


#: Tips whose first way gets no such advice, and why.
MISSED = {
    "keep_tag": "the tag is made again at once, so what is lost is the price of making it",
    "normal_cdf": "no rule writes an approximation, and nothing here is made of the float64",
}
