"""Pull requests and logs against a GitHub on loopback; every request is held against GitHub's own description."""

from __future__ import annotations

import dataclasses
import gzip
import itertools
import logging
import socket
from pathlib import Path

import pytest

from homeostat.adapters.forge import GitHubForge, LocalForge
from homeostat.adapters.forge_trouble import rest_before_retry
from homeostat.errors import ForgeFailed, LogUnavailable
from homeostat.records import Proposal
from tests.parts.github import ENTERPRISE, REVIEWER, TOKEN, GitHubServer
from tests.parts.need import free_port

SECRET = "ghs_" + "s" * 36
BRANCH = "homeostat/dependency-0123abcd"
PROPOSAL = Proposal(
    branch=BRANCH, base="main", title="[homeostat] fix(test): cap pytest", body="Line\nline", labels=("homeostat", "needs-human")
)
REPOSITORY = "builder/broken"
PULLS = f"/repos/{REPOSITORY}/pulls"
_numbers = itertools.count()


def connect(server: GitHubServer, repository: str = REPOSITORY, pauses: list[float] | None = None, **options: int) -> GitHubForge:
    """The forge as it is used, but for the waiting, which is written down."""
    waited = [] if pauses is None else pauses
    return GitHubForge(
        base_url=server.url, token=TOKEN, repository=repository, seconds_between_writes=0, pause=waited.append, **options
    )


@pytest.fixture
def repository(github_server: GitHubServer) -> str:
    """A repository of its own for each test, with the branch that was pushed."""
    return github_server.add_repository(f"broken-{next(_numbers)}", BRANCH, "homeostat/other")


def sent(server: GitHubServer) -> list[str]:
    """Method and last part of the path of each request."""
    return [f"{e.method} {e.path.rpartition('/')[2]}" for e in server.exchanges]


# -- proposing -----------------------------------------------------------------------------------------------------------


def test_a_pull_request_is_opened_with_labels_and_reviewers(github_server: GitHubServer, repository: str) -> None:
    opened = connect(github_server, repository).propose(dataclasses.replace(PROPOSAL, reviewers=(REVIEWER,)))
    kept = github_server.read_pull(repository, opened.number)
    assert (opened.operation, opened.branch, opened.url) == ("created", BRANCH, kept["html_url"])
    assert (kept["title"], kept["body"], kept["draft"]) == (PROPOSAL.title, PROPOSAL.body, True)
    assert (kept["head"]["ref"], kept["base"]["ref"], opened.head_sha) == (BRANCH, "main", kept["head"]["sha"])
    assert {label["name"] for label in kept["labels"]} == set(PROPOSAL.labels)
    assert [person["login"] for person in kept["requested_reviewers"]] == [REVIEWER]
    assert github_server.tokens[0] in {f"token {TOKEN}", f"Bearer {TOKEN}"}


def test_doing_it_twice_changes_nothing(github_server: GitHubServer, repository: str) -> None:
    forge = connect(github_server, repository)
    first = forge.propose(PROPOSAL)
    github_server.forget()
    again = forge.propose(dataclasses.replace(PROPOSAL, reviewers=(REVIEWER,)))
    assert (again.number, again.operation) == (first.number, "none")
    assert sent(github_server) == ["GET pulls"]


@pytest.mark.parametrize(
    ("changes", "request_sent"),
    [
        ({"title": "another"}, "PATCH {number}"),
        ({"body": "another"}, "PATCH {number}"),
        ({"labels": ("homeostat", "rolled-back")}, "POST labels"),
    ],
)
def test_an_open_one_is_brought_up_to_date(
    github_server: GitHubServer, repository: str, changes: dict[str, str], request_sent: str
) -> None:
    forge = connect(github_server, repository)
    first = forge.propose(PROPOSAL)
    github_server.forget()
    again = forge.propose(dataclasses.replace(PROPOSAL, **changes))  # type: ignore[arg-type]
    assert (again.number, again.operation) == (first.number, "updated")
    assert sent(github_server) == ["GET pulls", request_sent.format(number=first.number)]


def test_line_ends_of_a_browser_are_no_difference(github_server: GitHubServer, repository: str) -> None:
    forge = connect(github_server, repository)
    first = forge.propose(PROPOSAL)
    github_server.change_pull(repository, first.number, {"body": "Line\r\nline\r\n"})
    assert forge.propose(PROPOSAL).operation == "none"


def test_a_closed_one_is_left_closed(github_server: GitHubServer, repository: str) -> None:
    forge = connect(github_server, repository)
    first = forge.propose(PROPOSAL)
    github_server.change_pull(repository, first.number, {"state": "closed"})
    assert forge.propose(PROPOSAL).number != first.number
    assert github_server.read_pull(repository, first.number)["state"] == "closed"


def test_branches_have_pull_requests_of_their_own(github_server: GitHubServer, repository: str) -> None:
    forge = connect(github_server, repository)
    first, other = forge.propose(PROPOSAL), forge.propose(dataclasses.replace(PROPOSAL, branch="homeostat/other"))
    assert other.number != first.number
    assert forge.propose(PROPOSAL).number == first.number


def test_the_pushed_commit_is_the_head(github_server: GitHubServer, repository: str) -> None:
    assert connect(github_server, repository).propose(dataclasses.replace(PROPOSAL, commit="f" * 40)).head_sha == "f" * 40


def test_without_drafts_it_is_a_plain_one(github_server: GitHubServer, repository: str) -> None:
    refusal = {"message": "Validation Failed", "errors": [{"message": "Draft pull requests are not supported in this repository."}]}
    github_server.fail_next("POST", "/pulls$", 422, refusal)
    opened = connect(github_server, repository).propose(PROPOSAL)
    assert (opened.operation, github_server.read_pull(repository, opened.number)["draft"]) == ("created", False)


def test_one_that_was_opened_meanwhile_is_taken(github_server: GitHubServer, repository: str) -> None:
    forge = connect(github_server, repository)
    first = forge.propose(PROPOSAL)
    refusal = {
        "message": "Validation Failed",
        "errors": [
            {"resource": "PullRequest", "code": "custom", "message": f"A pull request already exists for builder:{BRANCH}."}
        ],
    }
    github_server.fail_next("GET", "/pulls$", 200, [])
    github_server.fail_next("POST", "/pulls$", 422, refusal)  # emulate would open a second one
    assert forge.propose(PROPOSAL).number == first.number


def test_one_that_already_exists_and_is_not_found_is_a_failure(github_server: GitHubServer, repository: str) -> None:
    github_server.fail_next("POST", "/pulls$", 422, {"message": "A pull request already exists for somebody"})
    with pytest.raises(ForgeFailed, match="already exists"):
        connect(github_server, repository).propose(PROPOSAL)


def test_an_answer_that_was_lost_is_no_second_one(github_server: GitHubServer, repository: str) -> None:
    pauses: list[float] = []
    github_server.fail_next("POST", "/pulls$", 502)
    assert connect(github_server, repository, pauses).propose(PROPOSAL).number == 1
    assert len(pauses) == 1


def test_a_reviewer_who_may_not_is_said_and_loses_nothing(
    github_server: GitHubServer, repository: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        opened = connect(github_server, repository).propose(dataclasses.replace(PROPOSAL, reviewers=("nobody-here",)))
    assert opened.operation == "created"
    assert "cannot request reviewers (HTTP 422)" in caplog.text


def test_reviewers_that_the_token_may_not_ask_are_a_failure(github_server: GitHubServer, repository: str) -> None:
    github_server.fail_next("POST", "/requested_reviewers$", 403, {"message": "Resource not accessible"})
    with pytest.raises(ForgeFailed, match=r"cannot request reviewers \(HTTP 403\)"):
        connect(github_server, repository).propose(dataclasses.replace(PROPOSAL, reviewers=(REVIEWER,)))


def test_teams_are_asked_as_teams(github_server: GitHubServer, repository: str) -> None:
    connect(github_server, repository).propose(dataclasses.replace(PROPOSAL, reviewers=(REVIEWER, "organisation/maintainers")))
    asked = github_server.exchanges[-1]
    assert asked.body == {"reviewers": [REVIEWER], "team_reviewers": ["maintainers"]}


# -- refusals ------------------------------------------------------------------------------------------------------------

PERMISSIONS = {"X-Accepted-GitHub-Permissions": "pull_requests=write"}
REFUSALS = [
    (401, {"message": "Bad credentials"}, {}, "cannot list pull requests (HTTP 401): Bad credentials", "expired"),
    (403, {"message": "Resource not accessible"}, PERMISSIONS, "(HTTP 403): Resource not accessible", "pull-requests: write"),
    (
        403,
        {"message": "GitHub Actions is not permitted to create or approve pull requests."},
        PERMISSIONS,
        "(HTTP 403)",
        "Settings, Actions",
    ),
    (404, {"message": "Not Found"}, {}, "(HTTP 404)", "may see it"),
    (
        422,
        {"message": "Validation Failed", "errors": [{"message": "No commits between main and x"}]},
        {},
        "Validation Failed: No commits between main and x",
        "base branch",
    ),
    (
        422,
        {"message": "Validation Failed", "errors": [{"resource": "PullRequest", "field": "base", "code": "invalid"}, "odd"]},
        {},
        "PullRequest base invalid; odd",
        "base branch",
    ),
    (429, {"message": "slow down"}, {"Retry-After": "3600"}, "rate limit is used up", "in 3600 seconds"),
    (
        403,
        {"message": "API rate limit exceeded for x"},
        {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "99999999999"},
        "rate limit",
        "hour",
    ),
    (500, {"message": "Server Error"}, {}, "(HTTP 500)", ""),
    (503, "<html>unicorn</html>", {}, "(HTTP 503)", ""),
    (200, "<html>log in to the hotel</html>", {}, "does not answer as GitHub does", "proxy"),
    (200, "[{broken", {}, "does not answer as GitHub does", "proxy"),
    (403, {"message": f"bad\n::error::token {SECRET} " + "x" * 5000}, {}, "token ***", ""),
]


@pytest.mark.parametrize(("status", "body", "headers", "message", "hint"), REFUSALS)
def test_a_refusal_is_one_clear_line(
    actions_server: GitHubServer, status: int, body: object, headers: dict[str, str], message: str, hint: str
) -> None:
    actions_server.fail_next("GET", PULLS, status, body, headers=headers, times=9)
    forge = GitHubForge(base_url=actions_server.url, token=SECRET, repository=REPOSITORY, pause=lambda _: None)
    with pytest.raises(ForgeFailed) as refused:
        forge.propose(PROPOSAL)
    text = str(refused.value)
    assert message in text
    assert hint in refused.value.advice
    assert "\n" not in text
    assert len(text) < 500
    assert SECRET not in f"{text}{refused.value.advice}"


def test_a_server_that_is_not_there_is_named(actions_server: GitHubServer) -> None:
    port = free_port()
    pauses: list[float] = []
    forge = GitHubForge(base_url=f"http://127.0.0.1:{port}", token=TOKEN, repository=REPOSITORY, pause=pauses.append)
    with pytest.raises(ForgeFailed, match=rf"cannot list pull requests: 127\.0\.0\.1:{port} cannot be reached"):
        forge.propose(PROPOSAL)
    assert len(pauses) == 2


def test_a_server_that_says_nothing_is_not_waited_for_long() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        forge = GitHubForge(base_url=address, token=TOKEN, repository=REPOSITORY, timeout=1, pause=lambda _: None)
        with pytest.raises(ForgeFailed, match="did not answer in time"):
            forge.job_log("7")


def test_a_connection_that_is_cut_is_tried_again(actions_server: GitHubServer) -> None:
    actions_server.add_run(7, [("test", "failure", b"red")])
    actions_server.fail_next("GET", "/runs/7$", 0)
    assert connect(actions_server).job_log("7") == b"red"


@pytest.mark.parametrize(
    ("repository", "token"),
    [
        ("builder", TOKEN),
        ("a/b/c", TOKEN),
        ("../x", TOKEN),
        ("a/..", TOKEN),
        ("a/b?x=1", TOKEN),
        ("", TOKEN),
        ("a/b", ""),
        ("a/b", " \n"),
    ],
)
def test_nonsense_is_refused_before_anything_is_sent(repository: str, token: str) -> None:
    with pytest.raises(ForgeFailed):
        GitHubForge(base_url="http://127.0.0.1:9", token=token, repository=repository)


# -- patience ------------------------------------------------------------------------------------------------------------

RETRIES = [
    (503, {}, 1),
    (502, {"Retry-After": "7"}, 1),
    (429, {"Retry-After": "60"}, 1),
    (429, {"Retry-After": "61"}, 0),
    (403, {"Retry-After": "5"}, 1),
    (403, {}, 0),
    (404, {}, 0),
]


@pytest.mark.parametrize(("status", "headers", "tries"), RETRIES)
def test_trouble_that_may_pass_is_waited_for(
    actions_server: GitHubServer, status: int, headers: dict[str, str], tries: int
) -> None:
    pauses: list[float] = []
    actions_server.add_run(7, [("test", "failure", b"red")])
    actions_server.fail_next("GET", "/runs/7$", status, headers=headers)
    forge = connect(actions_server, pauses=pauses)
    if tries:
        assert forge.job_log("7") == b"red"
    else:
        with pytest.raises(ForgeFailed):
            forge.job_log("7")
    assert len(pauses) == tries
    assert all(pause == float(headers.get("Retry-After", pause)) <= 60 for pause in pauses)


def test_three_tries_and_no_more(actions_server: GitHubServer) -> None:
    actions_server.fail_next("GET", "/runs/7$", 503, times=9)
    with pytest.raises(ForgeFailed):
        connect(actions_server).job_log("7")
    assert len(actions_server.exchanges) == 3


@pytest.mark.parametrize(
    ("attempt", "chance", "least", "most"), [(1, 0.0, 0, 0), (1, 1.0, 2, 2), (2, 1.0, 4, 4), (3, 0.5, 4, 4), (50, 1.0, 60, 60)]
)
def test_the_wait_doubles_with_full_jitter_under_a_ceiling(attempt: int, chance: float, least: float, most: float) -> None:
    from github import GithubException

    rest = rest_before_retry(GithubException(500, {}, {}), attempt, chance, 0.0)
    assert rest is not None
    assert least <= rest <= most


def test_the_reset_of_the_limit_is_waited_for_if_it_is_near() -> None:
    from github import RateLimitExceededException

    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1030"}
    limit = RateLimitExceededException(403, {"message": "API rate limit exceeded"}, headers)
    assert rest_before_retry(limit, 1, 0.5, 1000.0) == 31
    assert rest_before_retry(limit, 1, 0.5, 900.0) is None


# -- logs ----------------------------------------------------------------------------------------------------------------

JOBS = [
    ("lint", "success", b"ok"),
    ("docs", "cancelled", b""),
    ("old", "timed_out", b"slow"),
    ("test", "failure", b"red\n"),
    ("b", "failure", b"2"),
]


def test_the_log_is_that_of_the_first_failed_job(actions_server: GitHubServer) -> None:
    actions_server.add_run(7, list(JOBS))
    assert connect(actions_server).job_log("7") == b"red\n"
    pages = [e.query for e in actions_server.exchanges if e.path.endswith("/jobs")]
    assert [page["filter"] for page in pages] == ["latest"] * 3


def test_the_token_stays_with_github(actions_server: GitHubServer) -> None:
    actions_server.add_run(7, [("test", "failure", b"red")])
    connect(actions_server).job_log("7")
    assert all(token.endswith(TOKEN) for token in actions_server.tokens)
    (headers,) = actions_server.log_headers
    assert TOKEN not in str(headers)
    assert "authorization" not in headers


def test_a_netrc_entry_does_not_go_to_the_store_of_logs(
    actions_server: GitHubServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine localhost login me password mine\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    actions_server.add_run(7, [("test", "failure", b"red")])
    connect(actions_server).job_log("7")
    assert "authorization" not in actions_server.log_headers[0]


def test_an_enterprise_server_lives_below_a_path(actions_server: GitHubServer) -> None:
    actions_server.url += ENTERPRISE
    actions_server.add_run(7, [("test", "failure", b"red")])
    assert connect(actions_server).job_log("7") == b"red"
    actions_server.fail_next("GET", "/pulls$", 200, [])
    actions_server.fail_next("POST", "/pulls$", 403, {"message": "no"})
    with pytest.raises(ForgeFailed, match="cannot open a pull request"):
        connect(actions_server).propose(PROPOSAL)


def test_a_job_that_timed_out_counts_where_none_failed(actions_server: GitHubServer) -> None:
    actions_server.add_run(7, list(JOBS[:3]))
    assert connect(actions_server).job_log("7") == b"slow"


@pytest.mark.parametrize(
    ("run", "jobs", "message"),
    [
        ("7", [("test", "success", b"ok")], "no failed job"),
        ("7", [], "no failed job"),
        ("7", [("test", "failure", b"")], "is empty"),
        ("7", [("test", "failure", b" \r\n\n")], "is empty"),
        ("7", [("test", "failure", None)], "HTTP 404"),
        ("7/../../user", [], "no id"),
        ("", [], "no id"),
        ("\u0667", [], "no id"),
    ],
)
def test_no_log_is_never_no_error(
    actions_server: GitHubServer, run: str, jobs: list[tuple[str, str, bytes | None]], message: str
) -> None:
    actions_server.add_run(7, jobs)
    with pytest.raises(LogUnavailable, match=message):
        connect(actions_server).job_log(run)


@pytest.mark.parametrize(("where", "status"), [("/logs$", 410), ("^/log/", 404), ("^/log/", 410)])
def test_an_expired_log_is_unavailable(actions_server: GitHubServer, where: str, status: int) -> None:
    actions_server.add_run(7, [("test", "failure", b"red")])
    actions_server.fail_next("GET", where, status, times=3)
    with pytest.raises(LogUnavailable, match=str(status)):
        connect(actions_server).job_log("7")


def test_a_store_that_stumbles_is_asked_again(actions_server: GitHubServer) -> None:
    actions_server.add_run(7, [("test", "failure", b"red")])
    actions_server.fail_next("GET", "^/log/", 500)
    assert connect(actions_server).job_log("7") == b"red"


def test_a_store_that_refuses_does_not_show_its_signature(actions_server: GitHubServer) -> None:
    actions_server.add_run(7, [("test", "failure", b"red")])
    actions_server.fail_next("GET", "^/log/", 403)
    with pytest.raises(ForgeFailed, match=r"HTTP 403") as refused:
        connect(actions_server).job_log("7")
    assert "signed" not in str(refused.value)


def test_a_run_that_is_not_there_is_a_failure_of_the_forge(actions_server: GitHubServer) -> None:
    with pytest.raises(ForgeFailed, match="HTTP 404") as refused:
        connect(actions_server).job_log("8")
    assert "actions: read" in refused.value.advice


def test_of_a_log_without_end_the_end_is_kept(actions_server: GitHubServer) -> None:
    log = b"".join(b"line %06d\n" % n for n in range(40_000))
    actions_server.add_run(7, [("test", "failure", log)])
    kept = connect(actions_server, max_log_bytes=100_000).job_log("7")
    assert kept == log[-100_000:]


def test_a_packed_log_is_unpacked(actions_server: GitHubServer) -> None:
    actions_server.add_run(7, [("test", "failure", b"")])
    actions_server.fail_next("GET", "^/log/", 200, gzip.compress(b"red\n"), headers={"Content-Encoding": "gzip"})
    assert connect(actions_server).job_log("7") == b"red\n"


def test_a_log_that_is_answered_at_once_is_taken(actions_server: GitHubServer) -> None:
    actions_server.add_run(7, [("test", "failure", b"other")])
    actions_server.fail_next("GET", "/logs$", 200, "at once", headers={"Content-Type": "text/plain"})
    assert connect(actions_server).job_log("7") == b"at once"


@pytest.mark.parametrize(
    ("body", "words"),
    [({"message": "Must have admin rights to Repository."}, ": Must have admin rights"), ("[]", r": \[\]"), ("no", ": no")],
)
def test_a_log_that_is_refused_says_why(actions_server: GitHubServer, body: object, words: str) -> None:
    actions_server.add_run(7, [("test", "failure", b"red")])
    actions_server.fail_next("GET", "/logs$", 403, body)
    with pytest.raises(ForgeFailed, match=rf"cannot read the job's log \(HTTP 403\){words}"):
        connect(actions_server).job_log("7")


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/x", "//nowhere"])
def test_a_log_is_read_over_http_only(actions_server: GitHubServer, address: str) -> None:
    actions_server.add_run(7, [("test", "failure", b"red")])
    actions_server.fail_next("GET", "/logs$", 302, headers={"Location": address})
    with pytest.raises(LogUnavailable, match="not https"):
        connect(actions_server).job_log("7")


def test_the_local_forge_has_no_pull_requests_and_no_logs() -> None:
    assert LocalForge().propose(PROPOSAL) is None
    with pytest.raises(LogUnavailable) as missing:
        LocalForge().job_log("7")
    assert "--log" in missing.value.advice
