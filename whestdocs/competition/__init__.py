"""What a round is, which releases there are, and what a score is."""
