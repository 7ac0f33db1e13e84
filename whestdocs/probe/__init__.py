"""Code that runs inside a release and measures one estimator.

It imports only the standard library, numpy, flopscope and whestbench, and knows nothing
of the rest of whestdocs. A request comes in as a JSON file, a result goes out as one:

    request -> network + estimator -> predict() under a recorder -> charges -> result
"""
