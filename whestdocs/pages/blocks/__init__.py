"""The blocks of pages, ``/// name | argument`` ... ``///``: one module for each family."""
