"""What differs between two sightings of one failure is masked: paths, numbers, times, addresses, hashes."""

from __future__ import annotations

import re
from typing import Final

MAX_MESSAGE: Final = 300
"""Characters of a message that count. What follows is data of the test, seldom the cause."""

_INPUT: Final = 2000
_MASKS: Final = (
    (re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s'\"<>)\]]+", re.IGNORECASE), "<url>"),
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.IGNORECASE), "<uuid>"),
    (re.compile(r"\b0x[0-9a-f]+\b", re.IGNORECASE), "<address>"),
    (re.compile(r"\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?"), "<time>"),
    (re.compile(r"\b\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?\b"), "<time>"),
    (re.compile(r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,128}\b", re.IGNORECASE), "<hash>"),
)
_PATH: Final = re.compile(r"(?<![\w.<])(?:[A-Za-z]:|~|\.{1,2})?(?:[\\/][\w.@+~-]+){2,}[\\/]?|[\w.@+~-]+(?:[\\/][\w.@+~-]+)+[\\/]?")
_ROOTED: Final = re.compile(r"(?:[A-Za-z]:)?[\\/]|~|\.\.")
_TEMPORARY: Final = re.compile(r"\b(?:tmp|temp)[a-z0-9_]{6,}\b", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(?<![\w<.])\d+(?:[.,:]\d+)*(?:e[+-]?\d+)?(?=[a-zµ]{0,2}\b)", re.IGNORECASE)
_SPACE: Final = re.compile(r"\s+")


def mask(message: str) -> str:
    """The message with all masks put on, white space run together, cut at MAX_MESSAGE characters."""
    text = message[:_INPUT]
    for pattern, name in _MASKS:
        text = pattern.sub(name, text)
    text = _TEMPORARY.sub("<tmp>", _PATH.sub(_base, text))
    return _SPACE.sub(" ", _NUMBER.sub("<n>", text)).strip()[:MAX_MESSAGE]


def mask_test(test: str) -> str:
    """The name of a test: its numbers are part of the name, addresses and temporary folders are not."""
    return _TEMPORARY.sub("<tmp>", _MASKS[2][0].sub("<address>", test))


def base_name(path: str) -> str:
    """The last part of a path, all that stays the same wherever the repository is checked out."""
    return re.split(r"[\\/]", path.rstrip("\\/"))[-1]


def _base(match: re.Match[str]) -> str:
    path = match[0]
    if _ROOTED.match(path) or "site-packages" in path:
        return f"<path>/{base_name(path)}"
    return path
