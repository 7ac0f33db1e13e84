"""The tasks of a probe, one a module: its `measure` does what a request asks."""
