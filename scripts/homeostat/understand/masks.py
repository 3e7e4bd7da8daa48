"""What differs between two sightings of one failure is masked: paths, numbers, times, addresses, hashes, hosts.

A mask is put on only where a letter that it cannot do without is there, and the numbers of a message are judged word by word, each
word once: most messages repeat a few. What tells errors apart stays: the last part of a path, codes such as E0308 and TS2304, names
such as utf8 and python3.9.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from homeostat.understand.pattern import Pattern

MAX_MESSAGE: Final = 300
"""Characters of a message that count. What follows is data of the test, seldom the cause."""

_INPUT: Final = 2000

_URL: Final = Pattern(r"\b[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s'\"<>)\]]+")
_PATH: Final = Pattern(
    r"(?<![\w.<])(?:[A-Za-z]:|~|\.{1,2})?(?:[\\/][\w.@+~-]+){2,}[\\/]?|(?<![\w.@+~-])[\w.@+~-]+(?:[\\/][\w.@+~-]+)+[\\/]?"
)
_ROOTED: Final = Pattern(r"(?:[A-Za-z]:)?[\\/]|~|\.\.")
_TEMPORARY: Final = Pattern(r"\b(?:tmp|temp)[a-z0-9_]{6,}\b", re.IGNORECASE)
_UUID: Final = Pattern(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])", re.IGNORECASE)
_LINK_ADDRESS: Final = Pattern(r"(?<![\w:])(?:[0-9a-f]{1,4}:{1,2}){3,15}[0-9a-f]{1,4}(?![\w:])", re.IGNORECASE)
_TIME: Final = Pattern(
    r"\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2} (?:\d{4} )?"
    r"\d\d:\d\d(?::\d\d)?(?: [A-Z]{3,4})?(?: \d{4})?\b"
    r"|\b\d{4}[-/]\d\d[-/]\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?(?:Z|[+-]\d\d:?\d\d))?)?"
    r"|\b\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?\b"
)
_HOST: Final = Pattern(
    r"(?<![\w./@'\"`-])(?:(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.){1,8}"
    r"(?:com|net|org|edu|gov|io|dev|cn|hk|tw|jp|kr|de|uk|eu|fr|nl|be|at|ch|se|fi|dk|cz|ru|br|mx|ca|au|us)"
    r"|(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.){3,8}(?!(?:cc|cs|go|hs|in|js|kt|md|mk|ml|pl|ps|py|rb|rs|sh|so|ts)\b)[a-z]{2}"
    r"|\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?(?![\w-]|\.\w)"
)
_REVERSE: Final = Pattern(r"<host> \((?:<host>)?\)")  # an address with the name or the address that belongs to it
_SIZE: Final = Pattern(r" \(\d[\d.,]{0,20} ?[KMGT]i?B\)")  # the same number once more, for people
_USER: Final = Pattern(r"(\buser=|\b(?:for|invalid|as|by) user[ =])[\w.-]+")
_DIGIT: Final = Pattern(r"\d")

_ADVISORY: Final = r"(?:CVE|GHSA|GO|PYSEC|RUSTSEC)-"  # numbered, and each is one of its own
_WORD: Final = Pattern(rf"\b{_ADVISORY}[\w-]+|(?:(?<!\w)|(?<=_)(?=[-+]\d))[-+]?\w*\d\w*(?:[.,:-]{{1,3}}\w*\d\w*)*(?: [KMGT]i?B\b)?")
"""Words with a digit, joined ones as one: 1.2.3, 10:15, node-17, 16.4 MB."""

_NUMBER: Final = Pattern(r"[-+]?\d+(?:[.,:]\d+)*(?:e[-+]?\d+)?[a-zµ]{0,3}(?: [KMGT]i?B)?", re.IGNORECASE)
_ADDRESS: Final = Pattern(r"[-+]?0x[0-9a-f]+", re.IGNORECASE)
_TEST_ADDRESS: Final = Pattern(r"\b0x[0-9a-f]+\b", re.IGNORECASE)
_HASH: Final = Pattern(r"(?=[0-9]*[a-f])[0-9a-f]{7,128}", re.IGNORECASE)
_NAMED: Final = Pattern(_ADVISORY)
_VOLATILE: Final = Pattern(r"\d{5}|[_-][A-Z]?\d|[.:#]\d{3}|^[a-z]+(?!(?:128|224|256|384|512)$)\d{3,}$")
_RUN: Final = Pattern(r"(?<=[_-])[A-Z]\d+(?:\.\d+)*|(?:(?<=[_.:#])[-+])?\d+(?:\.\d+)*")


def mask(message: str) -> str:
    """The message with all masks put on, white space run together, cut at MAX_MESSAGE characters."""
    text = message[:_INPUT]
    if "/" in text or "\\" in text:
        text = _without_places(text)
    if "user" in text:
        text = _USER.compiled.sub(r"\1<user>", text)
    digits = _DIGIT.search(text) is not None
    if digits:
        text = _without_times(text)
    if "." in text:
        text = _without_hosts(text)
    if digits:
        text = _WORD.compiled.sub(_masked_word, text)
    return " ".join(text.split())[:MAX_MESSAGE]


def mask_test(test: str) -> str:
    """The name of a test: its numbers are part of the name, addresses and temporary folders are not."""
    return " ".join(_TEMPORARY.compiled.sub("<tmp>", _TEST_ADDRESS.compiled.sub("<address>", test)).split())


def base_name(path: str) -> str:
    """The last part of a path, all that stays the same wherever the repository is checked out."""
    return path.rstrip("\\/").replace("\\", "/").rpartition("/")[2]


def _without_places(text: str) -> str:
    if "://" in text:
        text = _URL.compiled.sub("<url>", text)
    text = _PATH.compiled.sub(_base, text)
    return _TEMPORARY.compiled.sub("<tmp>", text) if "mp" in text else text


def _without_times(text: str) -> str:
    """Before hosts and numbers: all of these are made of digits and points."""
    if "-" in text:
        text = _UUID.compiled.sub("<uuid>", text)
    if text.count(":") > 3:
        text = _LINK_ADDRESS.compiled.sub("<address>", text)
    if ":" in text or "-" in text or "/" in text:
        text = _TIME.compiled.sub("<time>", text)
    return _SIZE.compiled.sub("", text) if "B)" in text else text


def _without_hosts(text: str) -> str:
    text = _HOST.compiled.sub("<host>", text)
    return _REVERSE.compiled.sub("<host>", text) if "<host> (" in text else text


def _base(match: re.Match[str]) -> str:
    path = match[0]
    if _ROOTED.match(path) or "site-packages" in path:
        return f"<path>/{base_name(path)}"
    return path


def _masked_word(match: re.Match[str]) -> str:
    return _judged(match[0])


@lru_cache(maxsize=8192)
def _judged(word: str) -> str:
    """A word with digits: a number or a hash as a whole, an id without its numbers, a name as it is."""
    if _NUMBER.compiled.fullmatch(word) or _HASH.compiled.fullmatch(word):
        return "<n>"
    if _ADDRESS.compiled.fullmatch(word):
        return "<address>"
    if _VOLATILE.search(word) and not _NAMED.match(word):
        return _RUN.compiled.sub("<n>", word)
    return word
