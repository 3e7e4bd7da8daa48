"""What a person sees of the progress: on a terminal, in an Actions log, in a file, or nothing.

What is said may hold parts of logs, and whoever made the build fail wrote those: a terminal must not obey them, and neither
must the Actions runner, which takes `::` at the start of a line and `##[` anywhere in one for a command.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Final, TextIO

from homeostat.world import Reporter

if TYPE_CHECKING:
    from rich.console import Console

MOST_CHARACTERS: Final = 2000
"""Of one line: what is longer is no progress."""

_ESCAPES: Final = re.compile(r"\x1b\[[0-?]{0,40}[ -/]{0,5}[@-~]|\x1b\][^\x07\x1b]{0,500}(?:\x07|\x1b\\)")


def shown(text: str) -> list[str]:
    """The lines of a text without escape sequences and control characters, each of at most `MOST_CHARACTERS`."""
    lines = _ESCAPES.sub("", text[:100_000].expandtabs(4)).splitlines() or [""]
    return ["".join(c if c.isprintable() else " " if c.isspace() else "" for c in line)[:MOST_CHARACTERS] for line in lines]


def harmless(line: str) -> str:
    """A line in which the Actions runner finds no command."""
    line = line.replace("##[", "## [")
    return re.sub(r"^(\s*):(?=:)", r"\1: ", line)


class PlainReporter:
    """Lines with the seconds since the start."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._start = time.monotonic()
        self._depth = 0

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """A line when it begins; what is said within is indented."""
        self.say(title)
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    def say(self, text: str) -> None:
        """One line of progress, or several."""
        seconds = time.monotonic() - self._start
        for line in shown(text):
            _write(self._stream, f"[{seconds:7.1f} s] {'  ' * self._depth}{line}")


class ActionsReporter:
    """Folded groups in the log of GitHub Actions."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._depth = 0

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """A group; groups do not nest there, so a step within a step is a line."""
        heading = " ".join(map(harmless, shown(title)))
        _write(self._stream, f"::group::{heading.replace('%', '%25')}" if not self._depth else heading)
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if not self._depth:
                _write(self._stream, "::endgroup::")

    def say(self, text: str) -> None:
        """One line of progress, or several."""
        for line in shown(text):
            _write(self._stream, harmless(line))


class RichReporter:
    """A spinner and a tick for each step, on a terminal."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console

        self._console: Console = Console(file=stream, highlight=False, markup=False, emoji=False, soft_wrap=True)
        self._depth = 0

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """A spinner while it is open, a line with its seconds when it is over; a step within a step is a line."""
        heading, start = " ".join(shown(title)), time.monotonic()
        self._depth += 1
        mark = "✗"
        try:
            with self._spinner(heading):
                yield
            mark = "✓"
        finally:
            self._depth -= 1
            style = "green" if mark == "✓" else "red"
            self._print(f"{mark} {heading} ({time.monotonic() - start:.1f} s)", style)

    def say(self, text: str) -> None:
        """One line of progress, or several."""
        for line in shown(text):
            self._print(f"  {line}", "dim")

    def _spinner(self, heading: str) -> AbstractContextManager[object]:
        from rich.text import Text

        return self._console.status(Text(heading)) if self._depth == 1 else nullcontext()

    def _print(self, line: str, style: str) -> None:
        self._console.print(_encodable(self._console.file, line), style=style)


class SilentReporter:
    """Nothing."""

    def step(self, title: str) -> AbstractContextManager[None]:  # noqa: ARG002
        """A step that nobody sees."""
        return nullcontext()

    def say(self, text: str) -> None:
        """Words that nobody reads."""


def reporter_for(environ: Mapping[str, str], stream: TextIO) -> Reporter:
    """Groups under GitHub Actions, a spinner on a terminal that can show one, else plain lines."""
    if environ.get("GITHUB_ACTIONS") == "true":
        return ActionsReporter(stream)
    if stream.isatty() and environ.get("TERM", "dumb") != "dumb":
        return RichReporter(stream)
    return PlainReporter(stream)


def _write(stream: TextIO, line: str) -> None:
    stream.write(_encodable(stream, line) + "\n")
    stream.flush()


def _encodable(stream: object, text: str) -> str:
    """What the stream's encoding lacks becomes a question mark: a log in another script must not end the run."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)
