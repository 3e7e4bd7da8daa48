"""The rules of the house hold in this repository, and each of them is seen to fail on a tree that breaks it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests import architecture

SCRIPTS = Path(__file__).resolve().parent.parent / "scripts"

Rule = Callable[[Path], list[str]]

GOOD = {
    "error_parser.py": '"""A door."""\nimport sys\nfrom homeostat.cli_analyze import main\nmain(sys.argv)\n',
    "homeostat/__init__.py": '"""The package."""\n',
    "homeostat/__main__.py": '"""The start."""\nimport sys\nsys.path.insert(0, "x")\nfrom homeostat.cli import main\nmain()\n',
    "homeostat/records.py": '"""Records."""\n',
    "homeostat/cli.py": (
        '"""The command."""\nimport os\nfrom homeostat import loop\nfrom homeostat.adapters.git import push\n'
        "def main():\n    try:\n        loop.run(push, os.environ)\n    except Exception:\n        print('bug')\n"
    ),
    "homeostat/cli_analyze.py": '"""A sub-command."""\nfrom homeostat.observe.step import observe\ndef main(a):\n    print(observe(a))\n',
    "homeostat/loop.py": '"""The loop."""\nfrom homeostat.decide.step import decide\ndef run(push, environ):\n    push(decide())\n',
    "homeostat/decide/step.py": '"""Decide."""\nfrom homeostat.records import x\nfrom .policy import y\ndef decide():\n    return x, y\n',
    "homeostat/decide/policy.py": (
        '"""Policy."""\nfrom importlib import resources\nfrom importlib.resources import files\n'
        'A = resources.files("homeostat").joinpath("a").read_text()\nB = (files("homeostat") / "b").read_text()\n'
    ),
    "homeostat/observe/step.py": '"""Observe."""\nimport re\nP = re.compile("x")\ndef observe(a):\n    return P.match(a)\n',
    "homeostat/adapters/git.py": '"""git."""\nimport subprocess\nfrom homeostat.records import x\ndef push(a):\n    try:\n        subprocess.run(a + x)\n'
    "    except BaseException:\n        undo()\n        raise\n",
    "homeostat/resources/a.json": "{}",
    "homeostat/resources/shim.py": '"""Runs elsewhere."""\nimport os\n',
}

LONG = "def f():\n" + "    a()\n" * 60
DEEP = "def f():\n    for a in b:\n        if a:\n            with a:\n                try:\n                    a()\n                finally:\n                    b()\n"

# (rule, file, its text, what the offence must name)
OFFENCES: list[tuple[Rule, str, str, str]] = [
    (architecture.strangers, "json.py", '"""Shadows."""\n', "json.py"),
    (architecture.strangers, "util/x.py", '"""Shadows."""\n', "util"),
    (architecture.fat_doors, "error_parser.py", '"""Door."""\n' + "a = 1\n" * 30, "31 lines"),
    (architecture.unknown_folders, "homeostat/helpers/a.py", '"""A."""\n', "helpers"),
    (architecture.worldly, "homeostat/decide/a.py", "import subprocess\n", "subprocess (line 1)"),
    (architecture.worldly, "homeostat/decide/a.py", "def f():\n    import os.path\n", "os.path (line 2)"),
    (architecture.worldly, "homeostat/decide/a.py", "from os import environ\n", "os.environ"),
    (
        architecture.worldly,
        "homeostat/decide/a.py",
        "from urllib.request import urlopen as go\ngo('x')\n",
        "urllib.request.urlopen",
    ),
    (architecture.worldly, "homeostat/decide/a.py", "import time as t\n", "time"),
    (architecture.worldly, "homeostat/decide/a.py", "open('x')\n", "open"),
    (architecture.worldly, "homeostat/decide/a.py", "import io\nio.open('x')\n", "io.open"),
    (architecture.worldly, "homeostat/decide/a.py", "def f(p):\n    return p.read_text()\n", "read_text"),
    (architecture.worldly, "homeostat/decide/a.py", "def f(files):\n    return files('x').read_text()\n", "read_text"),
    (architecture.worldly, "homeostat/decide/a.py", "from datetime import datetime\nA = datetime.now()\n", "datetime.datetime.now"),
    (architecture.worldly, "homeostat/decide/a.py", "import datetime as d\nA = d.datetime.now\n", "datetime.datetime.now"),
    (architecture.worldly, "homeostat/decide/a.py", "import sys\nA = sys.argv\n", "sys.argv"),
    (
        architecture.worldly,
        "homeostat/decide/a.py",
        "from importlib import import_module\nimportlib.import_module('os')\n",
        "import_module",
    ),
    (architecture.worldly, "homeostat/decide/a.py", "__import__('os')\n", "__import__"),
    (architecture.worldly, "homeostat/loop.py", "print('x')\n", "print"),
    (architecture.worldly, "homeostat/records.py", "import random\n", "random"),
    (architecture.worldly, "homeostat/client.py", "import socket\n", "socket"),
    (architecture.worldly, "homeostat/decide/cli.py", "import socket\n", "socket"),
    (architecture.stray_steps, "homeostat/decide/a.py", "from homeostat.observe.step import observe\n", "observe"),
    (architecture.stray_steps, "homeostat/decide/a.py", "from homeostat import observe\n", "observe"),
    (architecture.stray_steps, "homeostat/decide/a.py", "import homeostat.observe.step as s\n", "observe"),
    (architecture.stray_steps, "homeostat/decide/a.py", "from ..observe import step\n", "observe"),
    (architecture.stray_steps, "homeostat/decide/a.py", "from .. import observe\n", "observe"),
    (architecture.stray_steps, "homeostat/decide/deep/a.py", "from ...observe import step\n", "observe"),
    (architecture.stray_steps, "homeostat/decide/a.py", "def f():\n    from homeostat.adapters.git import push\n", "adapters"),
    (architecture.stray_steps, "homeostat/decide/a.py", "from homeostat.settings import Settings\n", "settings"),
    (architecture.stray_steps, "homeostat/decide/a.py", "from homeostat.loop import run\n", "loop"),
    (architecture.stray_adapters, "homeostat/adapters/a.py", "from homeostat.decide.step import decide\n", "decide"),
    (architecture.stray_adapters, "homeostat/adapters/a.py", "from ..loop import run\n", "loop"),
    (architecture.stray_adapters, "homeostat/adapters/a.py", "from homeostat.cli_analyze import main\n", "cli_analyze"),
    (architecture.stray_wiring, "homeostat/loop.py", "from homeostat.adapters.git import push\n", "adapters"),
    (architecture.stray_wiring, "homeostat/loop.py", "from homeostat.cli import main\n", "cli"),
    (architecture.stray_wiring, "homeostat/records.py", "from homeostat.decide.step import decide\n", "decide"),
    (architecture.stray_wiring, "homeostat/settings.py", "from . import adapters\n", "adapters"),
    (architecture.stray_wiring, "homeostat/__main__.py", "from homeostat.loop import run\n", "loop"),
    (architecture.imported_resources, "homeostat/adapters/a.py", "from homeostat.resources import shim\n", "resources"),
    (architecture.broad_handlers, "homeostat/adapters/a.py", "try:\n    a()\nexcept Exception:\n    b()\n", "adapters/a.py:3"),
    (
        architecture.broad_handlers,
        "homeostat/adapters/a.py",
        "try:\n    a()\nexcept (OSError, BaseException):\n    b()\n",
        "adapters/a.py:3",
    ),
    (
        architecture.broad_handlers,
        "homeostat/adapters/a.py",
        "try:\n    a()\nexcept Exception as e:\n    raise A from e\n",
        "a.py:3",
    ),
    (architecture.broad_handlers, "homeostat/adapters/a.py", "try:\n    a()\nexcept:\n    b()\n", "adapters/a.py:3"),
    (architecture.broad_handlers, "homeostat/cli.py", "try:\n    a()\nexcept Exception:\n    b()\n" * 2, "cli.py:7"),
    (architecture.broad_handlers, "error_parser.py", "try:\n    a()\nexcept Exception:\n    b()\n", "error_parser.py:3"),
    (architecture.long_functions, "homeostat/decide/a.py", LONG, "61 lines"),
    (architecture.deep_functions, "homeostat/decide/a.py", DEEP, "4 deep"),
    (architecture.long_median, "homeostat/decide/a.py", "".join(f"def f{n}():\n" + "    a()\n" * 10 for n in range(9)), "11 lines"),
    (architecture.large_modules, "homeostat/decide/a.py", "a = 1\n" * 401, "401 lines"),
    (architecture.undescribed_modules, "homeostat/decide/a.py", "a = 1\n", "decide/a.py"),
]


def plant(root: Path, files: Mapping[str, str]) -> Path:
    """A `scripts` folder with these files."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("rule", architecture.RULES, ids=lambda rule: rule.__name__)
def test_this_repository_keeps_the_rule(rule: Rule) -> None:
    assert rule(SCRIPTS) == []


@pytest.mark.parametrize("rule", architecture.RULES, ids=lambda rule: rule.__name__)
def test_a_good_tree_keeps_the_rule(rule: Rule, tmp_path: Path) -> None:
    assert rule(plant(tmp_path, GOOD)) == []


@pytest.mark.parametrize(("rule", "name", "text", "named"), OFFENCES, ids=lambda value: getattr(value, "__name__", None))
def test_an_offence_is_seen_and_named(rule: Rule, name: str, text: str, named: str, tmp_path: Path) -> None:
    offences = rule(plant(tmp_path, GOOD | {name: text}))
    assert offences
    assert named in "\n".join(offences)


def test_every_rule_has_an_offence_in_the_table() -> None:
    assert {rule for rule, *_ in OFFENCES} == set(architecture.RULES)


def test_nothing_is_checked_in_an_empty_folder_without_trouble(tmp_path: Path) -> None:
    (tmp_path / "homeostat").mkdir()
    assert [rule(tmp_path) for rule in architecture.RULES] == [[]] * len(architecture.RULES)
