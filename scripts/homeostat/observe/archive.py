"""The zip that GitHub serves for the logs of a run: which job failed, and its log.

It holds `N_job name.txt` for each job and, for each job, a folder `job name/N_step.txt`; some runs lack one of the two.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import defaultdict, deque
from typing import Final

MAX_MEMBER: Final = 128 * 1024 * 1024
"""Bytes kept of one file of the archive, its end: the failing step stands near the end, and a bomb is cut short."""

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
            logs = _job_logs(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise ValueError(str(error)) from error
    for mark in (_EXIT_CODE, _ERROR):
        found = next((log for log in logs if mark in log), None)
        if found is not None:
            return found
    return max(logs, key=len, default=b"")


def _job_logs(archive: zipfile.ZipFile) -> list[bytes]:
    """The log of each job, those that the folders hold in pieces put together in the order of their steps."""
    members = [info for info in archive.infolist()[:_MAX_MEMBERS] if info.filename.endswith((".txt", ".log"))]
    whole = sorted((info for info in members if "/" not in info.filename), key=_order)
    if whole:
        return [_read(archive, info) for info in whole]
    folders: dict[str, list[zipfile.ZipInfo]] = defaultdict(list)
    for info in members:
        folders[info.filename.rpartition("/")[0]].append(info)
    return [b"\n".join(_read(archive, info) for info in sorted(infos, key=_order)) for _, infos in sorted(folders.items())]


def _order(info: zipfile.ZipInfo) -> tuple[int, str]:
    match = _NUMBER.match(info.filename.rpartition("/")[2])
    return (int(match[1]) if match else 1_000_000, info.filename)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The end of a member, at most MAX_MEMBER bytes, in chunks: the size that the archive claims is not believed."""
    chunks: deque[bytes] = deque(maxlen=MAX_MEMBER // _CHUNK)
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            chunks.append(chunk)
    return b"".join(chunks)
