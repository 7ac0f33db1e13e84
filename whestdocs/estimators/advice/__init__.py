"""Advice: what would make an estimator cheaper, measured by running it rewritten.

    profile + values of its expressions -> rules -> candidates -> re-runs -> advice

Rules only propose. A candidate becomes advice where the estimator, run with it under the same
setting, spends less and predicts the same.
"""
