"""What is told of the trouble, from a log, from an analysis that was made of one, or in words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from homeostat.errors import UsageError
from homeostat.records import Category, Failure
from homeostat.settings import Settings
from homeostat.understand.context.ask import Story


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

    analysis = Analyst(settings).analyze(read_given(name))
    told = "\n".join(line.text for line in analysis.shown)
    return Story(failures=analysis.failures, category=analysis.category, told=told, task=task, changed=changed)


def _from_analysis(name: str, task: str, changed: Sequence[str]) -> Story:
    data = _read(name)
    try:
        failures = tuple(Failure.from_json(row) for row in data["failures"])
        told = "\n".join(str(line["text"]) for line in data.get("shown", ()))
        category = Category(data["category"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"{name} is no analysis: {error!r}", "Give what `error_parser.py --format json` prints.") from error
    return Story(failures=failures, category=category, told=told, task=task, changed=changed)


def _read(name: str) -> Any:
    """The first object of a JSON or JSON Lines file."""
    try:
        text = Path(name).read_text("utf-8")
        value, _ = json.JSONDecoder().raw_decode(text.lstrip())
    except FileNotFoundError as error:
        raise UsageError(f"There is no analysis {name}.", "Give what `error_parser.py --format json` prints.") from error
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(f"{name} cannot be read: {error}", "Give what `error_parser.py --format json` prints.") from error
    return value[0] if isinstance(value, list) and value else value
