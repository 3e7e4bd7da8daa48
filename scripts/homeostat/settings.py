"""Every knob in one frozen record: built-in defaults < `.github/homeostat.yaml` < environment < action inputs < flags.

The fields carry what a person and a machine need to know of them (help, limits, choices), so that the JSON schema, the inputs of
`action.yaml` and the table in the README are generated from here or checked against it. Pure: the caller reads files and
environment and hands in what they hold.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeostat.errors import SettingsError
from homeostat.records import CustomPattern
from homeostat.settings_patterns import patterns_of, patterns_schema
from homeostat.settings_values import (
    SOURCE,
    check,
    default_of,
    field_schema,
    kind_of,
    option,
    parse,
    parse_yaml,
    stay_inside,
    unknown,
)

ENVIRONMENT_PREFIX: Final = "HOMEOSTAT_"
INPUT_PREFIX: Final = "HOMEOSTAT_INPUT_"
ACTION_ONLY: Final = ("project-root",)  # where the other settings are read from: an input of the action, no setting itself
SCHEMA_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

# The longest a job may run on a self-hosted runner: 5 days.
LONGEST: Final = 432_000
# Branch names as `git check-ref-format` takes them, narrowed to what needs no quoting anywhere.
PREFIX_PATTERN: Final = r"^[A-Za-z0-9](?!.*(\.\.|//|/\.|\.lock/))[A-Za-z0-9._/-]*$"
BRANCH_PATTERN: Final = r"^((?!-)(?!.*(\.\.|@\{))[^\x00-\x20~^:?*\[\\\x7f]+)?$"
# Names whose values are ours or the runner's own credentials never reach a command of the repository.
ENV_PATTERN: Final = r"^(?!(GITHUB_TOKEN|GH_TOKEN)$|ACTIONS_|HOMEOSTAT_|INPUT_)[A-Za-z_][A-Za-z0-9_]*$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run goes by. Times are seconds, sizes bytes; empty text means: find out by yourself."""

    mode: str = option("fix", "What to do with a failing run.", input=True, choices=("fix",))
    test_command: str = option("", "The command that fails; empty: the failing step of the log.", input=True)
    error_log: str = option(
        "", "Path of the log; empty in a workflow: the log of the failed run is fetched.", input=True, path=True
    )
    setup: tuple[str, ...] = option((), "Shell scripts that prepare the environment; none: the steps of the log.", splits=False)
    python: str = option(
        "", 'Python to reproduce with, such as "3.12"; empty: the one of the log.', input=True, pattern=r"^(\d+\.\d+(\.\d+)?)?$"
    )
    forge: str = option("auto", "Where pull requests live.", input=True, choices=("auto", "local", "github"))
    github_token: str = option("", "Token that pushes the branch and opens the pull request.", input=True, secret=True)
    engine: str = option(
        "auto", "What may write remedies; both choices are deterministic so far.", input=True, choices=("auto", "deterministic")
    )
    branch_prefix: str = option("homeostat/", "Start of the names of Homeostat's branches.", input=True, pattern=PREFIX_PATTERN)
    base_branch: str = option(
        "", "Branch that pull requests go to; empty: the one whose run failed.", input=True, pattern=BRANCH_PATTERN
    )
    labels: tuple[str, ...] = option(("homeostat",), "Labels of the pull request.", input=True, pattern=r"^[^,]{1,50}$")
    reviewers: tuple[str, ...] = option(
        (),
        "People (login) and teams (org/team) asked to review.",
        input=True,
        pattern=r"^[A-Za-z0-9-]{1,39}(/[A-Za-z0-9._-]{1,100})?$",
    )
    draft: bool = option(True, "Whether the pull request begins as a draft.", input=True)
    dry_run: bool = option(False, "Prove, report, and change nothing anywhere.", input=True)
    protected_files: str = option(
        "request-review",
        "What becomes of a patch that touches workflows, CODEOWNERS, agent files or lock files.",
        input=True,
        choices=("request-review", "blocked", "allowed"),
    )
    max_patch_files: int = option(50, "Most files a patch may change.", input=True, minimum=1, maximum=10_000)
    max_patch_size: int = option(500_000, "Largest patch, in bytes.", input=True, minimum=1, maximum=100_000_000)
    max_attempts: int = option(3, "Tries at the same failure before a person is asked.", input=True, minimum=1, maximum=100)
    retry_count: int = option(0, "How often this run was started again already.", input=True, minimum=0, maximum=1_000)
    workflow_id: str = option(
        "", "Workflow of the failed run; empty: the one of the event.", input=True, pattern=r"^[A-Za-z0-9._-]*$"
    )
    run_id: str = option("", "The failed run; empty: the one of the event.", input=True, pattern=r"^[0-9]*$")
    command_timeout: int = option(900, "Longest a command may run, in seconds.", input=True, minimum=1, maximum=LONGEST)
    time_limit: int = option(3600, "Longest the whole run may take, in seconds.", input=True, minimum=1, maximum=LONGEST)
    pass_env: tuple[str, ...] = option((), "Names of environment variables that the commands may see.", pattern=ENV_PATTERN)
    remedies: tuple[str, ...] = option(
        (), "Remedies to allow; none named: all.", choices=("tool-autofix", "missing-distribution", "dependency-drift")
    )
    patterns: tuple[CustomPattern, ...] = option(
        (), "Kinds of failure of your own, looked for before the built-in ones.", table=True
    )
    context_patterns: tuple[str, ...] = option(
        (),
        "Files that a context should hold besides what is ranked: a pattern of a path or name, =critical, =high, =medium or =low after it.",
        pattern=r"^[^=]{1,200}(=(critical|high|medium|low))?$",
    )
    learning: bool = option(True, "Whether accepted fixes move the weights by which files are ranked.")
    cache_dir: str = option("", "Folder of caches and ledger; empty: .github/cache of the project.", path=True)
    enabled: bool = option(True, "The switch: false stops everything.")


def load(*, yaml_text: str | None, inputs: Mapping[str, str], environ: Mapping[str, str], flags: Mapping[str, Any]) -> Settings:
    """The settings of a run. Pure.

    `yaml_text` is the text of `.github/homeostat.yaml` or None. `inputs` are the action's inputs by any of their spellings
    (`test-command`, `INPUT_TEST-COMMAND`, `HOMEOSTAT_INPUT_TEST_COMMAND`). `environ` may be the whole environment: only
    `HOMEOSTAT_<NAME>` of a known name counts. `flags` are Python names (`test_command`) with values or None. Empty text in
    inputs and environment means "not given", since that is what Actions hands over for inputs and variables nobody set.

    Raises SettingsError, one line, for what is unknown, of the wrong type, out of range or not YAML.
    """
    values: dict[str, Any] = {}
    values |= _from_yaml(yaml_text) if yaml_text else {}
    values |= _from_environment(environ)
    values |= _from_inputs(inputs)
    values |= _from_flags(flags)
    return Settings(**values)


def read_inputs(environ: Mapping[str, str]) -> dict[str, str]:
    """The action's inputs as `action.yaml` hands them over (`HOMEOSTAT_INPUT_TEST_COMMAND`), by their names (`test-command`)."""
    return {_kebab(key): value for key, value in environ.items() if key.startswith(INPUT_PREFIX)}


def input_names() -> tuple[str, ...]:
    """The inputs of the action that are settings, in order."""
    return tuple(_kebab(f.name) for f in dataclasses.fields(Settings) if f.metadata["input"])


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of `.github/homeostat.yaml`. Secrets are no part of it."""
    return {
        "$schema": SCHEMA_DIALECT,
        "title": "Homeostat settings",
        "description": f"{SOURCE}: every key may be left out.",
        "type": "object",
        "additionalProperties": False,
        "properties": {_kebab(f.name): _field_schema(f) for f in _yaml_fields().values()},
    }


def render_inputs() -> str:
    """The inputs as a Markdown table, for the README."""
    rows = [f"| `{_kebab(f.name)}` | {_shown_default(f)} | {_described(f)} |" for f in _fields().values() if f.metadata["input"]]
    return "\n".join(["| Input | Default | Meaning |", "|---|---|---|", *rows])


# -- the sources, one by one ---------------------------------------------------------------------------------------------


def _from_yaml(text: str) -> dict[str, Any]:
    known = {_kebab(name): f for name, f in _yaml_fields().items()}
    values: dict[str, Any] = {}
    for key, line, value in parse_yaml(text, tables=[key for key, f in known.items() if f.metadata["table"]]):
        where = f"{SOURCE}:{line}"
        if key not in known:
            raise SettingsError(f"{where}: {_unwelcome(key, known)}")
        if known[key].name in values:
            raise SettingsError(f"{where}: '{key}' is given twice")
        if known[key].metadata["table"]:
            values[known[key].name] = patterns_of(value, SOURCE)
        elif value is not None:
            values[known[key].name] = stay_inside(known[key], check(known[key], value, f"{where}: {key}"), f"{where}: {key}")
    return values


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    values = {}
    for name, f in _fields().items():
        key = ENVIRONMENT_PREFIX + name.upper()
        text = environ.get(key, "")
        if text.strip() and not f.metadata["table"]:
            values[name] = check(f, parse(f, text, key), key)
    return values


def _from_inputs(inputs: Mapping[str, str]) -> dict[str, Any]:
    known = {_kebab(name): f for name, f in _fields().items() if f.metadata["input"]}
    values = {}
    for raw, text in inputs.items():
        key = _kebab(raw)
        if key in ACTION_ONLY:
            continue
        if key not in known:
            raise SettingsError(f"action input: {unknown(key, known)}")
        if text.strip():
            where = f"input {key}"
            values[known[key].name] = check(known[key], parse(known[key], text, where), where)
    return values


def _from_flags(flags: Mapping[str, Any]) -> dict[str, Any]:
    values = {}
    for name, value in flags.items():
        where = f"--{_kebab(name)}"
        f = _fields().get(name)
        if f is None or f.metadata["table"]:
            raise SettingsError(f"command line: {unknown(_kebab(name), map(_kebab, _fields()))}")
        if value is not None:
            values[name] = check(f, parse(f, value, where) if isinstance(value, str) else value, where)
    return values


def _unwelcome(key: str, known: Iterable[str]) -> str:
    """Why a key of the file is refused. A secret is known, but a file of the repository is no place for it."""
    secrets = {_kebab(f.name): f.name for f in _fields().values() if f.metadata["secret"]}
    if key not in secrets:
        return unknown(key, known)
    return f"{key!r} is a secret: give it as an input of the action or as {ENVIRONMENT_PREFIX}{secrets[key].upper()}"


# -- fields --------------------------------------------------------------------------------------------------------------


def _fields() -> dict[str, dataclasses.Field[Any]]:
    return {f.name: f for f in dataclasses.fields(Settings)}


def _yaml_fields() -> dict[str, dataclasses.Field[Any]]:
    return {name: f for name, f in _fields().items() if not f.metadata["secret"]}


def _kebab(name: str) -> str:
    for prefix in (INPUT_PREFIX, "INPUT_"):
        name = name.removeprefix(prefix)
    return name.lower().replace("_", "-")


def _field_schema(f: dataclasses.Field[Any]) -> dict[str, Any]:
    return patterns_schema(f) if f.metadata["table"] else field_schema(f)


def _shown_default(f: dataclasses.Field[Any]) -> str:
    if f.metadata["secret"]:
        return "`${{ github.token }}`"
    value = ", ".join(default_of(f)) if kind_of(f) is tuple else default_of(f)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{text}`" if text else ""


def _described(f: dataclasses.Field[Any]) -> str:
    choices = f.metadata["choices"]
    several = f" One of {', '.join(f'`{choice}`' for choice in choices)}." if len(choices) > 1 else ""
    return f"{f.metadata['help']}{several}"
