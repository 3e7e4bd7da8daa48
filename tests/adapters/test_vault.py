"""Secrets stay out of what other processes can read."""

from __future__ import annotations

import json
import os
import sys
import textwrap
from pathlib import Path

import pytest

from homeostat.adapters.process import run

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
BODY = f"""
import json, os, subprocess, sys
sys.path.insert(0, {str(SCRIPTS)!r})
from homeostat.adapters.vault import withdraw
secrets = withdraw(os.environ, ("MY_TOKEN", "OTHER"), (sys.executable, __file__))
try:
    mine = open(f"/proc/{{os.getpid()}}/environ").read()
except OSError:
    mine = ""
child = subprocess.run(["env"], capture_output=True, text=True, close_fds=True).stdout
print(json.dumps({{"secrets": dict(secrets), "environ": mine, "child": child}}))
"""


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc on this system")
def test_a_secret_is_in_no_environment_that_can_be_read(tmp_path: Path) -> None:
    script = tmp_path / "body.py"
    script.write_text(textwrap.dedent(BODY))
    done = run((sys.executable, str(script)), env={"MY_TOKEN": "s3cret", "PATH": os.environ["PATH"]})
    seen = json.loads(done.output)
    assert seen["secrets"] == {"MY_TOKEN": "s3cret"}
    assert "s3cret" not in seen["environ"] + seen["child"]


def test_without_a_secret_the_process_goes_on(tmp_path: Path) -> None:
    script = tmp_path / "body.py"
    script.write_text(textwrap.dedent(BODY))
    assert json.loads(run((sys.executable, str(script)), env={"PATH": os.environ["PATH"]}).output)["secrets"] == {}
