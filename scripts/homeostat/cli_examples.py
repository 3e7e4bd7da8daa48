"""`homeostat examples`: heals the small broken projects that come with the source, each in a repository of its own.

An example is a folder with `project/` (the files), `ci.log` (its real log) and `expected.json` (decision and reason code).
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from homeostat.adapters.forge import LocalForge
from homeostat.adapters.git import IDENTITY, GitRepo, git
from homeostat.cli_heal import build_world, finish, read_log, show
from homeostat.cli_places import settings_for
from homeostat.errors import UsageError
from homeostat.loop import Request, Turn, heal
from homeostat.records import Action, Run

WRONG = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One example as it is on disk."""

    name: str
    folder: Path
    decision: str
    reason_code: str
    about: str


def examples_in(folder: Path) -> Iterator[Example]:
    """The examples of a folder, by name."""
    for path in sorted(folder.glob("*/expected.json")):
        data = json.loads(path.read_text("utf-8"))
        yield Example(name=path.parent.name, folder=path.parent, **data)


def examples_command(folder: str) -> int:
    """0 if each came out as its `expected.json` says."""
    place = Path(folder) if folder else Path(__file__).resolve().parents[2] / "examples"
    examples = list(examples_in(place))
    if not examples:
        raise UsageError(f"there are no examples in {place}", "Run this from a clone of the source.")
    wrong = [example.name for example in examples if not _as_expected(example)]
    print(
        f"\n{len(examples) - len(wrong)} of {len(examples)} examples came out as they should{': not ' if wrong else ''}{', '.join(wrong)}"
    )
    return WRONG if wrong else 0


def _as_expected(example: Example) -> bool:
    print(f"\n== {example.name}: {example.about}", flush=True)
    with tempfile.TemporaryDirectory(prefix="homeostat-example-", ignore_cleanup_errors=True) as scratch:
        root = Path(scratch) / "project"
        shutil.copytree(example.folder / "project", root)
        turn = heal_example(root, example.folder / "ci.log", example.folder.parent.parent / "cache" / "examples" / example.name)
        show(turn, as_json=False)
        if turn.result.decision is Action.FIX:
            print(git(str(root), "diff", "--stat", f"main..{turn.result.branch}").rstrip())
    met = (turn.result.decision, turn.result.reason_code) == (example.decision, example.reason_code)
    if not met:
        print(f"  expected {example.decision} [{example.reason_code}]", file=sys.stderr)
    return met


def heal_example(root: Path, log: Path, output: Path) -> Turn:
    """One turn of the loop on a folder that is made a repository first; the proof stays in `output`."""
    for arguments in (
        ("init", "--quiet", "--initial-branch=main"),
        ("add", "--all", "--force"),
        ("commit", "--quiet", "-m", "as it was"),
    ):
        git(str(root), *arguments, env=IDENTITY)
    repo = GitRepo(str(root))
    settings = settings_for(repo.root, {}, {})
    world = build_world(repo.root, settings, repo, LocalForge())
    request = Request(run=Run(branch="main"), commit=repo.head(), log=read_log(str(log)), source=log.name)
    return finish(world, settings, heal(world, settings, request), str(output), push=False)
