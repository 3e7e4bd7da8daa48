"""The door `error_parser.py`: what a log means, for people and for scripts. Part of the command line: it reads files and prints.

The steps are imported only when there is a log to read, so that `--help` answers at once.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from homeostat.adapters.analyses import ErrorCache
    from homeostat.cli_analyze_one import Analyst
    from homeostat.cli_analyze_record import Analysis
    from homeostat.settings import Settings

FORMATS: Final = ("text", "json", "jsonl", "github")
_OWN_SETTINGS: Final = re.compile(r"\b(?:patterns|cache-dir|enabled|retry-count)\b")  # those that the parser goes by


def main(arguments: Sequence[str] | None = None) -> int:
    """Analyze the logs named on the command line; the exit code of the first trouble, 0 if all could be read."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if not (options.logs or options.cleanup or options.stats):
        parser.error("give a LOG, or - for standard input")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal may know no more than ASCII
    from homeostat.cli import guarded

    return guarded(lambda: _run(options))


def analyze(name: str, data: bytes) -> dict[str, Any]:
    """The analysis of one log as JSON values (`homeostat.analysis/v1`). Raises LogUnavailable if there is nothing to read."""
    from homeostat.cli_analyze_one import Analyst
    from homeostat.cli_analyze_read import given_as
    from homeostat.settings import Settings

    return Analyst(Settings()).analyze(given_as(name, data)).to_json()


def _run(options: argparse.Namespace) -> int:
    from homeostat.cli_analyze_memory import memory_in
    from homeostat.errors import HomeostatError

    try:
        root, settings = _settings(options)
        folder = None if options.no_cache else _cache_folder(root, settings)
        analyst = _analyst(options, settings, memory_in(folder, options.ledger))
        code = _analyzed(options, analyst) if options.logs else 0
        if folder and (options.cleanup or options.stats):
            _keep_house(options, folder)
        sys.stdout.flush()
    except HomeostatError as error:
        return _complain(error)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left in its buffer would fail again at the end
        raise
    return code


def _analyst(options: argparse.Namespace, settings: Settings, memory: Any) -> Analyst:
    from homeostat.cli_analyze_one import Analyst
    from homeostat.cli_analyze_read import read_given

    run = "/".join(filter(None, (os.environ.get("GITHUB_RUN_ID"), os.environ.get("GITHUB_RUN_ATTEMPT"))))
    analyst = Analyst(settings, baselines=[read_given(name) for name in options.baseline], memory=memory, run_id=run)
    analyst.check()
    return analyst


def _analyzed(options: argparse.Namespace, analyst: Analyst) -> int:
    """Print what the logs mean; the exit code of the first one that could not be read."""
    from homeostat.cli_analyze_show import as_annotations, as_json, as_records, as_text

    codes: list[int] = []
    analyses = _each(options.logs, analyst, codes)
    if options.format == "json":
        sys.stdout.write(as_json(as_records(analyses), indent=2))
    elif options.format == "github":
        sys.stdout.write(as_annotations(list(analyses)))
    for analysis in analyses:
        sys.stdout.write(as_json(analysis.to_json()) if options.format == "jsonl" else as_text(analysis))
    return next(iter(codes), 0)


def _each(names: Sequence[str], analyst: Analyst, codes: list[int]) -> Iterator[Analysis]:
    from homeostat.cli_analyze_read import read_given
    from homeostat.errors import HomeostatError

    for name in names:
        try:
            yield analyst.analyze(read_given(name))
        except HomeostatError as error:
            codes.append(_complain(error))


def _complain(error: Any) -> int:
    from homeostat.cli_analyze_show import harmless

    text = str(error).rstrip(".")
    sys.stderr.write(harmless(f"error_parser: {text}. {error.advice}") + "\n")
    return int(error.exit_code)


# -- where things are ----------------------------------------------------------------------------------------------------------


def _settings(options: argparse.Namespace) -> tuple[Path | None, Settings]:
    """The root of the project that the parser is called in, and its settings with the patterns of --patterns before its own."""
    import dataclasses

    from homeostat.cli_places import project_root
    from homeostat.settings import load

    root = project_root(Path.cwd())
    flags = {"cache_dir": str(Path(options.cache_dir).absolute()) if options.cache_dir else None}
    try:
        settings = load(yaml_text=_own_settings(root), inputs={}, environ=os.environ, flags=flags)
    except ImportError:
        sys.stderr.write("error_parser: PyYAML is not installed: .github/homeostat.yaml is not read\n")
        settings = load(yaml_text=None, inputs={}, environ=os.environ, flags=flags)
    if options.patterns:
        settings = dataclasses.replace(settings, patterns=(*_patterns(options.patterns), *settings.patterns))
    return root, settings


def _own_settings(root: Path | None) -> str | None:
    """The text of the project's settings, if they hold anything for the parser: to read YAML takes longer than to read a log."""
    from homeostat.cli_places import settings_text

    text = settings_text(str(root)) if root else None
    return text if text and _OWN_SETTINGS.search(text) else None


def _patterns(name: str) -> Any:
    from homeostat.errors import SettingsError
    from homeostat.settings_patterns import read_patterns

    try:
        text = Path(name).read_text("utf-8")
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise SettingsError(f"the patterns {name} cannot be read: {said}", "Give a JSON or YAML file with --patterns.") from error
    return read_patterns(text, name)


def _cache_folder(root: Path | None, settings: Settings) -> Path | None:
    """The cache folder of the project, of the user where there is no project; None, said once, where none can be made."""
    from homeostat.cli_analyze_memory import warn
    from homeostat.cli_places import cache_folder, user_cache

    try:
        place = root or Path.cwd()
        if not root and not settings.cache_dir:
            return user_cache(os.environ)
        return cache_folder(str(place), settings)
    except (OSError, RuntimeError) as error:
        warn(f"there is no cache folder: {getattr(error, 'strerror', None) or error}; going on without it.")
        return None


def _keep_house(options: argparse.Namespace, folder: Path) -> None:
    """Clean up and say what was removed; say what the cache holds. On standard error where logs were asked for."""
    from homeostat.adapters.analyses import ErrorCache
    from homeostat.cli_places import errors_in

    cache = ErrorCache(errors_in(folder))
    stream = sys.stderr if options.logs else sys.stdout
    for line in (*(_cleaned(cache) if options.cleanup else ()), *_counted(cache)):
        stream.write(f"{line}\n")


def _cleaned(cache: ErrorCache) -> Iterator[str]:
    gone = cache.cleanup()
    yield f"removed {gone.entries} analyses ({gone.bytes / 1e6:.1f} MB) and {gone.files} damaged files"


def _counted(cache: ErrorCache) -> Iterator[str]:
    held = cache.stats()
    asked = held.hits + held.misses
    yield f"the cache holds {held.entries} analyses ({held.bytes / 1e6:.1f} MB); {held.hit_rate:.0%} of {asked} look-ups were hits"


# -- the command line ----------------------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="error_parser.py",
        description="Say what a CI log means: category, cause, whether to run it again, where to look.",
        epilog="Exit code: 0; 2 for a wrong call; 4 for a wrong pattern or setting; 5 for a log that is empty, binary or unreadable.",
    )
    log = "log of a job (text, gzip, the zip of a run) or a JUnit XML report; - is standard input"
    parser.add_argument("logs", metavar="LOG", nargs="*", help=log)
    shown = "text for people (default), json, jsonl (one object a line), or github (annotations)"
    parser.add_argument("--format", choices=FORMATS, default="text", help=shown)
    parser.add_argument("--patterns", metavar="FILE", help="patterns of your own, JSON or YAML, before those of homeostat.yaml")
    green = "log of a run that was green, to tell what is new; may be given several times"
    parser.add_argument("--baseline", metavar="LOG", action="append", default=[], help=green)
    parser.add_argument("--no-cache", action="store_true", help="remember nothing: neither read nor write the cache folder")
    parser.add_argument("--cache-dir", metavar="DIR", help="cache folder (default: .github/cache of the project, else the user's)")
    parser.add_argument("--ledger", metavar="FILE", help="ledger of sightings and retries (default: the one in the cache folder)")
    parser.add_argument("--cleanup", action="store_true", help="remove old analyses from the cache (30 days, 100 MB)")
    parser.add_argument("--stats", action="store_true", help="say what the cache holds and how often it helped")
    return parser
