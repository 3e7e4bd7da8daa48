"""Rules for what a machine ran out of, in the words of any tool: disk, memory, handles; and what others held on to."""

from __future__ import annotations

from typing import Final

from homeostat.records import Category, Severity
from homeostat.understand.pattern import Pattern
from homeostat.understand.rule import Rule
from homeostat.understand.rules_words import Ways, phrase, spoken, words

_CANNOT: Final = ("could not", "couldn't", "unable to", "failed to", "cannot", "can't", "failure to")

FULL: Final[Ways] = (
    "no space left",
    (r"\bENOSPC\b(?!: system limit)", "enospc"),
    phrase(("not enough", "isn't enough", "no", "insufficient", "not sufficient", "out of"), ("free", "available", ""), ("disk space", "diskspace", "space on", "storage", "disk")),
    phrase(("insufficient", "not enough", "enough"), ("free", "available"), ("space",)),
    phrase(("out of", "run out of", "no more"), ("free space", "inodes", "space"), after=r"\b(?! in\b)"),
    phrase(("disk", "filesystem", "file system", "volume", "drive", "partition"), ("is", "was", ""), ("full", "exhausted", "at 100%"), after=r"(?! of\b)"),
    phrase(("disk quota exceeded", "free space low", "low disk space", "low on disk space", "disk space is low", "disk space is critically low")),
    phrase(("EDQUOT", "ERROR_DISK_FULL", "os error 28", "os error 112", "errno 28", "winerror 112", "0x80070070"), after=r"\b"),
)  # fmt: skip

_SPENT: Final = ("exceeded", "reached", "exhausted", "exceeds")

MEMORY: Final[Ways] = (
    (r"\b(?<!the )out of memory\b(?! (?:killer|score|handl))", "out of memory"),
    phrase(("OutOfMemoryError", "OutOfMemoryException", "OutOfMemoryKill", "OOMKilled", "oom-killed", "oom killed", "oom-kill event", "invoked oom-killer",
            "result 'oom-kill'", "MemoryLimitExceeded")),
    phrase(_CANNOT, ("allocate", "reserve", "commit", "map"), after=r" (?:\S{1,40} ){0,4}(?:memory|heap|bytes|mmap|page|space)"),
    phrase(("ENOMEM", "os error 12", "errno 12", "winerror 8", "winerror 14", "winerror 1455", "os error 1455", "0xc0000017"), after=r"\b"),
    phrase(("memory", "heap", "rss"), ("limit", "usage", "quota"), ("was", "is", "has been", ""), _SPENT),
    phrase(("exceeded", "exceeds", "over", "reached"), ("the", "its", ""), ("memory", "maximum memory", "heap", "rss", "virtual memory"), ("limit", "limits")),
    phrase(("insufficient", "not enough"), ("system", "available", "physical", "free", ""), ("memory", "resources")),
    "std::bad_alloc",
    phrase(("heap limit allocation", "heap limit reached", "gc overhead limit", "out of heap space", "paging file is too small", "virtual memory exhausted", "memory exhausted",
            "garbage collector is thrashing")),
    (r"\ballocation failed - ", "allocation failed - "),
    (r"\bmemory allocation of \d+ bytes failed", "memory allocation of "),
)  # fmt: skip

KILLED: Final[Ways] = (
    phrase(("signal: 9, SIGKILL", "fatal error: Killed signal terminated program", "internal compiler error: Killed", "terminated with signal 9",
            "terminated by signal 9", "terminated by signal SIGKILL", "daemon disappeared unexpectedly"), after=r"\b"),
)  # fmt: skip
"""The system ended a compiler, a linker or the like."""

LIMITS: Final[Ways] = (
    (r"\binotify\b.{0,60}\blimit|\blimit\b.{0,60}\binotify", "inotify"),
    phrase(("file watchers", "file watches", "file watcher", "file watch", "watchers", "user watches"), ("limit",)),
    phrase(("limit for number of", "limit of", "limit on"), ("file watchers", "inotify", "open files", "processes", "threads", "file descriptors")),
    phrase(("too many open files", "too many processes", "no file descriptors available", "system limit exceeded", "out of file descriptors")),
    phrase(("EMFILE", "ENFILE", "os error 24", "errno 24", "os error 23", "errno 23", "EAGAIN", "os error 11"), after=r"\b"),
    phrase(("resource", "resources"), ("temporarily unavailable",)),
    (r"\bpthread_create\b.{0,40}\bfailed", "pthread_create"),
    phrase((*_CANNOT, "unable"), ("start", "create", "to create", "spawn"), ("a", "new", "a new", ""), ("thread", "native thread", "os thread")),
    phrase(_CANNOT, ("fork",), after=r"\b"),
    phrase(("failed to exec spawn helper", "error=11, ", "error=24, ", "argument list too long")),
    (r"\bfork: |\bfork failed", "fork: ", "fork failed"),
    phrase(("process", "pid", "pids", "task", "thread", "user processes"), ("limit exceeded", "limit reached")),
)  # fmt: skip

_NEEDED: Final = ("obtain", "acquire", "get", "take", "create", "open")
_LOCKS: Final = ("lock", "a lock", "the lock", "file lock", "lock file", "lock on", "exclusive lock", "lock access")

LOCKED: Final[Ways] = (
    phrase((*_CANNOT, "error", "unable", "failed"), (*_NEEDED, "obtaining", "acquiring"), ("the state", ""), _LOCKS),
    (r"\bUnable to create '.{1,300}\.lock': file exists", ".lock': file exists"),
    phrase(("used by another process", "locked by another process", "another process is", "another process has", "another instance is", "database is locked",
            "table is locked", "address already in use", "port is already allocated", "eaddrinuse", "text file busy", "resource busy", "stale file handle", "stale nfs file handle", "held by another process", "held by process")),
    phrase(("EBUSY", "ETXTBSY", "ESTALE", "winerror 32", "os error 32", "0x80070020", "ConditionalCheckFailedException"), after=r"\b"),
    phrase(_CANNOT, ("delete", "remove", "clean", "clean up", "unlink"), ("the", ""),
           ("workspace", "directory", "folder", "file", "working directory", "build directory", "contents", "repository"), after=r"\b"),
    (r"(?:rm|rmdir|mv|remove|delete|clean|unlink)\b.{0,200}\bdirectory not empty\b|\bENOTEMPTY\b", "directory not empty", "enotempty"),
)  # fmt: skip
"""Somebody else held it."""

SPENT: Final[tuple[Rule, ...]] = (
    Rule(
        "disk-full-at-start",
        Category.SYSTEM,
        Severity.CRITICAL,
        0.9,
        Pattern(
            r"[\\/]\w[\w.-]{0,100}\.tmp[\\/][A-Z][A-Z0-9_]{3,60}: No space left on device"
            r"|Failed to download (?:task|action) .{1,200}(?:No space left on device|not enough space on the disk)"
        ),
        (
            "bash: line 29: /builds/a/b.tmp/CI_SERVER_TLS_CA_FILE: No space left on device",
            "Failed to download task 'NuGetToolInstaller'. Error There is not enough space on the disk.",
        ),
        ('error: couldn\'t create a temp dir: No space left on device (os error 28) at path "/builds/a/target"',),
        declared=("no space left on device", "not enough space on the disk"),
    ),
    Rule(
        "disk-full",
        Category.SYSTEM,
        Severity.CRITICAL,
        0.9,
        spoken(FULL),
        (
            "OSError: [Errno 28] No space left on device",
            "npm ERR! code ENOSPC",
            "E: You don't have enough free space in /var/cache/apt/archives/.",
        ),
        (
            "fatal error: no space before the colon",
            "Error: ENOSPC: System limit for number of file watchers reached",
            "there is enough space for all",
        ),
        # The disk is filled by what ran before and beside this job as much as by the job: another machine may do.
        transient=True,
        declared=words(FULL),
    ),
    Rule(
        "out-of-memory",
        Category.SYSTEM,
        Severity.CRITICAL,
        0.85,
        spoken(MEMORY),
        (
            "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
            "Reason: OOMKilled",
            "error: Cannot allocate memory (os error 12)",
        ),
        ("MemoryError in tests is the program's own error", "memory usage: 12 MB", "the out of memory killer is disabled"),
        declared=words(MEMORY),
    ),
    Rule(
        "killed-for-memory",
        Category.SYSTEM,
        Severity.CRITICAL,
        0.85,
        spoken(KILLED),
        (
            "g++: fatal error: Killed signal terminated program cc1plus",
            "  process didn't exit successfully: `rustc --crate-name a` (signal: 9, SIGKILL: kill)",
        ),
        ("the process was killed by the user", "signal: 90"),
        # A limit of its own a program meets each time. What else runs when the system runs out differs.
        transient=True,
        declared=words(KILLED),
    ),
    Rule(
        "process-limit",
        Category.SYSTEM,
        Severity.HIGH,
        0.7,
        spoken(LIMITS),
        (
            "make[2]: fork: Resource temporarily unavailable",
            "OSError: [Errno 24] inotify instance limit reached",
            "Error: ENOSPC: System limit for number of file watchers reached, watch '/a'",
        ),
        ("the file is open in too many editors", "the rate limit of the watch"),
        declared=words(LIMITS),
        early=True,
    ),
    Rule(
        "held-by-another",
        Category.SYSTEM,
        Severity.HIGH,
        0.7,
        spoken(LOCKED),
        (
            "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 1234 (apt-get)",
            "The process cannot access the file 'a.dll' because it is being used by another process.",
            "fatal: Unable to create '/builds/a/.git/index.lock': File exists.",
        ),
        ("error: the lock file is out of date", "another process of the pool"),
        transient=True,
        declared=words(LOCKED),
        early=True,
    ),
)
