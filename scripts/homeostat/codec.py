"""How records turn into JSON and back, by the annotations of their fields."""

from __future__ import annotations

import dataclasses
import enum
import functools
import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any, Self


class Record:
    """Base of all records: JSON round-trips by the annotations of the dataclass."""

    __slots__ = ()

    def to_json(self) -> dict[str, Any]:
        """A dictionary of JSON values, one key a field."""
        return {f.name: _plain(getattr(self, f.name)) for f in dataclasses.fields(self)}  # type: ignore[arg-type]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The record that `to_json` described. Unknown keys are ignored, so that an older reader takes a newer file.

        Raises KeyError for a missing field without default, ValueError or TypeError for a value of the wrong kind.
        """
        hints = _hints(typing.cast("type", cls))
        values = {}
        for f in dataclasses.fields(cls):  # type: ignore[arg-type]
            if f.name in data:
                values[f.name] = _typed(hints[f.name], data[f.name])
            elif f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING:
                raise KeyError(f"{cls.__name__} lacks {f.name}")
        return cls(**values)


@functools.cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return value.to_json()
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return value


def _typed(hint: Any, value: Any) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return None if value is None else _typed(next(a for a in arguments if a is not type(None)), value)
    if origin in (tuple, Sequence):
        return tuple(_typed(arguments[0], item) for item in _expect(list, value))
    if origin is not None and issubclass(origin, Mapping):
        return {key: _typed(arguments[1], item) for key, item in _expect(dict, value).items()}
    if isinstance(hint, type) and issubclass(hint, Record):
        return hint.from_json(_expect(dict, value))
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return hint(value)
    return _scalar(hint, value)


def _scalar(hint: Any, value: Any) -> Any:
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value if hint is Any else _expect(hint, value)


def _expect(kind: type, value: Any) -> Any:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise TypeError(f"expected {kind.__name__}, found {type(value).__name__}")
    return value
