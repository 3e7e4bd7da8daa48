"""Takes secrets out of text at the edge, before anything is judged, kept or published.

Known values go wherever they stand; besides, whatever has the shape of a token that its issuer documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

MASK: Final = "***"
ARCHIVE: Final = b"PK\x03\x04"
SHORTEST: Final = 6  # characters; a shorter value stands in ordinary text too often to be taken out

# Each begins with a fixed word, so that a scan passes over other text quickly; lengths are bounded on purpose.
SHAPES: Final = re.compile(
    rb"gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255}"  # GitHub
    rb"|sk-ant-[A-Za-z0-9_-]{20,255}|sk-proj-[A-Za-z0-9_-]{20,255}"  # Anthropic, OpenAI
    rb"|(?:AKIA|ASIA)[0-9A-Z]{16}|glpat-[A-Za-z0-9_-]{20,64}|xox[abeoprs]-[A-Za-z0-9-]{10,255}"  # AWS, GitLab, Slack
    rb"|npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{50,255}"  # package indexes
    rb"|eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,1000}"  # JSON web tokens
    rb"|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?:[A-Za-z0-9+/=\s\\]|(?<=\n)[-+]){1,20000}"  # also in one line, also in a difference
)
PASSWORD: Final = re.compile(rb"(://[^\s/:@]{1,100}:)[^\s/@]{1,200}(?=@)")


def redact_bytes(data: bytes, known: Iterable[str] = ()) -> bytes:
    """The data with known values, tokens by their shape, and passwords in addresses replaced by `***`."""
    if data.startswith(ARCHIVE):
        return data  # a change would break it
    for value in sorted({*known}, key=len, reverse=True):
        if len(value) >= SHORTEST:
            data = data.replace(value.encode("utf-8", "surrogateescape"), _mask(value.count("\n")))
    return PASSWORD.sub(rb"\1***", SHAPES.sub(lambda match: _mask(match[0].count(b"\n")), data))


def _mask(newlines: int) -> bytes:
    """What stands in place of a secret; the lines after it keep their numbers."""
    return MASK.encode() + b"\n" * newlines


def redact(text: str, known: Iterable[str] = ()) -> str:
    """The same for text."""
    return redact_bytes(text.encode("utf-8", "surrogateescape"), known).decode("utf-8", "surrogateescape")
