"""Named values: reading, writing, accepting and publishing them."""
