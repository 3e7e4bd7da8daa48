"""Settings: who wins over whom, what is refused and in which words, and that the shipped schema says the same."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from homeostat import settings, settings_values
from homeostat.errors import SettingsError
from homeostat.settings import Settings, load, read_inputs, schema

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "scripts" / "homeostat" / "resources" / "settings.schema.json"


def loaded(
    yaml_text: str | None = None,
    *,
    inputs: Mapping[str, str] | None = None,
    environ: Mapping[str, str] | None = None,
    flags: Mapping[str, Any] | None = None,
) -> Settings:
    return load(yaml_text=yaml_text, inputs=inputs or {}, environ=environ or {}, flags=flags or {})


# -- who wins ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [None, "", "\n", "# only a comment\n", "---\n", "labels:\n", "test-command:\n"])
def test_nothing_said_gives_the_defaults(text: str | None) -> None:
    assert loaded(text) == Settings()


def test_the_defaults_are_these() -> None:
    found = Settings()
    assert (found.mode, found.branch_prefix, found.labels, found.draft) == ("fix", "homeostat/", ("homeostat",), True)
    assert (found.max_patch_files, found.max_patch_size, found.max_attempts) == (50, 500_000, 3)
    assert (found.command_timeout, found.time_limit, found.protected_files) == (900, 3600, "request-review")


def test_each_source_wins_over_those_before() -> None:
    sources: dict[str, Any] = {}
    assert loaded(**sources).max_attempts == 3
    for name, source, expected in [
        ("yaml_text", "max-attempts: 4", 4),
        ("environ", {"HOMEOSTAT_MAX_ATTEMPTS": "5"}, 5),
        ("inputs", {"max-attempts": "6"}, 6),
        ("flags", {"max_attempts": 7}, 7),
    ]:
        sources[name] = source
        assert loaded(**sources).max_attempts == expected


@pytest.mark.parametrize("empty", ["", " ", "\n"])
def test_empty_text_in_inputs_and_environment_says_nothing(empty: str) -> None:
    found = loaded("test-command: make t", inputs={"test-command": empty}, environ={"HOMEOSTAT_TEST_COMMAND": empty})
    assert found.test_command == "make t"


def test_an_empty_list_in_the_file_is_an_answer() -> None:
    assert loaded("labels: []").labels == ()


def test_a_flag_that_was_not_given_says_nothing() -> None:
    assert loaded("draft: false", flags={"draft": None}).draft is False


@pytest.mark.parametrize("spelling", ["test-command", "INPUT_TEST-COMMAND", "INPUT_TEST_COMMAND", "HOMEOSTAT_INPUT_TEST_COMMAND"])
def test_inputs_go_by_any_of_their_spellings(spelling: str) -> None:
    assert loaded(inputs={spelling: "make t"}).test_command == "make t"


def test_the_environment_may_hold_anything_else() -> None:
    assert loaded(environ={"HOME": "/h", "HOMEOSTAT_TEST_PARTS": "p", "PYTHON": "3.1", "HOMEOSTAT_INPUT_DRAFT": "x"}) == Settings()


def test_inputs_are_read_from_the_environment_of_the_action() -> None:
    environ = {"HOMEOSTAT_INPUT_MAX_ATTEMPTS": "2", "HOMEOSTAT_INPUT_PROJECT_ROOT": "sub", "HOMEOSTAT_DRAFT": "no", "PATH": "p"}
    assert read_inputs(environ) == {"max-attempts": "2", "project-root": "sub"}
    assert loaded(inputs=read_inputs(environ)).max_attempts == 2


# -- values --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true", True),
        ("TRUE", True),
        ("yes", True),
        ("on", True),
        ("1", True),
        ("false", False),
        (" No ", False),
        ("off", False),
        ("0", False),
    ],
)
def test_words_for_true_and_false(text: str, *, expected: bool) -> None:
    assert loaded(inputs={"dry-run": text}).dry_run is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", ("a",)),
        ("a, b", ("a", "b")),
        ("a\nb\n", ("a", "b")),
        (" a ,, b ,", ("a", "b")),
        ("good first issue", ("good first issue",)),
    ],
)
def test_lists_are_cut_at_commas_and_line_ends(text: str, expected: tuple[str, ...]) -> None:
    assert loaded(inputs={"labels": text}).labels == expected


def test_a_setup_script_from_the_environment_stays_whole() -> None:
    script = "pip install a, b\nmake\n"
    assert loaded(environ={"HOMEOSTAT_SETUP": script}).setup == (script,)


def test_a_file_gives_each_type() -> None:
    found = loaded(
        'draft: no\nmax-patch-files: 7\nlabels: [a, "b c"]\nsetup:\n  - |\n    pip install .\n    make\npython: "3.10"\n'
    )
    assert (found.draft, found.max_patch_files, found.labels) == (False, 7, ("a", "b c"))
    assert (found.setup, found.python) == (("pip install .\nmake\n",), "3.10")


@pytest.mark.parametrize("folder", ["cache", "a/b.c", ".github/cache", "a..b", "..a", "..."])
def test_paths_inside_the_project(folder: str) -> None:
    assert loaded(f"cache-dir: {folder}").cache_dir == folder


def test_a_person_may_name_a_path_anywhere() -> None:
    assert loaded(environ={"HOMEOSTAT_CACHE_DIR": "/var/cache"}, flags={"error_log": "../log"}) == Settings(
        cache_dir="/var/cache", error_log="../log"
    )


@pytest.mark.parametrize("prefix", ["homeostat/", "bot/heal-", "a", "x.y/"])
def test_branch_prefixes_that_git_takes(prefix: str) -> None:
    assert loaded(inputs={"branch-prefix": prefix}).branch_prefix == prefix


# -- refusals ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("brnach-prefix: x", ".github/homeostat.yaml:1: unknown setting 'brnach-prefix'; did you mean 'branch-prefix'?"),
        ("draft: yes\nzzz: 1", ".github/homeostat.yaml:2: unknown setting 'zzz'"),
        ("branch_prefix: x", "did you mean 'branch-prefix'?"),
        ("draft: yes\ndraft: no", ".github/homeostat.yaml:2: 'draft' is given twice"),
        ("draft: maybe", ".github/homeostat.yaml:1: draft: true or false expected, found 'maybe'"),
        ("max-attempts: many", ":1: max-attempts: a whole number expected, found 'many'"),
        ('max-attempts: "3"', ":1: max-attempts: a whole number expected, found '3'"),
        ("max-attempts: 2.5", ":1: max-attempts: a whole number expected, found 2.5"),
        ("max-attempts: true", ":1: max-attempts: a whole number expected, found True"),
        ("max-attempts: 0", ":1: max-attempts: expected a number from 1 to 100, found 0"),
        ("max-attempts: 101", ":1: max-attempts: expected a number from 1 to 100, found 101"),
        ("python: 3.10", ":1: python: text expected, found 3.1; put it in quotes"),
        ("python: three", ":1: python: expected the form"),
        ("labels: homeostat", ":1: labels: a list of texts expected, found 'homeostat'"),
        ("labels: [1]", ":1: labels: a list of texts expected, found (1,)"),
        ("labels: ['a,b']", ":1: labels: expected the form"),
        ("setup: {run: make}", ":1: setup: a list of texts expected, found {'run': 'make'}"),
        ("forge: gitlab", ":1: forge: expected one of auto, local, github, found 'gitlab'"),
        ("remedies: [magic]", "expected one of tool-autofix, missing-distribution, dependency-drift, found 'magic'"),
        ("github-token: abc", "'github-token' is a secret: give it as an input of the action or as HOMEOSTAT_GITHUB_TOKEN"),
        ("branch-prefix: -x", "expected the form"),
        ("branch-prefix: ''", "expected the form"),
        ("branch-prefix: 'a..b'", "expected the form"),
        ("branch-prefix: 'a b'", "expected the form"),
        ('branch-prefix: "a\\nb"', "expected the form"),
        ("branch-prefix: 'a//'", "expected the form"),
        ("base-branch: --upload-pack=x", "expected the form"),
        ("base-branch: 'a:b'", "expected the form"),
        ("run-id: '12; id'", "expected the form"),
        ("pass-env: [GITHUB_TOKEN]", "expected the form"),
        ("pass-env: [ACTIONS_RUNTIME_TOKEN]", "expected the form"),
        ("pass-env: [HOMEOSTAT_GITHUB_TOKEN]", "expected the form"),
        ("pass-env: ['A=B']", "expected the form"),
        ("reviewers: ['a b']", "expected the form"),
        ("cache-dir: /etc", ":1: cache-dir: expected a path inside the project, found '/etc'"),
        ("cache-dir: ../x", "expected a path inside the project"),
        ("cache-dir: a/../../x", "expected a path inside the project"),
        ("cache-dir: a/..", "expected a path inside the project"),
        ("cache-dir: ~/x", "expected a path inside the project"),
        ("cache-dir: 'C:x'", "expected a path inside the project"),
        ("error-log: /proc/self/environ", "expected a path inside the project"),
        ("- a\n- b", ":1: expected `name: value` lines, found a sequence"),
        ("just text", ":1: expected `name: value` lines, found a scalar"),
        ("a: b\n---\nc: d", "not valid YAML"),
        ("draft: [", ".github/homeostat.yaml:1: not valid YAML"),
        ("draft: yes\n\tlabels: x", ".github/homeostat.yaml:2: not valid YAML"),
        ("draft: !!python/object/apply:os.system [id]", ":1: not valid YAML: could not determine a constructor"),
        ("test-command: 2026-99-99", "not valid YAML: month must be in 1..12"),
        ("labels: &a [*a]", "not valid YAML: found unconstructable recursive node"),
        ("draft: \x00", "not valid YAML"),
        ("labels: " + "[" * 5000, "not valid YAML"),
        ("? [a, b]\n: c", "unknown setting"),
        ("<<: {draft: no}", "unknown setting '<<'"),
    ],
)
def test_a_file_is_refused_in_one_line(text: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        loaded(text)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("sources", "words"),
    [
        ({"inputs": {"test-comand": "x"}}, "action input: unknown setting 'test-comand'; did you mean 'test-command'?"),
        ({"inputs": {"cache-dir": "x"}}, "action input: unknown setting 'cache-dir'"),
        ({"inputs": {"draft": "maybe"}}, "input draft: expected true or false, found 'maybe'"),
        ({"inputs": {"max-attempts": "3.0"}}, "input max-attempts: expected a whole number, found '3.0'"),
        ({"inputs": {"max-attempts": "9" * 9000}}, "input max-attempts: expected a whole number"),
        ({"inputs": {"max-attempts": "٣"}}, "input max-attempts: expected a whole number"),
        ({"inputs": {"max-attempts": "-1"}}, "input max-attempts: expected a number from 1 to 100, found -1"),
        ({"inputs": {"run-id": "1\n2"}}, "input run-id: expected the form"),
        ({"environ": {"HOMEOSTAT_ENABLED": "never"}}, "HOMEOSTAT_ENABLED: expected true or false, found 'never'"),
        ({"environ": {"HOMEOSTAT_TIME_LIMIT": "999999999"}}, "HOMEOSTAT_TIME_LIMIT: expected a number from 1 to 432000"),
        ({"flags": {"max_attempts": "x"}}, "--max-attempts: expected a whole number, found 'x'"),
        ({"flags": {"labels": ("a", 1)}}, "--labels: a list of texts expected"),
        ({"flags": {"drafty": True}}, "command line: unknown setting 'drafty'; did you mean 'draft'?"),
    ],
)
def test_the_other_sources_are_refused_by_name(sources: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(words)) as caught:
        loaded(**sources)
    assert "\n" not in str(caught.value)


@given(st.text(max_size=60))
def test_no_file_does_anything_but_load_or_be_refused(text: str) -> None:
    try:
        loaded(text)
    except SettingsError as error:
        assert "\n" not in str(error)


@given(
    st.dictionaries(st.sampled_from(list(settings._yaml_fields())), st.integers() | st.text(max_size=5) | st.booleans() | st.none())
)
def test_what_loads_is_what_the_schema_allows(values: dict[str, Any]) -> None:
    document = {name.replace("_", "-"): value for name, value in values.items() if value is not None}
    allowed = jsonschema.Draft202012Validator(schema()).is_valid(document)
    try:
        loaded(yaml.safe_dump(document, allow_unicode=True))
    except SettingsError:
        assert not allowed
    else:
        assert allowed


# -- secrets, schema, parity ---------------------------------------------------------------------------------------------


def test_a_secret_is_not_shown() -> None:
    found = loaded(environ={"HOMEOSTAT_GITHUB_TOKEN": "hunter2hunter2"})
    assert found.github_token == "hunter2hunter2"
    assert "hunter2" not in repr(found)


def test_a_secret_of_the_wrong_type_is_not_shown_either() -> None:
    with pytest.raises(SettingsError) as caught:
        loaded(flags={"github_token": b"hunter2"})
    assert "hunter2" not in str(caught.value)


def test_the_shipped_schema_is_this_one() -> None:
    assert json.loads(SHIPPED.read_text(encoding="utf-8")) == json.loads(json.dumps(schema())), "run `make generate`"


def test_the_schema_is_a_schema_and_knows_no_secret() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    assert "github-token" not in schema()["properties"]


def test_every_field_explains_itself() -> None:
    for f in dataclasses.fields(Settings):
        assert f.metadata["help"].endswith("."), f.name


def test_the_defaults_are_within_their_own_limits() -> None:
    for f in dataclasses.fields(Settings):
        assert settings_values.check(f, f.default, "default") == f.default


def test_our_own_settings_load() -> None:
    assert loaded((ROOT / ".github" / "homeostat.yaml").read_text(encoding="utf-8")).cache_dir == "cache"
