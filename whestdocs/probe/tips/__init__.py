"""What a tip consists of, how far its two ways are apart, and trying it in an estimator."""
