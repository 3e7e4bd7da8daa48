"""A GitHub on loopback: npm `emulate` for repositories and pull requests, our own server for the Actions side it lacks.

The client talks to one address. What it asks of Actions (runs, jobs, logs) is answered here; the rest is passed on. Every
request of the client and every answer made here is held against GitHub's own description; `GitHubServer.faults` must be empty.
Trouble is ordered with `GitHubServer.fail_next`.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Final
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.parts.need import free_port, npm_part, parts_folder, running
from tests.parts.openapi import Exchange, Referee

Json = Any

EMULATE: Final = ("emulate", "0.11.2")
EMULATE_INTEGRITY: Final = "sha512-BHs1rG/yPQ4kM+9aUz7fg4MDn0MshxOs0Ch2ciuNFPsN4PfCxQWP/9DGFZx+h+RvcIwX5n+hV308Ba7SxBc6nQ=="
ENTERPRISE: Final = "/api/v3"
TOKEN: Final = "tok"
OWNER: Final = "builder"
REVIEWER: Final = "octocat"
SEED: Final = {
    "tokens": {TOKEN: {"login": OWNER, "scopes": ["repo", "workflow"]}},
    "github": {"users": [{"login": OWNER}, {"login": REVIEWER}]},
}
SHA: Final = "ab" * 20
MOMENT: Final = "2026-01-02T03:04:05Z"


@dataclass(slots=True)
class Order:
    """An answer that the next fitting request gets instead of the true one. `status` 0 cuts the connection."""

    method: str
    path: re.Pattern[str]
    status: int
    body: bytes
    headers: Mapping[str, str]
    times: int


@dataclass(slots=True)
class GitHubServer:
    """What a test sees of the server: where it is, what went over the wire, and orders to misbehave."""

    url: str
    logs_url: str
    upstream: str = ""
    referee: Referee = field(default_factory=Referee)
    exchanges: list[Exchange] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    log_headers: list[dict[str, str]] = field(default_factory=list)
    jobs: dict[int, list[Json]] = field(default_factory=dict)
    logs: dict[int, bytes] = field(default_factory=dict)
    orders: list[Order] = field(default_factory=list)

    def fail_next(
        self, method: str, path: str, status: int, body: Json = None, *, headers: Mapping[str, str] | None = None, times: int = 1
    ) -> None:
        """Answer the next `times` requests whose path holds the pattern so. Text and bytes go out as they are."""
        said = {"message": http.client.responses.get(status, "")} if body is None else body
        text = said if isinstance(said, str | bytes) else json.dumps(said)
        raw = text.encode() if isinstance(text, str) else text
        self.orders.append(Order(method, re.compile(path), status, raw, headers or {}, times))

    def add_run(self, run: int, jobs: list[tuple[str, str, bytes | None]]) -> None:
        """A finished run: name, conclusion and log of each job; a log of None is not there."""
        made = [(run * 1000 + n, name, conclusion, log) for n, (name, conclusion, log) in enumerate(jobs)]
        self.jobs[run] = [{"id": job, "name": name, "conclusion": conclusion} for job, name, conclusion, _ in made]
        self.logs |= {job: log for job, _, _, log in made if log is not None}

    def forget(self) -> None:
        """A clean table for the next test; repositories stay."""
        for book in (self.exchanges, self.faults, self.tokens, self.log_headers, self.jobs, self.logs, self.orders):
            book.clear()

    def add_repository(self, name: str, *branches: str) -> str:
        """A new repository `owner/name` with a first commit and these branches on it. Needs the upstream."""
        made = self._upstream("POST", "/user/repos", {"name": name, "auto_init": True})
        full = str(made["full_name"])
        commit = self._upstream("GET", f"/repos/{full}/git/ref/heads/{made['default_branch']}")["object"]["sha"]
        for branch in branches:
            self._upstream("POST", f"/repos/{full}/git/refs", {"ref": f"refs/heads/{branch}", "sha": commit})
        return full

    def read_pull(self, repository: str, number: int) -> Json:
        """The pull request as the upstream has it."""
        return self._upstream("GET", f"/repos/{repository}/pulls/{number}")

    def change_pull(self, repository: str, number: int, change: Json) -> None:
        """Somebody edits the pull request."""
        self._upstream("PATCH", f"/repos/{repository}/pulls/{number}", change)

    def _upstream(self, method: str, path: str, body: Json = None) -> Json:
        raw = None if body is None else json.dumps(body).encode()
        status, _, answer = passed_on(self.upstream, method, path, raw, {"authorization": f"Bearer {TOKEN}"})
        assert status < 300, (method, path, status, answer)
        return json.loads(answer)


def passed_on(
    upstream: str, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
) -> tuple[int, dict[str, str], bytes]:
    """The upstream's own answer."""
    connection = http.client.HTTPConnection(urlsplit(upstream).netloc, timeout=30)
    with contextlib.closing(connection):
        kept = {name: value for name, value in headers.items() if name.lower() in {"authorization", "accept", "content-type"}}
        connection.request(method, path, body, kept)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


# -- the Actions side ----------------------------------------------------------------------------------------------------


def answer_actions(server: GitHubServer, path: str, query: Mapping[str, str]) -> tuple[int, dict[str, str], Json] | None:
    """The answer to a request about runs, jobs and logs; None if the path is about something else."""
    for pattern, answer in ((_RUN, _answer_run), (_JOBS, _answer_jobs), (_LOG, _answer_log)):
        found = pattern.fullmatch(path)
        if found:
            return answer(server, found[1], int(found[2]), query)
    return None


_RUN: Final = re.compile(r"/repos/([\w.-]+/[\w.-]+)/actions/runs/(\d+)")
_JOBS: Final = re.compile(r"/repos/([\w.-]+/[\w.-]+)/actions/runs/(\d+)/jobs")
_LOG: Final = re.compile(r"/repos/([\w.-]+/[\w.-]+)/actions/jobs/(\d+)/logs")
_MISSING: Final = (404, dict[str, str](), {"message": "Not Found", "documentation_url": "", "status": "404"})


def _answer_run(server: GitHubServer, repository: str, run: int, _query: Mapping[str, str]) -> tuple[int, dict[str, str], Json]:
    return (200, {}, render_run(server.url, repository, run)) if run in server.jobs else _MISSING


def _answer_jobs(server: GitHubServer, repository: str, run: int, query: Mapping[str, str]) -> tuple[int, dict[str, str], Json]:
    """One page. More than two jobs a page are never given: the client has to follow the links."""
    if run not in server.jobs:
        return _MISSING
    size, page, known = min(2, int(query.get("per_page", 30))), int(query.get("page", 1)), server.jobs[run]
    shown = [render_job(server.url, repository, run, job) for job in known[(page - 1) * size : page * size]]
    address = f"{server.url}/repos/{repository}/actions/runs/{run}/jobs?filter={query.get('filter', 'latest')}&page={page + 1}"
    links = {"Link": f'<{address}>; rel="next"'} if page * size < len(known) else {}
    return 200, links, {"total_count": len(known), "jobs": shown}


def _answer_log(server: GitHubServer, repository: str, job: int, _query: Mapping[str, str]) -> tuple[int, dict[str, str], Json]:
    known = any(job == other["id"] for jobs in server.jobs.values() for other in jobs)
    return (302, {"Location": f"{server.logs_url}/{job}?sig=signed"}, None) if known and job in server.logs else _MISSING


def render_run(url: str, repository: str, run: int) -> Json:
    """A workflow run as GitHub answers it."""
    own = f"{url}/repos/{repository}/actions/runs/{run}"
    links = {f"{name}_url": f"{own}/{name}" for name in ("jobs", "logs", "cancel", "rerun", "artifacts")}
    return {
        "id": run,
        "node_id": "R",
        "name": "CI",
        "head_branch": "main",
        "head_sha": SHA,
        "path": ".github/workflows/ci.yml",
        "run_number": 1,
        "run_attempt": 2,
        "display_title": "CI",
        "event": "push",
        "status": "completed",
        "conclusion": "failure",
        "workflow_id": 1,
        "created_at": MOMENT,
        "updated_at": MOMENT,
        "pull_requests": [],
        "head_commit": None,
        "head_repository": render_repository(url, repository),
        "repository": render_repository(url, repository),
        "url": own,
        "html_url": f"{url}/{repository}/actions/runs/{run}",
        "check_suite_url": f"{url}/repos/{repository}/check-suites/1",
        "workflow_url": f"{url}/repos/{repository}/actions/workflows/1",
        **links,
    }


def render_job(url: str, repository: str, run: int, job: Json) -> Json:
    """A job of the run's latest attempt."""
    return {
        **job,
        "node_id": "J",
        "run_id": run,
        "run_url": f"{url}/repos/{repository}/actions/runs/{run}",
        "head_sha": SHA,
        "head_branch": "main",
        "workflow_name": "CI",
        "url": f"{url}/repos/{repository}/actions/jobs/{job['id']}",
        "html_url": f"{url}/{repository}/actions/runs/{run}/job/{job['id']}",
        "status": "completed",
        "created_at": MOMENT,
        "started_at": MOMENT,
        "completed_at": MOMENT,
        "check_run_url": f"{url}/repos/{repository}/check-runs/{job['id']}",
        "labels": ["ubuntu-latest"],
        "runner_id": 1,
        "runner_name": "runner",
        "runner_group_id": 1,
        "runner_group_name": "group",
    }


_REPOSITORY_LINKS: Final = """archive assignees blobs branches collaborators comments commits compare contents contributors deployments
downloads events forks git_commits git_refs git_tags hooks issue_comment issue_events issues keys labels languages merges milestones
notifications pulls releases stargazers statuses subscribers subscription tags teams trees""".split()
_USER_LINKS: Final = "events followers following gists organizations received_events repos starred subscriptions".split()


def render_repository(url: str, repository: str) -> Json:
    """The short form of a repository."""
    owner, _, name = repository.partition("/")
    own, person = f"{url}/repos/{repository}", f"{url}/users/{owner}"
    return {
        "id": 1,
        "node_id": "N",
        "name": name,
        "full_name": repository,
        "private": False,
        "fork": False,
        "description": None,
        "url": own,
        "html_url": f"{url}/{repository}",
        "owner": {
            **{f"{link}_url": f"{person}/{link}" for link in _USER_LINKS},
            "login": owner,
            "id": 1,
            "node_id": "U",
            "avatar_url": f"{url}/avatar",
            "gravatar_id": "",
            "html_url": f"{url}/{owner}",
            "site_admin": False,
            "type": "User",
            "url": person,
        },
        **{f"{link}_url": f"{own}/{link}" for link in _REPOSITORY_LINKS},
    }


# -- HTTP ----------------------------------------------------------------------------------------------------------------


class _Handler(BaseHTTPRequestHandler):
    """Both servers: the API, and the store where logs lie under signed addresses."""

    protocol_version = "HTTP/1.1"
    fake: ClassVar[GitHubServer]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is the base class's)
        """Nothing: tests look at `exchanges`."""

    def respond(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """Send an answer; a status of 0 cuts the connection instead."""
        if not status:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def ordered(self, method: str, path: str) -> Order | None:
        """The trouble that a test ordered for this request."""
        order = next((o for o in self.fake.orders if o.times and o.method == method and o.path.search(path)), None)
        if order:
            order.times -= 1
        return order


class _Logs(_Handler):
    def do_GET(self) -> None:
        self.fake.log_headers.append({name.lower(): value for name, value in self.headers.items()})
        order = self.ordered("GET", f"/log{self.path}")
        if order:
            self.respond(order.status, order.headers, order.body)
            return
        log = self.fake.logs.get(int(urlsplit(self.path).path.strip("/")))
        self.respond(404 if log is None else 200, {"Content-Type": "text/plain"}, log or b"")


class _Api(_Handler):
    def do_GET(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0)) or None
        self.fake.tokens.append(self.headers.get("Authorization", ""))
        parts = urlsplit(self.path)
        path, query, body = parts.path.removeprefix(ENTERPRISE), dict(parse_qsl(parts.query)), json.loads(raw) if raw else None
        order = self.ordered(self.command, path)
        own = None if order else answer_actions(self.fake, path, query)
        if order:
            status, headers, answer = order.status, dict(order.headers), order.body
        elif own:
            status, headers, answer = own[0], own[1], b"" if own[2] is None else json.dumps(own[2]).encode()
        else:
            status, headers, answer = self.upstream_answer(raw)
        exchange = Exchange(self.command, path, query, body, status, _decoded(answer))
        self.fake.exchanges.append(exchange)
        self.fake.faults += self.fake.referee.faults_of_request(exchange)
        if own and own is not _MISSING:
            self.fake.faults += self.fake.referee.faults_of_answer(exchange)
        self.respond(status, {"Content-Type": "application/json", **headers}, answer)

    do_POST = do_PATCH = do_PUT = do_DELETE = do_GET

    def upstream_answer(self, raw: bytes | None) -> tuple[int, dict[str, str], bytes]:
        if not self.fake.upstream:
            return 404, {}, b'{"message": "Not Found"}'
        status, headers, answer = passed_on(self.fake.upstream, self.command, self.path, raw, dict(self.headers))
        return status, {name: value for name, value in headers.items() if name in {"link", "content-type"}}, answer


def _decoded(raw: bytes) -> Json:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return None


@contextlib.contextmanager
def serving(handler: type[_Handler], fake: GitHubServer | None = None) -> Iterator[tuple[int, type[_Handler]]]:
    """A server on a free port with a handler class of its own, which the fake is hung on."""
    own = type(handler.__name__, (handler,), {"fake": fake})
    server = ThreadingHTTPServer(("127.0.0.1", 0), own)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1], own
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextlib.contextmanager
def actions_only() -> Iterator[GitHubServer]:
    """Our own server alone: runs, jobs, logs, and whatever trouble is ordered. Needs no Node."""
    with serving(_Api) as (port, api), serving(_Logs) as (logs_port, logs):
        fake = GitHubServer(url=f"http://127.0.0.1:{port}", logs_url=f"http://localhost:{logs_port}")
        api.fake = logs.fake = fake
        yield fake


@contextlib.contextmanager
def emulate(base_url: str) -> Iterator[str]:
    """npm emulate's GitHub; addresses in its answers begin with `base_url`, as PyGithub wants them. Yields its own address."""
    folder, port = npm_part(*EMULATE, EMULATE_INTEGRITY), free_port()
    program = folder / "node_modules" / "emulate" / "dist" / "index.js"
    address = f"http://127.0.0.1:{port}"
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as seed:
        json.dump(SEED, seed)  # JSON is YAML
        seed.flush()
        options = ["--service", "github", "--port", str(port), "--base-url", base_url, "--seed", seed.name]
        with running(["node", str(program), "start", *options], ready=f"{address}/user", folder=parts_folder()):
            yield address


@pytest.fixture(scope="session")
def github_session() -> Iterator[GitHubServer]:
    with actions_only() as fake, emulate(fake.url) as upstream:
        fake.upstream = upstream
        yield fake


@pytest.fixture
def github_server(github_session: GitHubServer) -> Iterator[GitHubServer]:
    """GitHub on loopback, its books empty; fails the test if the client or our own server left GitHub's description."""
    github_session.forget()
    yield github_session
    assert not github_session.faults


@pytest.fixture
def actions_server() -> Iterator[GitHubServer]:
    """The part of it that needs no Node."""
    with actions_only() as fake:
        yield fake
        assert not fake.faults
