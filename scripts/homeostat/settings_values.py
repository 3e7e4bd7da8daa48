"""Text and YAML into the values of settings: parsed by the type of the field, checked against its limits, refused in one line.

A field's type is that of its default (text, number, true or false, tuple of texts); its limits are in its metadata.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, TypeVar

from homeostat.errors import SettingsError

SOURCE: Final = ".github/homeostat.yaml"
# A relative path, written with slashes, that climbs nowhere.
INSIDE_PATTERN: Final = r"^(?![/~\\])(?!(.*/)?\.\.(/|$))[^\x00-\x1f\\:]*$"


_T = TypeVar("_T")
Entry: TypeAlias = tuple[str, int, Any]
"""A key, its line from 1, its value."""


@dataclass(frozen=True, slots=True)
class Row:
    """One element of a list of mappings: where it begins, and its entries."""

    line: int
    entries: tuple[Entry, ...]


def option(
    default: Any,
    help: str,  # noqa: A002 - the word argparse, click and the schema use
    *,
    input: bool = False,  # noqa: A002 - the word GitHub uses
    secret: bool = False,
    minimum: float | None = None,
    maximum: float | None = None,
    choices: tuple[str, ...] = (),
    pattern: str = "",
    splits: bool = True,
    path: bool = False,
    table: bool = False,
) -> Any:
    """A dataclass field with its metadata.

    `splits`: whether text for a list is cut at commas and line ends. `path`: in the file it has to stay inside the project, since
    whoever may push a branch writes that file; the environment and the command line may name any place. `table`: a list of mappings,
    which only the file can hold.
    """
    metadata = {
        "help": help,
        "input": input,
        "secret": secret,
        "minimum": minimum,
        "maximum": maximum,
        "choices": choices,
        "pattern": pattern,
        "splits": splits,
        "path": path,
        "table": table,
    }
    return field(default=default, repr=not secret, metadata=metadata)


def kind_of(f: dataclasses.Field[Any]) -> type:
    """The type of a field's values: str, int, float, bool or tuple (of str)."""
    return type(f.default)


# -- YAML ----------------------------------------------------------------------------------------------------------------


def parse_yaml(text: str, *, tables: Container[str] = ()) -> list[Entry]:
    """The entries of the settings, in order. Read by nodes, since the ready-made reader lets the last of two equal keys win.

    The values of `tables` are lists of `Row`. Raises SettingsError for what is not YAML or no mapping.
    """
    return _parsed(text, SOURCE, lambda loader, node: _entries(loader, node, SOURCE, tables))


def parse_yaml_table(text: str, source: str, key: str) -> list[Row]:
    """The rows of a file that is a list of mappings, or a mapping that holds such a list under `key`. Raises SettingsError."""
    return _parsed(text, source, lambda loader, node: _table(loader, _under(node, key), source))


def _parsed(text: str, source: str, read: Callable[[Any, Any], _T]) -> _T:
    import yaml  # here, because it costs 20 ms and half the commands need no settings

    try:
        loader = yaml.SafeLoader(text)
        return read(loader, loader.get_single_node())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{source}:{mark.line + 1}" if mark else source
        raise SettingsError(f"{where}: not valid YAML: {_one_line(getattr(error, 'problem', None) or error)}") from error
    except (ValueError, RecursionError) as error:  # an impossible date; a thousand brackets
        raise SettingsError(f"{source}: not valid YAML: {_one_line(error)}") from error


def _entries(loader: Any, node: Any, source: str, tables: Container[str] = ()) -> list[Entry]:
    if _is_null(node):
        return []
    if not isinstance(node.value, list) or node.id != "mapping":
        raise SettingsError(f"{source}:{_line(node)}: expected `name: value` lines, found a {node.id}")
    return [
        (
            str(key.value),
            _line(key),
            _table(loader, value, source) if key.value in tables else loader.construct_object(value, deep=True),
        )
        for key, value in node.value
    ]


def _table(loader: Any, node: Any, source: str) -> list[Row]:
    if _is_null(node):
        return []
    if node.id != "sequence":
        raise SettingsError(f"{source}:{_line(node)}: a list expected, each element with `name: value` lines, found a {node.id}")
    return [Row(_line(item), tuple(_entries(loader, item, source))) for item in node.value]


def _under(node: Any, key: str) -> Any:
    pairs: list[tuple[Any, Any]] = node.value if node is not None and node.id == "mapping" else []
    return pairs[0][1] if len(pairs) == 1 and pairs[0][0].value == key else node


def _is_null(node: Any) -> bool:
    return node is None or node.tag.endswith(":null")


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1


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
    inside = (low is None or value >= low) and (high is None or value <= high)  # what is no number is not
    return "" if inside else f"expected a number from {low} to {high}"


def _among_choices(rule: Mapping[str, Any], value: Any) -> str:
    return f"expected one of {', '.join(rule['choices'])}" if rule["choices"] and value not in rule["choices"] else ""


def _of_the_form(rule: Mapping[str, Any], value: Any) -> str:
    return f"expected the form {rule['pattern']}" if rule["pattern"] and not re.fullmatch(rule["pattern"], value) else ""


CHECKS: Final[tuple[Callable[[Mapping[str, Any], Any], str], ...]] = (_within_range, _among_choices, _of_the_form)


def _is_a(kind: type, value: Any) -> bool:
    if kind is tuple:
        return isinstance(value, tuple) and all(isinstance(item, str) for item in value)
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
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
    return {bool: "true or false", int: "a whole number", float: "a number", str: "text", tuple: "a list of texts"}[kind]


# -- fields --------------------------------------------------------------------------------------------------------------


def field_schema(f: dataclasses.Field[Any]) -> dict[str, Any]:
    """JSON Schema of a field's values."""
    kind, rule = kind_of(f), f.metadata
    pattern = INSIDE_PATTERN if rule["path"] else rule["pattern"]
    limits = {"minimum": rule["minimum"], "maximum": rule["maximum"], "enum": list(rule["choices"]), "pattern": pattern}
    limits = {key: value for key, value in limits.items() if value not in (None, [], "")}
    common = {"description": rule["help"], "default": default_of(f)}
    if kind is tuple:
        return common | {"type": "array", "items": {"type": "string"} | limits}
    return common | {"type": {bool: "boolean", int: "integer", float: "number", str: "string"}[kind]} | limits


def default_of(f: dataclasses.Field[Any]) -> Any:
    """The default as JSON has it: a tuple is a list."""
    value: Any = f.default
    return list(value) if isinstance(value, tuple) else value


def unknown(key: str, known: Iterable[str]) -> str:
    """The words for a name that there is not."""
    import difflib  # here, because nearly no run needs it

    close = difflib.get_close_matches(key[:80], list(known), n=1)
    return f"unknown setting {key[:80]!r}" + (f"; did you mean {close[0]!r}?" if close else "")
