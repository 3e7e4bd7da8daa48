"""Benches on real repositories: what runs there, what leaves it, what does not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from homeostat.adapters.environment import find_uv, outside, search_path
from homeostat.adapters.git import git
from homeostat.adapters.interpreters import find_python
from homeostat.adapters.workbench import CloneBench, GitWorkshop, parse_env_file
from homeostat.errors import GitFailed, PreparationFailed, RefusedByPolicy
from homeostat.records import Recipe, Script
from tests.making import PATCH, commit_all, make_repo, write_files

FILES = {"a.txt": "one\n", "sub/b.txt": "two\n", ".gitignore": "ignored\n"}
EMPTY = Recipe(command=Script(run="true"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_repo(tmp_path / "repo", FILES)


@pytest.fixture
def bench(root: Path, tmp_path: Path) -> Iterator[CloneBench]:
    with GitWorkshop(str(root), cache=str(tmp_path / "cache"), limit=60).bench("HEAD") as bench:
        yield bench


@pytest.fixture
def prepared(bench: CloneBench) -> CloneBench:
    bench.prepare(EMPTY)
    return bench


def output(bench: CloneBench, run: str, **more: object) -> str:
    done = bench.run(Script(run=run, **more))  # type: ignore[arg-type]
    assert done.exit_code == 0, done.output
    return done.output.strip()


def test_the_environment_is_private(prepared: CloneBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_SECRET", "s3cret")
    seen = dict(line.split("=", 1) for line in output(prepared, "env").splitlines() if "=" in line)
    assert "MY_SECRET" not in seen
    assert seen["HOME"] != os.environ["HOME"]
    assert seen["CI"] == "true"
    assert output(prepared, "python -c 'import sys; print(sys.prefix)'").endswith("/venv")


def test_output_shows_no_path_of_this_machine(prepared: CloneBench) -> None:
    said = output(prepared, "python -c 'import json, os; print(json.__file__, os.getcwd(), os.environ[\"HOME\"])'")
    assert prepared._env.base() not in said or not prepared._env.base()
    assert said.split()[1:] == ["/home/runner/work/repo", "/home/runner/home"]


def test_variables_can_be_let_in_by_name(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WANTED", "yes")
    with GitWorkshop(str(root), cache=str(tmp_path / "c"), limit=60, pass_env=("WANTED",)).bench("HEAD") as bench:
        bench.prepare(EMPTY)
        assert output(bench, "echo $WANTED") == "yes"


def test_steps_hand_on_variables_and_paths(bench: CloneBench) -> None:
    steps = (
        Script(run='echo "COLOUR=red" >> "$GITHUB_ENV"; echo "$PWD/tools" >> "$GITHUB_PATH"'),
        Script(run='mkdir tools; printf "#!/bin/sh\\necho tool" > tools/mine; chmod +x tools/mine'),
    )
    bench.prepare(Recipe(command=Script(run="true"), setup=steps))
    assert output(bench, "echo $COLOUR $(mine) $OWN", env={"OWN": "x"}, directory="sub") == "red tool x"


def test_shells_stop_as_on_a_runner(prepared: CloneBench) -> None:
    assert prepared.run(Script(run="false | true\nexit 3", shell="bash")).exit_code == 1
    assert prepared.run(Script(run="false | true\nexit 3", shell="")).exit_code == 3
    assert output(prepared, "print(6 * 7)", shell="python") == "42"


def test_a_command_that_never_ends_is_ended(prepared: CloneBench) -> None:
    done = prepared.run(Script(run="sleep 60"), limit=1)
    assert (done.exit_code, done.timed_out) == (124, True)


def test_a_failing_setup_step_is_named(bench: CloneBench) -> None:
    with pytest.raises(PreparationFailed, match="make ready"):
        bench.prepare(Recipe(command=Script(run="true"), setup=(Script(run="echo error: no; exit 2", name="make ready"),)))


def test_a_python_that_is_not_there(bench: CloneBench) -> None:
    with pytest.raises(PreparationFailed, match=r"no Python 3\.2"):
        bench.prepare(Recipe(command=Script(run="true"), python="3.2"))


def test_a_working_directory_that_is_not_there(prepared: CloneBench) -> None:
    with pytest.raises(PreparationFailed, match="nowhere"):
        prepared.run(Script(run="true", directory="nowhere"))


def test_the_diff_holds_edits_and_new_files_but_no_litter(prepared: CloneBench) -> None:
    output(prepared, "echo litter > litter.txt")
    prepared.write("a.txt", "uno\n")
    prepared.write("new/c.txt", "three\n")
    patch = prepared.diff()
    assert "+uno" in patch
    assert "+three" in patch
    assert "litter" not in patch


def test_what_the_setup_changes_belongs_to_no_remedy(bench: CloneBench) -> None:
    bench.prepare(Recipe(command=Script(run="true"), setup=(Script(run="echo generated > sub/b.txt; echo x > made"),)))
    assert bench.diff() == ""
    bench.write("a.txt", "uno\n")
    output(bench, "echo y > later; echo z >> sub/b.txt")
    bench.reset()
    assert bench.diff() == ""
    assert (bench.read("a.txt"), bench.read("sub/b.txt"), bench.read("made"), bench.read("later")) == (
        "one\n",
        "generated\n",
        "x\n",
        None,
    )


def test_a_patch_is_applied_and_a_wrong_one_refused(prepared: CloneBench) -> None:
    prepared.apply(PATCH)
    assert prepared.read("a.txt") == "uno\n"
    with pytest.raises(RefusedByPolicy):
        prepared.apply(PATCH)
    with pytest.raises(RefusedByPolicy):
        prepared.apply(PATCH.replace("a.txt", "../../a.txt"))


@pytest.mark.parametrize("path", ["/etc/passwd", "../x", "sub/../../x", ".git/config", "link/x", "link"])
def test_paths_that_lead_out_are_refused(prepared: CloneBench, path: str) -> None:
    output(prepared, "ln -s /etc link")
    with pytest.raises(RefusedByPolicy):
        prepared.write(path, "x")
    assert prepared.read(path) is None


def test_bytes_that_are_no_text_survive(root: Path, tmp_path: Path) -> None:
    (root / "latin").write_bytes(b"caf\xe9\n")
    git(str(root), "add", "latin")
    git(str(root), "-c", "user.name=x", "-c", "user.email=x@example.invalid", "commit", "-qm", "latin")
    with GitWorkshop(str(root), cache=str(tmp_path / "c"), limit=60).bench("HEAD") as bench:
        bench.prepare(EMPTY)
        bench.write("latin", (bench.read("latin") or "").replace("caf", "Caf"))
        patch = bench.diff()
        bench.reset()
        bench.apply(patch)
        assert (bench.read("latin") or "").encode("utf-8", "surrogateescape") == b"Caf\xe9\n"


def test_nothing_is_left_behind_and_the_checkout_is_as_it_was(root: Path, tmp_path: Path) -> None:
    before = (
        git(str(root), "status", "--porcelain", "--ignored"),
        git(str(root), "for-each-ref"),
        git(str(root), "config", "--list", "--local"),
    )
    with GitWorkshop(str(root), cache=str(tmp_path / "c"), limit=60).bench("HEAD") as bench:
        bench.prepare(
            Recipe(
                command=Script(run="true"),
                setup=(Script(run="git branch x; git config a.b c; mkdir ro; touch ro/f; chmod 500 ro"),),
            )
        )
        place = Path(bench._tree)
    assert not place.exists()
    after = (
        git(str(root), "status", "--porcelain", "--ignored"),
        git(str(root), "for-each-ref"),
        git(str(root), "config", "--list", "--local"),
    )
    assert after == before


def test_a_commit_that_is_not_there(root: Path, tmp_path: Path) -> None:
    with pytest.raises(GitFailed), GitWorkshop(str(root), cache=str(tmp_path), limit=60).bench("0" * 40):
        pass


def test_pip_is_uv_that_obeys_the_date_and_the_limits(bench: CloneBench, index: Path) -> None:
    setup = (Script(run="pip install --upgrade pip\npython -m pip install --no-cache-dir --progress-bar off packaging"),)
    recipe = Recipe(command=Script(run="true"), setup=setup, before="2023-06-01T00:00:00Z")
    assert bench.prepare(recipe)["packaging"] == "23.1"
    held = Recipe(command=Script(run="true"), setup=setup, limits=("packaging<22",), before="2023-06-01T00:00:00Z")
    assert bench.prepare(held)["packaging"] == "21.3"
    exact = Recipe(command=Script(run="true"), setup=setup, versions={"packaging": "22.0"})
    assert bench.prepare(exact)["packaging"] == "22.0"


def test_uv_system_stays_in_the_environment(bench: CloneBench, index: Path) -> None:
    found = bench.prepare(Recipe(command=Script(run="true"), setup=(Script(run="uv pip install --system packaging==23.1"),)))
    assert found == {"packaging": "23.1"}


def test_the_project_itself_is_built_with_the_tools_of_today(root: Path, tmp_path: Path, index: Path) -> None:
    project = (
        '[project]\nname = "mine"\nversion = "1"\ndependencies = ["packaging"]\n[project.optional-dependencies]\nt = ["attrs"]\n'
    )
    build = (
        '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n[tool.setuptools]\npy-modules = []\n'
    )
    (root / "pyproject.toml").write_text(project + build)
    git(str(root), "add", "pyproject.toml")
    git(str(root), "-c", "user.name=x", "-c", "user.email=x@example.invalid", "commit", "-qm", "p")
    with GitWorkshop(str(root), cache=str(tmp_path / "c"), limit=120).bench("HEAD") as bench:
        recipe = Recipe(command=Script(run="true"), setup=(Script(run="pip install -e '.[t]'"),), before="2022-03-01T00:00:00Z")
        assert bench.prepare(recipe) == {"packaging": "21.3", "pyparsing": "3.0.7", "attrs": "21.4.0"}


def test_a_project_is_built_once_and_again_when_its_declaration_changes(root: Path, tmp_path: Path, index: Path) -> None:
    project = '[project]\nname = "mine"\nversion = "1"\ndependencies = ["packaging"]\nscripts = {tell = "mine:tell"}\n'
    build = '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n[tool.setuptools]\npy-modules = ["mine"]\n'
    write_files(root, {"pyproject.toml": project + build, "mine.py": "def tell():\n    print('told')\n"})
    commit_all(root)
    recipe = Recipe(command=Script(run="tell"), setup=(Script(run="pip install -e ."),), before="2023-06-01T00:00:00Z")
    with GitWorkshop(str(root), cache=str(index), limit=120).bench("HEAD") as bench:
        first = bench.prepare(recipe)
        (kept,) = (bench._env.root / "kept").iterdir()
        again = bench.prepare(recipe)
        assert (again, output(bench, "tell"), [path.name for path in kept.parent.iterdir()]) == (first, "told", [kept.name])
        bench.write("pyproject.toml", project.replace('"packaging"', '"packaging", "six"') + build)
        assert {*bench.prepare(recipe)} == {*first, "six"}
        assert len(list(kept.parent.iterdir())) == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A=1\nB=x=y\n", {"A": "1", "B": "x=y"}),
        ("A<<END\none\ntwo\nEND\nB=2", {"A": "one\ntwo", "B": "2"}),
        ("A=x<<y", {"A": "x<<y"}),
        ("no\n1A=2\nbad-name=3", {}),
        ("A<<END\nnever ends", {"A": "never ends"}),
    ],
)
def test_parse_env_file(text: str, found: dict[str, str]) -> None:
    assert parse_env_file(text) == found


def test_an_address_with_a_password_stays_outside() -> None:
    environ = {"PIP_INDEX_URL": "https://me:pw@index.invalid/simple", "HTTPS_PROXY": "http://proxy.invalid:3128", "AWS_SECRET": "x"}
    assert outside(environ) == {"HTTPS_PROXY": "http://proxy.invalid:3128"}
    assert "PIP_INDEX_URL" in outside(environ, ("PIP_INDEX_URL",))


def test_an_index_of_pip_is_the_index_of_uv_too() -> None:
    assert outside({"PIP_INDEX_URL": "https://index.invalid/simple"})["UV_DEFAULT_INDEX"] == "https://index.invalid/simple"


def test_a_virtual_environment_of_the_user_is_off_the_path() -> None:
    assert search_path({"PATH": "/x/venv/bin:/usr/bin", "VIRTUAL_ENV": "/x/venv"}) == "/usr/bin"


def test_this_python_is_found_and_an_unknown_one_is_not() -> None:
    assert Path(find_python("", {})).is_file()
    assert find_python("3.2", {"PATH": os.environ["PATH"]}) == ""


def test_a_python_of_the_tool_cache_is_found_newest_first(tmp_path: Path) -> None:
    for patch in ("3.7.2", "3.7.16"):
        path = tmp_path / "Python" / patch / "x64" / "bin" / "python"
        path.parent.mkdir(parents=True)
        path.touch(mode=0o755)
    environ = {"RUNNER_TOOL_CACHE": str(tmp_path), "PYENV_ROOT": str(tmp_path / "none"), "PATH": ""}
    assert "3.7.16" in find_python("3.7", environ)


def test_uv_is_found() -> None:
    assert os.access(find_uv(), os.X_OK)
