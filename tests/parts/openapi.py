"""The referee: one HTTP exchange against GitHub's own description of its API."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from openapi_schema_validator import OAS30Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

Json = Any

DESCRIPTION: Final = Path(__file__).parent.parent / "resources" / "github-openapi.json"
ROOT: Final = "urn:github"
MOST_WORDS: Final = 160


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer. Bodies are decoded JSON, None for none; query values are text."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Json
    status: int
    answer: Json


class Referee:
    """Finds what in an exchange is not as GitHub describes it."""

    def __init__(self, description: Path = DESCRIPTION) -> None:
        self._document = _with_null(json.loads(description.read_text(encoding="utf-8")))
        self._registry: Registry[Json] = Registry().with_resource(
            ROOT, Resource.from_contents(self._document, default_specification=DRAFT4)
        )
        self._routes = [
            (method.upper(), _pattern(template), operation)
            for template, item in self._document["paths"].items()
            for method, operation in item.items()
        ]

    def faults_of_request(self, exchange: Exchange) -> list[str]:
        """What we send: the route, the query, the body."""
        operation = self._operation(exchange)
        if operation is None:
            return [f"{exchange.method} {exchange.path}: no such operation"]
        return self._query_faults(operation, exchange.query) + self._body_faults(operation, exchange.body)

    def faults_of_answer(self, exchange: Exchange) -> list[str]:
        """What a server answers: the status, the body."""
        operation = self._operation(exchange)
        if operation is None:
            return [f"{exchange.method} {exchange.path}: no such operation"]
        described = operation["responses"].get(str(exchange.status))
        if described is None:
            return [f"status {exchange.status}: described are {', '.join(sorted(operation['responses']))}"]
        return self._schema_faults("answer", _json_schema(self._resolved(described)), exchange.answer)

    def _operation(self, exchange: Exchange) -> Json:
        matching = (op for method, pattern, op in self._routes if method == exchange.method and pattern.fullmatch(exchange.path))
        return next(matching, None)

    def _query_faults(self, operation: Json, query: Mapping[str, str]) -> list[str]:
        parameters = [self._resolved(parameter) for parameter in operation.get("parameters", [])]
        known = {parameter["name"]: parameter["schema"] for parameter in parameters if parameter["in"] == "query"}
        strange = [f"query {name}: not described" for name in query if name not in known]
        wrong = [
            fault
            for name, value in query.items()
            if name in known
            for fault in self._schema_faults(f"query {name}", known[name], _typed(known[name], value))
        ]
        return strange + wrong

    def _body_faults(self, operation: Json, body: Json) -> list[str]:
        if "requestBody" not in operation:
            return [] if body is None else ["body: none is described"]
        described = self._resolved(operation["requestBody"])
        if body is None:
            return ["body: one is required"] if described.get("required") else []
        return self._schema_faults("body", _json_schema(described), body)

    def _schema_faults(self, side: str, schema: Json, value: Json) -> list[str]:
        if schema is None:
            return []
        validator = OAS30Validator(_absolute(schema), registry=self._registry)
        return [f"{side} /{'/'.join(map(str, e.absolute_path))}: {e.message[:MOST_WORDS]}" for e in validator.iter_errors(value)]

    def _resolved(self, node: Json) -> Json:
        while "$ref" in node:
            _, _, section, name = node["$ref"].split("/")
            node = self._document["components"][section][name]
        return node


def _pattern(template: str) -> re.Pattern[str]:
    """`/repos/{owner}/{repo}` as a pattern. None of the operations in the cut has a parameter that holds a slash."""
    return re.compile("[^/]+".join(map(re.escape, re.split(r"\{\w+\}", template))))


def _typed(schema: Json, value: str) -> Json:
    return int(value) if schema.get("type") == "integer" and value.isdecimal() else value


def _json_schema(described: Json) -> Json:
    return described.get("content", {}).get("application/json", {}).get("schema")


def _absolute(node: Json) -> Json:
    """References into the registered document, from wherever the schema stands."""
    if isinstance(node, list):
        return [_absolute(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {key: f"{ROOT}{value}" if key == "$ref" and isinstance(value, str) else _absolute(value) for key, value in node.items()}


def _with_null(node: Json) -> Json:
    """A nullable enum takes null. The description leaves null out of the list, and GitHub answers it all the same."""
    if isinstance(node, list):
        return [_with_null(item) for item in node]
    if not isinstance(node, dict):
        return node
    copy = {key: _with_null(value) for key, value in node.items()}
    if copy.get("nullable") is True and isinstance(copy.get("enum"), list) and None not in copy["enum"]:
        copy["enum"] = [*copy["enum"], None]
    return copy
