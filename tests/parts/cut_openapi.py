"""Cut GitHub's own OpenAPI description down to the operations that Homeostat uses.

    npm install --ignore-scripts @octokit/openapi@23.0.2
    python tests/parts/cut_openapi.py node_modules/@octokit/openapi/generated/api.github.com.json

writes `tests/resources/github-openapi.json`. Prose, examples, links and vendor extensions go: what is left is what a checker
needs. The description is MIT licensed; its notice is `github-openapi.LICENSE` beside the file. A new endpoint in
`adapters/forge.py` needs a line in `OPERATIONS`, then run this again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

Json = Any

OPERATIONS: Final = (
    "pulls/list",
    "pulls/create",
    "pulls/get",
    "pulls/update",
    "pulls/request-reviewers",
    "issues/add-labels",
    "actions/get-workflow-run",
    "actions/list-jobs-for-workflow-run",
    "actions/download-job-logs-for-workflow-run",
)
METHODS: Final = frozenset({"get", "put", "post", "patch", "delete"})
PROSE: Final = frozenset({"description", "summary", "externalDocs", "example", "examples", "tags", "title", "default"})
OUT: Final = Path(__file__).parent.parent / "resources" / "github-openapi.json"


def cut(document: Json, operations: tuple[str, ...]) -> Json:
    """What the operations reach. Raises KeyError for an operation that the description lacks."""
    paths = _paths(document, operations)
    return {
        "openapi": document["openapi"],
        "info": {"title": "GitHub REST API, a part", "version": document["info"].get("version", "")},
        "paths": paths,
        "components": _components(document, paths),
    }


def _paths(document: Json, operations: tuple[str, ...]) -> dict[str, Json]:
    known = {
        operation["operationId"]: (path, method)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }
    paths: dict[str, Json] = {}
    for name in operations:
        path, method = known[name]
        paths.setdefault(path, {})[method] = _bare(document["paths"][path][method])
    return paths


def _components(document: Json, paths: Json) -> dict[str, Json]:
    found: dict[str, dict[str, Json]] = {}
    waiting = set(_references(paths))
    while waiting:
        _, _, section, name = waiting.pop().split("/")
        if name not in found.setdefault(section, {}):
            found[section][name] = _bare(document["components"][section][name])
            waiting |= set(_references(found[section][name]))
    return {section: dict(sorted(items.items())) for section, items in sorted(found.items())}


def _bare(node: Json, *, keys_are_names: bool = False) -> Json:
    """Without prose. The keys of `properties` are names that GitHub chose: a property may well be called `title`."""
    if isinstance(node, list):
        return [_bare(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = node if keys_are_names else {key: value for key, value in node.items() if key not in PROSE and not key.startswith("x-")}
    return {key: _bare(value, keys_are_names=key == "properties" and not keys_are_names) for key, value in kept.items()}


def _references(node: Json) -> Iterator[str]:
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    if isinstance(node, dict) and isinstance(node.get("$ref"), str):
        yield node["$ref"]
    for child in children:
        yield from _references(child)


def main() -> None:
    """Read the whole description, write the part."""
    whole = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    OUT.write_text(json.dumps(cut(whole, OPERATIONS), separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
