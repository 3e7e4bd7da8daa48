"""Text and YAML into the values of settings: parsed by the type of the field, checked against its limits, refused in one line.

A field's type is that of its default (text, whole number, true or false, tuple of texts); its limits are in its metadata.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from homeostat.errors import SettingsError

SOURCE: Final = ".github/homeostat.yaml"
# A relative path, written with slashes, that climbs nowhere.
INSIDE_PATTERN: Final = r"^(?![/~\\])(?!(.*/)?\.\.(/|$))[^\x00-\x1f\\:]*$"


def kind_of(f: dataclasses.Field[Any]) -> type:
    """The type of a field's values: str, int, bool or tuple (of str)."""
    return type(f.default)


# -- YAML ----------------------------------------------------------------------------------------------------------------


def parse_yaml(text: str) -> list[tuple[str, int, Any]]:
    """(key, line, value) of each entry, in order. Read by nodes, since the ready-made reader lets the last of two equal keys win.

    Raises SettingsError for what is not YAML or no mapping.
    """
    import yaml  # here, because it costs 20 ms and half the commands need no settings

    try:
        loader = yaml.SafeLoader(text)
        return _entries(loader, loader.get_single_node())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{SOURCE}:{mark.line + 1}" if mark else SOURCE
        raise SettingsError(f"{where}: not valid YAML: {_one_line(getattr(error, 'problem', None) or error)}") from error
    except (ValueError, RecursionError) as error:  # an impossible date; a thousand brackets
        raise SettingsError(f"{SOURCE}: not valid YAML: {_one_line(error)}") from error


def _entries(loader: Any, node: Any) -> list[tuple[str, int, Any]]:
    if node is None or node.tag.endswith(":null"):
        return []
    if not isinstance(node.value, list) or node.id != "mapping":
        raise SettingsError(f"{SOURCE}:{node.start_mark.line + 1}: expected `name: value` lines, found a {node.id}")
    return [(str(key.value), key.start_mark.line + 1, loader.construct_object(value, deep=True)) for key, value in node.value]


def _one_line(error: object) -> str:
    return " ".join(str(error).split())[:200]


# -- values --------------------------------------------------------------------------------------------------------------


def parse(f: dataclasses.Field[Any], text: str, where: str) -> Any:
    """Text as the type of the field; `where` begins the message. Raises SettingsError."""
    kind = kind_of(f)
    if kind is bool:
        return _parse_bool(text, where)
    if kind is int:
        return _parse_int(text, where)
    if kind is tuple:
        return _split(text) if f.metadata["splits"] else (text,)
    return text.strip()


def _parse_bool(text: str, where: str) -> bool:
    words = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
    try:
        return words[text.strip().lower()]
    except KeyError:
        raise SettingsError(f"{where}: expected true or false, found {_quoted(text)}") from None


def _parse_int(text: str, where: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", text.strip()):
        raise SettingsError(f"{where}: expected a whole number, found {_quoted(text)}")
    return int(text)


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[,\n]", text) if part.strip())


def check(f: dataclasses.Field[Any], value: Any, where: str) -> Any:
    """The value (a list as a tuple) if it is of the field's type and within its limits. Raises SettingsError."""
    value = tuple(value) if isinstance(value, list) else value
    kind = kind_of(f)
    if not _is_a(kind, value):
        raise SettingsError(f"{where}: {_shown_kind(kind)} expected, found {_shown(f, value)}{_advice(kind, value)}")
    _check_each(f, value if kind is tuple else (value,), where)
    return value


def _check_each(f: dataclasses.Field[Any], items: tuple[Any, ...], where: str) -> None:
    for item in items:
        for complaint in filter(None, (complain(f.metadata, item) for complain in CHECKS)):
            raise SettingsError(f"{where}: {complaint}, found {_shown(f, item)}")


def _within_range(rule: Mapping[str, Any], value: Any) -> str:
    low, high = rule["minimum"], rule["maximum"]
    outside = (low is not None and value < low) or (high is not None and value > high)
    return f"expected a number from {low} to {high}" if outside else ""


def _among_choices(rule: Mapping[str, Any], value: Any) -> str:
    return f"expected one of {', '.join(rule['choices'])}" if rule["choices"] and value not in rule["choices"] else ""


def _of_the_form(rule: Mapping[str, Any], value: Any) -> str:
    return f"expected the form {rule['pattern']}" if rule["pattern"] and not re.fullmatch(rule["pattern"], value) else ""


CHECKS: Final[tuple[Callable[[Mapping[str, Any], Any], str], ...]] = (_within_range, _among_choices, _of_the_form)


def _is_a(kind: type, value: Any) -> bool:
    if kind is tuple:
        return isinstance(value, tuple) and all(isinstance(item, str) for item in value)
    return isinstance(value, kind) and not (kind is int and isinstance(value, bool))


def _advice(kind: type, value: Any) -> str:
    """YAML reads `3.10` as the number 3.1 and `no` as false: say how to write what was meant."""
    return "; put it in quotes" if kind is str and isinstance(value, int | float) else ""


def _shown(f: dataclasses.Field[Any], value: Any) -> str:
    return "a secret" if f.metadata["secret"] else _quoted(value)


def _quoted(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def stay_inside(f: dataclasses.Field[Any], value: Any, where: str) -> Any:
    """The value, unless it is a path that leaves the project. Raises SettingsError."""
    if f.metadata["path"] and not re.fullmatch(INSIDE_PATTERN, value):
        raise SettingsError(f"{where}: expected a path inside the project, found {_quoted(value)}")
    return value


def _shown_kind(kind: type) -> str:
    return {bool: "true or false", int: "a whole number", str: "text", tuple: "a list of texts"}[kind]
