"""A context from a folder: what its files are about (read, or remembered), what is asked, the ranking, the choice. It looks at files."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

from homeostat.adapters.redact import redact
from homeostat.adapters.tree import ProjectTree, digest_of
from homeostat.errors import StoreFailed
from homeostat.understand.context.ask import Story, asked_of
from homeostat.understand.context.budget import Item, Omitted, choose
from homeostat.understand.context.contract import Asked, Change, Corpus
from homeostat.understand.context.fusion import WEIGHTS, Ranking, rank
from homeostat.understand.context.items import Wanted, chosen, pieces, skeleton_of, to_outline
from homeostat.understand.context.profile import Profile, profile_of
from homeostat.understand.context.roles import Role, is_binary, is_generated, is_lock, is_secret, role_of
from homeostat.understand.context.tokens import Calibration, estimate, vocabulary_of

if TYPE_CHECKING:
    from homeostat.adapters.items import ItemCache

MAX_ITEMS: Final = 30
MAX_TOKENS: Final = 150_000
"""As the requirements have them."""

HISTORY: Final = 1_500  # commits: farther back they say nothing of the files of today
_log = logging.getLogger(__name__)
_T = TypeVar("_T")
_UNKNOWN: Final[dict[str, bytes]] = {}
_VERSION: Final = "3"  # of what the cache holds
_NOTHING: Final = b"-"  # kept for a file that is no text of people
_CODE: Final = (".py", ".js", ".mjs", ".cjs", ".ts", ".kts", ".rb", ".exs", ".swift")  # manifests and settings that are programs


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is shown, what is not and why, what it costs. `hits` and `misses`: of the cache, in this build. `asked` and `ranking` tell
    how it came about.
    """

    items: tuple[Item, ...]
    omitted: tuple[Omitted, ...]
    budget: int
    tokens: int
    files: int
    hits: int
    misses: int
    asked: Asked
    ranking: Ranking


@dataclass(slots=True)
class _Known:
    """What was learnt of the files of one build."""

    profiles: dict[str, Profile] = field(default_factory=dict)
    omitted: list[Omitted] = field(default_factory=list)
    hits: int = 0
    misses: int = 0


class ContextBuilder:
    """Builds contexts of one project. Raises NotARepository if the folder is none."""

    def __init__(
        self,
        tree: ProjectTree,
        cache: ItemCache | None = None,
        *,
        weights: Mapping[str, float] = WEIGHTS,
        calibration: Calibration | None = None,
        wanted: Sequence[Wanted] = (),
        secrets: Iterable[str] = (),
    ) -> None:
        """`cache`: None remembers nothing. `secrets`: values that are never shown. `wanted`: files that the user wants besides."""
        self.tree = tree
        self._cache = cache
        self._weights = weights
        self._calibration = calibration or Calibration(model="")
        self._wanted = wanted
        self._secrets = tuple(secrets)
        self._texts: dict[str, str] = {}

    def build(
        self, story: Story, *, max_items: int = MAX_ITEMS, max_tokens: int = MAX_TOKENS, fresh: bool = False, diff: str = ""
    ) -> Context:
        """The context of a story. `fresh`: read all files again. A cache that is in trouble costs time only."""
        self._texts.clear()
        with ThreadPoolExecutor(max_workers=1) as pool:  # git reads the history while the files are read here
            history = pool.submit(self._history, fresh=fresh)
            known = self._known(fresh=fresh)
        roles = {path: role_of(path) for path in known.profiles}
        tests = [path for path, role in roles.items() if role is Role.TEST]
        corpus = Corpus(
            profiles=known.profiles,
            history=history.result(),
            tests=tests,
            sources=[path for path, role in roles.items() if role is not Role.TEST],
        )
        asked = asked_of(story, self._paths, {path: known.profiles[path] for path in tests}, self._read)
        ranking = rank(asked, corpus, lambda paths: {path: self._read(path) for path in paths}, self._weights)
        skeletons = self._skeletons(to_outline(ranking), fresh=fresh)
        found = pieces(
            asked, ranking, self._paths, self._read, skeletons, excerpt=self._redacted(story.told), diff=self._redacted(diff)
        )
        found += chosen(self._wanted, self._paths, self._read)
        items, omitted = choose(found, max_tokens, max_items, self._measure)
        return Context(
            items=tuple(items),
            omitted=(*omitted, *known.omitted),
            budget=max_tokens,
            tokens=sum(item.tokens for item in items),
            files=len(self._files),
            hits=known.hits,
            misses=known.misses,
            asked=asked,
            ranking=ranking,
        )

    # -- files -----------------------------------------------------------------------------------------------------------------

    @cached_property
    def _files(self) -> list[tuple[str, str]]:
        """Path and digest of all files that may be shown."""
        return [
            (file.path, file.digest)
            for file in self.tree.files()
            if role_of(file.path) is not Role.ASIDE and not is_secret(file.path)
        ]

    @cached_property
    def _paths(self) -> list[str]:
        return [path for path, _ in self._files]

    def _read(self, path: str) -> str:
        """The text of a file with secrets taken out, empty if it cannot be shown."""
        if path not in self._texts:
            data = self.tree.read(path)
            data = None if data and (is_binary(data) or is_generated(data)) else data
            self._texts[path] = self._redacted(data.decode("utf-8", "replace")) if data else ""
        return self._texts[path]

    def _redacted(self, text: str) -> str:
        return redact(text, self._secrets)

    def _known(self, *, fresh: bool) -> _Known:
        """The profiles of all files that are ranked: from the cache, else read."""
        known = _Known()
        wanted = [(path, digest or self._digest(path)) for path, digest in self._files if _is_ranked(path)]
        remembered = self._remembered([digest for _, digest in wanted if digest]) if not fresh else {}
        learnt: dict[str, bytes] = {}
        for path, digest in wanted:
            payload = remembered.get(digest)
            known.hits += payload is not None
            known.misses += payload is None
            profile = self._learn(path, digest, learnt) if payload is None else _profile(payload)
            if profile is None:
                known.omitted.append(
                    Omitted(path=path, kind=role_of(path), reason="no text of people: binary, generated, unreadable or over 1 MB")
                )
            else:
                known.profiles[path] = profile
        self._keep({_key(digest): payload for digest, payload in learnt.items()})
        return known

    def _digest(self, path: str) -> str:
        """Of a file that the index does not know as it is."""
        data = self.tree.read(path)
        return "" if data is None else digest_of(data)

    def _remembered(self, digests: Iterable[str]) -> dict[str, bytes]:
        found = self._ask(lambda cache: cache.get({_key(digest) for digest in digests}), _UNKNOWN)
        return {key.partition(":")[2]: payload for key, payload in found.items() if _is_whole(payload)}

    def _learn(self, path: str, digest: str, learnt: dict[str, bytes]) -> Profile | None:
        """The profile of a file that is read now."""
        data = self.tree.read(path)
        fit = data is not None and not is_binary(data) and not is_generated(data)
        profile = profile_of(data) if data is not None and fit else None
        if digest:  # none: it cannot be read, and may be the next time
            learnt[digest] = profile.to_bytes() if profile else _NOTHING
        return profile

    def _skeletons(self, paths: Sequence[str], *, fresh: bool) -> dict[str, str]:
        """What the files define: to parse them is what takes longest."""
        keys = {path: f"s{_VERSION}:{digest_of(self._read(path).encode('utf-8', 'replace'))}" for path in paths}
        known = self._ask(lambda cache: cache.get(set(keys.values())), _UNKNOWN) if not fresh else {}
        found = {
            path: known[key].decode("utf-8", "replace") if key in known else skeleton_of(path, self._read(path))
            for path, key in keys.items()
        }
        self._keep({key: found[path].encode("utf-8", "replace") for path, key in keys.items() if key not in known})
        return found

    def _history(self, *, fresh: bool) -> list[Change]:
        """Of a shallow clone nothing is kept: more of it may be fetched, and the commit stays the same."""
        head = self.tree.head()
        key = f"h{_VERSION}:{head}:{self.tree.prefix}"
        kept = bool(head) and not self.tree.is_shallow
        known = self._ask(lambda cache: cache.get([key]), _UNKNOWN).get(key) if kept and not fresh else None
        rows = _rows(known) if known else None
        if rows is None:
            rows = self.tree.history(HISTORY) if head else []
            self._keep({key: json.dumps(rows).encode()} if kept else {})
        return [Change(subject=subject, files=tuple(files)) for subject, files in rows]

    def _keep(self, values: Mapping[str, bytes]) -> None:
        self._ask(lambda cache: cache.put(values), None)

    def _ask(self, act: Callable[[ItemCache], _T], otherwise: _T) -> _T:
        """What the cache answers; without one, or with one that is in trouble, less is known, and that is said once."""
        if self._cache is None:
            return otherwise
        try:
            return act(self._cache)
        except StoreFailed as error:
            if self._cache is not None:  # the thread that reads the history may have said it
                self._cache = None
                _log.warning("%s; going on without it", error)
            return otherwise

    def _measure(self, text: str) -> int:
        return self._calibration.budgeted(estimate(text, vocabulary_of(self._calibration.model)))


def _is_ranked(path: str) -> bool:
    """Sources and tests; manifests and settings where they are programs."""
    role = role_of(path)
    return role in {Role.SOURCE, Role.TEST} or (role in {Role.CONFIG, Role.DEPENDENCY} and path.endswith(_CODE))


def may_be_shown(tree: ProjectTree, path: str) -> bool:
    """Whether a file is one that people wrote and that holds no secrets as a rule; one that is gone is judged by its name."""
    if role_of(path) is Role.ASIDE or is_secret(path) or is_lock(path):
        return False
    data = tree.read(path)
    return tree.size(path) == 0 if data is None else not (is_binary(data) or is_generated(data))


def _key(digest: str) -> str:
    return f"p{_VERSION}:{digest}"


def _profile(payload: bytes) -> Profile | None:
    return None if payload == _NOTHING else Profile.from_bytes(payload)


def _is_whole(payload: bytes) -> bool:
    """Whether the disk has left it as it was."""
    try:
        _profile(payload)
    except ValueError:
        return False
    return True


def _rows(payload: bytes) -> list[Any] | None:
    try:
        rows = json.loads(payload)
        return [(str(subject), tuple(map(str, files))) for subject, files in rows]
    except (ValueError, TypeError):
        return None
