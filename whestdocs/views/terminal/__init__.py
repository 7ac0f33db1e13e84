"""Measured things as text in a terminal."""
