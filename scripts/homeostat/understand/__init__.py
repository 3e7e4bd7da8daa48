"""Understand: a `Log` in, a `Diagnosis` out."""
