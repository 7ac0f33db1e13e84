"""Pricing single calls: their inputs, their cost, and formulas of it."""
