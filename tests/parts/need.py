"""Real parts that the tests start: how they are installed, started and ended, and what happens where one is missing."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NoReturn

import pytest

INSTALL_SECONDS: Final = 300
START_SECONDS: Final = 30


def require(part: str, reason: str) -> NoReturn:
    """A part is missing: skips the test and says why; where CI is true it fails, so that nothing is silently left out there."""
    message = f"{part} is missing: {reason}"
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def parts_folder() -> Path:
    """Where installed parts are kept between runs, outside of the repository: HOMEOSTAT_TEST_PARTS or the user's cache."""
    folder = Path(os.environ.get("HOMEOSTAT_TEST_PARTS") or Path.home() / ".cache" / "homeostat-test-parts")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def npm_part(name: str, version: str, integrity: str) -> Path:
    """The folder that holds `node_modules` with exactly this package; installed once, its install scripts are never run."""
    if not shutil.which("node") or not shutil.which("npm"):
        require(f"{name}@{version}", "it needs node and npm")
    kept = parts_folder() / f"{name.replace('/', '-')}-{version}"
    with _one_at_a_time(kept.with_name(f"{kept.name}.lock")):
        if not kept.exists():
            _install(name, version, kept)
    found = _integrity_of(name, kept)
    assert found == integrity, f"{name}@{version} is not what it was: {found}"
    return kept


def _install(name: str, version: str, kept: Path) -> None:
    """Into a new folder that gets its name when it is whole."""
    fresh = Path(tempfile.mkdtemp(dir=kept.parent))
    (fresh / "package.json").write_text('{"private": true}\n')
    command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--save-exact", f"{name}@{version}"]
    done = subprocess.run(command, cwd=fresh, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False)
    if done.returncode:
        shutil.rmtree(fresh)
        require(f"{name}@{version}", f"npm cannot install it: {done.stderr.strip()[-500:]}")
    fresh.rename(kept)


def _integrity_of(name: str, folder: Path) -> str:
    lock = json.loads((folder / "node_modules" / ".package-lock.json").read_text())
    return str(lock["packages"][f"node_modules/{name}"]["integrity"])


@contextlib.contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    """Test workers run side by side and share the folder."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(command: Sequence[str], *, ready: str, folder: Path, env: Mapping[str, str] | None = None) -> Iterator[None]:
    """A server in a process group of its own, from the moment it answers at the address `ready` until the context is left."""
    output = tempfile.TemporaryFile()  # noqa: SIM115 (closed below, after the process)
    process = subprocess.Popen(
        command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
    )
    try:
        _wait_until_ready(process, ready)
        yield
    except TimeoutError:
        output.seek(0)
        require(command[0], f"it does not start: {output.read()[-500:].decode(errors='replace')}")
    finally:
        _end_group(process)
        output.close()


def _wait_until_ready(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except urllib.error.HTTPError as answer:
            answer.close()
            return  # an answer, if not a friendly one
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(address)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """The whole group: what was started may be a shim with the server as its child."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
            return
