"""What is told of the trouble, from a log, from an analysis that was made of one, or in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from homeostat.errors import UsageError
from homeostat.records import Category, Failure
from homeostat.settings import Settings
from homeostat.understand.context.ask import Story

_LINES: Final = 60
"""Of the excerpt, the best ones, in the order of the log."""


def story_of(
    settings: Settings, *, error_log: str | None = None, diagnosis: str | None = None, task: str = "", changed: Sequence[str] = ()
) -> Story:
    """The story. Raises LogUnavailable for a log that cannot be read, UsageError for an analysis that is none."""
    if error_log:
        return _from_log(settings, error_log, task, changed)
    if diagnosis:
        return _from_analysis(diagnosis, task, changed)
    return Story(task=task, changed=changed)


def _from_log(settings: Settings, name: str, task: str, changed: Sequence[str]) -> Story:
    from homeostat.cli_analyze_one import Analyst
    from homeostat.cli_analyze_read import read_given
    from homeostat.lines import lines_of

    given = read_given(name)
    analysis = Analyst(settings).analyze(given)
    lines = lines_of(given.data)
    shown = sorted(list(_numbers(analysis.excerpt))[:_LINES])
    excerpt = "\n".join(lines[number - 1] for number in shown if number <= len(lines))
    return Story(failures=analysis.failures, category=analysis.category, excerpt=excerpt, task=task, changed=changed)


def _numbers(spans: Iterable[Sequence[int]]) -> Iterable[int]:
    """The numbers of the lines of spans, the best span first."""
    return dict.fromkeys(number for start, stop in spans for number in range(start, stop + 1))


def _from_analysis(name: str, task: str, changed: Sequence[str]) -> Story:
    data = _read(name)
    try:
        failures = tuple(Failure.from_json(row) for row in data["failures"])
        shown = [str(line["text"]) for line in data.get("shown", ())]
        category = Category(data["category"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"{name} is no analysis: {error!r}", "Give what `error_parser.py --format json` prints.") from error
    return Story(failures=failures, category=category, excerpt="\n".join(shown), task=task, changed=changed)


def _read(name: str) -> Any:
    """The first object of a JSON or JSON Lines file."""
    try:
        text = Path(name).read_text("utf-8")
        value = json.loads(text)
    except FileNotFoundError as error:
        raise UsageError(f"There is no analysis {name}.", "Give what `error_parser.py --format json` prints.") from error
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(f"{name} cannot be read: {error}", "Give what `error_parser.py --format json` prints.") from error
    return value[0] if isinstance(value, list) and value else value
