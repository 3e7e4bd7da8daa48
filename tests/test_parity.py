"""One truth in several places: settings, action.yaml, README, the pasted workflow and the command line say the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from homeostat import settings
from homeostat.cli_act import outputs
from homeostat.records import Action, PullRequest, Result
from homeostat.remedy.ladder import LADDER
from tests import generate

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yaml").read_text(encoding="utf-8"))
HEAL = next(step for step in ACTION["runs"]["steps"] if step.get("id") == "heal")

RESULT = Result(decision=Action.HUMAN, reason_code="r", reason="r")
REQUEST = PullRequest(number=7, url="u", operation="created", head_sha="s", branch="b")


def listed(section: str) -> list[str]:
    """The names in the first column of a table of the README."""
    text = README.partition(f"## {section}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE)


def test_the_inputs_of_the_action_are_the_settings() -> None:
    assert list(ACTION["inputs"]) == [*settings.ACTION_ONLY, *settings.input_names()]


def test_no_input_has_a_default_that_would_hide_the_file() -> None:
    filled = {name: value["default"] for name, value in ACTION["inputs"].items() if value["default"]}
    assert filled == {"project-root": ".", "github-token": "${{ github.token }}"}


@pytest.mark.parametrize("name", settings.input_names())
def test_an_input_is_described_as_the_setting_is(name: str) -> None:
    field = next(f for f in settings._fields().values() if settings._kebab(f.name) == name)
    said = ACTION["inputs"][name]["description"]
    assert said.startswith(field.metadata["help"])
    default = settings._shown_default(field).strip("`")
    assert field.metadata["secret"] or not default or said.endswith(f" Default: {default}.")


def test_every_input_reaches_the_command_by_its_name_and_nothing_else_does() -> None:
    handed = {name: value for name, value in HEAL["env"].items() if name.startswith(settings.INPUT_PREFIX)}
    assert handed == {
        settings.INPUT_PREFIX + name.upper().replace("-", "_"): f"${{{{ inputs.{name} }}}}" for name in ACTION["inputs"]
    }
    assert set(settings.read_inputs(dict.fromkeys(handed, "x"))) == set(ACTION["inputs"])


def test_only_the_last_step_is_given_the_token() -> None:
    for step in ACTION["runs"]["steps"]:
        assert step is HEAL or "token" not in str(step).lower()


def test_the_outputs_of_the_action_are_what_the_command_writes() -> None:
    assert (
        set(ACTION["outputs"])
        == set(outputs(RESULT))
        == set(outputs(Result.from_json(RESULT.to_json() | {"pull_request": REQUEST.to_json()})))
    )
    assert {name: value["value"] for name, value in ACTION["outputs"].items()} == {
        name: f"${{{{ steps.heal.outputs.{name} }}}}" for name in ACTION["outputs"]
    }


def test_the_readme_lists_the_outputs_as_the_action_describes_them() -> None:
    assert listed("Outputs") == list(ACTION["outputs"])
    for name, value in ACTION["outputs"].items():
        assert f"| `{name}` | {value['description']} |" in README


def test_the_readme_lists_the_inputs() -> None:
    assert listed("Inputs") == list(settings.input_names())
    assert generate.with_inputs(README) == README, "run `make generate`"


def test_the_readme_names_what_only_the_file_knows() -> None:
    text = README.partition("The file knows a few more:")[2].partition("(")[0]
    assert set(re.findall(r"`([a-z-]+)`", text)) == set(settings.schema()["properties"]) - set(settings.input_names())


def test_the_workflow_to_paste_is_the_one_that_is_linted() -> None:
    pasted = README.partition("```yaml\n")[2].partition("```")[0]
    assert pasted == (ROOT / "examples" / "workflows" / "homeostat.yaml").read_text(encoding="utf-8")


def test_the_permissions_are_explained() -> None:
    workflow = yaml.safe_load((ROOT / "examples" / "workflows" / "homeostat.yaml").read_text(encoding="utf-8"))
    asked = {f"{name}: {level}" for name, level in workflow["jobs"]["heal"]["permissions"].items()}
    assert set(re.findall(r"^\| `([a-z-]+: [a-z]+)` \|", README, re.MULTILINE)) == asked


def test_links_of_the_documents_lead_somewhere() -> None:
    pages = [
        ROOT / "README.md",
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob(".github/*.md"),
        ROOT / "CHANGELOG.md",
        ROOT / "cache" / "README.md",
    ]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))]
    assert links
    assert [f"{page.name}: {link}" for page, link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("text", ["no markers", generate.INPUTS[0], generate.INPUTS[1] + generate.INPUTS[0]])
def test_a_readme_without_markers_is_not_overwritten(text: str) -> None:
    with pytest.raises(ValueError, match="lacks"):
        generate.with_inputs(text)


def test_the_remedies_that_settings_allow_are_those_of_the_ladder() -> None:
    choices = settings.schema()["properties"]["remedies"]["items"]["enum"]
    assert choices == [strategy.name for strategy in LADDER]
