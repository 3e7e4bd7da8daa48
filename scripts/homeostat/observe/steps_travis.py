"""The commands of a Travis CI log: where the output of each begins and ends, and how it ended.

A command opens with `travis_time:start:`, then `$ command`. How it ended is said only in the phases that count:
`The command "…" exited with 1.`, after which the job goes on, or `… failed and exited with 1 during install.`, after which it stops.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from homeostat.lines import Lines
from homeostat.records import LogStep

_OPENS: Final = "travis_time:start:"
_ENDS: Final = ('" exited with ', '" failed and exited with ')
_SAYS: Final = 'The command "'
_CODE: Final = re.compile(r'" (failed and )?exited with (\d{1,3})(?: during [\w-]{1,40})?\.\s*$')
_LONGEST: Final = 200  # lines of a command


def find_travis_steps(lines: Lines) -> tuple[LogStep, ...]:
    """All commands of which the log says how they ended. `stop` is the line before the one that says so."""
    opened = lines.holding(_OPENS)
    return tuple(_steps(lines, opened)) if opened else ()


def _steps(lines: Lines, opened: list[int]) -> Iterator[LogStep]:
    for end in lines.holding(*_ENDS):
        match = _CODE.search(lines[end])
        said = _beginning(lines, end)
        if match is None or said is None:
            continue
        command = "\n".join(lines[said : end + 1])[len(_SAYS) :].rpartition('" ' + (match[1] or "") + "exited")[0].strip()
        at = bisect_right(opened, said)
        yield LogStep(
            name=command.partition("\n")[0],
            script=command,
            start=(opened[at - 1] if at else 0) + 1,
            stop=said,
            exit_code=int(match[2]) or None,
            goes_on=not match[1],
        )


def _beginning(lines: Lines, end: int) -> int | None:
    """Where the sentence begins that ends here: commands may have several lines."""
    return next((index for index in range(end, max(-1, end - _LONGEST), -1) if lines[index].startswith(_SAYS)), None)
