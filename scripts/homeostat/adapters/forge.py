"""Where pull requests live: GitHub, github.com or an Enterprise server, through PyGithub; or nowhere.

PyGithub retries on its own without a ceiling to what `Retry-After` may ask for, so its retries are off and ours, few and bounded,
are used. What the server says goes into messages on one line and without the token.
"""

from __future__ import annotations

import json
import logging
import random
import re
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

from homeostat.adapters.forge_trouble import explain, is_about, rest_before_retry, troubles
from homeostat.errors import ForgeFailed, LogUnavailable
from homeostat.records import Proposal, PullRequest

if TYPE_CHECKING:
    import requests
    from github.PullRequest import PullRequest as Pull
    from github.Repository import Repository
    from github.WorkflowJob import WorkflowJob

T = TypeVar("T")

TRIES: Final = 3
MOST_LOG_BYTES: Final = 200_000_000
CHUNK_BYTES: Final = 1 << 16
LOG_TIMEOUT: Final = (10.0, 60.0)
"""Seconds to connect, seconds without a byte."""

GONE: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
FAILED: Final = ("failure", "timed_out")
"""Conclusions of a job whose log tells why the run is red, the more telling first."""

_log = logging.getLogger(__name__)

_REPOSITORY: Final = re.compile(r"(?!\.\.?/)[\w.-]{1,100}/(?!\.\.?$)[\w.-]{1,100}", re.ASCII)


class LocalForge:
    """No forge: the branch in the repository is all there is."""

    def propose(self, proposal: Proposal) -> PullRequest | None:  # noqa: ARG002
        """None: there is nowhere to open a pull request."""
        return None

    def job_log(self, run_id: str) -> bytes:
        """Raises LogUnavailable."""
        raise LogUnavailable(f"the log of run {run_id} lives on a forge, and none is set up", "Give the log with --log FILE.")


class GitHubForge:
    """Pull requests and logs of one repository. `base_url` is what Actions calls GITHUB_API_URL.

    `seconds_between_writes` keeps under GitHub's secondary rate limit (1 s is what GitHub asks for); `timeout` is in seconds; `pause` waits.
    Raises ForgeFailed for a repository that is no `owner/name` and for an empty token.
    """

    def __init__(
        self,
        *,
        base_url: str,
        token: str,
        repository: str,
        seconds_between_writes: float = 1.0,
        max_log_bytes: int = MOST_LOG_BYTES,
        timeout: int = 15,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        if not _REPOSITORY.fullmatch(repository):
            raise ForgeFailed(f"{repository!r} is no repository", "It is written owner/name, as in GITHUB_REPOSITORY.")
        if not token.strip():
            raise ForgeFailed("there is no token for GitHub", "Give github-token, or set `forge: local`.")
        self._base_url, self._token, self._repository = base_url.rstrip("/"), token.strip(), repository
        self._max_log_bytes, self._pause = max_log_bytes, pause
        self._repo = self._connect(seconds_between_writes, timeout)

    def _connect(self, seconds_between_writes: float, timeout: int) -> Repository:
        from github import Auth, Github

        client = Github(
            base_url=self._base_url,
            auth=Auth.Token(self._token),
            retry=None,
            timeout=timeout,
            per_page=100,
            lazy=True,
            seconds_between_requests=None,
            seconds_between_writes=seconds_between_writes,
            user_agent="homeostat",
        )
        return client.get_repo(self._repository)

    def propose(self, proposal: Proposal) -> PullRequest:
        """Open the pull request of this branch, or bring the one that is open up to date. Doing it twice changes nothing.

        Reviewers are asked once, when it is opened: who has answered is not asked again. Raises ForgeFailed.
        """
        pull, operation = self._find(proposal.branch), "none"
        if pull is None:
            pull, operation = self._open(proposal), "created"
        changed = [self._refresh(pull, proposal), self._label(pull, proposal.labels)]
        if operation == "created":
            self._ask_reviewers(pull, proposal.reviewers)
        elif any(changed):
            operation = "updated"
        return PullRequest(
            number=pull.number,
            url=pull.html_url,
            operation=operation,
            head_sha=proposal.commit or pull.head.sha,  # GitHub may still show the head from before the push
            branch=proposal.branch,
        )

    def _find(self, branch: str) -> Pull | None:
        """The open pull request from this branch of this repository, not one of the same name from a fork."""
        label = f"{self._repository.partition('/')[0]}:{branch}"
        pulls = self._ask("list pull requests", lambda: list(self._repo.get_pulls(state="open", head=label)))
        return next((pull for pull in pulls if pull.head.label.lower() == label.lower()), None)

    def _open(self, proposal: Proposal) -> Pull:
        """A new one; plain where drafts are not to be had (private repositories of a free plan).

        One that is there all of a sudden is most likely ours, opened by a request whose answer was lost.
        """
        try:
            return self._create(proposal, draft=proposal.draft)
        except ForgeFailed as error:
            if proposal.draft and is_about(error, HTTPStatus.UNPROCESSABLE_ENTITY, "draft"):
                return self._create(proposal, draft=False)
            existing = self._find(proposal.branch) if is_about(error, HTTPStatus.UNPROCESSABLE_ENTITY, "already exists") else None
            if existing is None:
                raise
            return existing

    def _create(self, proposal: Proposal, *, draft: bool) -> Pull:
        return self._ask(
            "open a pull request",
            lambda: self._repo.create_pull(
                base=proposal.base, head=proposal.branch, title=proposal.title, body=proposal.body, draft=draft
            ),
        )

    def _refresh(self, pull: Pull, proposal: Proposal) -> bool:
        """Whether the words had to be changed. GitHub keeps bodies with the line ends it was sent, browsers send CRLF."""
        known = (pull.body or "").replace("\r\n", "\n").strip()
        if (pull.title, known) == (proposal.title, proposal.body.strip()):
            return False
        self._ask("update the pull request", lambda: pull.edit(title=proposal.title, body=proposal.body))
        return True

    def _label(self, pull: Pull, labels: tuple[str, ...]) -> bool:
        """Whether labels were missing. GitHub makes those that the repository does not have."""
        known = {label.name.lower() for label in pull.labels}
        missing = [label for label in labels if label.lower() not in known]
        if not missing:
            return False
        path = f"/repos/{self._repository}/issues/{pull.number}/labels"
        # PyGithub's own method posts a bare array, which GitHub still takes but does not describe
        self._ask(
            "label the pull request", lambda: self._repo.requester.requestJsonAndCheck("POST", path, input={"labels": missing})
        )
        return True

    def _ask_reviewers(self, pull: Pull, reviewers: tuple[str, ...]) -> None:
        """People by login, teams as `organisation/team`. One that may not review is said and is no reason to lose the request."""
        people = [name for name in reviewers if "/" not in name]
        teams = [name.partition("/")[2] for name in reviewers if "/" in name]
        if not people and not teams:
            return
        try:
            self._ask("request reviewers", lambda: pull.create_review_request(reviewers=people, team_reviewers=teams))
        except ForgeFailed as error:
            if not is_about(error, HTTPStatus.UNPROCESSABLE_ENTITY):
                raise
            _log.warning("%s; reviewers are people with access, and not the author", error)

    def job_log(self, run_id: str) -> bytes:
        """The log of the first failed job of the run's latest attempt; of a longer one than `max_log_bytes`, its end.

        Raises LogUnavailable if no job failed or the log is empty, expired or gone, ForgeFailed for the rest.
        """
        if not (run_id.isascii() and run_id.isdecimal()):
            raise LogUnavailable(f"{run_id[:40]!r} is no id of a run", "It is a number, as in GITHUB_RUN_ID.")
        jobs = self._ask("read the run's jobs", lambda: list(self._repo.get_workflow_run(int(run_id)).jobs("latest")))
        job = _first_failed(jobs)
        if job is None:
            raise LogUnavailable(f"run {run_id} has no failed job", "Homeostat looks at runs that failed.")
        log = self._ask("read the job's log", lambda: self._log(job.id))
        if not log.strip():
            raise LogUnavailable(f"the log of job {job.id} of run {run_id} is empty")
        return log

    def _log(self, job: int) -> bytes:
        requester = self._repo.requester
        status, headers, text = requester.requestJson("GET", f"/repos/{self._repository}/actions/jobs/{job}/logs")
        if status in GONE:
            raise LogUnavailable(f"the log of job {job} is not there (HTTP {status}): it has expired, or was never uploaded")
        if status >= HTTPStatus.BAD_REQUEST:
            raise requester.createException(status, headers, _said(text))
        if "location" in headers:
            return self._download(headers["location"])
        return text.encode(errors="replace")[-self._max_log_bytes :]

    def _download(self, url: str) -> bytes:
        """What a signed address holds. It is its own credential: ours does not go there, nor one that .netrc knows."""
        import requests

        if urlsplit(url).scheme not in {"https", urlsplit(self._base_url).scheme}:
            raise LogUnavailable("the log is said to be at an address that is not https")
        with requests.get(url, stream=True, timeout=LOG_TIMEOUT, auth=_no_credentials) as answer:
            if answer.status_code in GONE:
                raise LogUnavailable(f"the log has expired (HTTP {answer.status_code})")
            answer.raise_for_status()
            return _end_of(answer, self._max_log_bytes)

    def _ask(self, what: str, request: Callable[[], T], attempt: int = 1) -> T:
        """What GitHub answers. Trouble that may pass is waited for: `TRIES` times, with full jitter or as long as GitHub asks."""
        try:
            return request()
        except troubles() as error:
            rest = rest_before_retry(error, attempt, random.random(), time.time())  # noqa: S311 (jitter, no secret)
            if rest is None or attempt == TRIES:
                raise explain(error, what, self._base_url, self._token) from error
        self._pause(rest)
        return self._ask(what, request, attempt + 1)


def _first_failed(jobs: list[WorkflowJob]) -> WorkflowJob | None:
    return next((job for conclusion in FAILED for job in jobs if job.conclusion == conclusion), None)


def _said(text: str) -> dict[str, Any]:
    """The JSON of an error, or the text as its message."""
    try:
        said = json.loads(text)
    except ValueError:
        said = None
    return said if isinstance(said, dict) else {"message": text}


def _no_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _end_of(answer: requests.Response, most: int) -> bytes:
    """The last `most` bytes of an answer, however long it is, in memory of twice as much."""
    kept = bytearray()
    for chunk in answer.iter_content(CHUNK_BYTES):
        kept += chunk
        if len(kept) > 2 * most:
            del kept[:-most]
    return bytes(kept[-most:])
