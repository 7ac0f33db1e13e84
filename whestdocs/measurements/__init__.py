"""The kinds of measurement that a guide needs, one a module or folder."""
