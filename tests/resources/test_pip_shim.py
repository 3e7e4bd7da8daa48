"""What stands in for pip: command lines in, command lines of uv out."""

from __future__ import annotations

from pathlib import Path

import pytest

from homeostat.resources import pip_shim


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("install x", "install x"),
        ("install --upgrade pip", None),
        ("install -U pip setuptools wheel", "install -U setuptools wheel"),
        ("install --no-cache-dir --progress-bar off --retries 5 --user x", "install x"),
        ("install --progress-bar=off x", "install x"),
        ("--quiet install x", "install --quiet x"),
        ("install -r a.txt", "install -r a.txt"),
        ("install pip>=21", None),
        ("install pip-tools", "install pip-tools"),
        ("uninstall -y x", "uninstall x"),
        ("freeze", "freeze"),
        ("check", "check"),
        ("config set global.x y", None),
        ("cache purge", None),
        ("", None),
    ],
)
def test_translate(words: str, expected: str | None) -> None:
    assert pip_shim.translate(words.split()) == (expected.split() if expected else None)


def test_projects_of_the_tree_are_told_from_the_rest(tmp_path: Path) -> None:
    inner = tmp_path / "req.txt"
    inner.write_text("-e ./sub[x]\nattrs\n")
    plain = tmp_path / "plain.txt"
    plain.write_text("six\n")
    words = ["-e", ".[test]", "attrs", "--editable=other", "./third", "-r", str(inner), "-r", str(plain), "--no-deps"]
    projects, rest = pip_shim.local_projects(words)
    assert projects == [".[test]", "other", "./third", "./sub[x]"]
    assert rest == ["attrs", "-r", str(tmp_path / ".homeostat-req.txt"), "-r", str(plain), "--no-deps"]
    assert (tmp_path / ".homeostat-req.txt").read_text() == "attrs\n"


@pytest.mark.parametrize(("project", "extras"), [(".", []), (".[a]", ["a"]), (".[a, b]", ["a", "b"]), ("./x[]", [])])
def test_extras(project: str, extras: list[str]) -> None:
    assert pip_shim.extras_of(project) == extras


def test_requirements_of_metadata_with_extras() -> None:
    metadata = (
        "Name: x\nRequires-Dist: a>=1\nRequires-Dist: b; extra == 'test'\nRequires-Dist: c; python_version < '4' and extra == \"My_Dev\"\n"
        "Requires-Dist: d; extra == 'docs'\n"
    )
    assert pip_shim.requirements_in(metadata, ["test", "my-dev"]) == [
        "a>=1",
        "b; python_version >= '0'",
        "c; python_version < '4' and python_version >= '0'",
    ]
