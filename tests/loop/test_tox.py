"""A job that leaves the installing to tox: the date and the limits reach inside, and the cap goes where tox reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from homeostat.adapters.git import git
from tests.making import make_repo
from tests.starting import ROOT, Cli

WORKFLOW = """on: [push]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: python -m pip install tox
      - run: tox -e py
"""
TOX = "[tox]\nenvlist = py\nskipsdist = true\n\n[testenv]\ndeps =\n    flask==2.2.3\ncommands = python -m unittest -v\n"
LOG = """2023-10-02T05:00:00.0000000Z ##[group]Run python -m pip install tox
2023-10-02T05:00:00.0000000Z python -m pip install tox
2023-10-02T05:00:00.0000000Z shell: /usr/bin/bash -e {0}
2023-10-02T05:00:00.0000000Z ##[endgroup]
2023-10-02T05:00:01.0000000Z ##[group]Run tox -e py
2023-10-02T05:00:01.0000000Z tox -e py
2023-10-02T05:00:01.0000000Z shell: /usr/bin/bash -e {0}
2023-10-02T05:00:01.0000000Z ##[endgroup]
2023-10-02T05:00:02.0000000Z ImportError: cannot import name 'url_quote' from 'werkzeug.urls' (.tox/py/lib/python3.11/site-packages/werkzeug/urls.py)
2023-10-02T05:00:02.0000000Z ##[error]Process completed with exit code 1.
"""


@pytest.mark.slow
def test_drift_inside_of_tox(cli: Cli, tmp_path: Path) -> None:
    source = ROOT / "examples" / "dependency-drift" / "project"
    files = {name: (source / name).read_text() for name in ("service.py", "test_service.py")}
    root = make_repo(tmp_path / "project", {**files, "tox.ini": TOX, ".github/workflows/ci.yml": WORKFLOW})
    (tmp_path / "log").write_text(LOG)
    code, result = cli.heal(root, "--log", str(tmp_path / "log"))
    assert (code, result["remedy"]) == (0, "dependency-drift"), result
    assert git(str(root), "show", f"{result['branch']}:tox.ini") == TOX.replace("2.2.3\n", "2.2.3\n    werkzeug<3.0.0\n")
