"""Observe: from the bytes of a log to the `Log` that the rest of the loop reads."""

from __future__ import annotations

from homeostat.errors import LogUnavailable
from homeostat.observe.archive import failed_log, is_archive
from homeostat.observe.facts import find_installed, find_python
from homeostat.observe.steps import find_steps
from homeostat.observe.text import clean, decode, looks_binary
from homeostat.records import Log


def observe(data: bytes, source: str) -> Log:
    """The log in `data`: plain text, or the zip that GitHub serves for a run. `source` says where it comes from.

    Raises LogUnavailable if there is nothing to read: an empty log is never taken for a log without errors.
    """
    text = decode(_unpacked(data, source))
    if not text.strip():
        raise LogUnavailable(f"The log {source} is empty.")
    if looks_binary(text):
        raise LogUnavailable(f"The log {source} is no text.")
    found = clean(text)
    return Log(
        source=source,
        lines=tuple(found.lines),
        steps=find_steps(found.lines, found.cyan),
        ended_at=found.ended_at,
        python=find_python(found.lines),
        installed=find_installed(found.lines),
        truncated=found.cut,
    )


def _unpacked(data: bytes, source: str) -> bytes:
    if not is_archive(data):
        return data
    try:
        return failed_log(data)
    except ValueError as error:
        raise LogUnavailable(f"The archive {source} cannot be read: {error}.") from error
