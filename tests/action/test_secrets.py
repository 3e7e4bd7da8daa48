"""The token of the action against a repository that looks for it."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

import pytest

from homeostat.adapters.process import run
from tests.making import make_repo
from tests.starting import START

LOOK = "for file in /proc/[0-9]*/environ; do if tr '\\0' '\\n' < \"$file\" 2>/dev/null | grep -q {token}; then touch {found}; fi; done; env | grep {token}"


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc on this system")
@pytest.mark.parametrize("name", ["HOMEOSTAT_INPUT_GITHUB_TOKEN", "GITHUB_TOKEN"])
def test_a_command_of_the_repository_finds_no_token(tmp_path: Path, index: Path, name: str) -> None:
    token, found = f"tok{secrets.token_hex(12)}", tmp_path / "found"
    root = make_repo(tmp_path / "project", {"a.txt": "a\n"})
    # split, so that the text of the command is not itself what it looks for
    look = LOOK.format(token=f"{token[:8]}'{token[8:]}'", found=found)
    environ = {
        **{key: value for key, value in os.environ.items() if key.startswith("COVERAGE_")},
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(index),
        "HOMEOSTAT_INPUT_PROJECT_ROOT": str(root),
        "HOMEOSTAT_INPUT_TEST_COMMAND": f"{look}; exit 1",
        "HOMEOSTAT_INPUT_FORGE": "local",
        "GITHUB_OUTPUT": str(tmp_path / "outputs"),
        name: token,
    }
    done = run((*START, "act"), env=environ, limit=120)
    assert done.exit_code == 0, done.output
    outputs = (tmp_path / "outputs").read_text()
    assert json.loads(outputs.split("result<<")[1].splitlines()[1])["reason_code"] == "no_remedy"
    assert not found.exists()
    assert token not in done.output + outputs


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc on this system")
def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """Otherwise the test above could not fail."""
    token, found = f"tok{secrets.token_hex(12)}", tmp_path / "found"
    run(("sh", "-c", LOOK.format(token=f"{token[:8]}'{token[8:]}'", found=found)), env={"PATH": os.environ["PATH"], "A": token})
    assert found.exists()
