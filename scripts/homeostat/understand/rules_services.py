"""Rules for services that did not answer: registries of other languages, the forge itself, whatever a program calls."""

from __future__ import annotations

from typing import Final

from homeostat.records import Category, Severity
from homeostat.understand.pattern import Pattern
from homeostat.understand.rule import Rule
from homeostat.understand.rules_words import BUSY, CURL, GO, LINK, LOCAL, NODE

SERVICES: Final[tuple[Rule, ...]] = (
    Rule(
        "download-cargo",
        Category.NETWORK,
        Severity.MEDIUM,
        0.85,
        Pattern(
            r"spurious network error|network failure seems to have happened|; class=(?:Net|Ssl|Http) \(\d+\)"
            rf"|^\s*\[{CURL}\] \S|failed to download from `?https?://|error: could not download file from '"
            r"|component download failed for "
        ),
        (
            "error: failed to download from `https://crates.example/x`",
            "warning: spurious network error (2 tries remaining): [28] Timeout was reached",
            "  [56] Failure when receiving data from the peer (Recv failure: Connection reset by peer)",
            "  SecureTransport error: connection closed via error; class=Net (12)",
        ),
        ("error: failed to parse manifest at `Cargo.toml`", "  revspec 'a' not found; class=Reference (4); code=NotFound (-3)"),
        transient=True,
        tool="cargo",
        declared=(
            "spurious network error",
            "network failure seems to",
            "; class=net",
            "; class=ssl",
            "; class=http",
            *(f"[{code}] " for code in (5, 6, 7, 16, 18, 28, 35, 52, 55, 56, 92)),
            "failed to download from ",
            "could not download file from",
            "component download failed",
        ),
        early=True,
    ),
    Rule(
        "download-go",
        Category.NETWORK,
        Severity.MEDIUM,
        0.85,
        Pattern(
            rf"^go: .*(?:dial tcp|{LINK}|server response: .{{0,40}}{BUSY}|reading https?://\S+: {BUSY})"
            rf"|^\S+\.go:\d+:\d+: \S+@v\S+: .{{0,200}}(?:{GO}|{BUSY})"
            rf"|^{LOCAL}.{{0,200}}\b(?:Get|Head|Post|Put) \"?https?://\S+ {GO}"
        ),
        (
            "go: github.com/a/b@v1.1.5: Get https://x.org/a.mod: dial tcp 10.0.0.1:443: i/o timeout",
            'a.go:14:2: github.com/a/b@v1.9.3: Get "https://x.org/a.zip": net/http: TLS handshake timeout',
            'Error: could not query provider registry: Get "https://x.org/.well-known": context deadline exceeded',
        ),
        ("go: github.com/a/b@v1: unknown revision v1", 'dial: Get "http://localhost:8080/": dial tcp [::1]:8080: refused'),
        transient=True,
        tool="go",
        declared=("go: ", ".go:", *(f"{verb} {quote}http" for verb in ("get", "head", "post", "put") for quote in ("", '"'))),
        early=True,
    ),
    Rule(
        "download-ruby",
        Category.NETWORK,
        Severity.MEDIUM,
        0.85,
        Pattern(
            r"Gem::RemoteFetcher::UnknownHostError|Gem::RemoteFetcher::FetchError: (?!.*\b40[1-4]\b)"
            rf"|bad response .{{0,60}}\b{BUSY} .*\(Gem::RemoteFetcher::FetchError\)|too many connection resets"
            r"|Network error while fetching|Could not reach host \S|Bundler::HTTPError: |due to error \(4/4\)"
        ),
        (
            "Gem::RemoteFetcher::FetchError: Errno::ECONNRESET: Connection reset by peer (https://x.org/gems/a.gem)",
            "remote_fetcher.rb:331: bad response Service Unavailable 503 (http://x.org/a.gem) (Gem::RemoteFetcher::FetchError)",
        ),
        ("Gem::RemoteFetcher::FetchError: bad response Not Found 404 (https://x.org/a.gem)",),
        transient=True,
        tool="bundler",
        declared=(
            "gem::remotefetcher::",
            "too many connection resets",
            "network error while fetching",
            "could not reach host ",
            "bundler::httperror",
            "due to error (4/4)",
        ),
        early=True,
    ),
    Rule(
        "download-other",
        Category.NETWORK,
        Severity.MEDIUM,
        0.85,
        Pattern(
            rf"\bcurl error {CURL} while downloading|file could not be downloaded.{{0,40}}(?:HTTP/\S+ {BUSY}|SSL|HTTP request failed)"
            r"|Unable to load the service index for source (?!.*\b40[1-4]\b)|The SSL connection could not be established"
            r"|The HTTP request to '.{1,300}' has timed out|because the connected party did not properly respond"
            rf"|unable to download 'https?://.{{1,300}}': (?:HTTP error {BUSY}|.{{0,60}}{LINK})|CDN: trunk (?:URL couldn't|Repo update)"
            rf"|Failed to download \S.{{0,200}}(?:{NODE}|server returned code {BUSY}|size mismatch)"
            rf"|tunneling socket could not be established|Client network socket disconnected before secure"
        ),
        (
            "a.proj : error : Unable to load the service index for source https://x.org/v3/index.json.",
            "curl error 28 while downloading https://x.org/packages.json: Operation timed out",
            "error: unable to download 'https://x.org/a.narinfo': HTTP error 502",
        ),
        ("error NU1301: Unable to load the service index for source https://x.org. Response status code: 401 (Unauthorized).",),
        transient=True,
        declared=(
            "curl error ",
            "file could not be downloaded",
            "unable to load the service index",
            "the ssl connection could not",
            "the http request to '",
            "connected party did not properly",
            "unable to download 'http",
            "cdn: trunk ",
            "failed to download ",
            "tunneling socket could not",
            "client network socket disconnected",
        ),
        early=True,
    ),
    Rule(
        "forge-busy",
        Category.NETWORK,
        Severity.MEDIUM,
        0.85,
        Pattern(
            r"API rate limit exceeded|secondary rate limit|was submitted too quickly"
            rf"|(?:Unexpected|unexpected) HTTP (?:response|status)(?: code)?:? {BUSY}"
            rf"|Response status code does not indicate success: {BUSY}"
            rf"|^(?:Error: |##\[error\])?\S{{0,40}} ?(?:getaddrinfo|connect|read|write) {NODE}\b(?!.*(?:127\.0\.0\.1|localhost|::1\b))"
            r"|^Error: (?:socket hang up|Client network socket disconnected)|Failed to (?:CreateArtifact|FinalizeArtifact|GetSignedArtifactURL): "
            r"|Failed to download archive 'https?://|configured HttpClient\.Timeout|Artifact download failed after \d+ retries"
            rf"|^ERROR: (?:Uploading|Downloading) artifacts .{{0,200}}(?:\b{BUSY}|{LINK}|{GO})|\bHTTP {BUSY}:? (?:Server Error|Bad Gateway)"
        ),
        (
            "HttpError: API rate limit exceeded for installation ID 1.",
            "Error: Unexpected HTTP response: 503",
            "Error: read ECONNRESET",
            "Error: Response status code does not indicate success: 429 (Too Many Requests).",
            'ERROR: Uploading artifacts as "archive" to coordinator... 500 Internal Server Error',
        ),
        ("Error: Unexpected HTTP response: 404", "Error: connect ECONNREFUSED 127.0.0.1:5432"),
        transient=True,
        declared=(
            "api rate limit exceeded",
            "secondary rate limit",
            "submitted too quickly",
            "unexpected http response",
            "unexpected http status",
            "does not indicate success: ",
            *(f"{call} e" for call in ("getaddrinfo", "connect", "read", "write")),
            "error: socket hang up",
            "client network socket disconnected",
            "failed to createartifact",
            "failed to finalizeartifact",
            "failed to getsignedartifacturl",
            "failed to download archive ",
            "httpclient.timeout",
            "artifact download failed",
            "loading artifacts ",
            "http 408",
            "http 429",
            "http 50",
            "http 52",
        ),
        early=True,
    ),
)

UNREACHABLE: Final = Rule(
    "unreachable",
    Category.NETWORK,
    Severity.MEDIUM,
    0.75,
    Pattern(
        rf"^{LOCAL}(?!ConnectionRefused)(?:[A-Za-z_]\w*\.){{0,8}}(?:\w*Connect\w*(?:Error|Timeout)|ReadTimeout|\w*TimeoutError|SSLError|ProxyError|MaxRetryError"
        rf"|URLError|RemoteDisconnected|IncompleteRead|gaierror|ChunkedEncodingError): .{{0,400}}{LINK}"
    ),
    (
        "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='x.org', port=443): Read timed out. (read timeout=10)",
        "urllib.error.URLError: <urlopen error [Errno -3] Temporary failure in name resolution>",
    ),
    (
        "requests.exceptions.ConnectionError: HTTPConnectionPool(host='127.0.0.1', port=9): [Errno 111] Connection refused",
        "ConnectionError: no such table",
        "ConnectionRefusedError: [Errno 111] Connection refused",
    ),
    transient=True,
    tool="python",
    declared=(
        "error: ",
        "timeout: ",
        "remotedisconnected: ",
        "incompleteread: ",
    ),
    early=True,
)
