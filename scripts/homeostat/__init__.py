"""Homeostat keeps a repository healthy: from the red build to a proven fix."""

__version__ = "0.1.0"
