"""Rules for what surrounds the build: runner, disk, memory, network, permissions, time."""

from __future__ import annotations

import re
from typing import Final

from homeostat.records import Category, Severity
from homeostat.understand.rule import Rule, Scope

RUNNER: Final[tuple[Rule, ...]] = (
    Rule(
        "runner-lost",
        Category.SYSTEM,
        Severity.CRITICAL,
        0.95,
        re.compile(
            r"runner has received a shutdown signal|lost communication with the server|(?:hosted"
            r"|self-hosted) runner (?:lost|encountered an error)"
            r"|job was not acquired by Runner|Our hosted runners? (?:is|are) (?:down|unavailable)",
            re.IGNORECASE,
        ),
        ("##[error]The runner has received a shutdown signal. This can happen when the runner service is stopped",),
        ("##[error]Process completed with exit code 1.", "##[error]the server lost the connection to its database"),
        scope=Scope.RUNNER,
        transient=True,
    ),
    Rule(
        "job-timeout",
        Category.TIMEOUT,
        Severity.HIGH,
        0.95,
        re.compile(
            r"has exceeded the maximum execution time|^(?:##\[error\])?The action '?.{1,200} has timed out after \d+ minutes"
        ),
        (
            "##[error]The job running on runner GitHub Actions 3 has exceeded the maximum execution time of 360 minutes.",
            "##[error]The action 'Run tests' has timed out after 10 minutes.",
        ),
        ("##[error]AssertionError: the request has timed out",),
        scope=Scope.RUNNER,
    ),
    Rule(
        "job-cancelled",
        Category.SYSTEM,
        Severity.LOW,
        0.5,
        re.compile(r"##\[error\]The (?:operation|run) was cancell?ed\.?$"),
        ("##[error]The operation was canceled.",),
        ("##[error]AssertionError: The operation was canceled by the caller",),
        scope=Scope.RUNNER,
    ),
)

RESOURCES: Final[tuple[Rule, ...]] = (
    Rule(
        "disk-full",
        Category.SYSTEM,
        Severity.CRITICAL,
        0.9,
        re.compile(r"No space left on device|\bENOSPC\b|There is not enough space on the disk|Disk quota exceeded", re.IGNORECASE),
        ("OSError: [Errno 28] No space left on device", "npm ERR! code ENOSPC"),
        ("fatal error: no space before the colon",),
    ),
    Rule(
        "out-of-memory",
        Category.SYSTEM,
        Severity.CRITICAL,
        0.85,
        re.compile(
            r"Out of memory: Kill|Cannot allocate memory|JavaScript heap out of memory|java\.lang\.OutOfMemoryError"
            r"|CUDA out of memory"
            r"|\bOOMKilled\b|signal: 9, SIGKILL|fatal error: Killed signal terminated program|virtual memory exhausted"
        ),
        (
            "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
            "c++: fatal error: Killed signal terminated program cc1plus",
        ),
        ("MemoryError in tests is the program's own error",),
    ),
)

_HTTP_BUSY: Final = r"(?:408|429|50[0234]|52\d)"
_LINK: Final = (
    r"(?:Connection (?:reset|refused|timed out|aborted|broken|was reset)|Temporary failure|timed? ?out"
    r"|Could not resolve host|EOF occurred"
    r"|Network is unreachable|NewConnectionError|ConnectTimeout|ReadTimeout|RemoteDisconnected"
    r"|Name or service not known|IncompleteRead"
    r"|ConnectionResetError|error sending request|dns error|unexpected EOF|TLS handshake|handshake_failure|no such host"
    r"|i/o timeout)"
)

DOWNLOADS: Final[tuple[Rule, ...]] = (
    Rule(
        "download-distribution",
        Category.NETWORK,
        Severity.MEDIUM,
        0.9,
        re.compile(
            rf"ERROR: Could not install packages due to an (?:OSError|EnvironmentError): .*{_LINK}|ERROR: .*pip.*{_LINK}"
            rf"|(?:ERROR|pip).* HTTP error {_HTTP_BUSY}|pip\._vendor\.(?:urllib3|requests)\S*(?:Timeout|Connection"
            rf"|Protocol)Error"
            rf"|Retrying \(Retry\(total=0|(?:error|Caused by|×|├─▶|╰─▶).* (?:Request failed after|operation timed out"
            rf"|{_LINK[3:-1]})"
            rf"|Failed to (?:fetch|download).*(?:{_LINK[3:-1]}|HTTP status .*\({_HTTP_BUSY})"
        ),
        (
            "ERROR: Could not install packages due to an OSError: HTTPSConnectionPool(host='x', port=443): Read timed out.",
            "WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'NewConnectionError'",
            "  Caused by: error sending request for url (https://x.org/simple/black/)",
            "pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='x', port=443): Read timed out.",
        ),
        (
            "WARNING: Retrying (Retry(total=4, connect=None)) after connection broken by 'ReadTimeoutError'",
            "ERROR: No matching distribution found for timeout-decorators",
        ),
        transient=True,
        tool="pip",
    ),
    Rule(
        "download-node",
        Category.NETWORK,
        Severity.MEDIUM,
        0.9,
        re.compile(
            r"npm (?:ERR!|error) (?:code|errno) (?:ECONNRESET|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ECONNREFUSED"
            r"|ERR_SOCKET_TIMEOUT|E429|E50\d)"
            r"|npm (?:ERR!|error) network |error An unexpected error occurred: \"https?://.*(?:ESOCKETTIMEDOUT"
            r"|ETIMEDOUT|ECONNRESET|50\d)"
            r"|ERR_PNPM_(?:META_)?FETCH_FAIL"
        ),
        ("npm ERR! code ECONNRESET", "npm error errno ETIMEDOUT"),
        ("npm ERR! code ERESOLVE", "npm ERR! code E404"),
        transient=True,
        tool="npm",
    ),
    Rule(
        "download-system",
        Category.NETWORK,
        Severity.MEDIUM,
        0.85,
        re.compile(
            r"^E: (?:Failed to fetch|Unable to fetch)|^(?:W|E|Err).*Temporary failure resolving|curl: \((?:5|6|7|16|18"
            r"|28|35|52|56|92)\)"
            rf"|curl: \(22\) The requested URL returned error: {_HTTP_BUSY}|wget: unable to resolve host|ERROR {_HTTP_BUSY}: "
            r"|Hash Sum mismatch"
        ),
        ("E: Failed to fetch http://archive/x.deb  502  Bad Gateway", "curl: (6) Could not resolve host: example.org"),
        ("curl: (22) The requested URL returned error: 404", "E: Unable to locate package libfoo"),
        transient=True,
        tool="apt",
    ),
    Rule(
        "download-git",
        Category.NETWORK,
        Severity.MEDIUM,
        0.85,
        re.compile(
            rf"fatal: unable to access .*(?:Could not resolve|Failed to connect|error: {_HTTP_BUSY}|{_LINK[3:-1]}|gnutls|SSL_)"
            r"|fatal: (?:early EOF|the remote end hung up unexpectedly|Could not read from remote repository.*timed out)"
            r"|error: RPC failed|ssh: (?:connect to host .*timed out|Could not resolve hostname)"
        ),
        ("fatal: unable to access 'https://x/': Could not resolve host: x", "error: RPC failed; curl 92 HTTP/2 stream 0"),
        ("fatal: repository 'https://x/' not found", "fatal: unable to access 'https://x/': The requested URL returned error: 403"),
        transient=True,
        tool="git",
    ),
    Rule(
        "download-image",
        Category.NETWORK,
        Severity.MEDIUM,
        0.85,
        re.compile(
            r"toomanyrequests: |net/http: (?:TLS handshake timeout|request canceled)|received unexpected HTTP status: 50\d"
            r"|Get \"?https://\S+ (?:dial tcp|net/http|context deadline|EOF)|Error response from daemon: .*(?:timeout|EOF)"
        ),
        ("toomanyrequests: You have reached your pull rate limit.", "net/http: TLS handshake timeout"),
        ("Error response from daemon: manifest for x:latest not found",),
        transient=True,
        tool="docker",
    ),
    Rule(
        "download-jvm",
        Category.NETWORK,
        Severity.MEDIUM,
        0.85,
        re.compile(
            rf"Could not transfer artifact .*(?:{_LINK[3:-1]}|status(?: code)?:? {_HTTP_BUSY}|{_HTTP_BUSY} )"
            rf"|Could not (?:GET|HEAD|download) .*(?:{_LINK[3:-1]}|status code {_HTTP_BUSY})"
            rf"|Received status code {_HTTP_BUSY} from server"
        ),
        ("[ERROR] Could not transfer artifact org.x:y:pom:1 from/to central: Connection reset",),
        ("[ERROR] Could not find artifact org.x:y:pom:1 in central",),
        transient=True,
        tool="maven",
    ),
    Rule(
        "download-other",
        Category.NETWORK,
        Severity.MEDIUM,
        0.8,
        re.compile(
            r"spurious network error|failed to download from `https?://|warning: spurious|API rate limit exceeded"
            r"|secondary rate limit"
            rf"|go: .*(?:dial tcp|{_LINK[3:-1]})|(?:Unexpected|unexpected) HTTP (?:response|status)(?: code)?:? {_HTTP_BUSY}"
            r"|##\[error\]\S* ?(?:getaddrinfo|connect) (?:ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED)"
            r"|tunneling socket could not be established"
        ),
        (
            "error: failed to download from `https://crates.example/x`",
            "HttpError: API rate limit exceeded for installation ID 1.",
            "Error: Unexpected HTTP response: 503",
        ),
        ("error: failed to parse manifest at `Cargo.toml`", "Error: Unexpected HTTP response: 404"),
        transient=True,
    ),
)

PERMISSIONS: Final[tuple[Rule, ...]] = (
    Rule(
        "git-denied",
        Category.PERMISSION,
        Severity.HIGH,
        0.9,
        re.compile(
            r"Permission denied \(publickey|fatal: Authentication failed|could not read (?:Username|Password) for"
            r"|remote: Permission to .* denied"
            r"|fatal: unable to access .*error: 40[13]|Write access to repository not granted"
            r"|remote: Invalid username or (?:password|token)"
            r"|protected branch hook declined|detected dubious ownership"
        ),
        ("git@github.com: Permission denied (publickey).", "fatal: Authentication failed for 'https://x/'"),
        ("PermissionError: [Errno 13] Permission denied: 'x'",),
        tool="git",
    ),
    Rule(
        "token-denied",
        Category.PERMISSION,
        Severity.HIGH,
        0.9,
        re.compile(
            r"Resource not accessible by (?:integration|personal access token)|\bBad credentials\b"
            r"|denied: (?:requested access|permission)"
            r"|unauthorized: authentication required|npm (?:ERR!|error) (?:code )?(?:E401|E403|ENEEDAUTH)"
            r"|\bAccessDenied(?:Exception)?\b"
            r"|not authorized to perform|Unable to locate credentials|Could not load credentials|ExpiredToken"
            r"|InvalidClientTokenId"
            r"|(?:HTTP|status|Response|error)\S*:? (?:code )?40[13] ?(?:Unauthorized|Forbidden)|HTTPError: 40[13]"
        ),
        ("##[error]Resource not accessible by integration", "denied: permission_denied: write_package"),
        ("access was granted", "npm ERR! code E404"),
    ),
    Rule(
        "file-denied",
        Category.PERMISSION,
        Severity.HIGH,
        0.75,
        re.compile(
            r"\bEACCES\b|PermissionError: \[Errno 1?3?\]?|^\S.{0,300}: Permission denied$|: Operation not permitted$"
            r"|Permission denied @ "
        ),
        (
            "/usr/bin/bash: line 1: ./gradlew: Permission denied",
            "PermissionError: [Errno 13] Permission denied: '/usr/lib/x'",
            "npm ERR! Error: EACCES: permission denied, mkdir '/usr/lib/x'",
        ),
        ("git@github.com: Permission denied (publickey).",),
    ),
)

WEAK: Final[tuple[Rule, ...]] = (
    Rule(
        "network",
        Category.NETWORK,
        Severity.MEDIUM,
        0.6,
        re.compile(
            r"\b(?:ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH)\b|Temporary failure in name resolution"
            r"|Could not resolve host|getaddrinfo ENOTFOUND"
            r"|Connection (?:reset by peer|timed out)|Network is unreachable|no such host|(?:502|503"
            r"|504) (?:Bad Gateway|Service|Gateway)"
            r"|Read timed out|TLS handshake timeout|SSLError|(?:429|Too Many Requests)\b.*(?:Too Many|rate|retry)"
        ),
        ("error: Connection reset by peer", "requests.exceptions.ReadTimeout: Read timed out. (read timeout=5)"),
        ("error: connection string is malformed",),
        transient=True,
    ),
    Rule(
        "timed-out",
        Category.TIMEOUT,
        Severity.HIGH,
        0.6,
        re.compile(
            r"(?:command|process|step|job|test|build|Timeout).{0,60}(?:timed out after|exceeded the (?:maximum )?time"
            r"|\(SIGTERM\))"
            r"|timeout: sending signal|No output has been received in the last|exceeded the maximum (?:time limit|log length)"
            r"|\+{3,} Timeout \+{3,}|context deadline exceeded",
            re.IGNORECASE,
        ),
        ("Error: command timed out after 600 seconds", "No output has been received in the last 10m0s"),
        ("error: timed event is not defined",),
    ),
    Rule(
        "denied",
        Category.PERMISSION,
        Severity.HIGH,
        0.5,
        re.compile(r"\b(?:permission|access)(?: is| was)? denied\b|\b(?:401 Unauthorized|403 Forbidden)\b", re.IGNORECASE),
        ("Error: access denied", "server returned: 403 Forbidden"),
        ("error: 4031 is no code",),
    ),
)
