"""Rules for what was refused: no right, no key, no login. Trying again changes nothing."""

from __future__ import annotations

from typing import Final

from homeostat.records import Category, Severity
from homeostat.understand.pattern import Pattern
from homeostat.understand.rule import Rule

PERMISSIONS: Final[tuple[Rule, ...]] = (
    Rule(
        "git-denied",
        Category.PERMISSION,
        Severity.HIGH,
        0.9,
        Pattern(
            r"Permission denied \(publickey|fatal: Authentication failed|could not read (?:Username|Password) for"
            r"|remote: Permission to .* denied|fatal: unable to access .*error: 40[13]|Write access to repository not granted"
            r"|remote: (?:Invalid username or (?:password|token)|HTTP Basic: Access denied|You are not allowed to)"
            r"|protected branch hook declined|detected dubious ownership|refusing to allow an? .{1,60} to create or update workflow"
            r"|failed to authenticate when downloading repository|Host key verification failed"
        ),
        ("git@github.com: Permission denied (publickey).", "fatal: Authentication failed for 'https://x/'"),
        ("PermissionError: [Errno 13] Permission denied: 'x'",),
        tool="git",
        declared=(
            "permission denied (publickey",
            "fatal: authentication failed",
            "could not read username",
            "could not read password",
            "remote: permission to ",
            "fatal: unable to access ",
            "write access to repository",
            "remote: invalid username",
            "remote: http basic: access denied",
            "remote: you are not allowed",
            "protected branch hook declined",
            "detected dubious ownership",
            "refusing to allow ",
            "failed to authenticate when",
            "host key verification failed",
        ),
        early=True,
    ),
    Rule(
        "token-denied",
        Category.PERMISSION,
        Severity.HIGH,
        0.9,
        Pattern(
            r"Resource not accessible by (?:integration|personal access token)|\bBad credentials\b"
            r"|denied: (?:requested access|permission|installation not allowed)|pull access denied for "
            r"|unauthorized: (?:authentication required|incorrect username|access token)|npm (?:ERR!|error) (?:code )?(?:E401|E403|ENEEDAUTH)"
            r"|\bAccessDenied(?:Exception)?\b|not authorized to perform|Unable to locate credentials|Could not load credentials"
            r"|\bExpiredToken|InvalidClientTokenId|[Ss]tatus ?[Cc]ode: 40[13]\b|(?:status|[Rr]eturn) code(?: is)?: 40[13]\b"
            r"|(?:HTTP|status|Response|error)\S*:? (?:code )?40[13] ?(?:Unauthorized|Forbidden)|HTTPError: 40[13]"
            r"|\b40[13],? [Rr]eason ?[Pp]hrase: |No credentials found|Invalid or non-existent authentication information"
            r"|\bPERMISSION_DENIED\b|\bDENIED: |does not have (?:permission|[\w.]{1,100} access)\b|\bError 40[13]: "
            r"|\b[Ii]nsufficient (?:[Aa]uthentication [Ss]copes|permissions?|privileges?)|[Pp]ermission .{1,100} denied on resource"
        ),
        (
            "##[error]Resource not accessible by integration",
            "denied: permission_denied: write_package",
            "[ERROR] Failed to deploy artifacts: Could not transfer artifact a:b:jar:1: a.jar. Return code is: 401, ReasonPhrase: Unauthorized.",
            "Error creating Job: googleapi: Error 403: The caller does not have permission",
            "User: arn:aws:sts::1:assumed-role/a is not authorized to perform: iam:PassRole on resource: b",
        ),
        ("access was granted", "npm ERR! code E404", "Response status code: 4012", "the user does not have permissive rules"),
        declared=(
            "resource not accessible by ",
            "bad credentials",
            "denied: ",
            "pull access denied",
            "unauthorized: ",
            "npm err! ",
            "npm error ",
            "accessdenied",
            "not authorized to perform",
            "unable to locate credentials",
            "could not load credentials",
            "expiredtoken",
            "invalidclienttokenid",
            "status code: 40",
            "statuscode: 40",
            "status code is: 40",
            "return code: 40",
            "return code is: 40",
            "unauthorized",
            "forbidden",
            "httperror: 40",
            "reasonphrase: ",
            "reason phrase: ",
            "no credentials found",
            "non-existent authentication",
            "permission_denied",
            "does not have ",
            "error 401: ",
            "error 403: ",
            "insufficient ",
            " denied on resource",
        ),
        early=True,
    ),
    Rule(
        "file-denied",
        Category.PERMISSION,
        Severity.HIGH,
        0.75,
        Pattern(
            r"\bEACCES\b|\bEPERM: operation not permitted|PermissionError: \[Errno 1?3?\]?|^\S.{0,300}: Permission denied$"
            r"|: Operation not permitted$|Permission denied @ |permission denied while trying to connect to the Docker daemon"
            r"|UnauthorizedAccessException ?: |docker\.sock: connect: permission denied"
        ),
        (
            "/usr/bin/bash: line 1: ./gradlew: Permission denied",
            "PermissionError: [Errno 13] Permission denied: '/usr/lib/x'",
            "npm ERR! Error: EACCES: permission denied, mkdir '/usr/lib/x'",
            "System.UnauthorizedAccessException: Access to the path '/home/a' is denied.",
        ),
        ("git@github.com: Permission denied (publickey).",),
        declared=(
            "eacces",
            "eperm: operation",
            "permissionerror: [errno ",
            ": permission denied",
            ": operation not permitted",
            "permission denied @ ",
            "permission denied while trying",
            "unauthorizedaccessexception",
        ),
        early=True,
    ),
)
