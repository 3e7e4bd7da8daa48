"""Validate: how to see the failure again, and whether a remedy ends it."""
