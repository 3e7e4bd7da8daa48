"""Patterns of the user's own: the shape of an entry, and how a list of them is read from the settings or from a file. Pure.

Whether a regular expression is right and quick is looked at where it is made a rule (`understand/custom.py`).
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from homeostat.errors import SettingsError
from homeostat.records import CustomPattern, Severity
from homeostat.settings_values import Entry, Row, check, default_of, field_schema, option, parse_yaml_table, unknown

KEY: Final = "patterns"
MOST: Final = 100
"""Patterns. Each costs time on every log."""

_LONGEST: Final = 432_000
_SLUG: Final = r"^[a-z0-9][a-z0-9_.-]{0,63}$"
_LINE: Final = r"^[^\x00-\x1f\x7f]{0,500}$"
_REQUIRED: Final = ("name", "pattern")
_SPACE: Final = re.compile(r"\s*")
_HEAD: Final = re.compile(rf'\s*(?:\{{\s*"{KEY}"\s*:\s*)?\[')
_HINT: Final = "Correct the entry; docs/understand.md shows how one is written."


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The keys of an entry, with their limits: `CustomPattern` as a person writes it."""

    name: str = option("", "A name of its own: small letters, digits, `.`, `_` and `-`.", pattern=_SLUG)
    pattern: str = option("", "A Python regular expression; it is searched in each line.", pattern=r"^[^\x00]+$")
    category: str = option("custom", "One of the built-in categories, or a word of your own.", pattern=_SLUG)
    severity: str = option("medium", "How much such a failure blocks.", choices=tuple(Severity))
    retry: bool = option(False, "Whether it passes by itself.")
    confidence: float = option(0.9, "How sure a match makes.", minimum=0, maximum=1)
    fix_time: int = option(0, "Seconds that a cure takes, as far as you know.", minimum=0, maximum=_LONGEST)
    hint: str = option("", "What to do about it, in one line.", pattern=_LINE)


FIELDS: Final[Mapping[str, dataclasses.Field[Any]]] = {f.name: f for f in dataclasses.fields(Fields)}


def read_patterns(text: str, source: str) -> tuple[CustomPattern, ...]:
    """The patterns of a file, JSON or YAML: a list of entries, or a mapping with the one key `patterns`. Raises SettingsError."""
    return patterns_of(_rows(text, source), source)


def patterns_of(rows: Sequence[Row], source: str) -> tuple[CustomPattern, ...]:
    """The entries as records. Raises SettingsError, one line, that names the place."""
    if len(rows) > MOST:
        raise SettingsError(f"{source}:{rows[MOST].line}: more than {MOST} patterns", _HINT)
    patterns: dict[str, CustomPattern] = {}
    for row in rows:
        pattern = _pattern(row, source)
        if pattern.name in patterns:
            raise SettingsError(f"{source}:{row.line}: two patterns are called {pattern.name!r}", _HINT)
        patterns[pattern.name] = pattern
    return tuple(patterns.values())


def pattern_of(entry: Mapping[str, Any], where: str) -> CustomPattern:
    """One entry that is at hand as a mapping. Raises SettingsError."""
    return _made({key: (where, value) for key, value in entry.items()}, where)


def patterns_schema(f: dataclasses.Field[Any]) -> dict[str, Any]:
    """JSON Schema of the list."""
    properties = {name: field_schema(each) for name, each in FIELDS.items()}
    for name in _REQUIRED:
        del properties[name]["default"]
    item = {"type": "object", "additionalProperties": False, "required": list(_REQUIRED), "properties": properties}
    return {"description": f.metadata["help"], "default": default_of(f), "type": "array", "maxItems": MOST, "items": item}


def _pattern(row: Row, source: str) -> CustomPattern:
    values: dict[str, tuple[str, Any]] = {}
    for key, line, value in row.entries:
        where = f"{source}:{line}"
        if key in values:
            raise SettingsError(f"{where}: {key!r} is given twice", _HINT)
        values[key] = (where, value)
    return _made(values, f"{source}:{row.line}")


def _made(values: Mapping[str, tuple[str, Any]], where: str) -> CustomPattern:
    checked = {key: _checked(key, value, place) for key, (place, value) in values.items() if value is not None}
    for key in _REQUIRED:
        if key not in checked:
            raise SettingsError(f"{where}: a pattern lacks its {key!r}", _HINT)
    return CustomPattern(**checked, where=values["pattern"][0])


def _checked(key: str, value: Any, where: str) -> Any:
    if key not in FIELDS:
        raise SettingsError(f"{where}: {unknown(key, FIELDS)}", _HINT)
    try:
        checked = check(FIELDS[key], value, f"{where}: {key}")
    except SettingsError as error:
        raise SettingsError(str(error), _HINT) from error
    return Severity(checked) if key == "severity" else float(checked) if key == "confidence" else checked


# -- files ---------------------------------------------------------------------------------------------------------------


def _rows(text: str, source: str) -> list[Row]:
    """JSON by the standard library, so that a bare Python does; what is not JSON has to be YAML."""
    bare = text.removeprefix("\ufeff")
    try:
        return list(_json_rows(bare, source)) if bare.lstrip().startswith(("[", "{")) else parse_yaml_table(bare, source, KEY)
    except json.JSONDecodeError as error:
        return _second_try(bare, source, f"{source}:{error.lineno}: not valid JSON: {error.msg}")
    except (ValueError, RecursionError) as error:  # a number of thousands of digits; a thousand brackets
        raise SettingsError(f"{source}: not valid JSON: {error}", _HINT) from error
    except ImportError as error:
        raise SettingsError(f"{source}: PyYAML is not installed", "Write the patterns as JSON, or install PyYAML.") from error


def _second_try(text: str, source: str, complaint: str) -> list[Row]:
    """What begins like JSON may be YAML all the same."""
    try:
        return parse_yaml_table(text, source, KEY)
    except (SettingsError, ImportError) as error:
        raise SettingsError(complaint, _HINT) from error


def _json_rows(text: str, source: str) -> Iterator[Row]:
    """The elements of the list one by one, since only then their lines are known."""
    json.loads(text)
    head = _HEAD.match(text)
    if head is None:
        raise SettingsError(f'{source}:1: a list of patterns expected, or {{"{KEY}": [...]}}', _HINT)
    decoder = json.JSONDecoder(object_pairs_hook=_Pairs)
    at = _after_space(text, head.end())
    while text[at] != "]":
        value, end = decoder.raw_decode(text, at)
        yield _json_row(value, text[at:end], _line_at(text, at), source)
        at = _after_space(text, end)
        at = _after_space(text, at + 1) if text[at] == "," else at
    if text[at + 1 :].strip(" \t\r\n}"):
        raise SettingsError(f"{source}:{_line_at(text, at)}: nothing but the list of patterns is expected", _HINT)


class _Pairs(list[tuple[str, Any]]):
    """The entries of an object, equal keys and all."""


def _json_row(value: Any, text: str, line: int, source: str) -> Row:
    if not isinstance(value, _Pairs):
        raise SettingsError(f"{source}:{line}: expected an object with name and pattern", _HINT)
    return Row(line, tuple(_placed(key, item, text, line) for key, item in value))


def _placed(key: str, value: Any, text: str, line: int) -> Entry:
    found = re.search(rf"{re.escape(json.dumps(key))}\s*:", text)
    return key, line + text.count("\n", 0, found.start()) if found else line, value


def _line_at(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
