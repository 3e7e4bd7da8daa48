"""Declarations under random input: nothing raises, nothing but the requirement changes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.requirements import Requirement

from homeostat.records import Script
from homeostat.remedy.clues import find_missing
from homeostat.remedy.commands import find_echoed_fixes, find_fixes, parse_script
from homeostat.remedy.declare import add, candidate_files, cap, declarations, installed_by

KINDS = ("requirements.txt", "pyproject.toml", "setup.cfg", "setup.py", "tox.ini")
PIECES = st.sampled_from([
    "[project]", "dependencies = [", "]", '"attrs>=1"', "'x'", ",", "\n", "    ", "[tool.poetry.dependencies]", "attrs = \"^1\"", "#", "=",
    "install_requires =", "[options]", "deps =", "[testenv]", "setup(install_requires=[", "])", '"', "'", "{", "}", "\\", "attrs==1", "zope",
    "-r other.txt", "\r\n", "\t", "é", "\0", '"""', "attrs (>=1) ; python_version > '3'", "[[a]]", "a.b",
])  # fmt: skip
TEXTS = st.lists(PIECES, max_size=30).map("".join)
NAMES = st.from_regex(r"[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,3})?", fullmatch=True)
LISTS = st.lists(
    st.tuples(NAMES, st.sampled_from(["", "==1.0", ">=1.0", ">=1,<9", "[x]>=2", " >= 1.0"])), unique_by=lambda row: row[0]
)


@settings(deadline=None)
@given(text=TEXTS, kind=st.sampled_from(KINDS))
def test_broken_files_are_read_and_changed_without_an_error(text: str, kind: str) -> None:
    for found in declarations({kind: text}):
        assert 1 <= found.line <= text.count("\n") + 1
    cap(text, kind, "attrs", "<2")
    changed = add(text, kind, "marshmallow>=3")
    if changed is not None:
        names = [found.name for found in declarations({kind: text})]
        assert sorted([*names, "marshmallow"]) == sorted(found.name for found in declarations({kind: changed}))


@settings(deadline=None)
@given(rows=LISTS, name=NAMES)
def test_an_added_requirement_stands_among_the_others_in_order(rows: list[tuple[str, str]], name: str) -> None:
    rows = [row for row in sorted(rows) if row[0] != name]
    text = "".join(f"{row}{spec}\n" for row, spec in rows)
    for kind, body in (("requirements.txt", text), ("pyproject.toml", _as_project(rows))):
        changed = add(body, kind, name)
        assert changed is not None
        found = [declaration.name for declaration in declarations({kind: changed})]
        assert found == sorted([*(row for row, _ in rows), name])


@settings(deadline=None)
@given(rows=LISTS)
def test_a_cap_is_obeyed_and_leaves_all_others_alone(rows: list[tuple[str, str]]) -> None:
    body = _as_project(rows)
    for name, spec in rows:
        changed = cap(body, "pyproject.toml", name, "<5")
        if "==" in spec:
            assert changed is None
            continue
        assert changed is not None
        after = {found.name: found.requirement for found in declarations({"pyproject.toml": changed})}
        assert not Requirement(after[name]).specifier.contains("5.0")
        assert {key: value for key, value in after.items() if key != name} == {k: f"{k}{s}" for k, s in rows if k != name}


def _as_project(rows: list[tuple[str, str]]) -> str:
    return "[project]\ndependencies = [" + ", ".join(f'"{name}{spec}"' for name, spec in rows) + "]\n"


@settings(deadline=None)
@given(script=st.text(max_size=200) | TEXTS)
def test_scripts_outputs_and_paths_of_any_kind_are_read_without_an_error(script: str) -> None:
    assert all(command.words for command in parse_script(script))
    assert all(fix.tool for fix in (*find_fixes(script), *find_echoed_fixes("make", script.splitlines())))
    assert all(missing.name for missing in find_missing(script))
    assert {*candidate_files([script])} <= {script}
    places = installed_by((Script(run=script),), {"requirements.txt": script, "pyproject.toml": script, "tox.ini": script})
    assert {place.file for place in places} <= {"requirements.txt", "pyproject.toml", "tox.ini"}
