"""The one command. Reads the command line, runs a sub-command, and turns every way of stopping early into a line and a code."""

from __future__ import annotations

import argparse
import errno
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from homeostat import __version__
from homeostat.errors import BUG, DiskTrouble, HomeostatError

INTERRUPTED = 130
# What a disk or its owner may refuse; any other trouble with a file is a bug of ours.
DISK = (
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.ENOTDIR,
    errno.EISDIR,
    errno.EEXIST,
    errno.ENAMETOOLONG,
)
EXIT_CODES = """exit codes:
  0 healed, or nothing to do    2 usage             10 a retry is recommended
  20 a person is needed         30 refused by policy
  1 evidence refuted (verify)   3 a bug in Homeostat 4-15 what the message says"""


def parser() -> argparse.ArgumentParser:
    """The command line of `homeostat`."""
    top = argparse.ArgumentParser(
        prog="homeostat",
        description="Heals a red build: finds the cause, proves a fix red to green, and proposes it.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"homeostat {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_heal(commands.add_parser("heal", help="heal a project whose build is red"))
    verify = commands.add_parser("verify", help="run a proof again: is it confirmed or refuted?")
    verify.add_argument("evidence", help="the evidence.json that heal wrote; it names the commands that are run")
    verify.add_argument("--project-root", default=".", metavar="DIR")
    verify.add_argument("--json", action="store_true", help="print one JSON object")
    commands.add_parser("act", help="what the GitHub Action runs; reads its inputs from the environment")
    examples = commands.add_parser("examples", help="heal the examples that come with the source, one after another")
    examples.add_argument("folder", nargs="?", default="", help="where the examples are")
    return top


def _add_heal(heal: argparse.ArgumentParser) -> None:
    heal.add_argument("--project-root", default=".", metavar="DIR", help="the git repository (default: here)")
    heal.add_argument("--log", metavar="FILE", help="log of the failed job, text or zip; - for standard input")
    heal.add_argument("--test-command", metavar="CMD", help="the command that fails (default: the failing step of the log)")
    heal.add_argument("--python", metavar="X.Y", help="Python to reproduce with (default: the one of the log)")
    heal.add_argument("--commit", metavar="REV", help="the failing commit (default: HEAD)")
    heal.add_argument("--dry-run", action="store_true", default=None, help="prove and report, make no branch")
    heal.add_argument("--output", metavar="DIR", help="where evidence.json, pull-request.md and result.json go")
    heal.add_argument("--cache-dir", metavar="DIR", help="where caches and the ledger go (default: .github/cache of the project)")
    heal.add_argument("--json", action="store_true", help="print homeostat.result/v1 on standard output")
    heal.add_argument("--command-timeout", type=int, metavar="S", help="longest a command may run, in seconds")
    heal.add_argument("--time-limit", type=int, metavar="S", help="longest the whole run may take, in seconds")


def run(arguments: argparse.Namespace) -> int:
    """The sub-command. Imported here, as each needs what the others do not."""
    if arguments.command == "heal":
        from homeostat.cli_heal import heal_command

        return heal_command(arguments)
    if arguments.command == "verify":
        from homeostat.cli_heal import verify_command

        return verify_command(arguments)
    if arguments.command == "act":
        from homeostat.cli_act import act_command

        return act_command()
    from homeostat.cli_examples import examples_command

    return examples_command(arguments.folder)


def main(argv: Sequence[str] | None = None) -> int:
    """Console entry: the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    signal.signal(signal.SIGTERM, _interrupted)  # what a cancelled job gets: clean up as for Ctrl-C
    return guarded(lambda: run(parser().parse_args(words, argparse.Namespace(words=words))))


def _interrupted(_signal: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def guarded(act: Callable[[], int]) -> int:
    """Run a door's body: the one place where errors become a line on standard error and an exit code."""
    try:
        return act()
    except HomeostatError as error:
        return stopped(error)
    except KeyboardInterrupt:
        print("homeostat: interrupted; nothing was changed", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone: say nothing more
        return 0
    except Exception as error:
        if isinstance(error, OSError) and error.errno in DISK:
            return stopped(DiskTrouble(f"cannot write {error.filename or 'a file'}: {error.strerror}"))
        return report(error)


def stopped(error: HomeostatError) -> int:
    """One line: what happened, what to do."""
    text = " ".join(str(error).split())
    print(f"homeostat: {text}. {error.advice}", file=sys.stderr)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        print(f"::error title=Homeostat::{text.replace('%', '%25')}. {error.advice}", flush=True)
    return error.exit_code


def report(error: Exception) -> int:
    """A bug of ours: a report that can be pasted as it is, in a file."""
    import platform  # here, as for tempfile: nearly no run needs them, and they cost every run 10 ms
    import traceback

    text = "\n".join(
        (
            "### Homeostat stopped unexpectedly",
            f"- version {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}",
            f"- command: `homeostat {' '.join(sys.argv[1:2])}`",
            "```",
            "".join(traceback.format_exception(error)).rstrip().replace("```", "'''"),
            "```",
            "",
        )
    )
    print(
        f"homeostat: a bug in Homeostat ({type(error).__name__}). Please report it with {_written(text)}; nothing was changed.",
        file=sys.stderr,
    )
    return BUG


def _written(text: str) -> str:
    import tempfile

    try:
        with tempfile.NamedTemporaryFile("w", prefix="homeostat-report-", suffix=".md", delete=False, encoding="utf-8") as file:
            file.write(text)
            return str(Path(file.name))
    except OSError:
        return f"this text:\n{text}"
