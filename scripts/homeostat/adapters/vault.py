"""Secrets, kept out of reach of the commands that are run.

A process of the same user can read the environment that another one was started with (`/proc/PID/environ`), whatever that
one has deleted since. So a process that was started with secrets hands them to a successor of itself through a pipe, and
the successor lets nobody look into its memory.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import sys
from collections.abc import Mapping, MutableMapping, Sequence

CHANNEL = "HOMEOSTAT_SECRETS_FD"
PR_SET_DUMPABLE = 4  # linux/prctl.h


def withdraw(environ: MutableMapping[str, str], names: Sequence[str], command: Sequence[str]) -> Mapping[str, str]:
    """The secrets by name. If the environment still holds any, this process is replaced by `command` without them."""
    if CHANNEL in environ:
        return _received(int(environ.pop(CHANNEL)))
    secrets = {name: environ[name] for name in names if environ.get(name)}
    if not secrets:
        return {}
    reading, writing = os.pipe()
    os.write(writing, json.dumps(secrets).encode())  # far below the 64 KiB that a pipe holds
    os.close(writing)
    os.set_inheritable(reading, True)
    rest = {name: value for name, value in environ.items() if name not in names}
    sys.stdout.flush()
    return os.execve(command[0], list(command), {**rest, CHANNEL: str(reading)})  # noqa: S606 - does not return


def _received(channel: int) -> Mapping[str, str]:
    with os.fdopen(channel, "rb") as pipe:
        secrets: dict[str, str] = json.loads(pipe.read())
    _close_to_others()
    return secrets


def _close_to_others() -> None:
    with contextlib.suppress(OSError, AttributeError):  # not on this system
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
