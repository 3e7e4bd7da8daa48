"""Rules for trouble on the way in the words of any tool: something was to be fetched or sent, and the line or the other end failed."""

from __future__ import annotations

from typing import Final

from homeostat.records import Category, Severity
from homeostat.understand.pattern import Pattern
from homeostat.understand.rule import Rule
from homeostat.understand.rules_words import (
    BUSY,
    CUT,
    LINK,
    LOCAL,
    LOST,
    OVERLOADED,
    SECRET,
    SLOW,
    TROUBLE,
    Ways,
    either,
    phrase,
    spoken,
    words,
)

_FAILED: Final = r"\b(?:fail(?:ed|ure|s|ing)?|unable|could ?n[o']t|cannot|can't|error|errors|problem|fatal|exception|gave up|giving up|broken|unsuccessful(?:ly)?)\b"
_MOVED: Final = (
    r"(?:download|fetch|\bpull|\bpush|upload|retriev|\bclon(?:e|ing)|\bresolv|connect|\breach|\baccess|transfer|synchroni|\bsync|\bquery|publish"
    r"|restor|\bsend|\breceiv|copy|\bload|\bget\b|contact|communicat|request|import|updat|\bsav(?:e|ing)|\bread|\bsolve|https?://|artifact|registry"
    r"|mirror|repository|remote|\bapi\b)"
)
_LINE: Final = f"(?i:{either(CUT, LOST, SECRET, OVERLOADED)})"
_LATE: Final = f"(?i:{either(SLOW)})"
_ON_ITS_WAY: Final = (
    r"(?:download|fetch|\bpull|\bpush|upload|\bclon(?:e|ing)|\bconnect(?:ion|ing|ed)?\b|https?://|registry|mirror|socket|\bnetwork|\brequest|artifact"
    r"|\btransfer)"
)
_AGAIN: Final = r"(?!.*\b(?:[Rr]etrying|[Ww]ill retry|be retried|[Tt]rying again|tries remaining|[Aa]ttempt [1-9]\d* (?:of|/))|.*\.\.\. ?failed$)"

_VERBS: Final = (
    "download",
    "fetch",
    "clone",
    "pull",
    "push",
    "upload",
    "retrieve",
    "connect",
    "reach",
    "contact",
    "communicate",
    "synchronize",
)
_TRIED: Final = (
    "failed to",
    "unable to",
    "could not",
    "couldn't",
    "cannot",
    "can't",
    "could not be",
    "couldn't be",
    "cannot be",
    "error while",
)
_DOING: Final = (
    "downloading",
    "fetching",
    "cloning",
    "pulling",
    "pushing",
    "uploading",
    "retrieving",
    "connecting",
    "contacting",
    "synchronizing",
)
_BARE: Final[Ways] = (
    (rf"\b(?:{'|'.join(_TRIED)}) (?:{'|'.join(_VERBS)})", *(f"{tried} {verb}" for tried in _TRIED for verb in _VERBS)),
    (rf"\b(?:failed|error|error while|error when) (?:{'|'.join(_DOING)})", *(f"{tried} {verb}" for tried in ("failed", "error", "while", "when") for verb in _DOING)),
    (rf"\b(?:{'|'.join(_VERBS)})(?: has)? failed\b", *(f"{verb}{has} failed" for verb in _VERBS for has in ("", " has"))),
    (r"\bdownload of .{1,200} failed\b", "download of "),
)  # fmt: skip
_FINAL: Final = (
    r"(?!.*(?:\b40[0-79]\b|\b410\b|not found|no such file|does(?: not|n't) exist|denied|forbidden|unauthori|invalid|unsupported|not supported"
    r"|[Rr]etr(?:y|ying|ies)\b|certificate|checksum|no matching|unknown revision|authenticat|permission|\bquota\b))"
)

INDEXES: Final[Ways] = (
    (r"failed to (?:synchronize cache|download metadata|fetch results from|fetch record|fetch package|update (?:the )?(?:package )?index)",
     *(f"failed to {what}" for what in ("synchronize cache", "download metadata", "fetch results from", "fetch record", "fetch package", "update"))),
    "cannot find a valid baseurl",
    "cannot prepare internal mirrorlist",
    "cannot download metadata",
    "all mirrors were tried",
    "no more mirrors to try",
    "does not match metalink",
    "some index files failed to download",
    "not a valid repository or cannot be reached",
    "not a valid chart repository or cannot be reached",
    "failed to query available provider packages",
    "could not query provider registry",
    "error retrieving packages from source",
    "sources of the following couldn't be obtained",
    (r"\bcannot (?:open url|load package index)", "cannot open url", "cannot load package index"),
    "remote connection/protocol failed",
    "failed to fetch blobs because",
    "unable to create a container for the artifact",
    "failed to get upload url",
    "failed to save cache entry",
    "unable to download artifact",
    "unable to find any artifacts",
    (r"^(?:error: )?unknown blob$|\bblob upload (?:unknown|invalid)\b|\bblob_upload_(?:unknown|invalid)\b", "unknown blob", "blob upload ", "blob_upload_"),
    "blob not found",
    "failed commit on ref",
    "throttling: rate exceeded",
    phrase(("stream dropped", "failed to fill whole buffer", "failed to read response", "error reading response", "error reading compile response", "unexpected response from server",
            "unexpected server response", "empty reply from server", "no response from server", "empty response from", "invalid response from", "bad response from",
            "could not reach any registry")),
    (r"\bcould not be downloaded\.$", "could not be downloaded"),
)  # fmt: skip
"""What indexes of packages, stores of artifacts and their like say when they are gone for a moment."""

BROKEN_PIECES: Final[Ways] = (
    (r"\bwheel '.{1,200}' located at .{1,300} is invalid\b", "wheel '"),
    phrase(("corrupt", "corrupted", "truncated", "damaged"), ("archive", "download", "file", "package", "zip", "tarball", "gzip", "wheel", "jar", "cache"), after=r"\b"),
    phrase(("archive", "download", "zip file", "tarball", "package", "jar", "cache", "file"), ("is", "was", "appears to be", "seems to be", ""), ("corrupt", "corrupted", "truncated", "damaged"), after=r"\b"),
    phrase(("not a zip file", "not in gzip format", "not a gzip file", "badzipfile", "unexpected eof in archive", "end-of-central-directory signature not found", "zip end header not found",
            "invalid loc header", "error in opening zip file", "crc check failed", "crc error", "incorrect header check", "unexpected end of archive", "invalid distance too far back",
            "unrecognized archive format", "gzip: invalid header", "gzip: invalid checksum", "invalid tar header")),
)  # fmt: skip
"""What was fetched arrived in pieces."""

CLOUDS: Final[Ways] = (
    (r"\b(?:Throttling|ThrottlingException|RequestThrottled|ThrottledException|TooManyRequestsException|RequestLimitExceeded|SlowDown)\b",
     "throttling", "throttled", "toomanyrequests", "requestlimitexceeded", "slowdown"),
    (r"\b(?:RateLimitExceeded|rateLimitExceeded|userRateLimitExceeded|RESOURCE_EXHAUSTED|ProvisionedThroughputExceededException)\b",
     "ratelimitexceeded", "resource_exhausted", "provisionedthroughputexceeded"),
    (r"\b(?:ServiceUnavailable|ServiceUnavailableException|InternalServerError|InternalFailure|ServerBusy|GatewayTimeout|BadGateway)\b(?!\.)",
     "serviceunavailable", "internalservererror", "internalfailure", "serverbusy", "gatewaytimeout", "badgateway"),
    (r"\b(?:RequestTimeout|RequestTimeoutException|OperationTimedOut|backendError)\b(?!\.)", "requesttimeout", "operationtimedout", "backenderror"),
    (r"\brpc error: code = (?:Unavailable|Internal|Aborted|ResourceExhausted)", "rpc error: code = "),
    "please retry your request",
)  # fmt: skip
"""Codes with which clouds ask for another try."""

TRANSFERS: Final[tuple[Rule, ...]] = (
    Rule(
        "index-unreachable",
        Category.NETWORK,
        Severity.MEDIUM,
        0.8,
        spoken(INDEXES),
        (
            "Error: Failed to synchronize cache for repo 'updates'",
            "unknown blob",
            'ERROR: failed to push a:1: failed commit on ref "index-sha256:3be": unexpected status: 500 Server Error',
        ),
        ("the blob of the other test is unknown",),
        transient=True,
        declared=words(INDEXES),
        early=True,
    ),
    Rule(
        "arrived-broken",
        Category.NETWORK,
        Severity.MEDIUM,
        0.7,
        spoken(BROKEN_PIECES),
        ("ERROR: Wheel 'a' located at /tmp/a.whl is invalid.", "tar: Unexpected EOF in archive", "gzip: stdin: not in gzip format"),
        ("the archive of the file",),
        transient=True,
        declared=words(BROKEN_PIECES),
        early=True,
    ),
    Rule(
        "cloud-busy",
        Category.NETWORK,
        Severity.MEDIUM,
        0.75,
        Pattern(rf"\b(?:[Ee]rror|ERROR|[Ff]ailed|[Ee]xception|[Ff]atal|FATAL|code|Code)\b.*?{either(CLOUDS)}"),
        (
            "An error occurred (ThrottlingException) when calling the DescribeStacks operation: Rate exceeded",
            "Error: rpc error: code = Unavailable desc = transport is closing",
        ),
        ("class ThrottlingException extends Base {",),
        transient=True,
        declared=words(CLOUDS),
        early=True,
    ),
    Rule(
        "answered-busy",
        Category.NETWORK,
        Severity.MEDIUM,
        0.7,
        Pattern(rf"^{LOCAL}{_AGAIN}(?=.*(?i:{either(OVERLOADED)}))(?i:.*?{_FAILED})"),
        ("Error: Internal Server Error", "ERROR: 503 Service Unavailable: no healthy upstream"),
        ("GET / 503 Service Unavailable", "Error: too many requests, retrying"),
        transient=True,
        declared=words(OVERLOADED),
        early=True,
    ),
    Rule(
        "transfer",
        Category.NETWORK,
        Severity.MEDIUM,
        0.75,
        Pattern(rf"^{LOCAL}{_AGAIN}(?:(?=.*{_LINE})(?=.*(?i:{_MOVED}))|(?=.*{_LATE})(?=.*(?i:{_ON_ITS_WAY})))(?i:.*?{_FAILED})"),
        (
            "Error: Failed to download the action: connection reset by peer",
            'The "https://x.org/versions" file could not be downloaded: No connection could be made because the target actively refused it',
            "failed to push registry.example/a/b:1: failed to copy: io: read/write on closed pipe",
        ),
        (
            "Failed to fetch a, connection reset by peer, retrying",
            "FAIL: the timeout was not raised",
            "failed to connect to localhost:5432: connection refused",
        ),
        transient=True,
        declared=words(*TROUBLE),
        early=True,
    ),
)

GONE: Final[Ways] = (
    phrase(("http", "http/2", "http/1.1", "status", "code", "error", "returned", "status:", "code:", "error:", "returned:", "get:", "post:", "put:", "head:", "request:"), ("404", "410"), after=r"\b"),
    phrase(("404", "410"), ("not found", "(not found)", "client error: not found", "gone"), after=""),
    phrase(("404: not found", "NoSuchKey", "NoSuchBucket"), after=r"\b"),
)  # fmt: skip

FETCHED: Final[tuple[Rule, ...]] = (
    Rule(
        "gone",
        Category.DEPENDENCY,
        Severity.HIGH,
        0.65,
        spoken(GONE),
        ("HTTP/2 404 ", "curl: (22) The requested URL returned error: 404", "Error: 404 Not Found"),
        ("line 404 of the file", "error 4041"),
        declared=words(GONE),
        early=True,
    ),
    Rule(
        "artifacts-busy",
        Category.NETWORK,
        Severity.MEDIUM,
        0.65,
        Pattern(rf"\b(?:Uploading|Downloading) (?:artifacts|cache)\b.{{0,300}}(?:{BUSY}|{LINK})"),
        ('WARNING: Uploading artifacts as "archive" to coordinator... POST https://x/artifacts: 502 Bad Gateway  id=1 status=502',),
        ('Uploading artifacts as "archive" to coordinator... 201 Created  id=1 responseStatus=201 Created token=a',),
        transient=True,
        declared=tuple(f"{moving} {what}" for moving in ("uploading", "downloading") for what in ("artifacts", "cache")),
        early=True,
    ),
    Rule(
        "fetch-failed",
        Category.NETWORK,
        Severity.MEDIUM,
        0.65,
        Pattern(rf"^(?!\W{{0,3}}[Ww][Aa][Rr][Nn]){LOCAL}{_FINAL}(?i:.*?{either(_BARE)})"),
        ('Error: Failed to download resource "a"', "download of package 'a' failed", "The a app could not be downloaded"),
        ("Failed to download a: 404", "Failed to fetch a: the repository was not found", "failed to connect to localhost"),
        transient=True,
        declared=words(_BARE),
        early=True,
    ),
)
"""No reason is given, so these come after all that give one."""
