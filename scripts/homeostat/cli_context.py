"""The door `context_manager.py`: which code a failure is about, for people, scripts and models. Part of the command line.

The steps are imported only when there is something to build, so that `--help` answers at once.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from homeostat.adapters.items import ItemCache
    from homeostat.adapters.tree import ProjectTree
    from homeostat.cli_context_build import Context
    from homeostat.settings import Settings

FORMATS: Final = ("text", "json", "markdown")


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the context that the command line asks for and print it; the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.max_items < 1 or options.max_tokens < 1:
        parser.error("--max-items and --max-tokens are numbers above 0")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal may know no more than ASCII
    from homeostat.cli import guarded

    return guarded(lambda: _run(options))


def _run(options: argparse.Namespace) -> int:
    from homeostat.adapters.tree import ProjectTree
    from homeostat.errors import DiskTrouble

    if sys.stdout is None:
        raise DiskTrouble("there is nowhere to write to: standard output is closed")
    tree = ProjectTree(options.project_root)
    settings = _settings(tree.root, options)
    folder = None if options.no_cache else _cache_folder(tree.root, settings)
    told = options.error_log or options.diagnosis or options.task
    if told or not (options.cleanup or options.stats):
        sys.stdout.write(_built(options, tree, settings, folder))
    if folder and (options.cleanup or options.stats):
        _keep_house(options, folder, sys.stderr if told else sys.stdout)
    sys.stdout.flush()
    return 0


def _built(options: argparse.Namespace, tree: ProjectTree, settings: Settings, folder: Path | None) -> str:
    """The context that is asked for, as text."""
    from homeostat.cli_context_build import ContextBuilder, may_be_shown
    from homeostat.cli_context_memory import ContextMemory, items_in, secrets_of, wanted_of
    from homeostat.cli_context_story import story_of
    from homeostat.errors import UsageError

    if options.base and tree.head() and not tree.commit(options.base):  # without history there is nothing to name
        raise UsageError(
            f"git knows no commit {options.base!r} here", "Name a commit for --base; a shallow clone has to fetch it first."
        )
    changed, diff = tree.difference(options.base, lambda path: may_be_shown(tree, path)) if options.base else ((), "")
    story = story_of(settings, error_log=options.error_log, diagnosis=options.diagnosis, task=options.task or "", changed=changed)
    memory = ContextMemory(settings, folder)
    builder = ContextBuilder(
        tree,
        items_in(folder),
        weights=memory.weights,
        calibration=memory.calibration(options.model),
        wanted=wanted_of(settings.context_patterns),
        secrets=secrets_of(os.environ),
    )
    limits = {"max_items": options.max_items, "max_tokens": options.max_tokens}
    context = builder.build(story, fresh=options.force_refresh, diff=diff, **limits)
    if options.learn:
        print(memory.learn(context, options.learn), file=sys.stderr)
    return _shown(context, options, memory.explained())


def _shown(context: Context, options: argparse.Namespace, lessons: Sequence[str]) -> str:
    from homeostat.cli_context_show import as_json, as_markdown, as_text

    if options.format == "json":
        return as_json(context)
    return as_markdown(context) if options.format == "markdown" else as_text(context, lessons, explain=options.explain)


# -- where things are ----------------------------------------------------------------------------------------------------------


def _settings(root: Path, options: argparse.Namespace) -> Settings:
    from homeostat.cli_places import settings_text
    from homeostat.settings import Settings, load

    text = settings_text(str(root))
    folder = str(Path(options.cache_dir).absolute()) if options.cache_dir else None
    if text is None and not folder and not os.environ.get("HOMEOSTAT_CACHE_DIR"):
        return Settings()
    return load(yaml_text=text, inputs={}, environ=os.environ, flags={"cache_dir": folder})


def _cache_folder(root: Path, settings: Settings) -> Path | None:
    """The project's cache folder; None, said once, where none can be made."""
    from homeostat.cli_places import cache_folder

    try:
        return cache_folder(str(root), settings)
    except OSError as error:
        print(f"context_manager: there is no cache folder: {error.strerror or error}; going on without it.", file=sys.stderr)
        return None


def _keep_house(options: argparse.Namespace, folder: Path, stream: TextIO) -> None:
    """Clean up and say what was removed; say what the cache holds."""
    from homeostat.adapters.items import ItemCache
    from homeostat.cli_places import context_in

    cache = ItemCache(context_in(folder))
    for line in (*(_cleaned(cache) if options.cleanup else ()), *_counted(cache)):
        print(line, file=stream)


def _cleaned(cache: ItemCache) -> Iterator[str]:
    gone = cache.cleanup()
    yield f"removed {gone.entries} items ({gone.bytes / 1e6:.1f} MB) and {gone.files} damaged files"


def _counted(cache: ItemCache) -> Iterator[str]:
    held = cache.stats()
    asked = held.hits + held.misses
    yield f"the cache holds {held.entries} items ({held.bytes / 1e6:.1f} MB); {held.hit_rate:.0%} of {asked} look-ups were hits"


# -- the command line ----------------------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="context_manager.py",
        description="Find the code that a failure or a task is about, within a budget of tokens.",
        epilog="Exit code: 0; 2 for a wrong call; 4 for a wrong setting; 5 for a log that cannot be read; 6 for no such folder.",
    )
    parser.add_argument("--project-root", metavar="DIR", default=".", help="folder of the project (default: this one)")
    parser.add_argument("--error-log", metavar="FILE", help="log of the failed job; - is standard input")
    parser.add_argument("--diagnosis", metavar="FILE", help="what error_parser.py --format json printed of it")
    parser.add_argument("--task", metavar="TEXT", help="what is to be done, in words")
    parser.add_argument("--base", metavar="REF", help="commit that was green: what differs from it is a suspect")
    parser.add_argument("--max-items", type=int, metavar="N", default=30, help="items at the most (default: 30)")
    parser.add_argument("--max-tokens", type=int, metavar="N", default=150_000, help="tokens at the most (default: 150000)")
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="text: a list for people (default); json; markdown for a model"
    )
    counted = "model whose tokens are meant; unknown (default): the one that needs the most"
    parser.add_argument("--model", metavar="NAME", default="", help=counted)
    parser.add_argument("--explain", action="store_true", help="say of each item why it is there, and what was left out")
    accepted = "a file that the accepted fix of this failure changed: moves the weights; may be given several times"
    parser.add_argument("--learn", metavar="PATH", action="append", default=[], help=accepted)
    parser.add_argument("--force-refresh", action="store_true", help="read all files again")
    parser.add_argument("--no-cache", action="store_true", help="remember nothing: neither read nor write the cache folder")
    parser.add_argument("--cache-dir", metavar="DIR", help="cache folder (default: .github/cache of the project)")
    parser.add_argument("--stats", action="store_true", help="say what the cache holds and how often it helped")
    parser.add_argument("--cleanup", action="store_true", help="remove old items from the cache (30 days, 200 MB)")
    return parser
