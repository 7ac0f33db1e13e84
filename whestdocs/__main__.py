"""`python -m whestdocs` is the command `whestdocs`."""

from whestdocs.cli.main import main

if __name__ == "__main__":
    main()
