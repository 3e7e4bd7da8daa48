"""`homeostat heal` and `homeostat verify`: wires the world for a turn of the loop, runs it, writes what it leaves."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from homeostat import errors
from homeostat.adapters.actions import push_environment
from homeostat.adapters.clock import SystemClock
from homeostat.adapters.forge import GitHubForge, LocalForge
from homeostat.adapters.git import GitRepo
from homeostat.adapters.index import PackageIndex
from homeostat.adapters.ledger import SqliteLedger
from homeostat.adapters.redact import redact, redact_bytes
from homeostat.adapters.report import SilentReporter, reporter_for
from homeostat.adapters.vault import withdraw
from homeostat.adapters.workbench import GitWorkshop
from homeostat.cli_places import cache_folder, ledger_in, settings_for
from homeostat.errors import EvidenceInvalid, ForgeFailed, LogUnavailable, UsageError
from homeostat.loop import Request, Turn, heal, learn, publish
from homeostat.records import Action, Evidence, Result, Run
from homeostat.settings import Settings
from homeostat.validate.prove import confirm
from homeostat.world import Forge, World

REFUTED = 1
GITHUB_API = "https://api.github.com"
SECRETS = (
    "HOMEOSTAT_INPUT_GITHUB_TOKEN", "HOMEOSTAT_GITHUB_TOKEN", "GITHUB_TOKEN", "GH_TOKEN", "ACTIONS_RUNTIME_TOKEN",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
)  # fmt: skip
HEAD_KEPT = 16 * 1024 * 1024  # bytes of a huge log that are read: its beginning says what was installed,
TAIL_KEPT = 112 * 1024 * 1024  # its end what failed
CODES = {Action.FIX: errors.HEALED, Action.SKIP: 0, Action.RETRY: errors.RETRY, Action.HUMAN: errors.HUMAN}


# -- the world


def start_again(*arguments: str) -> tuple[str, ...]:
    """The command line that starts this program anew."""
    return (sys.executable, "-I", str(Path(__file__).resolve().with_name("__main__.py")), *arguments)


def forge_for(settings: Settings, repository: str, environ: Mapping[str, str], *, wanted: bool) -> Forge:
    """GitHub where it is wanted and there are a token and a repository. Raises ForgeFailed if `forge: github` lacks either."""
    able = bool(settings.github_token and repository)
    if settings.forge == "github" and not able:
        lacking = "token (HOMEOSTAT_GITHUB_TOKEN)" if repository else "repository (GITHUB_REPOSITORY, or a remote named origin)"
        raise ForgeFailed(f"forge: github needs a {lacking}")
    if not wanted or not able:
        return LocalForge()
    return GitHubForge(base_url=environ.get("GITHUB_API_URL", GITHUB_API), token=settings.github_token, repository=repository)


def repository_of(repo: GitRepo, environ: Mapping[str, str]) -> str:
    """`owner/name` from the environment, else from the address of the remote; empty if neither says."""
    found = re.search(r"[/:]([\w.-]+/[\w.-]+?)(?:\.git)?/?$", repo.remote_url())
    return environ.get("GITHUB_REPOSITORY") or (found[1] if found else "")


def downloads(settings: Settings) -> str:
    """Where uv keeps what it downloads: shared between projects, so that a second one does not fetch it again."""
    base = settings.cache_dir or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return str((Path(base) / "homeostat" / "uv").absolute())


def build_world(root: str, settings: Settings, repo: GitRepo, forge: Forge, *, silent: bool = False) -> World:
    """The real adapters, wired."""
    cache = cache_folder(root, settings)
    return World(
        clock=SystemClock(),
        reporter=SilentReporter() if silent else reporter_for(os.environ, sys.stderr),
        repo=repo,
        workshop=GitWorkshop(root, cache=downloads(settings), limit=float(settings.command_timeout), pass_env=settings.pass_env),
        index=PackageIndex(downloads(settings)),
        forge=forge,
        ledger=SqliteLedger(ledger_in(cache)),
    )


# -- logs


def read_log(source: str) -> bytes:
    """The bytes of a log file or standard input; of a huge one its beginning and its end. Raises LogUnavailable."""
    if source == "-":
        return redact_bytes(sys.stdin.buffer.read(HEAD_KEPT + TAIL_KEPT))
    path = Path(source)
    if not path.is_file():
        raise LogUnavailable(f"there is no log at {source}")
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            if size <= HEAD_KEPT + TAIL_KEPT:
                return redact_bytes(file.read())
            head = file.read(HEAD_KEPT)
            file.seek(size - TAIL_KEPT)
            return redact_bytes(head + b"\n[... the middle of the log is left out ...]\n" + file.read())
    except OSError as error:
        raise LogUnavailable(f"the log {source} cannot be read: {error.strerror}") from error


# -- heal


def heal_command(arguments: argparse.Namespace) -> int:
    """`homeostat heal`: the exit code says what came of it."""
    flags = {
        name: getattr(arguments, name)
        for name in ("test_command", "python", "dry_run", "command_timeout", "time_limit", "cache_dir")
    }
    secrets = withdraw(os.environ, SECRETS, start_again(*arguments.words))
    root = GitRepo(arguments.project_root).root
    settings = settings_for(root, {"github-token": secrets.get("HOMEOSTAT_GITHUB_TOKEN", "")}, flags)
    repo = GitRepo(root, push_env=push_environment(os.environ, settings.github_token))
    source = arguments.log or settings.error_log
    if not source and not settings.test_command:
        raise UsageError("nothing says what failed: give --log FILE or --test-command CMD")
    repository = repository_of(repo, os.environ)
    forge = forge_for(settings, repository, os.environ, wanted=settings.forge == "github")
    world = build_world(repo.root, settings, repo, forge, silent=arguments.json and not sys.stderr.isatty())
    if repo.dirty():
        world.reporter.say("the checkout has changes that are not committed: they are left alone, the commit is what is healed")
    commit = repo.commit(arguments.commit) if arguments.commit else repo.head()
    request = Request(
        run=Run(repository=repository, sha=commit, branch=repo.branch()),
        commit=commit,
        log=read_log(source) if source else None,
        source=source,
    )
    turn = finish(world, settings, heal(world, settings, request), arguments.output, push=settings.forge == "github")
    show(turn, as_json=arguments.json)
    return exit_code(turn.result)


def exit_code(result: Result) -> int:
    """Of `homeostat heal`: see `homeostat --help`."""
    return errors.REFUSED if result.reason_code == "refused_by_policy" else CODES[result.decision]


def finish(world: World, settings: Settings, turn: Turn, output: str | None, *, push: bool) -> Turn:
    """Write the proof, publish what was proven, keep the outcome."""
    turn = without_secrets(turn, (settings.github_token,))
    if turn.evidence is not None:
        folder = Path(output) if output else cache_folder(world.repo.root, settings) / "heal" / turn.result.fingerprint[:8]
        turn = written(turn, folder.absolute())
        if not settings.dry_run:
            turn = publish(world, turn, push=push)
    if output:
        Path(output).mkdir(parents=True, exist_ok=True)
        (Path(output) / "result.json").write_text(json.dumps(turn.result.to_json(), indent=2) + "\n")
    if not settings.dry_run:
        learn(world, turn)
    return turn


def without_secrets(turn: Turn, known: tuple[str, ...]) -> Turn:
    """What is published says nothing secret, whichever way it came in (a zipped log is read after the first look)."""
    result = dataclasses.replace(
        turn.result, headline=redact(turn.result.headline, known), reason=redact(turn.result.reason, known)
    )
    proposal = turn.proposal
    if proposal is not None:
        proposal = dataclasses.replace(proposal, title=redact(proposal.title, known), body=redact(proposal.body, known))
    return dataclasses.replace(turn, result=result, proposal=proposal, message=redact(turn.message, known))


def written(turn: Turn, folder: Path) -> Turn:
    """`evidence.json` and `pull-request.md` in the folder, and their place in the result."""
    folder.mkdir(parents=True, exist_ok=True)
    if turn.evidence is not None and turn.proposal is not None:
        (folder / "evidence.json").write_text(json.dumps(turn.evidence.to_json(), indent=2) + "\n")
        text = f"# {turn.proposal.title}\n\n{turn.proposal.body}\n"
        (folder / "pull-request.md").write_text(text, "utf-8", "replace")
    return dataclasses.replace(turn, result=dataclasses.replace(turn.result, evidence=str(folder / "evidence.json")))


def show(turn: Turn, *, as_json: bool) -> None:
    """The answer on standard output: one JSON object, or a few lines for a person."""
    result = turn.result
    if as_json:
        print(json.dumps(result.to_json(), indent=2))
        return
    print(f"{result.decision}: {result.reason} [{result.reason_code}]")
    rows = (
        ("cause", f"{result.category}, {result.severity}: {result.headline}" if result.headline else ""),
        ("remedy", result.remedy),
        ("branch", f"{result.branch} ({result.commit[:12]})" if result.commit else ""),
        ("proof", result.evidence),
        ("time", f"{result.seconds:.1f} s"),
    )
    for name, value in rows:
        if value:
            print(f"  {name:7s} {value}")


# -- verify


def verify_command(arguments: argparse.Namespace) -> int:
    """`homeostat verify`: 0 confirmed, 1 refuted."""
    evidence = read_evidence(arguments.evidence)
    repo = GitRepo(arguments.project_root)
    settings = settings_for(repo.root, {}, {})
    repo.commit(evidence.base)
    world = build_world(repo.root, settings, repo, LocalForge(), silent=arguments.json)
    with world.reporter.step("Verify"):
        reasons = confirm(world, evidence)
    if arguments.json:
        print(json.dumps({"schema": "homeostat.verification/v1", "confirmed": not reasons, "reasons": list(reasons)}, indent=2))
    else:
        print(
            f"refuted: {'; '.join(reasons)}" if reasons else f"confirmed: red before, green after ({evidence.recipe.command.run})"
        )
    return REFUTED if reasons else 0


def read_evidence(source: str) -> Evidence:
    """The evidence of a file. Raises EvidenceInvalid."""
    try:
        data = json.loads(Path(source).read_text("utf-8"))
        if not isinstance(data, dict) or data.get("schema") != Evidence.__dataclass_fields__["schema"].default:
            raise EvidenceInvalid(f"{source} is no homeostat.evidence/v1")
        return Evidence.from_json(data)
    except OSError as error:
        raise EvidenceInvalid(f"{source} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise EvidenceInvalid(f"{source} is not whole: {error}") from error
