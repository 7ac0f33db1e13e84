"""Reading and editing the source of an estimator that ran."""
