"""Observe: bytes of a log in, a `Log` with its steps out."""
