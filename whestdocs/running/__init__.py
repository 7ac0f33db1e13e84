"""Installing a release, starting a probe in it, ending it and keeping its result."""
