"""One class per cause of stopping early: its exit code and what the user can do about it.

Kept in one file so that the codes are seen to be unique and their meanings clear. Anything that is not a `HomeostatError`
is a bug of ours: `cli.main` writes a report to paste and exits with 3.
"""

from __future__ import annotations

from typing import ClassVar

HEALED = 0
USAGE = 2
BUG = 3
RETRY = 10
HUMAN = 20
REFUSED = 30


class HomeostatError(Exception):
    """What happened, in one line. `hint` says what it likely means and what to do."""

    exit_code: ClassVar[int]
    hint: ClassVar[str]

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.advice = hint or self.hint


class UsageError(HomeostatError):
    exit_code = USAGE
    hint = "See `homeostat --help`."


class SettingsError(HomeostatError):
    exit_code = 4
    hint = "Correct .github/homeostat.yaml, the input or the HOMEOSTAT_ variable that it names."


class LogUnavailable(HomeostatError):
    exit_code = 5
    hint = "An empty log says nothing about the run: fetch it again, or give the log of the failed job with --log."


class NotARepository(HomeostatError):
    exit_code = 6
    hint = "Homeostat proves a fix on a commit: run it in a git repository with at least one commit, or give --project-root."


class NoCommand(HomeostatError):
    exit_code = 7
    hint = "The log does not show which command failed: give it with --test-command or as `test-command` in the settings."


class GitFailed(HomeostatError):
    exit_code = 8
    hint = "Run the git command by hand to see more; Homeostat leaves the checkout as it was."


class IndexUnreachable(HomeostatError):
    exit_code = 9
    hint = "The package index did not answer: check the network and the proxy settings, then run again."


class ToolMissing(HomeostatError):
    exit_code = 11
    hint = "Install the tool, or start Homeostat through `make heal`, which installs what it needs."


class ForgeFailed(HomeostatError):
    exit_code = 12
    hint = "Check the token and its permissions (contents: write, pull-requests: write)."


class EvidenceInvalid(HomeostatError):
    exit_code = 13
    hint = "Give the evidence.json that `homeostat heal` wrote, unchanged."


class DiskTrouble(HomeostatError):
    exit_code = 14
    hint = "Free some space or choose another folder with --output or HOMEOSTAT_CACHE_DIR, then run again."


class StoreFailed(HomeostatError):
    exit_code = 15
    hint = "The ledger could not be read or written: check the cache folder's permissions."


class RefusedByPolicy(HomeostatError):
    exit_code = REFUSED
    hint = "The change is outside what the policy allows: a person has to make it, or the settings have to allow it."


class PreparationFailed(HomeostatError):
    """Internal to the loop: the environment could not be prepared. The loop turns it into the decision `human`."""

    exit_code = HUMAN
    hint = "Give the steps that prepare the environment as `setup` in .github/homeostat.yaml."


class PythonMissing(PreparationFailed):
    """The Python that the log names is not on this machine; the loop tries the one that is."""
