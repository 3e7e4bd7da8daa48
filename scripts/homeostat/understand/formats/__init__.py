"""Formats: how the tools that run in CI report what went wrong. One module a family of tools, the table in `table.py`."""
