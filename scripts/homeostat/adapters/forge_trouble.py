"""What can go wrong with GitHub, said in one line: which trouble may pass, and what to do about that which does not."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from homeostat.errors import ForgeFailed

if TYPE_CHECKING:
    from github import GithubException

CEILING: Final = 60.0
"""Seconds: whoever asks us to wait longer is not waited for."""

BASE: Final = 2.0
"""Seconds: the longest first wait; it doubles. Full jitter, as AWS Builders' Library recommends for many clients at once."""

MOST_WORDS: Final = 300

_HINTS: Final[Mapping[int, str]] = {
    HTTPStatus.UNAUTHORIZED: "The token is wrong, has expired or was revoked.",
    HTTPStatus.NOT_FOUND: "Check the repository's name, and that the token may see it (actions: read for logs).",
    HTTPStatus.UNPROCESSABLE_ENTITY: "GitHub understood the request and refuses it: check branch, base branch, labels and reviewers.",
}
_MAY_NOT_OPEN: Final = "not permitted to create"


@functools.cache
def troubles() -> tuple[type[Exception], ...]:
    """What PyGithub and requests raise. The last five stand for an answer that is not GitHub's: a proxy's page, another server."""
    import requests
    from github import BadAttributeException, GithubException

    return (GithubException, requests.RequestException, BadAttributeException, AssertionError, RuntimeError, TypeError, ValueError)


def rest_before_retry(error: Exception, attempt: int, chance: float, now: float) -> float | None:
    """Seconds to wait before the next try; None if another try cannot help. `chance` is in 0..1, `now` in seconds since 1970."""
    import requests

    jittered = chance * min(CEILING, BASE**attempt)
    status, headers = _status_of(error), _headers_of(error)
    if status is None:
        return jittered if isinstance(error, requests.ConnectionError | requests.Timeout) else None
    if status < HTTPStatus.INTERNAL_SERVER_ERROR and not _is_rate_limit(error, status, headers):
        return None
    asked = _asked_to_wait(headers, now)
    return jittered if asked is None else asked if asked <= CEILING else None


def explain(error: Exception, what: str, base_url: str, token: str) -> ForgeFailed:
    """The error for people. `what` completes "cannot …"; nothing in it can be the token."""
    message, hint = _explained(error, what, urlsplit(base_url).netloc)
    return ForgeFailed(message.replace(token, "***"), hint.replace(token, "***"))


def is_about(error: ForgeFailed, status: int, word: str = "") -> bool:
    """Whether GitHub refused with this status, and with this word."""
    return f"(HTTP {status:d})" in str(error) and word in str(error).lower()


def _explained(error: Exception, what: str, server: str) -> tuple[str, str]:
    status, headers = _status_of(error), _headers_of(error)
    if status is None:
        return f"cannot {what}: {server} {_silence(error)}", "Check the network, the proxy settings and GITHUB_API_URL."
    start = f"cannot {what} (HTTP {status:d})"
    if _is_rate_limit(error, status, headers):
        return f"{start}: GitHub's rate limit is used up", f"Try again {_later(headers)}."
    words = _words_of(error)
    return f"{start}: {words}" if words else start, _hint(status, headers, words)


def _hint(status: int, headers: Mapping[str, str], words: str) -> str:
    if _MAY_NOT_OPEN in words:
        return 'Allow it: Settings, Actions, General, "Allow GitHub Actions to create and approve pull requests".'
    needed = headers.get("x-accepted-github-permissions", "")
    if status == HTTPStatus.FORBIDDEN and needed:
        return f"The token needs {_one_line(needed).replace('_', '-').replace('=', ': ')}."
    return _HINTS.get(status, "")


def _silence(error: Exception) -> str:
    import requests

    if isinstance(error, requests.Timeout):
        return "did not answer in time"
    if isinstance(error, requests.RequestException):
        return f"cannot be reached ({type(error).__name__})"
    return f"does not answer as GitHub does ({type(error).__name__})"


def _status_of(error: Exception) -> int | None:
    """The HTTP status, where the server got as far as giving one."""
    known: GithubException | None = _as_github(error)
    if known is not None:
        return known.status
    answer = getattr(error, "response", None)
    return None if answer is None else int(answer.status_code)


def _headers_of(error: Exception) -> Mapping[str, str]:
    known = _as_github(error)
    headers = known.headers if known is not None else getattr(getattr(error, "response", None), "headers", None)
    return {name.lower(): value for name, value in (headers or {}).items()}


def _as_github(error: Exception) -> GithubException | None:
    from github import GithubException

    return error if isinstance(error, GithubException) else None


def _is_rate_limit(error: Exception, status: int, headers: Mapping[str, str]) -> bool:
    from github import RateLimitExceededException

    if status == HTTPStatus.TOO_MANY_REQUESTS or isinstance(error, RateLimitExceededException):
        return True
    return status == HTTPStatus.FORBIDDEN and ("retry-after" in headers or headers.get("x-ratelimit-remaining") == "0")


def _asked_to_wait(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that the server asks for, one more than until its limit opens; None if it does not say."""
    after, reset = headers.get("retry-after", ""), headers.get("x-ratelimit-reset", "")
    if _is_number(after):
        return float(after)
    if headers.get("x-ratelimit-remaining") == "0" and _is_number(reset):
        return max(0.0, float(reset) - now) + 1
    return None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 12


def _later(headers: Mapping[str, str]) -> str:
    after = headers.get("retry-after", "")
    return f"in {after} seconds" if _is_number(after) else "in an hour at the latest"


def _words_of(error: Exception) -> str:
    """What the server says: its message, and of a 422 the reasons in its `errors`."""
    data = getattr(error, "data", None)
    if not isinstance(data, dict):
        return ""
    reasons = data.get("errors")
    details = [_reason(item) for item in reasons[:5]] if isinstance(reasons, list) else []
    return _one_line(": ".join(filter(None, [str(data.get("message") or ""), "; ".join(filter(None, details))])))


def _reason(item: Any) -> str:
    if not isinstance(item, dict):
        return str(item)
    return str(item.get("message") or " ".join(str(item.get(key) or "") for key in ("resource", "field", "code")))


def _one_line(text: str) -> str:
    line = "".join(c if c.isprintable() else " " for c in text[: 4 * MOST_WORDS])
    return " ".join(line.split())[:MOST_WORDS]
