"""Where the bytes of a log come from: a file, standard input, packed or not. Never more of them than memory has room for."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from homeostat.errors import LogUnavailable, UsageError

MAX_BYTES: Final = 256 * 1024 * 1024
"""Bytes kept of a log, its end: what failed stands nearer to the end, and memory is not endless."""

MOST_UNPACKED: Final = 2 * 1024 * 1024 * 1024
"""Bytes that a packed log may unpack to: a few seconds of work. A bomb holds more."""

_CHUNK: Final = 1024 * 1024
_PIECE: Final = 65536  # what is not used up of a piece is copied, so it must be small
_GZIP: Final = b"\x1f\x8b"
_GZIP_WINDOW: Final = 31  # what zlib calls a window of 32 KB in a gzip envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was read: `digest` is of the bytes as they came. `cut`: the beginning, or an end that was not there, is missing."""

    name: str
    data: bytes
    digest: str
    cut: bool = False


def given_as(name: str, data: bytes) -> Given:
    """Bytes that are at hand already."""
    return Given(name=name, data=data, digest=_hasher(data).hexdigest())


def read_given(name: str) -> Given:
    """A file, or standard input for `-`. Raises LogUnavailable for what cannot be read, UsageError for what is not there."""
    if name == "-":
        if sys.stdin is None:  # closed, so that there is nothing behind it
            raise LogUnavailable("The log - is not there: standard input is closed.")
        return _read(name, sys.stdin.buffer)
    try:
        with Path(name).open("rb") as stream:
            return _read(name, stream, skipped=_skip(name, stream))
    except FileNotFoundError as error:
        raise UsageError(f"There is no log {name}.", "Give the path of a log, or - to read it from standard input.") from error
    except (OSError, ValueError) as error:  # a name with a zero byte
        said = getattr(error, "strerror", None) or error
        raise LogUnavailable(f"The log {name} cannot be read: {said}.", "Check the path and its permissions.") from error


def _skip(name: str, stream: IO[bytes]) -> bool:
    """Go to the last MAX_BYTES of a file; a pipe has no places."""
    found = os.fstat(stream.fileno())
    if stat.S_ISCHR(found.st_mode) or stat.S_ISBLK(found.st_mode):
        raise LogUnavailable(f"The log {name} is a device.", "Give a file or a pipe.")
    if not stat.S_ISREG(found.st_mode) or found.st_size <= MAX_BYTES:
        return False
    stream.seek(-MAX_BYTES, os.SEEK_END)
    return True


def _read(name: str, stream: IO[bytes], *, skipped: bool = False) -> Given:
    hasher = _hasher()
    data, cut = _end_of(_hashed(stream, hasher))
    digest = hasher.hexdigest()
    if data.startswith(_GZIP) and not cut:
        data, cut = _unpacked(name, data)
    return Given(name=name, data=data, digest=digest, cut=cut or skipped)


def _hasher(data: bytes = b"") -> hashlib.blake2b:
    return hashlib.blake2b(data, digest_size=20)


def _hashed(stream: IO[bytes], hasher: hashlib.blake2b) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        hasher.update(chunk)
        yield chunk


def _end_of(chunks: Iterator[bytes]) -> tuple[bytes, bool]:
    """At most MAX_BYTES from the end and whether there were more, in pieces: a pipe cannot be wound back."""
    kept: deque[bytes] = deque()
    size, cut = 0, False
    for chunk in chunks:
        kept.append(chunk)
        size += len(chunk)
        while size - len(kept[0]) >= MAX_BYTES:
            size -= len(kept.popleft())
            cut = True
    return b"".join(kept), cut


def _unpacked(name: str, data: bytes) -> tuple[bytes, bool]:
    """The end of what gzip packed. A file that breaks off gives what came before."""
    unpacking = _Unpacking(data)
    text, cut = _end_of(_limited(name, unpacking))
    if unpacking.torn and not text:
        raise LogUnavailable(f"The log {name} cannot be unpacked: {unpacking.torn}.", "Fetch it again.")
    return text, cut or bool(unpacking.torn)


def _limited(name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > MOST_UNPACKED:
            raise LogUnavailable(f"The log {name} unpacks to more than {MOST_UNPACKED >> 20} MiB.", "Unpack its end yourself.")
        yield chunk


class _Unpacking:
    """The content of a gzip file, which may be several that follow one another. `torn` says what stopped it early."""

    def __init__(self, data: bytes) -> None:
        self.torn = ""
        self._data = data
        self._machine = zlib.decompressobj(_GZIP_WINDOW)
        self._begun = False

    def __iter__(self) -> Iterator[bytes]:
        try:
            for start in range(0, len(self._data), _PIECE):
                yield from self._fed(self._data[start : start + _PIECE])
            if self._begun:
                self.torn = "it breaks off"
                yield self._machine.flush()
        except zlib.error as error:
            self.torn = str(error)

    def _fed(self, piece: bytes) -> Iterator[bytes]:
        while piece:
            self._begun = True
            yield self._machine.decompress(piece, _CHUNK)
            piece = self._machine.unconsumed_tail
            if self._machine.eof:
                piece = self._machine.unused_data.lstrip(b"\0")  # padding
                self._machine, self._begun = zlib.decompressobj(_GZIP_WINDOW), False
