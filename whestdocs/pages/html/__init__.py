"""HTML that only pages have."""
