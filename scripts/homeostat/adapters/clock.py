"""Time as it is."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class SystemClock:
    """The wall clock, and the seconds since this object was made."""

    def __init__(self) -> None:
        self._begin = time.monotonic()

    def now(self) -> str:
        return datetime.now(UTC).isoformat(timespec="seconds")

    def elapsed(self) -> float:
        return time.monotonic() - self._begin
