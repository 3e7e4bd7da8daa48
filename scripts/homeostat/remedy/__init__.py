"""Remedy: a reproduced failure in, a `Remedy` out."""
