"""Propose: a proven remedy in, a branch and a pull request out."""
