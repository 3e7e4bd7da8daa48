"""The runner's files."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from homeostat.adapters.actions import push_environment, read_event, write_outputs, write_summary
from homeostat.errors import UsageError


def test_the_event_is_read(tmp_path: Path) -> None:
    path = tmp_path / "event.json"
    path.write_text('{"action": "completed"}')
    assert read_event({"GITHUB_EVENT_PATH": str(path)}) == {"action": "completed"}
    assert read_event({}) == {}


@pytest.mark.parametrize("text", ["{", "\xff"])
def test_an_event_that_is_no_json(tmp_path: Path, text: str) -> None:
    path = tmp_path / "event.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError):
        read_event({"GITHUB_EVENT_PATH": str(path)})


def test_an_output_cannot_set_another_one(tmp_path: Path) -> None:
    path = tmp_path / "out"
    write_outputs({"GITHUB_OUTPUT": str(path)}, {"a": "one\nEOF\nb=two", "c": "x"})
    lines = path.read_text().splitlines()
    end = lines[0].removeprefix("a<<")
    assert lines[1:5] == ["one", "EOF", "b=two", end]
    write_outputs({}, {"a": "b"})


def test_the_summary_is_added_to(tmp_path: Path) -> None:
    path = tmp_path / "summary"
    for text in ("one", "two"):
        write_summary({"GITHUB_STEP_SUMMARY": str(path)}, text)
    assert path.read_text() == "one\ntwo\n"


def test_the_token_goes_to_its_own_server_alone_and_beside_other_configuration() -> None:
    env = push_environment({"GITHUB_SERVER_URL": "https://ghe.example", "GIT_CONFIG_COUNT": "1"}, "tok")
    assert env["GIT_CONFIG_COUNT"] == "3"
    assert env["GIT_CONFIG_KEY_1"] == env["GIT_CONFIG_KEY_2"] == "http.https://ghe.example/.extraheader"
    assert env["GIT_CONFIG_VALUE_1"] == ""
    assert base64.b64decode(env["GIT_CONFIG_VALUE_2"].split()[-1]) == b"x-access-token:tok"
    assert push_environment({}, "") == {}
