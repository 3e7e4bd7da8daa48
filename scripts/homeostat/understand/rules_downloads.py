"""Rules for what could not be fetched although it is there: packages, images, sources, artifacts. All of them may do a moment later."""

from __future__ import annotations

from typing import Final

from homeostat.records import Category, Severity
from homeostat.understand.pattern import Pattern
from homeostat.understand.rule import Rule
from homeostat.understand.rules_words import BUSY, CURL, GO, LINK, NODE

LFS_REFUSED: Final = Rule(
    "lfs-refused",
    Category.PERMISSION,
    Severity.HIGH,
    0.9,
    Pattern(r"repository is over its data quota|Object does not exist on the server|bandwidth limit .{0,40}LFS"),
    ("batch response: This repository is over its data quota. Purchase more data packs to restore access.",),
    ("over its quota of lines",),
    tool="git-lfs",
    declared=("over its data quota", "object does not exist on the server", "bandwidth limit "),
    early=True,
)

DOWNLOADS: Final[tuple[Rule, ...]] = (
    LFS_REFUSED,
    Rule(
        "download-distribution",
        Category.NETWORK,
        Severity.MEDIUM,
        0.9,
        Pattern(
            rf"ERROR: Could not install packages due to an (?:OSError|EnvironmentError): .*{LINK}"
            rf"|(?:ERROR|\bpip): HTTP error {BUSY}|pip\._vendor\.(?:urllib3|requests)\S*(?:Timeout|Connection|Protocol)Error"
            r"|Retrying \(Retry\(total=0|(?:error|Caused by|─▶).* (?:Request failed after|operation timed out)"
            rf"|(?:^\s+Caused by:|─▶) .{{0,200}}{LINK}|^\s+(?:error sending request|operation timed out|client error \(Connect\))"
            rf"|Failed to (?:fetch|download)\b.*(?:{LINK}|HTTP status .{{0,60}}\({BUSY})"
            rf"|CondaHTTPError: HTTP (?:000 CONNECTION FAILED|{BUSY})|\bDownload error \({CURL}\)|All attempts to connect to .* failed"
        ),
        (
            "ERROR: Could not install packages due to an OSError: HTTPSConnectionPool(host='x', port=443): Read timed out.",
            "WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'NewConnectionError'",
            "  Caused by: error sending request for url (https://x.org/simple/black/)",
            "pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='x', port=443): Read timed out.",
            "CondaHTTPError: HTTP 000 CONNECTION FAILED for url <https://x.org/linux-64/repodata.json>",
        ),
        (
            "WARNING: Retrying (Retry(total=4, connect=None)) after connection broken by 'ReadTimeoutError'",
            "ERROR: No matching distribution found for timeout-decorators",
            "requests.exceptions.ConnectionError: (Caused by NewConnectionError('a: Connection refused'))",
        ),
        transient=True,
        tool="pip",
        declared=(
            "could not install packages due to an ",
            "error: http error ",
            "pip: http error ",
            "pip._vendor.",
            "retry(total=0",
            "request failed after",
            "operation timed out",
            "caused by: ",
            "─▶ ",
            "error sending request",
            "client error (connect)",
            "failed to fetch",
            "failed to download",
            "condahttperror: http ",
            "download error (",
            "all attempts to connect to ",
        ),
        early=True,
    ),
    Rule(
        "download-node",
        Category.NETWORK,
        Severity.MEDIUM,
        0.9,
        Pattern(
            rf"npm (?:ERR!|error) (?:code|errno) (?:{NODE}|E429|E50\d)|npm (?:ERR!|error) (?:network |50\d )"
            rf"|\berror (?:An unexpected error occurred: \")?https?://\S+: (?:{NODE}|socket hang up|.{{0,60}}(?:timeout|\b50\d\b))"
            r"|ERR_PNPM_(?:META_)?FETCH_(?:FAIL|429|50\d)|\bYN0001: .*RequestError|\bYN0035: .*(?:timed out|\b50\d\b)"
        ),
        (
            "npm ERR! code ECONNRESET",
            "npm error errno ETIMEDOUT",
            'error An unexpected error occurred: "https://x.org/a/-/a-1.tgz: ESOCKETTIMEDOUT".',
        ),
        ("npm ERR! code ERESOLVE", "npm ERR! code E404"),
        transient=True,
        tool="npm",
        declared=(
            "npm err! ",
            "npm error ",
            "error an unexpected error occurred",
            "error http",
            "err_pnpm_",
            "yn0001: ",
            "yn0035: ",
        ),
        early=True,
    ),
    Rule(
        "download-system",
        Category.NETWORK,
        Severity.MEDIUM,
        0.85,
        Pattern(
            r"^(?:[EW]: )?Failed to fetch https?://(?!.* 40[34] )|^E: Unable to fetch |^(?:W|E|Err).*Temporary failure resolving"
            rf"|curl: \({CURL}\)|curl: \(22\) The requested URL returned error: {BUSY}|wget: unable to resolve host|ERROR {BUSY}: "
            r"|GPG error: .{1,300}: (?:At least one invalid signature|Clearsigned file isn't valid|Splitting up)"
            r"|Hash Sum mismatch|Mirror sync in progress|Errors during downloading metadata for repository|Cannot download repomd\.xml"
            rf"|^ERROR: https?://\S+: (?:temporary error|network error|IO ERROR)|status_code: {CURL}\b|status: \[{CURL};"
            rf"|gpg: keyserver receive failed: |The remote server returned an error: \({BUSY}|exited with {CURL}\. Here's the output"
        ),
        (
            "E: Failed to fetch http://archive/x.deb  502  Bad Gateway",
            "curl: (6) Could not resolve host: example.org",
            "  Hash Sum mismatch",
            "gpg: keyserver receive failed: No data",
            "W: GPG error: http://x.org/debian stable InRelease: At least one invalid signature was encountered.",
        ),
        (
            "curl: (22) The requested URL returned error: 404",
            "E: Unable to locate package libfoo",
            "E: Failed to fetch http://archive/x.deb  404  Not Found [IP: 10.0.0.1 80]",
            "W: GPG error: http://x.org stable InRelease: The following signatures couldn't be verified: NO_PUBKEY 0A1B",
        ),
        transient=True,
        tool="apt",
        declared=(
            "failed to fetch ",
            "unable to fetch ",
            "temporary failure resolving",
            "curl: (",
            "wget: unable to resolve host",
            "error 408: ",
            "error 429: ",
            "error 50",
            "error 52",
            "gpg error: ",
            "hash sum mismatch",
            "mirror sync in progress",
            "errors during downloading metadata",
            "cannot download repomd.xml",
            "error: http",
            "status_code: ",
            "status: [",
            "keyserver receive failed: ",
            "the remote server returned an error",
            "here's the output",
        ),
        early=True,
    ),
    Rule(
        "download-git",
        Category.NETWORK,
        Severity.MEDIUM,
        0.85,
        Pattern(
            rf"fatal: unable to access .*(?:Failed to connect|error: {BUSY}|{LINK}|gnutls|GnuTLS|SSL_"
            r"|SSL certificate problem: (?!self[- ]signed))"
            r"|fatal: (?:early EOF|the remote end hung up unexpectedly|Could not read from remote repository.*timed out)"
            r"|error: RPC failed|fetch-pack: unexpected disconnect|fatal: protocol error: bad (?:line length character: HTTP|pack header)|^kex_exchange_identification: |remote: Internal Server Error"
            r"|ssh: (?:connect to host .*(?:timed out|refused|unreachable)|Could not resolve hostname)"
            r"|^Failed to fetch some objects from '|^batch response: (?:LFS: Error|Rate limit|Fatal error: Server error|Post )"
            r"|Smudge error: Error downloading"
        ),
        (
            "fatal: unable to access 'https://x/': Could not resolve host: x",
            "error: RPC failed; curl 92 HTTP/2 stream 0",
            "Failed to fetch some objects from 'https://x/a.git/info/lfs'",
        ),
        ("fatal: repository 'https://x/' not found", "fatal: unable to access 'https://x/': The requested URL returned error: 403"),
        transient=True,
        tool="git",
        declared=(
            "fatal: unable to access ",
            "fatal: early eof",
            "the remote end hung up",
            "read from remote repository",
            "error: rpc failed",
            "fetch-pack: unexpected disconnect",
            "fatal: protocol error: bad",
            "kex_exchange_identification: ",
            "remote: internal server error",
            "ssh: ",
            "failed to fetch some objects",
            "batch response: ",
            "smudge error: ",
        ),
        early=True,
    ),
    Rule(
        "download-image",
        Category.NETWORK,
        Severity.MEDIUM,
        0.85,
        Pattern(
            rf"toomanyrequests: |received unexpected HTTP status: {BUSY}|net/http: (?:TLS handshake timeout|request canceled)"
            rf"|Error response from daemon: (?!.*(?:not found|denied)).*(?:[Tt]imeout|EOF|{LINK})"
            rf"|failed to (?:pull image|do request|copy|fetch|authorize|resolve (?:reference|source metadata)).{{0,300}}(?:{LINK}|{GO}"
            rf"|unexpected status[^:]*: {BUSY})|^(?:Get|Head) \"?https?://\S+ {GO}|error pulling image configuration: "
        ),
        (
            "toomanyrequests: You have reached your pull rate limit.",
            "net/http: TLS handshake timeout",
            "Get https://x.org/v2/: EOF",
            'ERROR: Job failed: failed to pull image "a:1": Error response from daemon: Get "https://x.org": dial tcp: network is unreachable',
        ),
        ("Error response from daemon: manifest for x:latest not found", "failed to pull image: manifest unknown"),
        transient=True,
        tool="docker",
        declared=(
            "toomanyrequests: ",
            "unexpected http status: ",
            "net/http: ",
            "error response from daemon: ",
            "failed to pull image",
            "failed to do request",
            "failed to copy",
            "failed to fetch",
            "failed to authorize",
            "failed to resolve ",
            "get https://",
            'get "https://',
            "get http://",
            'get "http://',
            "head https://",
            'head "https://',
            "head http://",
            'head "http://',
            "pulling image configuration",
        ),
        early=True,
    ),
    Rule(
        "download-jvm",
        Category.NETWORK,
        Severity.MEDIUM,
        0.85,
        Pattern(
            rf"Could not transfer artifact .*(?:{LINK}|status(?: code)?:? {BUSY}|\b{BUSY})"
            rf"|Could not (?:GET|HEAD|download) .*(?:{LINK}|status code {BUSY})|Received status code {BUSY} from server"
            r"|^\s*> (?:Read timed out|Connect(?:ion)? (?:timed out|reset|refused)|Connect to \S+|Remote host (?:closed|terminated)"
            r"|No route to host|Premature end of|Network is unreachable|\S+: (?:Temporary failure|Name or service not known))"
            r"|Downloading from https?://\S+ failed: timeout|download error: Caught java\.(?:io|net)\."
            r"|ResolveException: download failed: "
            rf"|Error downloading \[https?://.*(?:{LINK}|GET returned {BUSY}|Unknown host)"
        ),
        (
            "[ERROR] Could not transfer artifact org.x:y:pom:1 from/to central: Connection reset",
            "               > Read timed out",
            "Could not GET 'https://x.org/a.pom'. Received status code 502 from server: Bad Gateway",
        ),
        ("[ERROR] Could not find artifact org.x:y:pom:1 in central", "> There were failing tests"),
        transient=True,
        tool="maven",
        declared=(
            "could not transfer artifact ",
            "could not get ",
            "could not head ",
            "could not download ",
            "received status code ",
            "> connect",
            "> read timed out",
            "> remote host ",
            "> no route to host",
            "> premature end of",
            "> network is unreachable",
            ": temporary failure",
            ": name or service not known",
            "downloading from http",
            "download error: caught",
            "exception: download failed: ",
            "error downloading [http",
        ),
        early=True,
    ),
)
