"""Where the checkout and the tests' own data are."""

from pathlib import Path

#: The checkout.
ROOT = Path(__file__).resolve().parent.parent.parent
#: Data of the tests.
DATA = ROOT / "tests" / "data"
