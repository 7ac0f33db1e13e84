"""Measured things as HTML."""
