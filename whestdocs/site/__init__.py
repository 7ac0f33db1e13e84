"""Building and serving the guide, its notebooks and its Markdown twins."""
