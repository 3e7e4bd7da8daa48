"""Rules for what was refused, in the words of any tool: no right, no credentials, no key. Trying again changes nothing."""

from __future__ import annotations

from typing import Final

from homeostat.records import Category, Severity
from homeostat.understand.rule import Rule
from homeostat.understand.rules_words import Ways, phrase, spoken, words

_REQUEST: Final = r'(?!.*"(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) )'  # a server's log says what others were told

_RIGHTS: Final = ("permission", "privilege", "access", "right", "authorization", "authorisation", "grant")
_ENTITLED: Final = ("authorized", "authorised", "permitted", "entitled")

FORBIDDEN: Final[Ways] = (
    (r"\(forbidden\)|\bis forbidden: (?:user|\S{0,20}access)\b|(?:exception|error): (?:forbidden|unauthorized)\b",
     "(forbidden)", "is forbidden: ", *(f"{what}: {answer}" for what in ("exception", "error") for answer in ("forbidden", "unauthorized"))),
    (rf"(?:\bnot|n't) have (?:(?:the|any|an|enough|sufficient|required|necessary|correct|proper|write|read|push|admin) ){{0,3}}(?:{'|'.join(_RIGHTS)})s?\b",
     "not have ", "n't have "),
    (rf"\b(?:lack|lacks|lacking) (?:[^\s:]{{1,60}} ){{0,3}}(?:{'|'.join(_RIGHTS)})s?\b", "lack ", "lacks ", "lacking "),
    (r"\bmissing (?:required |necessary )?(?:\S{1,60} )?(?:permission|privilege)s?\b", "permission", "privilege"),
    (rf"\binsufficient(?:ly)? (?:\w{{1,20}} )?(?:{'|'.join(_RIGHTS)}|scope)s?\b", "insufficient"),
    (rf"(?:\bnot|n't) (?:currently )?(?:be )?(?:{'|'.join(_ENTITLED)}) (?:to|for|on)\b",
     *(f"{word} {to}" for word in _ENTITLED for to in ("to", "for", "on"))),
    (r"(?:\bnot|n't) (?:be )?allowed to (?:access|push|publish|read|write|create|delete|update|perform|upload|deploy|assume|force)\b", "allowed to "),
    (r"\b(?:UnauthorizedOperation|AccessDenied|AuthorizationFailed|LinkedAuthorizationFailed|ForbiddenByRbac)",
     "unauthorizedoperation", "accessdenied", "authorizationfailed", "forbiddenbyrbac"),
    (r"\bcode = (?:PermissionDenied|Unauthenticated)\b|\b(?:PERMISSION_DENIED|UNAUTHENTICATED)\b",
     "code = permissiondenied", "code = unauthenticated", "permission_denied", "unauthenticated"),
    (r"\b(?:permission|access) (?:was |is |has been )?(?:denied|refused|forbidden|not granted|rejected)\b",
     *(f"{what}{verb} {answer}" for what in ("permission", "access") for verb in ("", " was", " is", " has been")
       for answer in ("denied", "refused", "forbidden", "not granted", "rejected"))),
    (r"\b(?:required|requires?|needs?|requested) (?:(?:the|a) )?[\"'`]?\S{1,60} (?:permission|privilege)s?\b", "permission", "privilege"),
    phrase(("gh006: ", "gh013: ", "repository rule violations", "pre-receive hook declined", "cannot force-push", "must be made through a pull request", "blocked by policy",
            "denied by policy", "violates policy", "not whitelisted", "not in the allowlist", "insufficient_scope", "no permission", "no permissions", "requires write access",
            "need write access", "is not a member of", "must be a member of", "is not a collaborator")),
    (r"^\W{0,3}(?:error: )?(?:unauthorized|forbidden)\b[.!]?$", "unauthorized", "forbidden"),
    phrase(("permission", "permissions", "scope", "scopes"), ("requested", "required", ""), ("are not granted", "is not granted", "not granted", "were not granted")),
    "resource not accessible by",
    "saml enforcement",
    "saml sso",
)  # fmt: skip
"""The answer was no."""

_ANSWERED: Final = ("http", "status", "code", "response", "returned", "error", "got", "received")
_MARKS: Final = (" ", ": ", ":", "=", " (", "(")

STATUSES: Final[Ways] = (
    (r"\b40[13](?: client error)?[:,]? \(?(?:unauthorized|forbidden)\b", "unauthorized", "forbidden"),
    (r"\b(?:unauthorized|forbidden)\W{1,3}(?:code: |status: )?40[13]\b", "unauthorized", "forbidden"),
    (rf"\b(?:{'|'.join(_ANSWERED)})(?: |: ?|=| ?\()40[137]\b(?! ms)",
     *(f"{what}{mark}40{last}" for what in _ANSWERED for mark in _MARKS for last in "137")),
)  # fmt: skip

_WHO: Final = (
    "credential", "credentials", "authentication", "authorization", "authorisation", "token", "password", "api key", "access key", "api token",
)  # fmt: skip
_WRONG: Final = (
    "failed",
    "failure",
    "denied",
    "required",
    "needed",
    "invalid",
    "incorrect",
    "expired",
    "revoked",
    "rejected",
    "missing",
    "mismatch",
)
_IS: Final = ("was", "were", "is", "are", "has been", "have been", "has", "have")
_ABSENT: Final = ("valid", "provided", "found", "set", "supplied", "configured", "available", "specified")
_THINGS: Final = (
    "credential", "access token", "auth token", "authentication token", "api token", "bearer token", "api key", "apikey", "api_key", "password", "login",
    "username", "user name", "access key", "client secret", "authentication", "authorization",
)  # fmt: skip
_TRIED: Final = (
    "could not",
    "couldn't",
    "unable to",
    "failed to",
    "cannot",
    "can't",
    "could not be",
    "cannot be",
    "need to",
    "must",
    "have to",
)
_ENTER: Final = (
    "authenticate", "authorize", "authorise", "log in", "login", "sign in", "load credentials", "find credentials", "locate credentials",
    "get credentials", "get authorization", "obtain authorization", "obtain credentials", "obtain token", "retrieve credentials", "get access token", "get id token", "be logged in",
    "be authenticated", "be signed in",
)  # fmt: skip

CREDENTIALS: Final[Ways] = (
    (rf"\b(?:{'|'.join(_WHO)})s? (?:(?:{'|'.join(_IS)}) )?(?:{'|'.join(_WRONG)})\b",
     *(f"{who}{many} {state}" for who in _WHO for many in ("", "s") for state in (*_WRONG, *_IS))),
    (rf"\b(?:{'|'.join(_WHO)})s? (?:(?:{'|'.join(_IS)}) )?(?:not|no longer) (?:{'|'.join(_ABSENT)})\b",
     *(f"{who}{many} {state}" for who in _WHO for many in ("", "s") for state in ("not", "no longer", *_IS))),
    (rf"\b(?:invalid|bad|incorrect|wrong|expired|revoked|missing) (?:{'|'.join(_THINGS)})s?\b(?!\(|\s*[<=]| message)",
     *(f"{state} {thing}" for state in ("invalid", "bad", "incorrect", "wrong", "expired", "revoked", "missing") for thing in _THINGS)),
    (rf"\b(?:{'|'.join(_TRIED)}) (?:{'|'.join(_ENTER)})", *(f"{tried} {enter}" for tried in _TRIED for enter in _ENTER)),
    phrase(("no", "without"), ("valid", "usable", "default", "aws", ""), ("credential", "credentials"), after=r"\b(?! specified)"),
    phrase(("session", "login session", "sign-in session", "access", "key"), ("has expired", "expired", "has been revoked"), after=r"\b"),
    phrase(("please",), ("log in", "login", "sign in", "authenticate", "re-authenticate"), after=r"\b"),
    (r"\bauthentication[._-]failed\b", "authentication.failed", "authentication_failed", "authentication-failed"),
    (r"(?:\bnot|n't) (?:logged|signed) in\b", "not logged in", "n't logged in", "not signed in", "n't signed in"),
    (r"\b(?:invalid_grant|invalid_client|invalid_token|unauthorized_client|access_denied|AADSTS\d{4,7})\b", "invalid_grant", "invalid_client",
     "invalid_token", "unauthorized_client", "access_denied", "aadsts"),
    phrase(("ExpiredToken", "SignatureDoesNotMatch", "InvalidAccessKeyId", "UnrecognizedClientException", "AuthFailure", "InvalidSignatureException",
            "InvalidClientTokenId", "InvalidAuthenticationToken", "ExpiredAuthenticationToken", "MissingAuthenticationToken", "InvalidIdentityToken")),
)  # fmt: skip
"""Nobody knows who is asking, or believes it."""

_CHIEF: Final = ("root", "administrator", "administrative", "admin", "elevated", "superuser", "sudo")
_CHIEFLY: Final = ("root", "an administrator", "administrator", "the root", "a superuser", "superuser")

PRIVILEGES: Final[Ways] = (
    (rf"\b(?:must|need|needs|has to|have to|should|can only)\b.{{0,40}}\b(?:as|be|by) (?:{'|'.join(_CHIEFLY)})\b",
     *(f"{word} {chief}" for word in ("as", "be", "by") for chief in _CHIEFLY)),
    (rf"\b(?:requires?|needs?|without|required|missing|no) (?:an? )?(?:{'|'.join(_CHIEF)}) (?:privilege|right|permission|access)",
     *(f"{chief} {right}" for chief in _CHIEF for right in ("privilege", "right", "permission", "access"))),
    (r"\b(?:are you|you are not|not running as) root\b", "you root", "are not root", "running as root"),
    (r"\brequires elevation\b|\brun as administrator\b|\bfrom an elevated\b", "requires elevation", "run as administrator", "from an elevated"),
    "access is denied",
    (r"\baccess to the (?:path|port|registry key) .{1,300} is denied", "access to the "),
    (r"\b(?:os error 13|os error 1|winerror 5|errno 13|errno 1|0x80070005)\b", "os error 13", "os error 1", "winerror 5", "errno 13",
     "errno 1", "0x80070005"),
    (r"\bsudo: (?:a password is required|a terminal is required|no tty|\S{1,60} is not in the sudoers)", "sudo: "),
    (r"\bEROFS\b|\bread-only file ?system\b", "erofs", "read-only file"),
    (r"\b(?:EACCES|EPERM)\b", "eacces", "eperm"),
    (r"\boperation not permitted\b", "operation not permitted"),
)  # fmt: skip
"""The machine itself said no."""

KEYS: Final[Ways] = (
    (r"\bgpg(?:2)?: (?:signing failed|skipped|no default secret key|can't)|\bgpg failed to sign\b|\bno secret key\b|\bfailed to sign the data\b",
     "gpg: ", "gpg2: ", "gpg failed to sign", "no secret key", "failed to sign the data"),
    (r"\berrSec(?:InternalComponent|AuthFailed|InteractionNotAllowed|ItemNotFound)\b", "errsec"),
    "user interaction is not allowed",
    "signtool error: ",
    (r"\bkeystore (?:password was incorrect|was tampered)", "keystore password", "keystore was tampered"),
    (r"\b(?:passphrase|private key|signing key|keychain|keyring )\b.{0,60}\b(?:incorrect|required|not (?:be )?(?:found|unlocked)|locked|invalid|bad)\b",
     "passphrase", "private key", "signing key", "keychain", "keyring "),
    "host key verification failed",
    (r"\bload key \".{1,200}\": (?:invalid format|error in libcrypto|permission denied)", "load key "),
)  # fmt: skip
"""What was to be signed or opened could not be."""

DATABASES: Final[Ways] = (
    (r"\b(?:password|peer|ident|scram) authentication failed for user\b", "authentication failed for user"),
    (r"\b(?:access denied|login failed) for user\b", "access denied for user", "login failed for user"),
    "no pg_hba.conf entry",
    (r"\b(?:noauth|wrongpass|noperm) ", "noauth ", "wrongpass ", "noperm "),
    (r"\bpermission denied (?:for|to) (?:table|relation|schema|database|sequence|function|create|role|tablespace)\b", "permission denied for ",
     "permission denied to "),
    "must be owner of",
)  # fmt: skip

REFUSED: Final[tuple[Rule, ...]] = (
    Rule(
        "key-refused",
        Category.PERMISSION,
        Severity.HIGH,
        0.8,
        spoken(KEYS),
        ("error: gpg failed to sign the data", "a.app: errSecInternalComponent"),
        ("the key of the map was not found",),
        declared=words(KEYS),
        early=True,
    ),
    Rule(
        "database-refused",
        Category.PERMISSION,
        Severity.HIGH,
        0.75,
        spoken(DATABASES),
        ('FATAL:  password authentication failed for user "ci"', "ERROR: permission denied for table a"),
        ("the user of the table",),
        declared=words(DATABASES),
        early=True,
    ),
    Rule(
        "refused",
        Category.PERMISSION,
        Severity.HIGH,
        0.7,
        spoken(FORBIDDEN, STATUSES, before=rf"^{_REQUEST}.*?"),
        (
            'Error from server (Forbidden): pods is forbidden: User "a" cannot list resource "pods"',
            "You do not have permission to push to this gem.",
            "The deployment failed with HTTP status code 403.",
        ),
        ("the user does not have permissive rules", '10.0.0.1 - "GET /login HTTP/1.1" 401 12'),
        declared=words(FORBIDDEN, STATUSES),
        early=True,
    ),
    Rule(
        "unknown-caller",
        Category.PERMISSION,
        Severity.HIGH,
        0.7,
        spoken(CREDENTIALS),
        (
            "Failed to download a/b from dist: Could not authenticate against github.com",
            "Rubygems credentials needed but not provided",
            "ERROR: Invalid API key",
        ),
        ("error: unexpected token 'x'", "the token is valid", "public static final String PASSWORD"),
        declared=words(CREDENTIALS),
        early=True,
    ),
    Rule(
        "unprivileged",
        Category.PERMISSION,
        Severity.HIGH,
        0.7,
        spoken(PRIVILEGES),
        ("error: Access is denied. (os error 5)", "This script must be run as root", "open '/a': Read-only file system"),
        ("the root of the tree", "users with root rights may log in"),
        declared=words(PRIVILEGES),
        early=True,
    ),
)
