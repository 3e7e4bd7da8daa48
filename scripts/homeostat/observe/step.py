"""Observe: from the bytes of a log to the `Log` that the rest of the loop reads."""

from __future__ import annotations

import dataclasses

from homeostat.errors import LogUnavailable
from homeostat.lines import lines_of
from homeostat.observe.archive import failed_log, is_archive
from homeostat.observe.facts import find_installed, find_python
from homeostat.observe.steps import find_steps
from homeostat.observe.steps_travis import find_travis_steps
from homeostat.records import Log


def observe(data: bytes, source: str) -> Log:
    """The log in `data` with what it says of its environment. Raises as `read`."""
    log = read(data, source)
    return dataclasses.replace(log, python=find_python(log.lines), installed=find_installed(log.lines))


def read(data: bytes, source: str) -> Log:
    """The log in `data`: plain text, or the zip that GitHub serves for a run. `source` says where it comes from.

    Raises LogUnavailable if there is nothing to read: an empty log is never taken for a log without errors.
    """
    lines = lines_of(_unpacked(data, source))
    if not any(map(str.strip, lines)):
        raise LogUnavailable(f"The log {source} is empty.")
    if lines.is_binary():
        raise LogUnavailable(f"The log {source} is no text.")
    return Log(
        source=source,
        lines=lines,
        steps=find_steps(lines) or find_travis_steps(lines),
        ended_at=lines.ended_at(),
        truncated=lines.is_cut(),
    )


def _unpacked(data: bytes, source: str) -> bytes:
    if not is_archive(data):
        return data
    try:
        return failed_log(data)
    except ValueError as error:
        raise LogUnavailable(f"The archive {source} cannot be read: {error}.") from error
