def scaled(x):
    return x * 0.5  # charged: multiply | each layer
