"""What users hand over by mistake, or an attacker on purpose: one clear line, its own exit code, the checkout as it was."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from homeostat import errors
from homeostat.adapters.git import git
from homeostat.adapters.process import run
from tests.making import commit_all, make_repo, write_files
from tests.starting import ROOT, Cli, state_of

LOG = """2026-11-20T05:00:00.0000000Z ##[group]Run {command}
2026-11-20T05:00:00.1000000Z {command}
2026-11-20T05:00:00.2000000Z shell: /usr/bin/bash -e {{0}}
2026-11-20T05:00:00.3000000Z ##[endgroup]
2026-11-20T05:00:00.4000000Z {output}
2026-11-20T05:00:00.5000000Z ##[error]Process completed with exit code 1.
"""


def stopped(cli: Cli, root: Path, *arguments: str, **more: object) -> tuple[int, str]:
    """Exit code and the one line of a run that stops early; the checkout is as it was, and there is no traceback."""
    before = state_of(root)
    done = cli("heal", "--project-root", str(root), *arguments, **more)  # type: ignore[arg-type]
    assert state_of(root) == before
    assert "Traceback" not in done.output
    said = [line for line in done.output.splitlines() if line.startswith("homeostat: ")]
    assert len(said) == 1, done.output
    return done.exit_code, said[0]


def test_nothing_says_what_failed(cli: Cli, project: Path) -> None:
    code, line = stopped(cli, project)
    assert code == errors.USAGE
    assert "--log" in line


@pytest.mark.parametrize("content", [b"", b"  \n\n", b"\x00\x01\x02\xff\xfe" * 2000, b"PK\x03\x04broken zip"])
def test_a_log_that_says_nothing_is_unavailable(cli: Cli, project: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "log").write_bytes(content)
    code, line = stopped(cli, project, "--log", str(tmp_path / "log"))
    assert code == errors.LogUnavailable.exit_code, line


def test_a_log_that_is_not_there(cli: Cli, project: Path) -> None:
    code, line = stopped(cli, project, "--log", "no-such.log")
    assert (code, "no-such.log" in line) == (errors.LogUnavailable.exit_code, True)


def test_standard_input_is_a_log_too(cli: Cli, project: Path) -> None:
    code, result = cli.heal(project, "--log", "-", stdin=LOG.format(command="python -m unittest", output="AssertionError").encode())
    assert (code, result["reason_code"]) == (errors.HUMAN, "no_remedy")


def test_a_log_without_a_failing_step_needs_the_command(cli: Cli, project: Path, tmp_path: Path) -> None:
    (tmp_path / "log").write_text("AssertionError: 2 != 3\nFAILED (failures=1)\n")
    code, line = stopped(cli, project, "--log", str(tmp_path / "log"))
    assert (code, "--test-command" in line) == (errors.NoCommand.exit_code, True)


def test_a_folder_that_is_no_repository(cli: Cli, tmp_path: Path) -> None:
    done = cli("heal", "--project-root", str(tmp_path), "--test-command", "true")
    assert (done.exit_code, "Traceback" in done.output) == (errors.NotARepository.exit_code, False)


def test_changes_in_the_checkout_are_left_alone(cli: Cli, project: Path) -> None:
    (project / "test_sum.py").write_text("mine\n")
    before = state_of(project)
    code, result = cli.heal(project, "--test-command", "python -m unittest")
    assert (code, result["reason_code"]) == (errors.HUMAN, "no_remedy")
    assert state_of(project) == before
    assert (project / "test_sum.py").read_text() == "mine\n"


def test_what_is_green_here_is_not_reproduced(cli: Cli, project: Path) -> None:
    code, result = cli.heal(project, "--test-command", "true")
    assert (code, result["decision"], result["reason_code"]) == (errors.RETRY, "retry", "not_reproduced")
    assert result["retry_recommended"]


def test_a_command_that_never_ends(cli: Cli, project: Path) -> None:
    code, result = cli.heal(project, "--test-command", "sleep 600", "--command-timeout", "2")
    assert (code, result["reason_code"]) == (errors.HUMAN, "timeout")


def test_without_a_network_the_index_is_unreachable(cli: Cli, project: Path) -> None:
    write_files(project, {"requirements.txt": "packaging\n"})
    commit_all(project)
    env = {"UV_DEFAULT_INDEX": "http://127.0.0.1:9/simple", "UV_HTTP_RETRIES": "0", "XDG_CACHE_HOME": str(project.parent / "empty")}
    code, line = stopped(cli, project, "--test-command", "python -m unittest", env=env)
    assert (code, "index" in line) == (errors.IndexUnreachable.exit_code, True)


def test_an_environment_that_cannot_be_prepared_is_for_a_person(cli: Cli, project: Path) -> None:
    write_files(project, {"requirements.txt": "no-such-distribution-homeostat-q7\n"})
    commit_all(project)
    code, result = cli.heal(project, "--test-command", "python -m unittest")
    assert (code, result["reason_code"]) == (errors.HUMAN, "cannot_prepare")
    assert "no-such-distribution-homeostat-q7" in result["reason"]


@pytest.mark.parametrize(
    ("text", "word"), [("branch-prefx: a/\n", "branch-prefix"), ("draft: maybe\n", "draft"), ("a: [1\n", "homeostat.yaml")]
)
def test_wrong_settings(cli: Cli, project: Path, text: str, word: str) -> None:
    write_files(project, {".github/homeostat.yaml": text})
    commit_all(project)
    code, line = stopped(cli, project, "--test-command", "false")
    assert (code, word in line) == (errors.SettingsError.exit_code, True)


def test_a_cache_folder_that_is_a_link_is_refused(cli: Cli, project: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (project / ".github").mkdir()
    (project / ".github" / "cache").symlink_to(tmp_path / "elsewhere")
    commit_all(project)
    code, _ = stopped(cli, project, "--test-command", "false")
    assert code == errors.SettingsError.exit_code
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_log_cannot_make_a_command_of_another_repository_file(cli: Cli, project: Path, tmp_path: Path) -> None:
    """A log says what to run: it runs in the bench, with nothing of the user's in reach."""
    (tmp_path / "secret").write_text("s3cret")
    command = f"echo $AWS_SECRET; ls {tmp_path}/home; exit 1"
    (tmp_path / "log").write_text(LOG.format(command=command, output="boom"))
    done = cli("heal", "--project-root", str(project), "--log", str(tmp_path / "log"), env={"AWS_SECRET": "hunter2"})
    assert "hunter2" not in done.output


def test_the_switch_is_off(cli: Cli, project: Path) -> None:
    code, result = cli.heal(project, "--test-command", "false", env={"HOMEOSTAT_ENABLED": "false"})
    assert (code, result["decision"], result["reason_code"]) == (0, "skip", "disabled")


def test_a_green_log_has_nothing_to_heal(cli: Cli, project: Path, tmp_path: Path) -> None:
    (tmp_path / "log").write_text(
        LOG.format(command="pytest", output="1 passed").replace("##[error]Process completed with exit code 1.", "ok")
    )
    code, result = cli.heal(project, "--log", str(tmp_path / "log"))
    assert (code, result["reason_code"]) == (0, "no_failure")


def test_a_policy_refuses_what_is_too_large(cli: Cli, tmp_path: Path) -> None:
    files = {"requirements.txt": "ruff==0.15.0\n", "a.py": "x=1\n", "b.py": "y=1\n"}
    root = make_repo(tmp_path / "two", files)
    command = ("--test-command", "ruff format --check .")
    code, result = cli.heal(root, *command, env={"HOMEOSTAT_MAX_PATCH_FILES": "1"})
    assert (code, result["reason_code"]) == (errors.REFUSED, "refused_by_policy")
    code, result = cli.heal(root, *command, "--dry-run")
    assert (code, result["reason_code"], result["commit"]) == (0, "healed", "")
    assert git(str(root), "branch", "--list", "homeostat/*") == ""


def test_evidence_that_was_changed_is_refuted_or_refused(cli: Cli, tmp_path: Path) -> None:
    root = make_repo(tmp_path / "one", {"requirements.txt": "ruff==0.15.0\n", "a.py": "x=1\n"})
    _, result = cli.heal(root, "--test-command", "ruff format --check .")
    path = Path(result["evidence"])
    whole = json.loads(path.read_text())
    for change, code, word in (
        ({"patch": whole["patch"].replace("x = 1", "x = 2")}, 1, "digest"),
        ({"base": "0" * 40}, errors.GitFailed.exit_code, "git"),
        ({"recipe": None}, errors.EvidenceInvalid.exit_code, "whole"),
        ({"schema": "other"}, errors.EvidenceInvalid.exit_code, "evidence/v1"),
    ):
        path.write_text(json.dumps({**whole, **change}))
        done = cli("verify", str(path), "--project-root", str(root))
        assert (done.exit_code, word in done.output, "Traceback" in done.output) == (code, True, False), done.output


def test_a_second_run_finds_the_same_branch(cli: Cli, tmp_path: Path) -> None:
    root = make_repo(tmp_path / "one", {"requirements.txt": "ruff==0.15.0\n", "a.py": "x=1\n"})
    first = cli.heal(root, "--test-command", "ruff format --check .")[1]
    second = cli.heal(root, "--test-command", "ruff format --check .")[1]
    assert first["branch"] == second["branch"]
    assert git(str(root), "branch", "--list", "homeostat/*").count("\n") == 1


def test_a_bug_of_ours_leaves_a_report(project: Path, tmp_path: Path) -> None:
    broken = tmp_path / "copy" / "homeostat"
    shutil.copytree(ROOT / "scripts" / "homeostat", broken)
    loop = (broken / "loop.py").read_text()
    (broken / "loop.py").write_text(loop + "\n\ndef heal(world, settings, request):\n    return 1 / 0\n")
    done = run(
        (sys.executable, "-I", str(broken / "__main__.py"), "heal", "--project-root", str(project), "--test-command", "false")
    )
    assert (done.exit_code, "Traceback" in done.output) == (errors.BUG, False)
    report = next(word for word in done.output.split() if "homeostat-report-" in word).rstrip(";.,")
    assert "ZeroDivisionError" in Path(report).read_text()
    Path(report).unlink()


def test_a_token_in_the_output_is_nowhere_in_what_is_published(cli: Cli, tmp_path: Path) -> None:
    token = "ghp_" + "a1B2" * 9
    root = make_repo(tmp_path / "one", {"requirements.txt": "ruff==0.15.0\n", "a.py": f"x=1  # {token[:4]}\n"})
    command = f"echo {token}; ruff format --check ."
    code, result = cli.heal(root, "--test-command", command, "--output", str(tmp_path / "out"))
    assert code == 0
    assert result["reason_code"] == "healed"
    evidence = json.loads((tmp_path / "out" / "evidence.json").read_text())
    assert token not in evidence["before"]["output"] + evidence["after"]["output"]
    assert token not in (tmp_path / "out" / "pull-request.md").read_text()


def test_the_cache_goes_where_it_is_told(cli: Cli, project: Path, tmp_path: Path) -> None:
    code, _ = cli.heal(project, "--test-command", "python -m unittest", "--cache-dir", str(tmp_path / "cache"))
    assert code == errors.HUMAN
    assert (tmp_path / "cache" / "feedback" / "ledger.sqlite3").is_file()
    assert not (project / ".github").exists()


@pytest.mark.parametrize("place", ["file", "file/below", "/dev/full/x"])
def test_an_output_folder_that_cannot_be_made(cli: Cli, project: Path, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("")
    done = cli("heal", "--project-root", str(project), "--test-command", "python -m unittest", "--output", str(tmp_path / place))
    assert (done.exit_code, "Traceback" in done.output) == (errors.DiskTrouble.exit_code, False), done.output


def test_a_full_disk_is_one_clear_line(cli: Cli, project: Path, tmp_path: Path) -> None:
    """A file system of 64 KiB, where the machine lets us mount one."""
    small = tmp_path / "small"
    small.mkdir()
    if run(("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(small))).exit_code:
        pytest.skip("mounting a small file system needs root")
    try:
        code, line = stopped(cli, project, "--test-command", "python -m unittest", env={"TMPDIR": str(small)})
    finally:
        run(("umount", str(small)))
    assert code in (errors.DiskTrouble.exit_code, errors.GitFailed.exit_code), line
    assert "space" in line
