"""What a log says of its environment: the Python, and the distributions that the installers put there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

_VERSION: Final = r"(\d\.\d{1,2})(?:\.\d{1,2})?(?!\d)"
_PYTHON_SIGNALS: Final = (
    # Strongest first: what ran says it of itself, then what was set up, then what was asked for, then paths.
    (re.compile(rf"platform \S{{1,40}} -- Python {_VERSION}"), ("platform ",)),
    (
        re.compile(rf"(?:Successfully set up CPython|Using (?:CPython|Python)|Python version:?) \(?{_VERSION}"),
        ("Using ", "et up CP", "version"),
    ),
    (re.compile(rf"hostedtoolcache/Python/{_VERSION}"), ("toolcache/Python",)),
    (re.compile(rf"python-version: '?\"?{_VERSION}"), ("python-version: ",)),
    (re.compile(rf"/versions/{_VERSION}|lib/python{_VERSION}/site-packages"), ("/versions/", "/site-packages")),
)
_NAME: Final = r"([A-Za-z0-9][A-Za-z0-9._-]{0,120})"
_NUMBER: Final = r"(\d[A-Za-z0-9.!+_-]{0,80})"
_UV: Final = re.compile(rf" ?([+~-]) {_NAME}==(\S{{1,100}})( \(from .*\))?$")
_PIP_DONE: Final = "Successfully installed "
_PIP_GONE: Final = re.compile(rf"\s*Successfully uninstalled {_NAME}-{_NUMBER}$")
_PIP_THERE: Final = re.compile(rf"Requirement already satisfied: {_NAME}.{{0,3000}} \({_NUMBER}\)$")
_POETRY: Final = re.compile(
    rf"\s*[-•] (Installing|Updating|Downgrading|Removing) {_NAME} \((?:{_NUMBER} -> )?{_NUMBER}[^)]{{0,100}}\)"
)
_PDM: Final = re.compile(rf"\s*[✔✓] (?:Install|Update) {_NAME} (?:{_NUMBER} -> )?{_NUMBER} successful")
_OWN: Final = re.compile(rf"\s*(?:Building editable for|Running setup\.py develop for|Preparing editable metadata for) {_NAME}")
_WHEEL: Final = re.compile(rf"\s*Created wheel for {_NAME}:")
_LOCAL_WHEEL: Final = "pip-ephem-wheel-cache"  # where pip puts the wheels of folders and of git checkouts
_INSTALLER_WORDS: Final = (
    "==",
    "Success",
    "satisfied",
    "nstalling ",
    "pdating ",
    "owngrading ",
    "emoving ",
    "✔",
    "✓",
    "editable",
    "wheel",
    "setup.py",
)


def canonical_name(name: str) -> str:
    """A distribution's name as PEP 503 writes it. Here and not from `packaging`: this step runs on a bare Python."""
    return re.sub(r"[-_.]+", "-", name).lower()


def find_python(lines: Sequence[str]) -> str:
    """The Python as major.minor ("3.11"): the majority of the strongest kind of hint; empty if nothing says."""
    counts: list[Counter[str]] = [Counter() for _ in _PYTHON_SIGNALS]
    for line in lines:
        if "ython" not in line and "/versions/" not in line:
            continue
        for (pattern, words), counter in zip(_PYTHON_SIGNALS, counts, strict=True):
            if any(word in line for word in words):
                counter.update(_versions(pattern, line))
    best = next((counter for counter in counts if counter), None)
    return best.most_common(1)[0][0] if best else ""


def _versions(pattern: re.Pattern[str], line: str) -> Iterator[str]:
    for match in pattern.finditer(line):
        yield next(group for group in match.groups() if group)


def find_installed(lines: Iterable[str]) -> dict[str, str]:
    """Distribution (PEP 503) → version, the last word counting. The project's own package is left out where the log shows it."""
    installed: dict[str, str] = {}
    own: set[str] = set()
    built = ""
    for line in lines:
        if not any(word in line for word in _INSTALLER_WORDS):
            continue
        if match := _WHEEL.match(line) or _OWN.match(line):
            built = canonical_name(match[1])
            own.update([built] if match.re is _OWN else [])
        elif _LOCAL_WHEEL in line:
            own.add(built)
        else:
            _apply(line, installed, own)
    return {name: version for name, version in sorted(installed.items()) if name not in own}


def _apply(line: str, installed: dict[str, str], own: set[str]) -> None:
    """Take what one line of an installer says into account."""
    for name, version in _changes(line, own):
        if version:
            installed[canonical_name(name)] = version
        else:
            installed.pop(canonical_name(name), None)


def _changes(line: str, own: set[str]) -> Iterator[tuple[str, str]]:
    """Name and version of each distribution that the line names; no version where it is removed."""
    if line.startswith(_PIP_DONE):
        yield from _pip_pairs(line[len(_PIP_DONE) :])
    elif match := _UV.match(line):
        if match[4]:
            own.update([canonical_name(match[2])] if match[1] != "-" else [])
        yield match[2], "" if match[1] == "-" else match[3]
    elif match := _PIP_GONE.match(line):
        yield match[1], ""
    elif match := _PIP_THERE.match(line):
        yield match[1], match[2]
    elif match := _POETRY.match(line):
        yield match[2], "" if match[1] == "Removing" else match[4]
    elif match := _PDM.match(line):
        yield match[1], match[3]


def _pip_pairs(text: str) -> Iterator[tuple[str, str]]:
    for word in text.split():
        name, _, version = word.rpartition("-")
        if name and version[:1].isdigit():
            yield name, version
