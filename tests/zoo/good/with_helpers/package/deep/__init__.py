from .moments import rectify

__all__ = ["rectify"]
