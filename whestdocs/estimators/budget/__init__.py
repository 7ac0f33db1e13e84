"""Where an estimator stands in its budget, and how many samples fit."""
