"""The package index, asked by name through uv and pip: no address of any index stands here."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterable, Mapping

from homeostat.adapters import process
from homeostat.adapters.environment import NETWORK, find_uv, last_line, outside
from homeostat.errors import IndexUnreachable

LIMIT = 120.0  # seconds one question may take
NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,98}[A-Za-z0-9])?")


class PackageIndex:
    """See `world.Index`. Answers are kept for the life of the object."""

    def __init__(self, cache: str) -> None:
        self._uv = find_uv()
        self._env = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": os.environ.get("HOME", tempfile.gettempdir()),
            **outside(os.environ),
            "UV_CACHE_DIR": cache,
            "UV_NO_PROGRESS": "1",
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_NO_CONFIG": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}

    def versions(self, name: str, python: str) -> tuple[str, ...]:
        if not NAME.fullmatch(name):
            return ()
        if (name, python) not in self._known:
            self._known[name, python] = self._ask_versions(name, python)
        return self._known[name, python]

    def _ask_versions(self, name: str, python: str) -> tuple[str, ...]:
        given = ("--python-version", python, "--only-binary", ":all:") if python else ()
        found = self._pip_versions(name, *given)
        return found or self._pip_versions(name)  # no wheels at all: releases as source only

    def _pip_versions(self, name: str, *options: str) -> tuple[str, ...]:
        command = (self._uv, "tool", "run", "-q", "pip", "index", "versions", "--json", *options, name)
        done = process.run(command, env=self._env, limit=LIMIT)
        row = next((line for line in done.output.splitlines() if line.startswith("{")), "")
        if done.exit_code == 0 and row:
            return tuple(reversed(json.loads(row)["versions"]))
        if "No matching distribution found" in done.output and not NETWORK.search(done.output):
            return ()
        raise IndexUnreachable(f"the package index did not say which versions of {name} there are: {last_line(done.output)}")

    def released(self, requirements: Iterable[str], python: str) -> Mapping[str, str]:
        wanted = [row for row in requirements if "\n" not in row]
        together = self._upload_times(wanted, python)
        if together or len(wanted) < 2:
            return together
        apart = [self._upload_times([row], python) for row in wanted]
        return {name: date for found in apart for name, date in found.items()}

    def _upload_times(self, requirements: list[str], python: str) -> dict[str, str]:
        options = ("--no-deps", "--resolution", "lowest", "--format", "pylock.toml", "-q")
        version = ("--python-version", python) if python else ()
        done = process.run(
            (self._uv, "pip", "compile", "-", *options, *version),
            env=self._env,
            limit=LIMIT,
            stdin="\n".join(requirements).encode(),
        )
        if done.exit_code and NETWORK.search(done.output):
            raise IndexUnreachable(f"the package index did not answer: {last_line(done.output)}")
        return parse_upload_times(done.output) if done.exit_code == 0 else {}


def parse_upload_times(lock: str) -> dict[str, str]:
    """Package name → first upload time, from the text of a pylock.toml."""
    found: dict[str, str] = {}
    for part in lock.split("[[packages]]")[1:]:
        name = re.search(r'^name = "([^"]+)"', part, re.MULTILINE)
        times = re.findall(r"upload-time = (\d{4}-\d\d-\d\dT[\d:]+)", part)
        if name and times:
            found[name[1]] = min(times) + "+00:00"
    return found
