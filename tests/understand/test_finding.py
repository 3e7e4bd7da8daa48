"""Which paths belong to the repository."""

from __future__ import annotations

import pytest

from homeostat.understand.finding import is_foreign, repository_path


@pytest.mark.parametrize(
    ("path", "relative"),
    [
        ("/home/runner/work/flask/flask/src/flask/app.py", "src/flask/app.py"),
        (r"D:\a\flask\flask\src\app.py", "src/app.py"),
        ("/__w/x/x/a.py", "a.py"),
        ("/home/travis/build/owner/name/a.rb", "a.rb"),
        ("/github/workspace/a.py", "a.py"),
        ("./src/a.py", "src/a.py"),
        ("src/a.py", "src/a.py"),
        ("/somewhere/else/a.py", "/somewhere/else/a.py"),
    ],
)
def test_repository_path(path: str, relative: str) -> None:
    assert repository_path(path) == relative


@pytest.mark.parametrize(
    ("path", "foreign"),
    [
        ("../venv/lib/python3.9/site-packages/_pytest/recwarn.py", True),
        ("/opt/hostedtoolcache/Python/3.9/x64/lib/python3.9/importlib/__init__.py", True),
        ("<frozen importlib._bootstrap>", True),
        ("/usr/lib/python3/dist-packages/a.py", True),
        ("node_modules/x/index.js", True),
        ("src/flask/app.py", False),
        ("/home/runner/work/flask/flask/lib/flask/app.py", False),
        ("tests/conftest.py", False),
    ],
)
def test_is_foreign(path: str, *, foreign: bool) -> None:
    assert is_foreign(path) is foreign
