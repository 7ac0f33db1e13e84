"""What a page may look up, and the Python-Markdown extension that does."""
