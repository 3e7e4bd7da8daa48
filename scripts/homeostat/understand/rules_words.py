"""What trouble is called, whatever tool prints it: families of words that several rules share, and how rules are made of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import product
from math import prod
from typing import Final, TypeAlias

from homeostat.understand.pattern import Pattern

Ways: TypeAlias = tuple[str | tuple[str, ...], ...]
"""Ways to say one thing, in any case: a plain text, or an expression with the words of which a match holds one."""


def spoken(*ways: Ways, before: str = "", after: str = "") -> Pattern:
    """A pattern that matches any of the ways, in large or small letters."""
    return Pattern(before + either(*ways) + after, re.IGNORECASE)


def either(*ways: Ways) -> str:
    """The expression for any of the ways."""
    return "(?:" + "|".join(way[0] if isinstance(way, tuple) else re.escape(way) for family in ways for way in family) + ")"


def words(*ways: Ways) -> tuple[str, ...]:
    """The words by which lines are found that say it in one of these ways. A text is its own word."""
    return tuple(_shortest(word for family in ways for way in family for word in _words(way)))


def _shortest(found: Iterable[str]) -> Sequence[str]:
    """Without those that begin with another one: "inputs" where there is "input"."""
    kept: list[str] = []
    for word in sorted(found):
        if not kept or not word.startswith(kept[-1]):
            kept.append(word)
    return kept


_MOST: Final = 380
"""Words of a phrase. With more of them lines are found no better, and the list of all words grows long."""

SPOKEN_OF: Final = r"^(?!\W{0,3}warn)(?!.*\bwarning: ).*?"
"""Before what counts unless it is a warning."""


def phrase(*parts: tuple[str, ...], before: str = r"\b", after: str = "") -> tuple[str, ...]:
    """One text of each part, blanks between: an expression and words of it. An empty text among a part's makes it optional."""
    expressions = [f"(?:{'|'.join(re.escape(text) for text in part if text)})" for part in parts]
    steps = [f"(?:{one} )?" if "" in part else f"{one} " for one, part in zip(expressions, parts, strict=True)]
    return (before + "".join(steps).removesuffix(" ") + after, *_telling(parts))


def _telling(parts: Sequence[tuple[str, ...]]) -> Sequence[str]:
    """The wordings of those neighbouring parts that say most in not too many words."""
    bounds = [i for i, part in enumerate(parts) if "" not in part]
    runs = [parts[i : j + 1] for i in bounds for j in bounds if i <= j]
    few = [_wordings(run) for run in runs if prod(map(len, run)) <= _MOST] or [
        _wordings(min(runs, key=lambda run: prod(map(len, run))))
    ]
    return max(few, key=lambda wordings: (min(map(len, wordings)), -len(wordings)))


def _wordings(parts: Iterable[tuple[str, ...]]) -> Sequence[str]:
    return _shortest(" ".join(filter(None, texts)).lower() for texts in product(*parts))


def _words(way: str | tuple[str, ...]) -> Iterable[str]:
    return way[1:] if isinstance(way, tuple) else (way.lower(),)


BUSY: Final = r"(?:408|429|50[0234]|52\d)\b"
"""HTTP: ask again later."""

CURL: Final = r"(?:5|6|7|16|18|28|35|52|55|56|92)"
"""curl's codes for trouble on the way."""

NODE: Final = r"(?:ECONNRESET|ETIMEDOUT|ESOCKETTIMEDOUT|EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ECONNABORTED|EPIPE|ERR_SOCKET_TIMEOUT)"
GO: Final = r"(?:dial tcp|net/http: |context deadline exceeded|EOF\b|unexpected EOF|read tcp|http2: |proxyconnect|tls: |remote error|stream error)"
LOCAL: Final = r"(?!.*(?:\blocalhost\b|\b127\.0\.0\.1\b|\[::1?\]|\b0\.0\.0\.0\b))"
"""Looks ahead: not a service of the job's own."""

_ENDED: Final = ("reset", "refused", "timed out", "timed-out", "timedout", "aborted", "broken", "closed", "lost", "dropped", "terminated", "died", "interrupted", "failed",
                 "forcibly closed")  # fmt: skip
_WAS: Final = ("was", "has been", "is", "got", "unexpectedly", "attempt")

CUT: Final[Ways] = (
    (rf"\bconnection (?:{'|'.join(_ENDED)}|(?:to (?:the server )?\S{{1,100}}|{'|'.join(_WAS)}) (?:(?:{'|'.join(_WAS)}) ){{0,2}}(?:{'|'.join(_ENDED)}))",
     "connection to ", *(f"connection {word}" for word in (*_WAS, *_ENDED))),
    (r"\bconnect(?:ion)? to \S{1,200} .{0,100}failed", "connect to ", "connection to "),
    "lost connection",
    "error occurred during transmission",
    "no connection could be made",
    "actively refused",
    "forcibly closed",
    "socket hang up",
    (r"\bsocket (?:was )?(?:closed|error|disconnected)", *(f"socket {word}" for word in ("was ", "closed", "error", "disconnected"))),
    "broken pipe",
    "closed pipe",
    (r"\bpeer (?:unexpectedly )?closed", "peer closed", "peer unexpectedly closed"),
    (r"\bremote (?:host|end|side|party|server) (?:unexpectedly )?(?:closed|terminated|hung|disconnected)",
     *(f"remote {end} " for end in ("host", "end", "side", "party", "server"))),
    "hung up unexpectedly",
    "disconnected before secure",
    "cannot reuse body",
    "failed to establish a new connection",
    "max retries exceeded",
    phrase(("net::err_connection", "net::err_timed_out", "net::err_empty_response", "net::err_socket", "net::err_http2")),
    "error sending request",
    (r"\brequest (?:was )?(?:cancell?ed|aborted)", "request was ", "request canceled", "request cancelled", "request aborted"),
    "early eof",
    "unexpected eof",
    "eof occurred",
    (r"\bunexpected end of (?:file|stream|input|data)", "unexpected end of "),
    (r"\bpremature(?:ly)? (?:end|clos|eof)", "premature"),
    (r"\bincomplete ?(?:read|chunked|message|body)", "incomplete"),
    (r"\b(?:stream|http/?2) (?:error|was reset|reset|closed|was not closed)|\bhttp/?2 (?:framing|stream)", *(f"stream {word}" for word in ("error", "was ", "reset", "closed")), "http2 ", "http/2 "),
    (r"\b(?:goaway|rst_stream|internal_error)\b", "goaway", "rst_stream", "internal_error"),
    "transfer closed with",
    (r"\bunexpected (?:disconnect|token '?<)", "unexpected disconnect", "unexpected token"),
    (r"\b(?:econnreset|econnaborted|econnrefused|epipe|err_socket|err_stream_premature)", "econnreset", "econnaborted", "econnrefused", "epipe",
     "err_socket", "err_stream_premature"),
    (r"\b(?:ConnectionReset|ConnectionRefused|ConnectionAborted|BrokenPipe|ChunkedEncoding|Protocol|Proxy|SSL|NewConnection)Error\b",
     "connectionreseterror", "connectionrefusederror", "connectionabortederror", "brokenpipeerror", "chunkedencodingerror", "protocolerror",
     "proxyerror", "sslerror", "newconnectionerror"),
    (r"\b(?:RemoteDisconnected|IncompleteRead|SocketException|ConnectException|EOFException|SSLException|SSLHandshakeException)\b",
     "remotedisconnected", "incompleteread", "socketexception", "connectexception", "eofexception", "sslexception", "sslhandshakeexception"),
)  # fmt: skip
"""The line went dead."""

LOST: Final[Ways] = (
    phrase(("network", "host", "server", "destination"), ("is", ""), ("unreachable", "not reachable", "down"), after=r"\b"),
    "no route to host",
    phrase(("net::err_name_not", "net::err_internet", "net::err_network", "net::err_address")),
    "temporary failure",
    "could not resolve host",
    "couldn't resolve host",
    "could not resolve proxy",
    "name or service not known",
    "no address associated",
    "no such host",
    "nodename nor servname",
    (r"\bunknown ?host", "unknown host", "unknownhost"),
    "name resolution",
    "getaddrinfo",
    "server misbehaving",
    "name could not be resolved",
    (r"\bdns (?:error|lookup|resolution|failure|problem)", "dns "),
    (r"\b(?:enetunreach|ehostunreach|enetdown|ehostdown|enotfound|eai_again|eai_fail)\b", "enetunreach", "ehostunreach", "enetdown", "ehostdown",
     "enotfound", "eai_again", "eai_fail"),
    (r"\b(?:gaierror|NameResolutionError)\b", "gaierror", "nameresolutionerror"),
)  # fmt: skip
"""Nobody was found at the other end."""

SLOW: Final[Ways] = (
    (r"\btimed?[ -]?out\b", "timed out", "timeout", "time out", "timedout", "time-out", "timed-out"),
    "deadline exceeded",
    (r"\b(?:etimedout|esockettimedout)\b", "etimedout", "esockettimedout"),
    phrase(("ReadTimeout", "ConnectTimeout", "SocketTimeout", "TimeoutError", "TimeoutException"), before=""),
    (r"\b(?:failed to|did not(?: properly)?) respond\b", " respond"),
    "operation too slow",
    "took too long to respond",
)  # fmt: skip
"""The answer did not come in time."""

SECRET: Final[Ways] = (
    (r"\b(?:tls|ssl) (?:handshake|connect|error|connection)", "tls handshake", "ssl handshake", "tls connect", "ssl connect", "tls error", "ssl error",
     "tls connection", "ssl connection"),
    phrase(("handshake fail", "handshake_fail", "handshake timeout", "handshake timed", "handshake operation")),
    "ssl_error_syscall",
    "ssl_read",
    "gnutls_handshake",
    "gnutls recv",
    "ssl/tls secure channel",
)  # fmt: skip
"""The two ends did not agree on a cipher: nearly always the line, seldom the settings."""

_ANSWERED: Final = ("http", "http/2", "http/1.1", "status", "code", "error", "response", "returned", "received", "got", "success")
_MARKS: Final = (" ", ": ", ":", "=", " (", "(", ": (")

OVERLOADED: Final[Ways] = (
    "bad gateway",
    (r"\bservice (?:is )?(?:temporarily |currently )?unavailable", "service unavailable", "service temporarily", "service currently", "service is "),
    (r"\bgateway time-?out", "gateway time"),
    "internal server error",
    phrase(("too many requests", "toomanyrequests")),
    phrase(("rate limit", "ratelimit", "rate-limit")),
    phrase(("throttled", "throttling", "rate exceeded"), after=r"\b"),
    phrase(("temporary", "temporarily"), ("error", "unavailable", "failed", "overloaded")),
    "try again later",
    phrase(("upstream connect error", "no healthy upstream", "server misbehaving", "backend unavailable")),
    (r"\bserver (?:error|is busy|too busy|overloaded|is overloaded|unavailable)", "server error", "server is ", "server too busy", "server overloaded",
     "server unavailable"),
    (r"\b(?:statuscode\.|code = |status: )unavailable\b|(?-i:\bUNAVAILABLE: )", "statuscode.unavailable", "code = unavailable", "status: unavailable",
     "unavailable: "),
    (rf"(?:{'|'.join(map(re.escape, _ANSWERED))})(?:{'|'.join(map(re.escape, _MARKS))}){BUSY}",
     *(f"{what}{mark}{code}" for what in _ANSWERED for mark in _MARKS for code in ("408", "429", "50", "52"))),
)  # fmt: skip
"""Somebody answered that it is too much just now."""

TROUBLE: Final[tuple[Ways, ...]] = (CUT, LOST, SLOW, SECRET, OVERLOADED)
"""All that passes by itself on the way to somebody else's machine."""

LINK: Final = f"(?i:{either(*TROUBLE)})"
