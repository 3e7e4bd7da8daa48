"""What prepares an environment when no workflow says so: what the repository declares. Pure."""

from __future__ import annotations

import configparser
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from homeostat.records import Script

REQUIREMENTS = re.compile(
    r"(requirements/)?(requirements|dev|test|tests|ci)([-_.]?(dev|development|test|tests|testing|ci))?\.txt"
    r"|(dev|test|tests|ci)[-_]requirements\.txt"
)
TEST_EXTRAS = ("test", "tests", "testing", "dev")
INTERESTING = (
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "tox.ini",
    "package.json",
    "package-lock.json",
    ".python-version",
    "uv.lock",
)
PIP = "python -m pip install"


def is_interesting(path: str) -> bool:
    """Whether a tracked file says something about how the project is installed."""
    return path in INTERESTING or REQUIREMENTS.fullmatch(path) is not None


def declared_setup(files: Mapping[str, str], command: str) -> tuple[Script, ...]:
    """Scripts that install what the repository declares for itself and its tests; `command` adds its own tool if need be."""
    lines = [*_requirement_files(files), *_project(files), *_tox(files)]
    words = command.split()
    if "pytest" in words[:3] and not any("pytest" in text for text in files.values()):
        lines.append(f"{PIP} pytest")
    if "package.json" in files:
        lines.append("npm ci --no-audit --no-fund" if "package-lock.json" in files else "npm install --no-audit --no-fund")
    return tuple(Script(run=line, shell="bash") for line in lines)


def _requirement_files(files: Mapping[str, str]) -> Iterator[str]:
    found = [path for path in sorted(files) if REQUIREMENTS.fullmatch(path)]
    if found:
        yield f"{PIP} {' '.join(f'-r {path}' for path in found)}"


def _project(files: Mapping[str, str]) -> Iterator[str]:
    project = _toml(files.get("pyproject.toml", ""))
    buildable = "setup.py" in files or "build-system" in project or "project" in project or "poetry" in project.get("tool", {})
    if not buildable and "[metadata]" not in files.get("setup.cfg", ""):
        return
    declared = {*project.get("project", {}).get("optional-dependencies", {}), *_extras_of_cfg(files.get("setup.cfg", ""))}
    extras = [extra for extra in TEST_EXTRAS if extra in declared]
    yield f"{PIP} -e '.[{','.join(extras)}]'" if extras else f"{PIP} -e ."
    for group in TEST_EXTRAS:
        if group in project.get("dependency-groups", {}):
            yield f"{PIP} --group {group}"


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


def _ini(text: str) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return configparser.RawConfigParser()
    return parser


def _extras_of_cfg(text: str) -> list[str]:
    parser = _ini(text)
    return parser.options("options.extras_require") if parser.has_section("options.extras_require") else []


def _tox(files: Mapping[str, str]) -> Iterator[str]:
    """The dependencies of `[testenv]`, those that no factor and no substitution makes conditional."""
    rows = _ini(files.get("tox.ini", "")).get("testenv", "deps", fallback="").splitlines()
    plain = [row.strip() for row in rows if row.strip() and not re.search(r"[{}#]|^\s*[\w.,!-]+:\s", row)]
    safe = [row for row in plain if re.fullmatch(r"(-[rc]\s*)?[\w.\[\],/<>=!~ -]+", row)]
    if safe:
        yield f"{PIP} {' '.join(_quoted(row) for row in safe)}"


def _quoted(row: str) -> str:
    flag, _, rest = row.partition(" ") if row.startswith("-") else ("", "", row)
    return f"{flag} '{rest.strip()}'".strip()
