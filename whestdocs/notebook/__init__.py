"""`%%flops`, and how a profile shows itself in Jupyter."""
