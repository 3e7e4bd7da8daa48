"""The parts themselves: a referee that never whistles proves nothing."""

from __future__ import annotations

import dataclasses
import json

import pytest

from tests.parts.cut_openapi import OPERATIONS, OUT, cut
from tests.parts.github import render_job, render_run
from tests.parts.need import npm_part, require
from tests.parts.openapi import Exchange, Referee

REFEREE = Referee()
JOBS = "/repos/o/r/actions/runs/1/jobs"
JOB = render_job("http://h", "o/r", 1, {"id": 1, "name": "n", "conclusion": "failure"})
LIST = Exchange("GET", JOBS, {"filter": "latest", "per_page": "100"}, None, 200, {"total_count": 1, "jobs": [JOB]})
LABELS = Exchange("POST", "/repos/o/r/issues/1/labels", {}, {"labels": ["a"]}, 200, [])
OPEN = Exchange(
    "POST", "/repos/o/r/pulls", {}, {"base": "m", "head": "h", "title": "t"}, 422, {"message": "m", "documentation_url": "d"}
)
RUN = Exchange("GET", "/repos/o/r/actions/runs/1", {}, None, 200, render_run("http://h", "o/r", 1))


@pytest.mark.parametrize("exchange", [LIST, LABELS, OPEN, RUN])
def test_what_is_described_passes(exchange: Exchange) -> None:
    assert REFEREE.faults_of_request(exchange) == []
    assert REFEREE.faults_of_answer(exchange) == []


@pytest.mark.parametrize(
    ("exchange", "fault"),
    [
        (dataclasses.replace(LIST, path="/repos/o/r/actions/run/1"), "no such operation"),
        (dataclasses.replace(LIST, path="/repos/o/r/extra/pulls"), "no such operation"),
        (dataclasses.replace(LIST, method="PUT"), "no such operation"),
        (dataclasses.replace(LIST, query={"filter": "newest"}), "query filter"),
        (dataclasses.replace(LIST, query={"per_page": "many"}), "query per_page"),
        (dataclasses.replace(LIST, query={"attempt": "1"}), "query attempt: not described"),
        (dataclasses.replace(OPEN, body={"base": "m"}), "'head' is a required property"),
        (dataclasses.replace(OPEN, body={"base": 1, "head": "h"}), "1 is not of type 'string'"),
        (dataclasses.replace(OPEN, body=None), "one is required"),
        (dataclasses.replace(RUN, body={}), "none is described"),
        (dataclasses.replace(LABELS, body=["a"]), "is not"),
    ],
)
def test_a_wrong_request_is_found(exchange: Exchange, fault: str) -> None:
    assert fault in " ".join(REFEREE.faults_of_request(exchange))


@pytest.mark.parametrize(
    ("exchange", "fault"),
    [
        (dataclasses.replace(LIST, status=201), "status 201"),
        (dataclasses.replace(LIST, answer={"jobs": []}), "'total_count' is a required property"),
        (dataclasses.replace(LIST, answer={"total_count": 1, "jobs": [{**JOB, "status": "odd"}]}), "answer /jobs/0/status"),
        (dataclasses.replace(RUN, answer={}), "'id' is a required property"),
        (dataclasses.replace(RUN, path="/nowhere"), "no such operation"),
    ],
)
def test_a_wrong_answer_is_found(exchange: Exchange, fault: str) -> None:
    assert fault in " ".join(REFEREE.faults_of_answer(exchange))


def test_the_description_is_cut_and_bare() -> None:
    document = json.loads(OUT.read_text(encoding="utf-8"))
    known = {operation["operationId"] for item in document["paths"].values() for operation in item.values()}
    assert known == set(OPERATIONS)
    assert cut(document, OPERATIONS) == document
    assert "://" not in OUT.read_text(encoding="utf-8")
    assert "MIT" in OUT.with_suffix(".LICENSE").read_text(encoding="utf-8")


def test_a_property_may_be_called_like_prose() -> None:
    whole = {
        "openapi": "3.0.3",
        "info": {},
        "paths": {
            "/x": {"get": {"operationId": "x", "summary": "gone", "responses": {"200": {"$ref": "#/components/responses/a"}}}}
        },
        "components": {"responses": {"a": {"description": "gone", "properties": {"title": {"title": "gone"}}}, "unused": {}}},
    }
    part = cut(whole, ("x",))
    assert part["components"] == {"responses": {"a": {"properties": {"title": {}}}}}
    assert part["paths"] == {"/x": {"get": {"operationId": "x", "responses": {"200": {"$ref": "#/components/responses/a"}}}}}
    with pytest.raises(KeyError):
        cut(whole, ("y",))


@pytest.mark.parametrize(
    ("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception), ("false", pytest.skip.Exception)]
)
def test_a_missing_part_skips_here_and_fails_there(monkeypatch: pytest.MonkeyPatch, ci: str, outcome: type[BaseException]) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="node is missing: it is not installed"):
        require("node", "it is not installed")


def test_without_node_a_part_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CI", "")
    with pytest.raises(pytest.skip.Exception, match="needs node and npm"):
        npm_part("emulate", "0.11.2", "")
