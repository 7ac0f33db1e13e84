"""Commands that pages show: running one, and the figures that it prints."""
