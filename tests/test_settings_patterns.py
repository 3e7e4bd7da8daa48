"""Patterns of the user's own as they are written: in the settings, in a file of their own, in JSON and YAML."""

from __future__ import annotations

import builtins
import json
from collections.abc import Mapping, Sequence
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from homeostat.errors import SettingsError
from homeostat.records import CustomPattern, Severity
from homeostat.settings import load, schema
from homeostat.settings_patterns import MOST, pattern_of, read_patterns

ENTRY: dict[str, Any] = {
    "name": "licence",
    "category": "licence-server",
    "pattern": r"licen[cs]e server \w+ is busy",
    "severity": "high",
    "retry": True,
    "confidence": 0.8,
    "fix_time": 120,
    "hint": "Wait for a seat: see the wiki.",
}
YAML = """\
patterns:
  - name: licence
    category: licence-server
    pattern: licen[cs]e server \\w+ is busy
    severity: high
    retry: true
    confidence: 0.8
    fix_time: 120
    hint: "Wait for a seat: see the wiki."
  - name: other
    pattern: other words
"""


def expected(where: str) -> CustomPattern:
    return CustomPattern(**{**ENTRY, "severity": Severity.HIGH}, where=where)


def from_settings(text: str) -> tuple[CustomPattern, ...]:
    return load(yaml_text=text, inputs={}, environ={}, flags={}).patterns


def test_the_settings_hold_patterns() -> None:
    first, second = from_settings("draft: no\n" + YAML)
    assert first == expected(".github/homeostat.yaml:5")
    assert second == CustomPattern(name="other", pattern="other words", where=".github/homeostat.yaml:12")


@pytest.mark.parametrize("text", [YAML, "\ufeff" + YAML, YAML.replace("patterns:\n", "")])
def test_a_file_in_yaml_is_a_list_or_holds_one(text: str) -> None:
    line = 4 if "patterns:" in text else 3
    assert read_patterns(text, "own.yaml")[0] == expected(f"own.yaml:{line}")


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("wrapped", [True, False])
def test_a_file_in_json_is_a_list_or_holds_one(indent: int | None, *, wrapped: bool) -> None:
    entries = [{"name": "one", "pattern": "first words"}, ENTRY]
    text = json.dumps({"patterns": entries} if wrapped else entries, indent=indent)
    line = next(n for n, each in enumerate(text.split("\n"), 1) if '"pattern": "licen' in each)
    assert read_patterns(text, "own.json")[1] == expected(f"own.json:{line}")


@pytest.mark.parametrize("text", ["", "\n", "[]", "patterns:\n", '{"patterns": []}', "# nothing\n"])
def test_no_patterns_are_none(text: str) -> None:
    assert read_patterns(text, "x") == ()


def test_a_bare_python_reads_json_and_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_yaml(name: str, *rest: Any, **more: Any) -> Any:
        if name == "yaml":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without_yaml)
    assert read_patterns(json.dumps([ENTRY]), "own.json") == (expected("own.json:1"),)
    with pytest.raises(SettingsError, match=r"own\.yaml: PyYAML is not installed") as caught:
        read_patterns(YAML, "own.yaml")
    assert "JSON" in caught.value.advice
    with pytest.raises(SettingsError, match=r"own\.json:1: not valid JSON"):
        read_patterns("[x", "own.json")


def test_flow_style_is_yaml_that_looks_like_json() -> None:
    assert read_patterns("[{name: a, pattern: some words}]", "x")[0].name == "a"


ENTRIES = [
    ("name: a", "lacks its 'pattern'"),
    ("pattern: words", "lacks its 'name'"),
    ("name: a\n  pattern:", "lacks its 'pattern'"),
    ("name: A b\n  pattern: words", ":1: name: expected the form"),
    ("name: a\n  pattern: 3", ":2: pattern: text expected, found 3; put it in quotes"),
    ("name: a\n  pattern: ''", ":2: pattern: expected the form"),
    ("name: a\n  pattern: words\n  severity: huge", ":3: severity: expected one of low, medium, high, critical"),
    ("name: a\n  pattern: words\n  retry: maybe", ":3: retry: true or false expected"),
    ("name: a\n  pattern: words\n  confidence: 1.5", ":3: confidence: expected a number from 0 to 1"),
    ("name: a\n  pattern: words\n  confidence: .nan", ":3: confidence: expected a number from 0 to 1"),
    ("name: a\n  pattern: words\n  confidence: yes", ":3: confidence: a number expected"),
    ("name: a\n  pattern: words\n  fix_time: -1", ":3: fix_time: expected a number from 0"),
    ("name: a\n  pattern: words\n  fix_time: 1.5", ":3: fix_time: a whole number expected"),
    ("name: a\n  pattern: words\n  fix-time: 1", ":3: unknown setting 'fix-time'; did you mean 'fix_time'?"),
    ('name: a\n  pattern: words\n  hint: "two\\nlines"', ":3: hint: expected the form"),
    ("name: a\n  pattern: words\n  category: no spaces", ":3: category: expected the form"),
    ("name: a\n  name: a\n  pattern: words", ":2: 'name' is given twice"),
    ("name: a\n  pattern: words\n- name: a\n  pattern: words", ":3: two patterns are called 'a'"),
    ("[a, b]", ":1: expected `name: value` lines, found a sequence"),
    ("words", ":1: expected `name: value` lines, found a scalar"),
]


@pytest.mark.parametrize(("entry", "words"), ENTRIES)
def test_an_entry_is_refused_in_one_line(entry: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_patterns(f"- {entry}\n", "own.yaml")
    assert f"own.yaml{'' if words.startswith(':') else ':1: a pattern '}{words}" in str(caught.value)
    assert "\n" not in str(caught.value)
    with pytest.raises(SettingsError, match=r"\.github/homeostat\.yaml:\d"):
        from_settings(f"patterns:\n- {entry}\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("patterns: words", "own:1: a list expected"),
        ("other: []", "own:1: a list expected"),
        ("patterns: []\nother: 1", "own:1: a list expected"),
        ('{"patterns": {}}', "own:1: a list of patterns expected"),
        ('{"other": []}', "own:1: a list of patterns expected"),
        ('{"patterns": [], "other": 1}', "own:1: nothing but the list"),
        ('[{"name": "a"}', "own:1: not valid JSON"),
        ("[1]", "own:1: expected an object"),
        ('[\n{"name": "a", "pattern": "words"},\n"x"]', "own:3: expected an object"),
        ('[{"name": "a",\n"name": "b",\n"pattern": "words"}]', "own:1: 'name' is given twice"),
        ("[" * 100_000, "own: not valid JSON"),
        ('[{"fix_time": ' + "9" * 5000 + "}]", "own: not valid JSON"),
        ("- a: [", "own:1: not valid YAML"),
        ("- \x00", "not valid YAML"),
    ],
)
def test_a_file_is_refused_in_one_line(text: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_patterns(text, "own")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_too_many_are_refused() -> None:
    entries = [{"name": f"n{n}", "pattern": "words"} for n in range(MOST + 1)]
    assert len(read_patterns(json.dumps(entries[:-1]), "x")) == MOST
    with pytest.raises(SettingsError, match=f"more than {MOST} patterns"):
        read_patterns(json.dumps(entries), "x")


def test_the_environment_and_flags_hold_no_patterns() -> None:
    assert load(yaml_text=None, inputs={}, environ={"HOMEOSTAT_PATTERNS": "x"}, flags={}).patterns == ()
    with pytest.raises(SettingsError):
        load(yaml_text=None, inputs={}, environ={}, flags={"patterns": "x"})


def test_a_mapping_makes_a_pattern() -> None:
    assert pattern_of(ENTRY, "here") == expected("here")
    with pytest.raises(SettingsError, match="here: unknown setting 'sevrity'; did you mean 'severity'"):
        pattern_of({**ENTRY, "sevrity": "low"}, "here")


VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-5, 500)
    | st.floats(-1, 2)
    | st.text("aB-_. \n\u00e9", max_size=8)
    | st.sampled_from(["low", "a-b"])
)


@given(st.lists(st.dictionaries(st.sampled_from([*ENTRY, "other"]), VALUES, max_size=4), max_size=3))
def test_what_the_schema_refuses_does_not_load(entries: Sequence[Mapping[str, Any]]) -> None:
    document = {"patterns": [{"name": f"n{n}", "pattern": "words", **entry} for n, entry in enumerate(entries)]}
    given_keys = {"patterns": [{key: value for key, value in entry.items() if value is not None} for entry in document["patterns"]]}
    allowed = jsonschema.Draft202012Validator(schema()).is_valid(given_keys)
    try:
        from_settings(yaml.safe_dump(document, allow_unicode=True))
    except SettingsError as error:
        assert not allowed or "are called" in str(error)
    else:
        assert allowed
