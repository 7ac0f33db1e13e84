"""What a participant does with an estimator: profile, compare, re-price, advise."""
