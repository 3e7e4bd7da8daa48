"""Where things of a project are: its settings, its cache folder, the ledger. Part of the command line: it looks at files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homeostat.errors import SettingsError
from homeostat.settings import Settings, load


def settings_text(root: str) -> str | None:
    """The text of the settings of a project, None if it has none."""
    path = Path(root) / ".github" / "homeostat.yaml"
    return path.read_text("utf-8", "replace") if path.is_file() and not path.is_symlink() else None


def settings_for(root: str, inputs: Mapping[str, str], flags: Mapping[str, Any]) -> Settings:
    """The settings of a project: its file, the environment, inputs, flags."""
    return load(yaml_text=settings_text(root), inputs=inputs, environ=os.environ, flags=flags)


def cache_folder(root: str, settings: Settings) -> Path:
    """Where run-time state goes; it hides itself from git. Raises SettingsError if a link of the repository leads elsewhere."""
    place = Path(root, settings.cache_dir or ".github/cache")  # one that is given as absolute stays so
    inside = [place, *place.parents][: len(place.relative_to(root).parts)] if place.is_relative_to(root) else []
    if any(path.is_symlink() for path in inside):
        raise SettingsError(f"the cache folder {place} goes through a symbolic link")
    if not place.is_dir():
        place.mkdir(parents=True, exist_ok=True)  # another process may have been faster
        (place / ".gitignore").write_text("*\n")
    return place


def ledger_in(cache: Path) -> Path:
    """The ledger of a cache folder."""
    return cache / "feedback" / "ledger.sqlite3"


def errors_in(cache: Path) -> Path:
    """The folder of analyses."""
    return cache / "errors"


def project_root(start: Path) -> Path | None:
    """The nearest folder upwards that is a git repository, found without git."""
    return next((folder for folder in (start, *start.parents) if (folder / ".git").exists()), None)


def user_cache(environ: Mapping[str, str]) -> Path:
    """Where the state goes that belongs to no project."""
    base = environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "homeostat"


def context_in(cache: Path) -> Path:
    """The folder of what is known of files."""
    return cache / "context"
