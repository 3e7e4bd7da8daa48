"""How a failure is to be seen again."""

from __future__ import annotations

import pytest

from homeostat.errors import NoCommand
from homeostat.records import Log, LogStep
from homeostat.validate.declared import declared_setup, is_interesting
from homeostat.validate.recipe import own_names, recipe_for, without_system

WORKFLOW = """
jobs:
  test:
    steps:
      - uses: actions/setup-python@v5
        with: {python-version: "3.10"}
      - run: |
          sudo apt-get install -y \\
            libxml2
          pip install -r requirements.txt
      - run: pip install 'lib==${{ matrix.lib }}'
      - if: ${{ false }}
        run: ./skipped
      - run: pytest
        env: {A: b}
"""
FILES = {".github/workflows/ci.yml": WORKFLOW, "pyproject.toml": '[project]\nname = "My.Project"\n', "requirements.txt": "lib\n"}


def shown(script: str, exit_code: int | None = None, **env: str) -> LogStep:
    return LogStep(name=script, script=script, start=1, stop=1, exit_code=exit_code, env=env)


def a_log(*steps: LogStep, **more: object) -> Log:
    return Log(source="ci.log", lines=("x",), steps=steps, **more)  # type: ignore[arg-type]


def test_the_job_prepares_itself_with_the_steps_that_the_log_shows() -> None:
    log = a_log(
        shown("sudo apt-get install -y \\"),
        shown("pip install 'lib==4.2'"),
        shown("pytest", 1, B="c", GITHUB_X="no", TOKEN="***"),
        installed={"lib": "4.2", "my-project": "1"},
        ended_at="2024-01-02T03:04:05Z",
        python="3.9",
    )
    recipe = recipe_for(log, FILES)
    assert [script.run.strip() for script in recipe.setup] == ["pip install -r requirements.txt", "pip install 'lib==4.2'"]
    assert (recipe.command.run, recipe.command.env) == ("pytest", {"A": "b", "B": "c"})
    assert (recipe.python, recipe.versions, recipe.before) == ("3.9", {"lib": "4.2"}, "2024-01-02T03:04:05Z")
    assert "sudo" in " ".join(recipe.notes)


def test_the_settings_win_over_the_workflow() -> None:
    recipe = recipe_for(a_log(shown("pytest", 1)), FILES, setup=("make deps",), python="3.13", test_command="pytest -x")
    assert ([s.run for s in recipe.setup], recipe.python, recipe.command.run) == (["make deps"], "3.13", "pytest -x")
    assert recipe.origin == "settings"


def test_the_workflow_names_the_python_where_the_log_does_not() -> None:
    assert recipe_for(a_log(shown("pytest", 1)), FILES).python == "3.10"


def test_a_step_whose_expression_nobody_knows_is_left_out_with_a_note() -> None:
    recipe = recipe_for(a_log(), FILES, test_command="pytest")
    assert all("matrix" not in script.run for script in recipe.setup)
    assert any("expressions" in note for note in recipe.notes)


def test_without_a_workflow_the_declarations_prepare() -> None:
    recipe = recipe_for(a_log(shown("python -m pytest", 1)), {"requirements.txt": "lib\n"})
    assert recipe.origin == "declared"
    assert [s.run for s in recipe.setup] == ["python -m pip install -r requirements.txt", "python -m pip install pytest"]


def test_a_log_without_a_failing_step_says_no_command() -> None:
    with pytest.raises(NoCommand):
        recipe_for(a_log(), FILES)


@pytest.mark.parametrize(
    ("script", "kept", "dropped"),
    [
        ("pip install x", "pip install x", ()),
        ("sudo apt-get update && \\\n  sudo apt-get install y\npip install x", "pip install x", 2),
        ("docker ps", "", 1),
        ("echo sudo", "echo sudo", 0),
    ],
)
def test_what_changes_the_machine_is_left_out(script: str, kept: str, dropped: int | tuple[str, ...]) -> None:
    text, away = without_system(script)
    assert text == kept
    assert len(away) == (dropped if isinstance(dropped, int) else len(dropped))


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, []),
        ({"pyproject.toml": "[project]\nname='x'\n[project.optional-dependencies]\ntest=['a']\ndocs=[]"}, ["-e '.[test]'"]),
        ({"pyproject.toml": "[project]\nname='x'\n[dependency-groups]\ndev=['a']"}, ["-e .", "--group dev"]),
        ({"pyproject.toml": "[tool.black]\nline-length=99"}, []),
        ({"pyproject.toml": "not = [toml"}, []),
        ({"setup.py": "", "setup.cfg": "[options.extras_require]\ntests = a"}, ["-e '.[tests]'"]),
        ({"setup.cfg": "[flake8]\nx=1"}, []),
        ({"tox.ini": "[testenv]\ndeps =\n  pytest>=7\n  -r dev.txt\n  py3{8,9}: x\n  $(bad)\n"}, ["'pytest>=7' -r 'dev.txt'"]),
        ({"dev-requirements.txt": "x", "requirements/test.txt": "y"}, ["-r dev-requirements.txt -r requirements/test.txt"]),
    ],
)
def test_declared_setup(files: dict[str, str], expected: list[str]) -> None:
    assert [script.run for script in declared_setup(files, "make")] == [f"python -m pip install {row}" for row in expected]


def test_a_node_project_is_installed_from_its_lock() -> None:
    assert declared_setup({"package.json": "{}", "package-lock.json": "{}"}, "npx eslint .")[0].run.startswith("npm ci")


def test_interesting_files() -> None:
    assert is_interesting("requirements-dev.txt")
    assert not is_interesting("docs/requirements.md")


def test_own_names_are_canonical() -> None:
    files = {"setup.py": "setup(name='A_b')", "setup.cfg": "[metadata]\nname = C.D\n", "pyproject.toml": 'name = "e"'}
    assert own_names(files) == {"a-b", "c-d", "e"}
