"""Reading and changing declarations: value tables of file kinds, styles and broken files."""

from __future__ import annotations

import textwrap

import pytest

from homeostat.records import Script
from homeostat.remedy.declare import Place, add, candidate_files, cap, declarations, installed_by, pins_versions

PYPROJECT = textwrap.dedent("""\
    [build-system]
    requires = ["setuptools>=61"]  # builds

    [project]
    name = "thing"
    dependencies = [
        "attrs>=22",  # data
        'requests[socks] >= 2.0, < 3 ; python_version > "3.7"',
    ]

    [project.optional-dependencies]
    test = ["pytest", "pytest-cov"]
    docs = [
      "sphinx==7.0",
    ]

    [dependency-groups]
    dev = [{include-group = "lint"}, "mypy"]
    lint = ["ruff"]

    [tool.pdm.dev-dependencies]
    qa = ["tox"]

    [tool.hatch.envs.style]
    dependencies = ["black"]
    """)

POETRY = textwrap.dedent("""\
    [tool.poetry.dependencies]
    python = "^3.8"
    attrs = "^22.1"
    requests = {version = ">=2.0,<3", extras = ["socks"]}
    yaml-thing = {git = "somewhere"}

    [tool.poetry.group.dev.dependencies]
    pytest = "^7.0"

    [tool.poetry.dev-dependencies.mypy]
    version = "1.0"
    """)

SETUP_CFG = textwrap.dedent("""\
    [metadata]
    name = thing

    [options]
    packages = find:
    install_requires =
        attrs>=22
        # the net
        requests ; python_version > "3.7"
    setup_requires = wheel

    [options.extras_require]
    test =
        pytest
        pytest-cov
    docs = sphinx
    """)

SETUP_PY = textwrap.dedent('''\
    """Not é plain ASCII."""
    from setuptools import setup

    TESTS = ["pytest", "mock"]
    setup(
        name="é", install_requires=["attrs>=22", "requests<3"],
        extras_require={
            "test": TESTS + ["pytest-cov"],
            "docs": [
                "sphinx",  # pages
                "furo"
            ],
        },
        tests_require=open("x").read(),
    )
    ''')

TOX = textwrap.dedent("""\
    [tox]
    envlist = py311

    [testenv]
    deps =
        -r requirements/tests.txt
        pytest>=7
        py38: importlib-metadata
        {[base]deps}
    commands = pytest

    [testenv:lint]
    deps = black
    """)

REQUIREMENTS = textwrap.dedent("""\
    # Everything.
    -r base.txt
    --index-strategy first
    PyYAML (>=3.10)
    prance[osv] (>=0.11)   # openapi
    zope.interface==5.0 ; python_version < "3.12"

    ./local
    git+ssh://host/x#egg=x
    thing @ file:///thing.whl
    not a requirement!
    """)


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        (
            "requirements.txt",
            REQUIREMENTS,
            [
                ("pyyaml", "PyYAML (>=3.10)", "", 4),
                ("prance", "prance[osv] (>=0.11)", "", 5),
                ("zope-interface", 'zope.interface==5.0 ; python_version < "3.12"', "", 6),
                ("thing", "thing @ file:///thing.whl", "", 10),
            ],
        ),
        (
            "pyproject.toml",
            PYPROJECT,
            [
                ("setuptools", "setuptools>=61", "build", 2),
                ("attrs", "attrs>=22", "dependencies", 7),
                ("requests", 'requests[socks] >= 2.0, < 3 ; python_version > "3.7"', "dependencies", 8),
                ("pytest", "pytest", "extra:test", 12),
                ("pytest-cov", "pytest-cov", "extra:test", 12),
                ("sphinx", "sphinx==7.0", "extra:docs", 14),
                ("mypy", "mypy", "group:dev", 18),
                ("ruff", "ruff", "group:lint", 19),
                ("tox", "tox", "group:qa", 22),
                ("black", "black", "hatch:style", 25),
            ],
        ),
        (
            "pyproject.toml",
            POETRY,
            [
                ("attrs", "attrs ^22.1", "dependencies", 3),
                ("requests", "requests >=2.0,<3", "dependencies", 4),
                ("pytest", "pytest ^7.0", "group:dev", 8),
                ("mypy", "mypy 1.0", "group:dev", 11),
            ],
        ),
        (
            "setup.cfg",
            SETUP_CFG,
            [
                ("attrs", "attrs>=22", "dependencies", 7),
                ("requests", 'requests ; python_version > "3.7"', "dependencies", 9),
                ("wheel", "wheel", "build", 10),
                ("pytest", "pytest", "extra:test", 14),
                ("pytest-cov", "pytest-cov", "extra:test", 15),
                ("sphinx", "sphinx", "extra:docs", 16),
            ],
        ),
        (
            "setup.py",
            SETUP_PY,
            [
                ("pytest", "pytest", "extra:test", 4),
                ("mock", "mock", "extra:test", 4),
                ("attrs", "attrs>=22", "dependencies", 6),
                ("requests", "requests<3", "dependencies", 6),
                ("pytest-cov", "pytest-cov", "extra:test", 8),
                ("sphinx", "sphinx", "extra:docs", 10),
                ("furo", "furo", "extra:docs", 11),
            ],
        ),
        (
            "tox.ini",
            TOX,
            [
                ("pytest", "pytest>=7", "tox", 7),
                ("importlib-metadata", "importlib-metadata", "tox", 8),
                ("black", "black", "tox:lint", 13),
            ],
        ),
        (
            "pyproject.toml",
            "[tool.poetry.dependencies]\na = [{version = '^1', python = '<3.8'}, {version = '^2'}]\nb.version = '^3'\nc = 1\n",
            [("a", "a ^1", "dependencies", 2), ("a", "a ^2", "dependencies", 2), ("b", "b ^3", "dependencies", 3)],
        ),
        ("pyproject.toml", "[tool.uv]\ndev-dependencies = ['a', {x = ['b']}]\n", [("a", "a", "group:dev", 2)]),
        (
            "setup.py",
            "T = {'t': ['a']}\nL = K = ['x']\nN = N + ['n']\nsetup(extras_require=T, install_requires=L + N, **{})\n",
            [("a", "a", "extra:t", 1), ("n", "n", "dependencies", 3)],
        ),
        ("constraints.txt", "a==1\n", [("a", "a==1", "constraints", 1)]),
        ("pyproject.toml", "[project\nname = ", []),
        ("pyproject.toml", "dependencies = 1\n[project]\ndependencies = 'x'\n", []),
        ("setup.py", "setup(install_requires=[", []),
        ("setup.py", "from x import y\nsetup(install_requires=y, extras_require=z, **more)\n", []),
        ("setup.cfg", "[options\ninstall_requires = a\n", []),
        ("requirements.txt", "", []),
        ("requirements.txt", "\0\0\n" + "a" * 100_000 + "\n", []),
        ("README.md", "attrs>=22\n", []),
    ],
)
def test_declarations(file: str, text: str, expected: list[tuple[str, str, str, int]]) -> None:
    for variant in (text, "\ufeff" + text, text.replace("\n", "\r\n")):
        found = declarations({file: variant})
        assert [(d.name, d.requirement, d.section, d.line) for d in found] == expected
        assert {d.file for d in found} <= {file}


def test_what_the_scanner_finds_in_toml_is_what_a_parser_finds() -> None:
    tricky = 'a.b = """\n[x]\n"quote\\""""\n"k = [" = { z = "]", y = [1, 2] }\n[project] # [x]\ndependencies = [ # "no"\n"a#b[c]", \'d\',\n]\n'
    assert [d.requirement for d in declarations({"pyproject.toml": tricky})] == ["d"]


def test_candidate_files_are_those_that_may_declare_requirements() -> None:
    wanted = ["pyproject.toml", "requirements-dev.txt", "setup.cfg", "constraints.txt", "dev_requirements.in", "sub/setup.py"]
    wanted += ["requirements/tests.txt", "tox.ini", "ci/requirements-ci.txt", "test-requirements.txt", "Requirements.txt"]
    others = ["README.txt", "docs/index.txt", "node_modules/a/setup.py", "tests/fixtures/requirements.txt", ".tox/x/setup.py"]
    others += ["src/setup.pyc", "requirements.md", "LICENSE", "robots.txt", "src/deps.py"]
    found = candidate_files([*others, *wanted])
    assert set(found) == set(wanted)
    assert [path.count("/") for path in found] == sorted(path.count("/") for path in found)


@pytest.mark.parametrize(
    ("before", "bound", "after"),
    [
        ("marshmallow (>=3.13.0)", "<4.2.3", "marshmallow (>=3.13.0,<4.2.3)"),
        ("marshmallow", "<4", "marshmallow<4"),
        ("Marshmallow>=3", "<4", "Marshmallow>=3,<4"),
        ("marshmallow >= 3, != 3.5", "<4", "marshmallow >= 3, != 3.5, < 4"),
        ("marshmallow[x]>=3; python_version > '3.7'  # why", "<4", "marshmallow[x]>=3,<4; python_version > '3.7'  # why"),
        ("marshmallow >=3 ; python_version > '3.7'", "<4", "marshmallow >=3,<4 ; python_version > '3.7'"),
        ("marshmallow [x] (>=3) ; python_version > '3.7'", "<4", "marshmallow [x] (>=3,<4) ; python_version > '3.7'"),
        ("marshmallow ; python_version > '3.7'", "<4", "marshmallow<4 ; python_version > '3.7'"),
        ("marshmallow>=3,<6", "<4", "marshmallow>=3,<4"),
        ("marshmallow<6,>=3", "<4", "marshmallow>=3,<4"),
        ("marshmallow<=4", "<4", "marshmallow<4"),
        ("marshmallow<3.5", "<4", "marshmallow<3.5"),
        ("marshmallow<4", "<=4", "marshmallow<4"),
        ("marshmallow==3.*", "<3.5", "marshmallow==3.*,<3.5"),
        ("marshmallow~=3.1", "<3.5", "marshmallow~=3.1,<3.5"),
        ("marshmallow>=1", ">=2", "marshmallow>=2"),
        ("marshmallow>=1", "!=2", "marshmallow>=1,!=2"),
        ("marshmallow==3.0", "<4", None),
        ("marshmallow===3.0", "<4", None),
        ("marshmallow>=4", "<4", None),
        ("marshmallow @ file:///x", "<4", None),
        ("marshmallow-other>=3", "<4", None),
    ],
)
def test_cap_limits_a_line(before: str, bound: str, after: str | None) -> None:
    text = f"attrs\n{before}\nzope\n"
    assert cap(text, "requirements.txt", "Marshmallow", bound) == (None if after is None else f"attrs\n{after}\nzope\n")


@pytest.mark.parametrize(
    ("file", "text", "name", "old", "new"),
    [
        ("pyproject.toml", PYPROJECT, "attrs", '"attrs>=22",  # data', '"attrs>=22,<23",  # data'),
        ("pyproject.toml", PYPROJECT, "requests", "< 3 ;", "< 3 ;"),
        ("pyproject.toml", PYPROJECT, "mypy", '"mypy"', '"mypy<23"'),
        ("pyproject.toml", PYPROJECT, "setuptools", ">=61", None),
        ("pyproject.toml", PYPROJECT, "sphinx", "==7.0", None),
        ("pyproject.toml", POETRY, "attrs", '"^22.1"', '"^22.1,<23"'),
        ("pyproject.toml", POETRY, "mypy", '"1.0"', None),
        ("pyproject.toml", POETRY, "python", '"^3.8"', None),
        ("pyproject.toml", POETRY, "pytest", '"^7.0"', '"^7.0,<23"'),
        ("setup.cfg", SETUP_CFG, "requests", "requests ;", "requests<23 ;"),
        ("setup.cfg", SETUP_CFG, "sphinx", "docs = sphinx", "docs = sphinx<23"),
        ("setup.py", SETUP_PY, "mock", '"mock"', '"mock<23"'),
        ("setup.py", SETUP_PY, "sphinx", '"sphinx"', '"sphinx<23"'),
        ("tox.ini", TOX, "importlib_metadata", "py38: importlib-metadata", "py38: importlib-metadata<23"),
        ("tox.ini", TOX, "black", "deps = black", "deps = black<23"),
    ],
)
def test_cap_changes_nothing_else_of_a_file(file: str, text: str, name: str, old: str, new: str | None) -> None:
    for variant in (str, lambda body: "\ufeff" + body, lambda body: body.replace("\n", "\r\n")):
        expected = None if new is None else variant(text.replace(old, new))
        assert cap(variant(text), file, name, "<23") == expected


def test_cap_of_what_is_declared_twice_changes_both_but_leaves_the_build_alone() -> None:
    text = '[build-system]\nrequires = ["a"]\n[project]\ndependencies = ["a>=1"]\n[dependency-groups]\nt = ["a==1", "a[x]"]\n'
    changed = text.replace('"a>=1"', '"a>=1,<2"').replace('"a[x]"', '"a[x]<2"')
    assert cap(text, "pyproject.toml", "a", "<2") == changed
    only_build = '[build-system]\nrequires = ["a"]\n'
    assert cap(only_build, "pyproject.toml", "a", "<2") == only_build.replace('"a"', '"a<2"')


@pytest.mark.parametrize(
    ("before", "requirement", "after"),
    [
        ("attrs\npytest\n", "PyYAML", "attrs\npytest\nPyYAML\n"),
        ("attrs\nzope\n", "PyYAML", "attrs\nPyYAML\nzope\n"),
        ("zope\nattrs\n", "PyYAML", "zope\nattrs\nPyYAML\n"),
        ("zope", "PyYAML", "PyYAML\nzope"),
        ("attrs", "PyYAML", "attrs\nPyYAML\n"),
        ("", "PyYAML", "PyYAML\n"),
        ("# nothing yet\n", "PyYAML", "# nothing yet\nPyYAML\n"),
        ("-r base.txt", "PyYAML", "-r base.txt\nPyYAML\n"),
        ("attrs==1\n# why\nzope==2\n", "PyYAML==6", "attrs==1\nPyYAML==6\n# why\nzope==2\n"),
        ("attrs == 1\nzope == 2\n", "PyYAML==6", "attrs == 1\nPyYAML == 6\nzope == 2\n"),
        ("attrs\nzope\n\n# end\n", "zzz", "attrs\nzope\nzzz\n\n# end\n"),
        ("attrs\n", "attrs>=2", None),
        ("attrs==1 \\\n    --hash=sha256:aa\n", "PyYAML", None),
        ("attrs\n", "not a requirement", None),
    ],
)
def test_add_to_a_requirement_file(before: str, requirement: str, after: str | None) -> None:
    assert add(before, "requirements.txt", requirement) == after
    if after is not None and "\n" in before:
        assert add(before.replace("\n", "\r\n"), "requirements.txt", requirement) == after.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("file", "text", "section", "requirement", "old", "new"),
    [
        ("pyproject.toml", PYPROJECT, "", "PyYAML", '"pytest-cov"]', '"pytest-cov", "PyYAML"]'),
        ("pyproject.toml", PYPROJECT, "extra:test", "mock", '["pytest", ', '["mock", "pytest", '),
        ("pyproject.toml", PYPROJECT, "dependencies", "PyYAML", "    'requests", "    \"PyYAML\",\n    'requests"),
        ("pyproject.toml", PYPROJECT, "dependencies", "zope", '"3.7"\',\n', '"3.7"\',\n    "zope",\n'),
        ("pyproject.toml", PYPROJECT, "extra:docs", "zope==1", '"sphinx==7.0",\n', '"sphinx==7.0",\n  "zope==1",\n'),
        ("pyproject.toml", PYPROJECT, "group:dev", "zope", '"mypy"]', '"mypy", "zope"]'),
        ("pyproject.toml", PYPROJECT, "extra:new", "zope", "]\n\n[dependency-groups]", ']\nnew = ["zope"]\n\n[dependency-groups]'),
        ("pyproject.toml", "[project]\nname = 'x'\n", "group:t", "zope", "'x'\n", "'x'\n\n[dependency-groups]\nt = [\"zope\"]\n"),
        ("pyproject.toml", "[project]\nname = 'x'\n", "extra:t", "zope", "'x'\n",
         "'x'\n\n[project.optional-dependencies]\nt = [\"zope\"]\n"),
        ("pyproject.toml", "[tool.x]\ny = 1\n", "dependencies", "zope", "", None),
        ("pyproject.toml", PYPROJECT, "group:new", "zope", 'lint = ["ruff"]\n', 'lint = ["ruff"]\nnew = ["zope"]\n'),
        ("pyproject.toml", PYPROJECT, "strange", "zope", "", None),
        ("pyproject.toml", PYPROJECT, "extra:test", "pytest", "", None),
        ("pyproject.toml", POETRY, "", "PyYAML", 'pytest = "^7.0"\n', 'pytest = "^7.0"\nPyYAML = "*"\n'),
        ("pyproject.toml", POETRY, "group:dev", "mock>=5", 'pytest = "^7.0"\n', 'mock = "^5"\npytest = "^7.0"\n'),
        ("pyproject.toml", POETRY, "dependencies", "mock==5", "requests = {", 'mock = "5"\nrequests = {'),
        ("setup.cfg", SETUP_CFG, "", "PyYAML", "    pytest-cov\n", "    pytest-cov\n    PyYAML\n"),
        ("setup.cfg", SETUP_CFG, "dependencies", "PyYAML", "    # the net\n", "    PyYAML\n    # the net\n"),
        ("setup.cfg", SETUP_CFG, "extra:docs", "zope", "docs = sphinx\n", "docs =\n    sphinx\n    zope\n"),
        ("setup.cfg", SETUP_CFG, "extra:docs", "furo", "docs = sphinx\n", "docs =\n    furo\n    sphinx\n"),
        ("setup.cfg", SETUP_CFG, "extra:none", "furo", "", None),
        ("setup.py", SETUP_PY, "dependencies", "PyYAML", '"requests<3"', '"PyYAML", "requests<3"'),
        ("setup.py", SETUP_PY, "extra:docs", "zope", '"furo"\n', '"furo",\n            "zope"\n'),
        ("setup.py", SETUP_PY, "", "zope", '"mock"]', '"mock", "zope"]'),
        ("tox.ini", TOX, "tox", "zope", "importlib-metadata\n", "importlib-metadata\n    zope\n"),
        ("tox.ini", TOX, "tox:lint", "zope", "deps = black\n", "deps =\n    black\n    zope\n"),
        ("pyproject.toml", "[project\n", "dependencies", "zope", "", None),
        ("Pipfile", "[packages]\n", "", "zope", "", None),
        ("pyproject.toml", "[project]\ndependencies = []\n", "", "zope", "[]", '["zope"]'),
        ("pyproject.toml", "[project]\nname = 'x'\n", "dependencies", "zope", "'x'\n", "'x'\ndependencies = [\"zope\"]\n"),
        ("pyproject.toml", "[tool.poetry]\nname = 'x'\n", "group:dev", "a.b>=1", "'x'\n",
         "'x'\n\n[tool.poetry.group.dev.dependencies]\n\"a.b\" = \">=1\"\n"),
        ("setup.cfg", "[options]\ninstall_requires =\n", "dependencies", "zope", "=\n", "=\n    zope\n"),
        ("setup.py", "setup(install_requires=['a', b])\n", "dependencies", "zope", "", None),
        ("setup.py", "setup(install_requires=[\n    'a',  # why\n])\n", "", "zope", "why\n", "why\n    'zope',\n"),
    ],
)  # fmt: skip
def test_add_to_a_section(file: str, text: str, section: str, requirement: str, old: str, new: str | None) -> None:
    for variant in (str, lambda body: "\ufeff" + body, lambda body: body.replace("\n", "\r\n")):
        expected = None if new is None else variant(text.replace(old, new, 1))
        assert add(variant(text), file, requirement, section=section) == expected


FILES = {
    "requirements.txt": "a\n",
    "requirements/tests.txt": "-r base.txt\n-c ../constraints.txt\npytest\n",
    "requirements/base.txt": "-r tests.txt\nattrs\n",
    "constraints.txt": "a==1\n",
    "pyproject.toml": PYPROJECT,
    "poetry/pyproject.toml": POETRY,
    **{f"requirements/loop{n}.txt": f"-r loop{n + 1}.txt\n" for n in range(20)},
    "tox.ini": TOX,
}
BASE, TESTS = Place("requirements/base.txt", ""), Place("requirements/tests.txt", "")
RUNTIME, TEST = Place("pyproject.toml", "dependencies"), Place("pyproject.toml", "extra:test")
CONSTRAINTS = Place("constraints.txt", "constraints")
DEV, LINT, QA = (Place("pyproject.toml", f"group:{name}") for name in ("dev", "lint", "qa"))


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("python -m pip install -r requirements.txt", [Place("requirements.txt", "")]),
        ("pip install -U pip && pip3 install -rrequirements.txt --quiet", [Place("requirements.txt", "")]),
        ("uv pip install --system --requirement=requirements/tests.txt", [TESTS, BASE, CONSTRAINTS]),
        ("cd requirements; pip install -r tests.txt", [TESTS, BASE, CONSTRAINTS]),
        ("pip install -c constraints.txt pytest", [CONSTRAINTS]),
        ("pip install -e '.[test]'", [TEST, RUNTIME]),
        ("pip install --no-deps -e .[test]", [TEST]),
        ("pip install .", [RUNTIME]),
        ("pip install --group dev", [DEV]),
        ("uv sync", [DEV, RUNTIME]),
        ("uv sync --all-groups --no-dev --extra test", [TEST, DEV, LINT, QA, RUNTIME]),
        ("uv sync --only-group lint", [LINT]),
        ("uv run --frozen pytest", [DEV, RUNTIME]),
        ("pdm install -G test", [TEST, DEV, LINT, QA, RUNTIME]),
        ("tox -e py311", [TESTS, Place("tox.ini", "tox"), BASE, RUNTIME, CONSTRAINTS]),
        ("tox -e lint,py", [TESTS, Place("tox.ini", "tox:lint"), BASE, RUNTIME, CONSTRAINTS]),
        ("python setup.py develop", [RUNTIME]),
        ("pip install -r pyproject.toml", [RUNTIME]),
        ("pip install -r requirements/loop0.txt", [Place(f"requirements/loop{n}.txt", "") for n in range(9)]),
        ("hatch run style:check", [Place("pyproject.toml", "hatch:style"), RUNTIME]),
        ("uv build && poetry build && pdm build", []),
        ("uv sync --no-default-groups", [RUNTIME]),
        ("pdm sync --prod", [RUNTIME]),
        ("cd nowhere && uv sync", []),
        ("pip install -r missing.txt -r ../outside.txt -r /etc/passwd", []),
        ("pip install -r $FILE", []),
        ("pip install pytest requests", []),
        ("echo pip install -r requirements.txt", []),
        ("pip install -r 'requirements.txt", []),
        ("pip uninstall -r requirements.txt", []),
        ("pip install ${{ matrix.extra }} '-r' \"requirements.txt\"", []),
        ("", []),
    ],
)
def test_installed_by(script: str, expected: list[Place]) -> None:
    assert installed_by((Script(run=script),), FILES) == tuple(expected)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("poetry install", ["group:dev", "dependencies"]),
        ("poetry install --only main", ["dependencies"]),
        ("poetry install --without dev", ["dependencies"]),
        ("poetry install --no-dev", ["dependencies"]),
        ("poetry install --no-root -E docs --all-extras", ["group:dev", "extra:docs", "dependencies"]),
        ("poetry check", []),
    ],
)
def test_installed_by_poetry_in_a_folder(script: str, expected: list[str]) -> None:
    places = installed_by((Script(run=script, directory="poetry"),), FILES)
    assert [(place.file, place.section) for place in places] == [("poetry/pyproject.toml", section) for section in expected]


def test_pins_are_what_most_neighbours_do() -> None:
    assert pins_versions({"r.txt": "a==1\nb==2\nc\n"}, Place("r.txt", ""))
    assert not pins_versions({"r.txt": "a==1\nb\n"}, Place("r.txt", ""))
    assert not pins_versions({"r.txt": ""}, Place("r.txt", ""))
    assert not pins_versions({"pyproject.toml": PYPROJECT}, RUNTIME)
