"""The zip that GitHub serves for the logs of a run: which job failed, and its log.

It holds `N_job name.txt` for each job and, for each job, a folder `job name/N_step.txt`; some runs lack one of the two.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

MAX_MEMBER: Final = 128 * 1024 * 1024
"""Bytes kept of one file of the archive, its end: the failing step stands near the end, and a bomb is cut short."""

MOST_UNPACKED: Final = 2 * 1024 * 1024 * 1024
"""Bytes that all that is looked at may unpack to. The logs of the largest runs have some hundred million."""

_MAX_MEMBERS: Final = 5000
_CHUNK: Final = 1024 * 1024
_EXIT_CODE: Final = b"##[error]Process completed with exit code"
_ERROR: Final = b"##[error]"
_NUMBER: Final = re.compile(r"(\d{1,6})_")


def is_archive(data: bytes) -> bool:
    """Whether the bytes are a zip."""
    return data[:4] in {b"PK\x03\x04", b"PK\x05\x06"}


def failed_log(data: bytes) -> bytes:
    """The log of the failed job: with an exit code, else with an error, else the longest. Empty if there is none.

    Raises ValueError if the archive cannot be read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _failed(_Unpacked(archive))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise ValueError(str(error)) from error


def _failed(logs: Iterable[bytes]) -> bytes:
    """The first with an exit code ends the search; of the others no more than two are kept at a time."""
    troubled, longest = b"", b""
    for log in logs:
        if _EXIT_CODE in log:
            return log
        troubled = troubled or (log if _ERROR in log else b"")
        longest = max(longest, log, key=len)
    return troubled or longest


class _Unpacked:
    """The log of each job, those that the folders hold in pieces put together in the order of their steps."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = MOST_UNPACKED

    def __iter__(self) -> Iterator[bytes]:
        members = [info for info in self._archive.infolist()[:_MAX_MEMBERS] if info.filename.endswith((".txt", ".log"))]
        whole = sorted((info for info in members if "/" not in info.filename), key=_order)
        folders: dict[str, list[zipfile.ZipInfo]] = defaultdict(list)
        for info in members if not whole else ():
            folders[info.filename.rpartition("/")[0]].append(info)
        for infos in ([info] for info in whole):
            yield self._log(infos)
        for _, infos in sorted(folders.items()):
            yield self._log(infos)

    def _log(self, infos: Iterable[zipfile.ZipInfo]) -> bytes:
        """The end of a log, at most MAX_MEMBER bytes, in chunks: the size that the archive claims is not believed."""
        kept: deque[bytes] = deque()
        size = 0
        for info in sorted(infos, key=_order):
            for chunk in chain(self._chunks(info), (b"\n",)):
                kept.append(chunk)
                size += len(chunk)
                while size > MAX_MEMBER:
                    size -= len(kept.popleft())
        return b"".join(kept)[:-1]

    def _chunks(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        with self._archive.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                self._left -= len(chunk)
                if self._left < 0:
                    raise ValueError(f"it unpacks to more than {MOST_UNPACKED >> 20} MiB")
                yield chunk


def _order(info: zipfile.ZipInfo) -> tuple[int, str]:
    match = _NUMBER.match(info.filename.rpartition("/")[2])
    return (int(match[1]) if match else 1_000_000, info.filename)
