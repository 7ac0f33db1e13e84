"""What the installed whestbench says of itself: a limit, and the template of an estimator."""

from importlib.resources import files

from whestbench import cli

print(f"memory limit: {cli._default_contest_spec().memory_limit_mb} MB")
print()
print(files("whestbench").joinpath("templates/estimator.py.tmpl").read_text())
