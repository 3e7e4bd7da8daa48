"""Processes: arguments as a tuple, never a shell; a time limit that ends the whole tree; output kept within bounds."""

from __future__ import annotations

import collections
import contextlib
import os
import secrets
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from homeostat.errors import DiskTrouble, ToolMissing

TIMED_OUT = 124  # as timeout(1) of coreutils answers
MARKER = "HOMEOSTAT_TREE"  # an environment variable by which runaway children are found again
CHUNK = 65536


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """A process that ended. `output` is standard output and error together, the middle left out if it was too much."""

    exit_code: int
    output: str
    seconds: float
    timed_out: bool = False


class _Tail:
    """The first and the last bytes of a stream."""

    def __init__(self, head: int, tail: int) -> None:
        self._room, self._limit = head, tail
        self._head: list[bytes] = []
        self._tail: collections.deque[bytes] = collections.deque()
        self._kept = self._dropped = 0

    def feed(self, chunk: bytes) -> None:
        if self._room:
            first, chunk = chunk[: self._room], chunk[self._room :]
            self._room -= len(first)
            self._head.append(first)
        self._tail.append(chunk)
        self._kept += len(chunk)
        while self._kept - len(self._tail[0]) >= self._limit:
            gone = len(self._tail.popleft())
            self._kept -= gone
            self._dropped += gone

    def text(self, errors: str) -> str:
        gap = f"\n[… {self._dropped} bytes left out …]\n".encode() if self._dropped else b""
        return (b"".join(self._head) + gap + b"".join(self._tail)).decode("utf-8", errors)


def run(
    command: Sequence[str],
    *,
    cwd: str | None = None,
    env: Mapping[str, str] | None = None,
    limit: float | None = None,
    stdin: bytes | None = None,
    keep: int = 16_000_000,
    errors: str = "replace",
) -> Completed:
    """Run a command to its end, or to `limit` seconds, when its whole process tree is ended and the exit code is 124.

    Raises ToolMissing if the program is not there, DiskTrouble if the system has no room to start it.
    """
    token = secrets.token_hex(8)
    started = time.monotonic()
    process = _start(command, cwd, {**(os.environ if env is None else env), MARKER: token}, piped=stdin is not None)
    kept = _Tail(keep // 4, keep)
    threads = [threading.Thread(target=_drain, args=(process.stdout, kept), daemon=True)]
    if stdin is not None:
        threads.append(threading.Thread(target=_supply, args=(process.stdin, stdin), daemon=True))
    for thread in threads:
        thread.start()
    try:
        timed_out = _wait(process, limit)
    finally:  # an interruption must not leave the command running
        seconds = time.monotonic() - started
        _end_tree(process, token)
    for thread in threads:
        thread.join(timeout=5)
    _close(process)
    return Completed(
        exit_code=TIMED_OUT if timed_out else process.returncode,
        output=kept.text(errors),
        seconds=round(seconds, 3),
        timed_out=timed_out,
    )


def _start(command: Sequence[str], cwd: str | None, env: Mapping[str, str], *, piped: bool) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            list(command),
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except FileNotFoundError as error:
        raise ToolMissing(f"cannot run {command[0]}: {error.strerror} ({error.filename})") from error
    except OSError as error:
        raise DiskTrouble(f"cannot run {command[0]}: {error.strerror}") from error


def _drain(stream: IO[bytes] | None, kept: _Tail) -> None:
    with contextlib.suppress(ValueError, OSError):  # closed under us once the tree has ended
        while stream and (chunk := os.read(stream.fileno(), CHUNK)):
            kept.feed(chunk)


def _supply(stream: IO[bytes] | None, data: bytes) -> None:
    with contextlib.suppress(OSError):  # the command may not care for its input
        if stream:
            stream.write(data)
            stream.close()


def _close(process: subprocess.Popen[bytes]) -> None:
    for stream in (process.stdout, process.stdin):
        with contextlib.suppress(OSError):  # what the command did not read is lost with it
            if stream:
                stream.close()


def _wait(process: subprocess.Popen[bytes], limit: float | None) -> bool:
    try:
        process.wait(timeout=limit)
    except subprocess.TimeoutExpired:
        return True
    return False


def _end_tree(process: subprocess.Popen[bytes], token: str) -> None:
    """End what is left of the command: its process group, and whoever left the group but still carries the marker."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pid in _carriers(token):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def _carriers(token: str) -> list[int]:
    import psutil

    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get(MARKER) == token:
                found.append(process.pid)
    return found
