"""Rules for words that programs print for many reasons: the last resort, when nothing says more."""

from __future__ import annotations

from typing import Final

from homeostat.records import Category, Severity
from homeostat.understand.pattern import Pattern
from homeostat.understand.rule import Rule
from homeostat.understand.rules_words import LOCAL

WEAK: Final[tuple[Rule, ...]] = (
    Rule(
        "network",
        Category.NETWORK,
        Severity.MEDIUM,
        0.6,
        Pattern(
            rf"^{LOCAL}.*?(?:\b(?:ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH)\b|Temporary failure in name resolution"
            r"|Could not resolve host|getaddrinfo ENOTFOUND|[Cc]onnection (?:reset by peer|timed out|refused)|Network is unreachable|no such host"
            r"|\b(?:502|503|504) (?:Bad Gateway|Service|Gateway)|Read timed out|TLS handshake timeout|\bSSLError\b|\bToo Many Requests\b"
            r"|\bstream error: stream ID \d|(?:HTTP [Ee]rror|[Ss]tatus [Cc]ode|[Rr]esponse [Cc]ode|HTTP [Ss]tatus):? (?:408|429|50[0234])\b"
            r"|\b50[0234]:? (?:Internal Server Error|Bad Gateway|Service (?:Temporarily )?Unavailable|Gateway Time-?out)"
            r"|\bsocket hang up\b|(?:[Cc]lient|[Ss]erver) connection (?:was )?lost|[Ll]ost connection to |\bconnection was closed by the remote)"
        ),
        (
            "error: Connection reset by peer",
            'psql: connection to server at "x.org", port 5432 failed: Connection refused',
            "requests.exceptions.ReadTimeout: Read timed out. (read timeout=5)",
        ),
        ("error: connection string is malformed", "redis at localhost: Connection reset by peer"),
        transient=True,
        declared=(
            "econnreset",
            "etimedout",
            "eai_again",
            "enetunreach",
            "temporary failure in name",
            "could not resolve host",
            "getaddrinfo enotfound",
            "connection reset by peer",
            "connection timed out",
            "connection refused",
            "network is unreachable",
            "no such host",
            "bad gateway",
            "503 service",
            "504 service",
            "502 service",
            "502 gateway",
            "503 gateway",
            "504 gateway",
            "read timed out",
            "tls handshake timeout",
            "sslerror",
            "too many requests",
            "stream error: stream id",
            *(
                f"{what}{mark} {code}"
                for what in ("error", "code", "status")
                for mark in ("", ":")
                for code in ("408", "429", "50")
            ),
            "internal server error",
            "unavailable",
            "gateway time",
            "socket hang up",
            "connection lost",
            "connection was lost",
            "lost connection to ",
            "connection was closed by the remote",
        ),
    ),
)

LAST: Final[tuple[Rule, ...]] = (
    Rule(
        "missing-file",
        Category.CONFIGURATION,
        Severity.MEDIUM,
        0.45,
        Pattern(
            r": No such file or directory$|\bENOENT\b|FileNotFoundError|cannot stat '|(?:Cannot|could not"
            r"|can't) open (?:file|directory)"
        ),
        ("cat: setup.txt: No such file or directory", "python: can't open file '/x/y.py': [Errno 2] No such file or directory"),
        ("error: no file was given",),
        declared=(
            ": no such file",
            "enoent",
            "filenotfounderror",
            "cannot stat '",
            *(f"{verb} open {what}" for verb in ("cannot", "could not", "can't") for what in ("file", "directory")),
        ),
    ),
    Rule(
        "command-not-found",
        Category.DEPENDENCY,
        Severity.MEDIUM,
        0.45,
        Pattern(r"^(?:/bin/)?sh: (?:\d+: )?[\w.+-]+: not found$"),
        ("sh: 1: eslint: not found",),
        ("sh: the page was not found",),
        declared=(": not found",),
    ),
    Rule(
        "error",
        Category.UNKNOWN,
        Severity.MEDIUM,
        0.2,
        Pattern(r"^\s*(?:\S{1,200}: )?(?:\*{3} )?\[?(?:fatal|FATAL|error|Error|ERROR)\b[ :!\]]"),
        ("Error: something is off", "fatal: not a git repository", "make: *** Error 1"),
        ("0 errors",),
        declared=tuple(f"{word}{mark}" for word in ("error", "fatal") for mark in " :!]"),
    ),
)
