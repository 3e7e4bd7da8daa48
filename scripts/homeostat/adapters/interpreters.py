"""Which Pythons this machine has: on the PATH, under pyenv, in the runner's tool cache."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path


def find_python(version: str, environ: Mapping[str, str]) -> str:
    """Path of an interpreter of this version ("3.11" or "3.11.4"), newest patch first; empty if there is none."""
    wanted = ".".join(version.split(".")[:2])
    if not wanted or wanted == f"{sys.version_info.major}.{sys.version_info.minor}":
        return os.path.realpath(sys._base_executable or sys.executable)  # type: ignore[attr-defined]  # noqa: SLF001 - a virtual environment tells its parent nowhere else
    return next((str(path) for path in _candidates(wanted, environ) if path.is_file() and os.access(path, os.X_OK)), "")


def _candidates(version: str, environ: Mapping[str, str]) -> Iterator[Path]:
    pyenv = Path(environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    yield from _newest_first(pyenv.glob(f"{version}.*/bin/python"))
    for name in ("AGENT_TOOLSDIRECTORY", "RUNNER_TOOL_CACHE"):
        if environ.get(name):
            yield from _newest_first((Path(environ[name]) / "Python").glob(f"{version}.*/*/bin/python"))
    yield from _newest_first((Path.home() / ".local/share/uv/python").glob(f"cpython-{version}.*/bin/python3"))
    found = shutil.which(f"python{version}", path=environ.get("PATH"))
    if found and "shims" not in Path(found).parts:  # a pyenv shim answers only for the versions that are switched on
        yield Path(found)


def _newest_first(paths: Iterable[Path]) -> list[Path]:
    def numbers(path: Path) -> list[int]:
        found = re.findall(r"\d+\.\d+\.\d+", str(path))
        return [int(part) for part in found[-1].split(".")] if found else []

    return sorted(paths, key=numbers, reverse=True)
