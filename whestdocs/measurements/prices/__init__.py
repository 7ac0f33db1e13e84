"""What operations cost, and what flopscope says of it."""
