"""The door `error_parser.py`: what a log means, for people and for scripts. Part of the command line: it reads files and prints.

The steps are imported only when there is a log to read, so that `--help` answers at once.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from homeostat.records import Decision, Diagnosis, Log

SCHEMA: Final = "homeostat.analysis/v1"
MAX_BYTES: Final = 256 * 1024 * 1024
"""Bytes read of a log, its end: what failed stands nearer to the end, and memory is not endless."""

_SHOWN: Final = 10  # failures in the text format


def main(arguments: Sequence[str] | None = None) -> int:
    """Analyze the logs named on the command line; the exit code of the first trouble, 0 if all could be read."""
    options = _parser().parse_args(arguments)
    from homeostat.errors import HomeostatError

    code, records = 0, []
    for name in options.logs:
        try:
            records.append(analyze(name, _read(name)))
        except HomeostatError as error:
            sys.stderr.write(f"error_parser: {error} {error.advice}\n")
            code = code or error.exit_code
        if options.format != "json":
            _print(records, options.format)
            records.clear()
    if options.format == "json":
        _print(records, "json")
    return code


def analyze(name: str, data: bytes) -> dict[str, Any]:
    """The analysis of one log as JSON values (`homeostat.analysis/v1`). Raises LogUnavailable if there is nothing to read."""
    from homeostat.decide.step import decide
    from homeostat.observe.step import observe
    from homeostat.understand.step import understand

    log = observe(data, name)
    diagnosis = understand(log)
    decision = decide(diagnosis, enabled=True, attempts=0, max_attempts=1, retry_count=0)
    return _record(name, log, diagnosis, decision)


def _record(name: str, log: Log, diagnosis: Diagnosis, decision: Decision) -> dict[str, Any]:
    step = log.failed_step
    return {
        "schema": SCHEMA,
        "log": name,
        "category": diagnosis.category.value,
        "severity": diagnosis.severity.value,
        "confidence": diagnosis.confidence,
        "headline": diagnosis.headline,
        "rule": diagnosis.rule,
        "retry": {
            "recommended": decision.action.value == "retry",
            "confidence": diagnosis.confidence,
            "delay_seconds": decision.delay_seconds,
            "reason": decision.reason_code,
        },
        "excerpt": [list(span) for span in diagnosis.excerpt],
        "failures": [failure.to_json() for failure in diagnosis.failures],
        "step": {"name": step.name, "command": step.script, "exit_code": step.exit_code} if step else None,
        "fingerprint": diagnosis.fingerprint,
        "truncated": log.truncated,
    }


def _read(name: str) -> bytes:
    """The end of a file, or of standard input for `-`. Raises LogUnavailable, UsageError."""
    from homeostat.errors import LogUnavailable, UsageError

    if name == "-":
        return _end_of(sys.stdin.buffer)
    try:
        with Path(name).open("rb") as stream:
            return _end_of(stream)
    except FileNotFoundError as error:
        raise UsageError(f"There is no log {name}.", "Give the path of a log, or - to read it from standard input.") from error
    except OSError as error:
        raise LogUnavailable(f"The log {name} cannot be read: {error.strerror}.") from error


def _end_of(stream: IO[bytes]) -> bytes:
    """At most MAX_BYTES from the end, read in pieces: a pipe cannot be wound back."""
    kept: list[bytes] = []
    size = 0
    while chunk := stream.read(1024 * 1024):
        kept.append(chunk)
        size += len(chunk)
        while size - len(kept[0]) >= MAX_BYTES:
            size -= len(kept.pop(0))
    return b"".join(kept)


def _print(records: Sequence[dict[str, Any]], form: str) -> None:
    if form == "json":
        sys.stdout.write(_json(records, indent=2) + "\n")
    for record in records if form != "json" else ():
        sys.stdout.write(_json(record) + "\n" if form == "jsonl" else _text(record))


def _json(value: object, indent: int | None = None) -> str:
    """JSON that a runner which shows it takes for no command of its own."""
    return json.dumps(value, indent=indent).replace("##[", "#\\u0023[")


def _text(record: dict[str, Any]) -> str:
    retry = record["retry"]
    again = f"yes, in {retry['delay_seconds']} s" if retry["recommended"] else "no"
    lines = [
        f"{record['log']}: {record['category']} ({record['severity']}, {record['confidence']:.0%} sure by rule {record['rule']})",
        f"  cause:       {record['headline']}",
        f"  step:        {_step(record['step'])}",
        f"  retry:       {again} [{retry['reason']}]",
        "  lines:       " + (", ".join(f"{span[0]}-{span[1]}" for span in record["excerpt"]) or "-"),
        f"  fingerprint: {record['fingerprint']}",
        *(f"  - {_failure(failure)}" for failure in record["failures"][:_SHOWN]),
    ]
    if len(record["failures"]) > _SHOWN:
        lines.append(f"  … and {len(record['failures']) - _SHOWN} more")
    return "".join(f"{_harmless(line)}\n" for line in lines)


def _step(step: dict[str, Any] | None) -> str:
    return f"{step['name']} (exit code {step['exit_code']})" if step else "-"


def _failure(failure: dict[str, Any]) -> str:
    place = ":".join(str(failure[key]) for key in ("file", "line", "column") if failure[key] is not None)
    return " ".join(part for part in (place, failure["test"], failure["message"]) if part)


def _harmless(line: str) -> str:
    """Without control characters and without what a runner would take for a command."""
    return "".join(char if char.isprintable() else " " for char in line).replace("##[", "# [").removeprefix("::")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="error_parser.py",
        description="Say what a CI log means: category, cause, whether to run it again, where to look.",
        epilog="Exit code: 0; 2 for a wrong call; 5 for a log that is empty, binary or unreadable.",
    )
    parser.add_argument("logs", metavar="LOG", nargs="+", help="log of a job (text, or the zip of a run); - is standard input")
    parser.add_argument(
        "--format", choices=("text", "json", "jsonl"), default="text", help="text for people (default), json, or jsonl"
    )
    return parser
