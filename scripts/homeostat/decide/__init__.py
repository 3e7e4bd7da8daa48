"""Decide: a `Diagnosis` in, a `Decision` out."""
