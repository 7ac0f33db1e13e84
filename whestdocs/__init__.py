"""whestdocs: a FLOP-budget guide in which every number is measured.

The probe runs inside pinned releases of flopscope and imports this package by name,
so importing it must stay free of side effects and of dependencies.
"""

__version__ = "0.1.0"
