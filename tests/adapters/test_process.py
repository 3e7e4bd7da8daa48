"""Real processes: the limit ends the whole tree, output stays within bounds."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import psutil
import pytest

from homeostat.adapters.process import TIMED_OUT, run
from homeostat.errors import DiskTrouble, ToolMissing


def test_output_and_exit_code() -> None:
    done = run((sys.executable, "-c", "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"))
    assert (done.exit_code, sorted(done.output.split()), done.timed_out) == (3, ["err", "out"], False)


def test_standard_input_reaches_the_command_and_is_empty_without() -> None:
    assert run(("cat",), stdin=b"hello").output == "hello"
    assert run(("cat",)).output == ""


def test_a_command_that_does_not_read_its_input_is_no_trouble() -> None:
    assert run(("true",), stdin=b"x" * 1_000_000).exit_code == 0


def test_the_limit_ends_even_a_child_that_left_the_session(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    child = f"import os, time; os.setsid(); open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    parent = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)"
    done = run((sys.executable, "-c", parent), limit=3)
    assert (done.exit_code, done.timed_out) == (TIMED_OUT, True)
    assert not _lives(int(note.read_text()))


def test_a_daemon_does_not_outlive_its_command(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    run(("sh", "-c", f"setsid sh -c 'echo $$ > {note}; exec sleep 60' >/dev/null 2>&1 & sleep 0.5"))
    assert not _lives(int(note.read_text()))


def _lives(pid: int) -> bool:
    until = time.monotonic() + 5
    while psutil.pid_exists(pid) and time.monotonic() < until:
        if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return False
        time.sleep(0.05)
    return psutil.pid_exists(pid)


def test_of_endless_output_the_beginning_and_the_end_are_kept() -> None:
    done = run((sys.executable, "-c", "print('first'); print('x' * 5_000_000); print('last')"), keep=100_000)
    assert done.output.startswith("first")
    assert done.output.endswith("last\n")
    assert "bytes left out" in done.output
    assert len(done.output) < 400_000


def test_what_is_no_text_is_replaced_or_kept_as_asked() -> None:
    command = (sys.executable, "-c", "import os; os.write(1, b'\\xff')")
    assert run(command).output == "\ufffd"
    assert run(command, errors="surrogateescape").output == "\udcff"


def test_the_environment_is_the_given_one() -> None:
    assert "SECRET" not in run(("env",), env={"PATH": os.environ["PATH"]}).output


def test_a_program_that_is_not_there() -> None:
    with pytest.raises(ToolMissing, match="no-such-program"):
        run(("no-such-program",))


def test_what_cannot_be_started(tmp_path: Path) -> None:
    with pytest.raises(DiskTrouble, match="cannot run"):
        run((str(tmp_path),))
