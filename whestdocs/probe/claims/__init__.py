"""What the code of a claim may ask: costs of calls, profiles of examples, runs of whest."""
