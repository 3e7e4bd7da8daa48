"""An inventory of parts, read from YAML."""

from __future__ import annotations

from packaging.version import Version


def newest(parts: list[dict[str, str]]) -> str:
    """The name of the part with the highest version."""
    return max(parts, key=lambda part: Version(part["version"]))["name"]
