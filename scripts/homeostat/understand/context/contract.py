"""What is asked for, and what is known of a repository: the records that the ranking goes by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from homeostat.records import Category
from homeostat.understand.context.profile import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A line of a file of the repository that a log names; `line` from 1, None if none is told."""

    path: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FailingTest:
    """A test that failed: where it stands, its name, its own code (empty if it was not found)."""

    path: str
    name: str = ""
    code: str = ""
    start: int = 0
    stop: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is known of the trouble. `text`: messages, the excerpt of the log, a task in words. `changed`: files of the red change.

    `imports`: module and name of what the failing tests import, such as ("a.b", "c").
    """

    tests: tuple[FailingTest, ...] = ()
    places: tuple[Place, ...] = ()
    text: str = ""
    changed: tuple[str, ...] = ()
    imports: tuple[tuple[str, str], ...] = ()
    category: Category = Category.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A commit: its subject and the files that it touched."""

    subject: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """A repository as the ranking sees it: what its files are about, and its history, newest first."""

    profiles: Mapping[str, Profile]
    history: Sequence[Change] = ()
    tests: Sequence[str] = field(default_factory=tuple)
    sources: Sequence[str] = field(default_factory=tuple)
