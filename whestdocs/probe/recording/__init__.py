"""Recording what each expression of the author's code is charged, and what befalls it."""
