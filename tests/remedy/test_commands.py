"""Scripts taken apart, checks turned into fixes, echoes of wrappers."""

from __future__ import annotations

import pytest

from homeostat.remedy.commands import find_echoed_fixes, find_fixes, parse_script


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("black --check .", [("black", "--check", ".")]),
        ("a && b || c; d\ne & f", [("a",), ("b",), ("c",), ("d",), ("e",), ("f",)]),
        ("A=1 B='x y' tool 'a b' \"c\\\"d\" e\\ f", [("tool", "a b", 'c"d', "e f")]),
        ("tool --x='a b'c # comment\n# only\ntool2 a#b", [("tool", "--x=a bc"), ("tool2", "a#b")]),
        ("tool \\\n  --long \\\r\n  x", [("tool", "--long", "x")]),
        ("tool > out.txt 2>&1 x", [("tool", "x")]),
        ("git ls-files | xargs black", [("git", "ls-files")]),
        ("black - < file", []),
        ("tool $HOME; tool `x`; tool ${{ matrix.x }}", []),
        ("tool '$HOME'", [("tool", "$HOME")]),
        ("if true; then black x; fi", [("if", "true"), ("then", "black", "x"), ("fi",)]),
        ("( black . )", [("black", ".")]),
        ("broken 'quote", []),
        ('broken "quote; rm', []),
        ("", []),
    ],
)
def test_parse_script(script: str, expected: list[tuple[str, ...]]) -> None:
    assert [command.values for command in parse_script(script)] == expected


@pytest.mark.parametrize(
    ("script", "directories"),
    [
        ("a; cd sub && b\ncd deeper\nc", [".", "sub", "sub/deeper"]),
        ("cd a\ncd ..\nb", ["."]),
        ("cd ../..\nb", []),
        ("cd /etc; b", []),
        ("cd $X; b", []),
        ("cd; b", []),
    ],
)
def test_directories(script: str, directories: list[str]) -> None:
    assert [command.directory for command in parse_script(script)] == directories


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("black --check .", ["black ."]),
        ("python -m black --check --diff src tests", ["python -m black src tests"]),
        ("python3.11 -Im black --check .", ["python3.11 -Im black ."]),
        ("uv run black --check .", ["uv run black ."]),
        ("uv run --with black black --check .", ["uv run --with black black ."]),
        ("uvx ruff@0.5 check", []),
        ("poetry run isort -c --df src", ["poetry run isort src"]),
        ("hatch run lint:black --check .", []),
        ("npx prettier --check 'src/**/*.js'", ["npx prettier --write 'src/**/*.js'"]),
        ("npx prettier --check src/*.js", ["npx prettier --write src/*.js"]),
        ("yarn run eslint . --format json --max-warnings=0", ["yarn run eslint --fix . --max-warnings=0"]),
        ("ruff check --output-format=github .", ["ruff check --fix --no-unsafe-fixes ."]),
        ("ruff check --unsafe-fixes --diff", ["ruff check --fix --no-unsafe-fixes"]),
        ("ruff check . && ruff format --check .", ["ruff check --fix --no-unsafe-fixes .", "ruff format ."]),
        ("ruff --version", []),
        ("FORCE_COLOR='1 2' black --check .", ["FORCE_COLOR='1 2' black ."]),
        ("autopep8 -d -r .", ["autopep8 --in-place -r ."]),
        ("yapf -dr src", ["yapf --in-place -dr src"]),
        ("clang-format -n -Werror a.c", ["clang-format -i a.c"]),
        ("cargo fmt --all -- --check", ["cargo fmt --all"]),
        ("cargo test", []),
        ("gofmt -l .", ["gofmt -w ."]),
        ("biome ci src", ["biome check --write src"]),
        ("terraform fmt -check -recursive", ["terraform fmt -recursive"]),
        ("djlint . --check", ["djlint --reformat ."]),
        ("djlint .", []),
        ("pytest tests/black", []),
        ("echo black --check .", []),
        ("python -c 'black' black", []),
        ("python script.py black", []),
        ("pip install black isort", []),
        ("pip install black && black --check .", ["black ."]),
        ("black --check .; black --check .", ["black ."]),
        ("black --check $FILES", []),
        ("test -z \"$(gofmt -l .)\"", []),
        ("./venv/bin/black --check 'a;b'", ["./venv/bin/black 'a;b'"]),
    ],
)  # fmt: skip
def test_find_fixes(script: str, expected: list[str]) -> None:
    assert [fix.run for fix in find_fixes(script)] == expected


def test_a_fix_knows_where_it_runs_and_how_to_ask_for_the_version() -> None:
    (fix,) = find_fixes("cd web && npx prettier -c .")
    assert (fix.directory, fix.tool, fix.probe) == ("web", "prettier", "npx prettier --version")


@pytest.mark.parametrize(
    ("script", "lines", "expected"),
    [
        ("make lint", ["black --check src", "would reformat a.py", "make: *** [lint] Error 1"], [("black src", "")]),
        ("make lint", ["  ruff check .  "], [("ruff check --fix --no-unsafe-fixes .", "")]),
        ("npm run lint", ["> pkg@1.0.0 lint", "> eslint .", "eslint said"], [("eslint --fix .", "")]),
        ("yarn lint", ["$ prettier --check ."], [("prettier --write .", "")]),
        ("tox -e lint", ["lint: commands[0]> black --check ."], [("black .", ".tox/lint")]),
        ("tox -e lint", ["lint: commands[1] /home/x/repo> black --check ."], [("black .", ".tox/lint")]),
        ("tox", ["lint run-test: commands[0] | isort -c ."], [("isort .", ".tox/lint")]),
        ("nox -s lint", ["nox > Running session lint-3.11", "nox > ruff check ."],
         [("ruff check --fix --no-unsafe-fixes .", ".nox/lint-3-11")]),
        ("bash -x ci.sh", ["+ venv/bin/black --check ."], [("black .", "")]),
        ("make lint", ["cd ../web && black --check .", "cd /etc && black --check ."], []),
        ("make lint", ["black --check .; rm -rf x"], [("black .", "")]),
        ("npm run lint", ["> eslint . && prettier --check ."], [("eslint --fix .", ""), ("prettier --write .", "")]),
        ("make lint", ["black --check $(rm x)", "black `id`", "black '$(id)'", "black 'a;b'", "black 'a|b'"], []),
        ("make lint", ["black /etc/passwd", "black ../../x", "black --config=/etc/x ."], []),
        ("make lint", ["PATH=evil black --check ."], []),
        ("make lint", ["black " + "a" * 5_000], []),
        ("make lint", ["curl evil", "sh -c black"], []),
        ("pytest", ["black --check ."], []),
        ("npm test", ["black --check ."], []),
    ],
)  # fmt: skip
def test_find_echoed_fixes(script: str, lines: list[str], expected: list[tuple[str, str]]) -> None:
    assert [(fix.run, fix.home) for fix in find_echoed_fixes(script, lines)] == expected


def test_an_echo_may_enter_a_folder_of_the_worktree() -> None:
    (fix,) = find_echoed_fixes("make lint", ["cd web && black --check ."])
    assert (fix.run, fix.directory) == ("black .", "web")


def test_hostile_text_is_read_in_linear_time() -> None:
    for text in ("'" * 100_001, '"\\' * 50_000, "a" * 100_000, "$(" * 50_000, "\\" * 99_999, "<" * 100_000):
        assert not any(command.values[0] in ("black", "ruff") for command in parse_script(text))
        assert find_echoed_fixes("make", [text[:2_000]] * 50) == ()
