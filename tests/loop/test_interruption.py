"""A run that is cancelled: nothing goes on, nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from homeostat.cli import INTERRUPTED
from tests.starting import START


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_cancelled_run_cleans_up(project: Path, tmp_path: Path, index: Path, sign: signal.Signals) -> None:
    note, scratch = tmp_path / "pid", tmp_path / "scratch"
    scratch.mkdir()
    command = f"echo $$ > {note}; sleep 300"
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_CACHE_HOME": str(index), "TMPDIR": str(scratch)}
    words = (*START, "heal", "--project-root", str(project), "--test-command", command)
    with subprocess.Popen(words, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        until = time.monotonic() + 60
        while not (note.exists() and note.read_text().strip()) and time.monotonic() < until:
            time.sleep(0.1)
        process.send_signal(sign)
        said = process.communicate(timeout=30)[0]
    assert (process.returncode, "Traceback" in said) == (INTERRUPTED, False), said
    assert list(scratch.iterdir()) == []
    assert not psutil.pid_exists(int(note.read_text())) or psutil.Process(int(note.read_text())).status() == psutil.STATUS_ZOMBIE
