"""Records survive the way to JSON and back, whatever they hold, and refuse what is not theirs with a clear error."""

from __future__ import annotations

import dataclasses
import inspect
import itertools
import json
import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeostat import records
from homeostat.codec import Record
from homeostat.records import Action, Category, Execution, LogStep, PullRequest, Remedy, Result, Run, Status, worst

RECORDS: list[type[Record]] = [
    value for value in vars(records).values() if inspect.isclass(value) and issubclass(value, Record) and value is not Record
]

SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=20),
    int: st.integers(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
}


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a type as the records annotate it."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return st.one_of([st.none() if argument is type(None) else values_of(argument) for argument in arguments])
    if origin in (tuple, Sequence):
        return st.lists(values_of(arguments[0]), max_size=3).map(tuple)
    if origin is not None and issubclass(origin, Mapping):
        return st.dictionaries(st.text(max_size=8), values_of(arguments[1]), max_size=3)
    if isinstance(hint, type) and issubclass(hint, Record):
        return records_of(hint)
    return SCALARS[hint] if hint in SCALARS else st.sampled_from(list(hint))


def records_of(kind: type[Record]) -> st.SearchStrategy[Record]:
    """Records with every field filled, those with a default too."""
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{name: values_of(hint) for name, hint in hints.items()})


EXECUTION = Execution(command="pytest", exit_code=1, seconds=2.5)


def test_all_records_of_the_loop_are_here() -> None:
    names = {kind.__name__ for kind in RECORDS}
    assert names >= {
        "Run",
        "Log",
        "Failure",
        "Diagnosis",
        "Decision",
        "Recipe",
        "Remedy",
        "Verdict",
        "Proposal",
        "Outcome",
        "Result",
    }


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_a_record_comes_back_from_json_as_it_was(kind: type[Record]) -> None:
    @given(records_of(kind))
    def comes_back(record: Record) -> None:
        assert kind.from_json(json.loads(json.dumps(record.to_json()))) == record

    comes_back()


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_a_record_is_frozen_slotted_and_keyword_only(kind: type[Record]) -> None:
    parameters: Any = kind.__dataclass_params__  # type: ignore[attr-defined]
    assert parameters.frozen
    assert not hasattr(kind, "__dict__") or "__dict__" not in kind.__slots__
    assert all(f.kw_only for f in dataclasses.fields(kind))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_a_public_record_says_what_it_is(kind: type[Record]) -> None:
    assert kind.__doc__
    assert not kind.__doc__.startswith(f"{kind.__name__}(")


def test_json_is_plain() -> None:
    result = Result(decision=Action.FIX, reason_code="x", reason="y", category=Category.DEPENDENCY)
    assert json.loads(json.dumps(result.to_json()))["category"] == "dependency"
    assert result.to_json()["schema"] == "homeostat.result/v1"


def test_a_nested_record_is_nested_in_json() -> None:
    request = PullRequest(number=7, url="u", operation="created", head_sha="s", branch="b")
    result = Result(decision=Action.FIX, reason_code="x", reason="y", pull_request=request)
    assert result.to_json()["pull_request"]["number"] == 7
    assert Result.from_json(result.to_json()).pull_request == request


def test_missing_fields_take_their_defaults_and_unknown_ones_are_ignored() -> None:
    assert Run.from_json({"branch": "main", "invented_later": 1}) == Run(branch="main")


def test_a_whole_number_does_for_a_float() -> None:
    assert Execution.from_json({"command": "c", "exit_code": 1, "seconds": 2}) == Execution(command="c", exit_code=1, seconds=2.0)


@pytest.mark.parametrize(
    ("kind", "data", "error", "words"),
    [
        (Execution, {}, KeyError, "Execution lacks command"),
        (Execution, {"command": "c", "exit_code": 1}, KeyError, "Execution lacks seconds"),
        (Execution, {"command": "c", "exit_code": "1", "seconds": 1.0}, TypeError, "expected int, found str"),
        (Execution, {"command": "c", "exit_code": True, "seconds": 1.0}, TypeError, "expected int, found bool"),
        (Execution, {"command": "c", "exit_code": 1, "seconds": True}, TypeError, "expected float, found bool"),
        (Execution, {"command": "c", "exit_code": 1, "seconds": "1"}, TypeError, "expected float, found str"),
        (Execution, {"command": None, "exit_code": 1, "seconds": 1.0}, TypeError, "expected str, found NoneType"),
        (Result, {"decision": "dance", "reason_code": "r", "reason": "r"}, ValueError, "dance"),
        (
            Result,
            {"decision": "fix", "reason_code": "r", "reason": "r", "pull_request": []},
            TypeError,
            "expected dict, found list",
        ),
        (
            Result,
            {"decision": "fix", "reason_code": "r", "reason": "r", "retry_recommended": 1},
            TypeError,
            "expected bool, found int",
        ),
        (LogStep, {"name": "n", "script": "s", "start": 1, "stop": 2, "env": ["a"]}, TypeError, "expected dict, found list"),
        (LogStep, {"name": "n", "script": "s", "start": 1, "stop": 2, "env": {"a": 1}}, TypeError, "expected str, found int"),
        (
            Remedy,
            {"strategy": "s", "title": "t", "explanation": "e", "patch": "p", "files": "a.py"},
            TypeError,
            "expected list, found str",
        ),
    ],
)
def test_bad_input_is_refused(kind: type[Record], data: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        kind.from_json(data)


def test_reading_changes_nothing_in_what_was_given() -> None:
    data = EXECUTION.to_json()
    before = json.dumps(data)
    Execution.from_json(data)
    assert json.dumps(data) == before


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ((), Status.INCONCLUSIVE),
        ((Status.PASS,), Status.PASS),
        ((Status.PASS, Status.PASS), Status.PASS),
        ((Status.PASS, Status.INCONCLUSIVE), Status.INCONCLUSIVE),
        ((Status.INCONCLUSIVE, Status.FAIL), Status.FAIL),
        ((Status.PASS, Status.FAIL, Status.INCONCLUSIVE), Status.FAIL),
    ],
)
def test_worst(statuses: tuple[Status, ...], expected: Status) -> None:
    assert worst(*statuses) is expected


@given(st.lists(st.sampled_from(Status), min_size=1), st.lists(st.sampled_from(Status), min_size=1))
def test_worst_folds_in_any_order_and_grouping(left: list[Status], right: list[Status]) -> None:
    assert worst(*left, *right) is worst(*right, *left) is worst(worst(*left), worst(*right))


def test_worst_passes_only_if_all_pass() -> None:
    for statuses in itertools.product(Status, repeat=3):
        assert (worst(*statuses) is Status.PASS) is (set(statuses) == {Status.PASS})


def test_the_failed_step_is_the_last_one_that_failed() -> None:
    steps = tuple(LogStep(name=str(code), script="", start=1, stop=1, exit_code=code) for code in (None, 1, 2, 0, None))
    log = records.Log(source="s", lines=(), steps=steps)
    assert log.failed_step is not None
    assert log.failed_step.name == "2"
    assert records.Log(source="s", lines=(), steps=steps[:1]).failed_step is None
