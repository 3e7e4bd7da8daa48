"""What a run leaves in the ledger, and what later runs make of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from homeostat import errors
from homeostat.adapters.ledger import SqliteLedger
from homeostat.records import PASSED, Action
from tests.making import commit_all
from tests.starting import Cli

NETWORK = "npm ERR! code ECONNRESET\n"
BUSY = "E   license server alpha is busy\n"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "state"


def ledger(cache: Path) -> SqliteLedger:
    return SqliteLedger(cache / "feedback" / "ledger.sqlite3")


def test_a_retry_is_kept_with_its_run_and_heeded_the_next_time(cli: Cli, project: Path, cache: Path, tmp_path: Path) -> None:
    log = tmp_path / "net.log"
    log.write_text(NETWORK)
    arguments = ("--log", str(log), "--cache-dir", str(cache))
    code, result = cli.heal(project, *arguments)
    assert (code, result["reason_code"]) == (errors.RETRY, "transient_network")
    assert 1 <= result["delay_seconds"] <= 60
    (kept,) = ledger(cache).outcomes(result["fingerprint"])
    assert (kept.decision, kept.attempt, len(kept.sha)) == (Action.RETRY, 1, 40)
    assert kept.rule
    for _ in range(2):
        assert cli.heal(project, *arguments)[0] == errors.RETRY
    code, result = cli.heal(project, *arguments)
    assert (code, result["reason_code"]) == (errors.HUMAN, "retry_budget_spent")
    assert ledger(cache).sighted(result["fingerprint"], "another", "2026-01-01T00:00:00Z").count == 2  # the same log all the time


def test_the_retries_so_far_count(cli: Cli, project: Path, tmp_path: Path) -> None:
    log = tmp_path / "net.log"
    log.write_text(NETWORK)
    code, result = cli.heal(project, "--log", str(log), env={"HOMEOSTAT_RETRY_COUNT": "3"})
    assert (code, result["reason_code"]) == (errors.HUMAN, "retries_exhausted")


def test_a_dry_run_leaves_nothing(cli: Cli, project: Path, cache: Path, tmp_path: Path) -> None:
    log = tmp_path / "net.log"
    log.write_text(NETWORK)
    cli.heal(project, "--log", str(log), "--cache-dir", str(cache), "--dry-run")
    assert list(ledger(cache).recent("")) == []


def test_patterns_of_the_settings_decide_and_rate(cli: Cli, project: Path, tmp_path: Path) -> None:
    log = tmp_path / "busy.log"
    log.write_text(BUSY)
    settings = project / ".github" / "homeostat.yaml"
    settings.parent.mkdir()
    settings.write_text("patterns:\n- name: licence\n  pattern: license server \\w+ is busy\n  retry: true\n  severity: critical\n")
    commit_all(project)
    code, result = cli.heal(project, "--log", str(log))
    assert (code, result["reason_code"], result["severity"]) == (errors.RETRY, "transient_unknown", "critical")
    settings.write_text("patterns:\n- name: licence\n  pattern: (a+)+bcd\n")
    done = cli("heal", "--project-root", str(project), "--log", str(log))
    assert done.exit_code == errors.SettingsError.exit_code
    assert ".github/homeostat.yaml:3: the pattern 'licence' repeats a part" in done.output


@pytest.mark.parametrize(("base", "severity"), [("main", "high"), ("other", "medium")])
def test_the_default_branch_is_worse(cli: Cli, project: Path, tmp_path: Path, base: str, severity: str) -> None:
    log = tmp_path / "unknown.log"
    log.write_text("something went wrong\n")
    env = {"HOMEOSTAT_BASE_BRANCH": base}
    _, result = cli.heal(project, "--log", str(log), "--test-command", "true", env=env)
    assert result["severity"] == severity


def test_a_pattern_is_known_again_when_the_command_is_run_again(cli: Cli, project: Path, tmp_path: Path) -> None:
    log = tmp_path / "ci.log"
    output = "E   wrong flavour: vanilla\n"
    log.write_text(output)
    settings = project / ".github" / "homeostat.yaml"
    settings.parent.mkdir()
    settings.write_text("patterns:\n- name: flavour\n  pattern: wrong flavour\n")
    commit_all(project)
    _, result = cli.heal(project, "--log", str(log), "--test-command", "printf 'E   wrong flavour: vanilla\\n'; exit 1")
    assert result["reason_code"] == "no_remedy"


def test_a_green_run_is_kept_so_that_a_retry_is_known_to_have_helped(cli: Cli, project: Path, cache: Path, tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    env = {
        "GITHUB_EVENT_NAME": "workflow_run",
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_WORKSPACE": str(project),
        "HOMEOSTAT_CACHE_DIR": str(cache),
    }
    for conclusion, kept in (("cancelled", 0), ("success", 1)):
        run = {"id": 7, "name": "CI", "head_sha": "abc", "run_attempt": 2, "conclusion": conclusion, "head_branch": "main"}
        event.write_text(json.dumps({"workflow_run": run, "repository": {"full_name": "o/r"}}))
        done = cli("act", env=env)
        assert (done.exit_code, "[not_failed]" in done.output) == (0, True)
        assert len(list(ledger(cache).recent(""))) == kept
    (outcome,) = ledger(cache).recent("")
    assert (outcome.reason_code, outcome.run_id, outcome.attempt, outcome.sha) == (PASSED, "7", 2, "abc")
    cache.rename(tmp_path / "away")
    cache.write_text("no folder")
    done = cli("act", env=env)
    assert done.exit_code == 0
    assert "the green run is not kept" in done.output
