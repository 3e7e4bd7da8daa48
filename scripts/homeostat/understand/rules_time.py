"""Rules for what took too long, in the words of any tool: limits of jobs, of tests, of what was waited for."""

from __future__ import annotations

import re
from typing import Final

from homeostat.records import Category, Severity
from homeostat.understand.rule import Rule
from homeostat.understand.rules_words import Ways, phrase, spoken, words

_SPAN: Final = r"(?:\d[\d.,]{0,8} ?(?:ms|s|m|h|sec|min|hour|milli|nano)|\d{1,2}:\d\d|\d{1,8}\b)"
_BECAME: Final = (
    "become", "finish", "complete", "start", "respond", "exit", "terminate", "stop", "connect", "boot", "come up", "appear", "settle", "return", "succeed",
    "converge", "reach", "produce", "receive", "get ready", "shut down", "load", "open", "stabilize", "pass", "register", "resolve", "answer",
)  # fmt: skip
_IN: Final = ("within", "after", "in time", "before the", "in the allotted", "in the allowed", "by the deadline", "in under")

_STATES: Final = ("ready", "healthy", "available", "up", "running", "responding", "reachable", "started", "finished", "done")

_OVER: Final = ("exceeded", "exceeds", "exceeding", "over", "reached", "hit", "past")
_THE: Final = ("the", "its", "a", "of", "maximum", "the maximum", "job", "global", "hard", "test")
_LIMIT: Final = (
    "timeout",
    "time limit",
    "deadline",
    "execution time",
    "run time",
    "runtime limit",
    "time budget",
    "duration",
    "walltime",
    "wall time",
    "time out",
)
_BY: Final = ("to", "by", "a", "with", "error", "connection", "request", "read", "the", "of", "on", "after", "got", "hit")
_MARK: Final = ":]|-"

LATE: Final[Ways] = (
    phrase(("timed out", "timeout", "timing out", "time out", "timedout"),
           ("after", "waiting", "while", "trying", "in", "during", "exceeded", "reached", "expired", "of", "waited", "on", "elapsed", "limit"), after=r"\b"),
    phrase(("has", "have", "had", "was", "is", "test", "job", "step", "build", "command", "process", "operation", "task", "session", "hook", "execution", "it",
            "request", "suite", "run", "script", "wait"), ("timed out", "timeout:", "timed-out"), after=r"(?!\w)"),
    (rf"\btimeout(?:: | of | \(?[>=]{{1,2}} ?)(?=[0-9]){_SPAN}", *(f"timeout{mark}{digit}" for mark in (": ", " of ", " >", " >=", " > ", " >= ", " =", " = ", " (>", " (=", " (> ", " (= ") for digit in range(10))),
    (rf"(?:\bdid not|\bdidn't|\bcould not|\bnever|\bnot|\bfailed to|\bunable to) (?:{'|'.join(_BECAME)})\b.{{0,80}}(?:{'|'.join(_IN)}| (?:in|for|before) {_SPAN})",
     *(f"{tried} {verb}" for tried in ("not", "didn't", "never", "failed to", "unable to") for verb in _BECAME)),
    phrase(("not", "isn't", "wasn't", "aren't", "never"), ("yet", ""), _STATES, after=rf"\b.{{0,60}}(?:within|after|in) (?:the )?(?:\w{{1,12}} )?{_SPAN}"),
    (rf"\b(?:failed|unable) to \w{{1,20}} .{{0,80}} (?:within|after) (?=[0-9]){_SPAN}", *(f" {when} {digit}" for when in ("within", "after") for digit in range(10))),
    (rf"\b(?:{'|'.join(_OVER)}) (?:(?:{'|'.join(_THE)}) (?:{'|'.join(_LIMIT)})|(?:{'|'.join(_LIMIT)}))\b",
     *(f"{before} {limit}" for before in (*_OVER, *_THE) for limit in _LIMIT)),
    phrase(("took longer than", "took too long", "taking too long", "longer than the maximum", "time limit exceeded", "time limit reached", "deadline exceeded",
            "deadlineexceeded", "deadline_exceeded", "walltime limit", "execution expired", "alarm clock", "killed by timeout", "killed due to timeout",
            "killed after timeout", "progress deadline", "gave up waiting", "giving up waiting", "given up waiting", "hung for", "has hung", "appears to be hung",
            "appears to have hung", "seems to hang", "seems to be hung", "is hanging", "appears stuck", "no progress for", "watchdog timer", "watchdog timeout",
            "watchdog triggered", "watchdog fired", "no output for", "without output for", "no output in the last", "without any output for")),
    (rf"(?:\bnot|n't|\bnever)\b.{{0,80}}\bwithin (?:the )?(?:\w{{1,12}} ){{0,2}}{_SPAN}", "within "),
    phrase(("killed", "terminated", "aborted", "cancelled", "canceled", "failed", "stopped", "interrupted", "ended"), ("due to", "because of", "by", "after", "on"), ("a", "the", ""),
           ("timeout", "time out", "time limit", "inactivity")),
    phrase(("idle timeout", "inactivity timeout", "ran too long", "running too long", "ran for too long", "running for too long", "failed with result 'timeout'")),
    phrase(("execution", "run", "running", "build", "job", "wall", "elapsed"), ("time",), ("was", "has been", ""), ("exceeded", "reached", "expired")),
    (r"\b(?:execution|run|running|build|job|wall|elapsed) time of .{1,30} (?:exceeded|reached|expired)\b", "time of "),
    (rf"\b(?:gave|giving|given) up (?:waiting )?after {_SPAN}|\bwaited (?:for )?(?:more than |over )?{_SPAN}", "up after ", "waiting after ", "waited "),
    (rf"\btimeout: (?:sending|the monitored)|(?:(?<![\w-])(?:timed out|time out)|(?:[{re.escape(_MARK)}]|\b(?:{'|'.join(_BY)})) timeout)[.!]*$",
     "timeout: sending", "timeout: the monitored", "timed out", "time out", *(f"{by} timeout" for by in (*_MARK, *_BY))),
    (r"(?-i:\bTIMEOUT(?:: //|  \s{0,40}\d| in \d| \[)|^TIMEOUT: \S)", "timeout: ", "timeout  ", "timeout in ", "timeout ["),
)  # fmt: skip

OVERDUE: Final = Rule(
    "overdue",
    Category.TIMEOUT,
    Severity.HIGH,
    0.6,
    spoken(
        LATE,
        before=r"^(?!.*(?:retrying|will retry|tries remaining|(?:connection|read|connect|socket|handshake|network) timed out)).*?",
    ),
    (
        "Error: command timed out after 600 seconds",
        "Error: UPGRADE FAILED: timed out waiting for the condition",
        "//a/b:c_test                 TIMEOUT in 61.0s",
        "TIMEOUT: //a/b:c (Summary)",
        "Error: The browser did not start within 30000ms",
        " 3/12 a:slow                    TIMEOUT        30.02s",
        "deployment exceeded its progress deadline",
    ),
    ("error: timed event is not defined", "the timeout is set by --timeout", "connection timed out, retrying"),
    declared=words(LATE),
)
