"""Running an author's estimator: loading it, networks for it, and what it predicts."""
