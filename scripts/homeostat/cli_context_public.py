"""The classes of the context manager for programs in Python: `from context_manager import AdvancedContextManager`."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from homeostat.adapters.items import ItemCache
from homeostat.adapters.tree import ProjectTree
from homeostat.cli_context_build import MAX_ITEMS, MAX_TOKENS, Context, ContextBuilder
from homeostat.cli_context_memory import ContextMemory, items_in, secrets_of, wanted_of
from homeostat.cli_context_show import as_markdown, to_json
from homeostat.cli_context_story import story_of
from homeostat.cli_places import cache_folder, settings_for
from homeostat.records import Failure
from homeostat.settings import Settings
from homeostat.understand.context.ask import Story
from homeostat.understand.context.budget import Item, choose
from homeostat.understand.context.fusion import WEIGHTS
from homeostat.understand.context.items import Kind as ContextType
from homeostat.understand.context.items import Piece, Wanted
from homeostat.understand.context.items import Priority as ContextPriority
from homeostat.understand.context.tokens import Calibration, estimate, vocabulary_of

__all__ = [
    "AdvancedContextManager",
    "ContextCacheManager",
    "ContextCollector",
    "ContextCompressor",
    "ContextPriority",
    "ContextType",
]

ContextCacheManager = ItemCache


Patterns: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]]]
"""Kind → entries such as `{"patterns": ["*.custom"], "priority": ContextPriority.HIGH}`."""


class ContextCollector:
    """Gathers what a failure or a task is about."""

    def __init__(self, project_root: str | Path, cache: ItemCache | None = None, calibration: Calibration | None = None) -> None:
        """`cache`: None remembers nothing. Raises NotARepository if the folder is none."""
        own = [
            Wanted(pattern=pattern, priority=entry.get("priority", ContextPriority.MEDIUM), name=name)
            for name, entries in self._initialize_patterns().items()
            for entry in entries
            for pattern in entry["patterns"]
        ]
        self._builder = ContextBuilder(ProjectTree(project_root), cache, calibration=calibration, wanted=own)

    def collect(self, story: Story, *, max_items: int = MAX_ITEMS, max_tokens: int = MAX_TOKENS, fresh: bool = False) -> Context:
        """The context of a story."""
        return self._builder.build(story, max_items=max_items, max_tokens=max_tokens, fresh=fresh)

    def _initialize_patterns(self) -> Patterns:
        """Patterns of a class of your own."""
        return {}


class ContextCompressor:
    """Fits pieces into a budget of tokens."""

    def __init__(self, calibration: Calibration | None = None) -> None:
        self._calibration = calibration or Calibration(model="")

    def compress(self, pieces: Sequence[Piece], max_tokens: int, max_items: int = MAX_ITEMS) -> list[Item]:
        """What fits, evidence first."""
        return choose(pieces, max_tokens, max_items, self.count)[0]

    def count(self, text: str) -> int:
        """Tokens to reckon with."""
        return self._calibration.budgeted(estimate(text))


class AdvancedContextManager:
    """Contexts of one project.

    `manager = AdvancedContextManager(Path(".")); manager.build_context(max_items=30, max_tokens=150000)["items"]`.
    """

    def __init__(self, project_root: str | Path = ".", *, settings: Settings | None = None, model: str = "") -> None:
        """`model`: whose tokens are meant. Raises NotARepository if the folder is none, SettingsError for wrong settings."""
        self.root = Path(project_root).absolute()
        self.model = model
        tree = ProjectTree(self.root)
        self.settings = settings or settings_for(str(tree.root), {}, {})
        self.last: Context | None = None

    @cached_property
    def cache(self) -> ItemCache | None:
        """The cache in the project's cache folder, which is made when it is asked for."""
        return items_in(self._folder)

    @cached_property
    def _folder(self) -> Path:
        return cache_folder(str(self.root), self.settings)

    @cached_property
    def _memory(self) -> ContextMemory:
        return ContextMemory(self.settings, self._folder)

    def build_context(
        self,
        max_items: int = MAX_ITEMS,
        max_tokens: int = MAX_TOKENS,
        *,
        include_cached: bool = True,
        force_refresh: bool = False,
        task: str = "",
        error_log: str | Path | None = None,
        failures: Sequence[Failure] = (),
    ) -> dict[str, Any]:
        """The context as JSON values (`homeostat.context/v1`). `include_cached`: use and keep what is known of files.

        Raises LogUnavailable for a log that cannot be read, StoreFailed where the cache refuses.
        """
        story = story_of(self.settings, error_log=str(error_log), task=task) if error_log else Story(failures=failures, task=task)
        builder = ContextBuilder(
            ProjectTree(self.root),
            self.cache if include_cached else None,
            weights=self._memory.weights if include_cached else WEIGHTS,
            calibration=self._memory.calibration(self.model) if include_cached else Calibration(model=self.model),
            wanted=wanted_of(self.settings.context_patterns),
            secrets=secrets_of(os.environ),
        )
        self.last = builder.build(story, max_items=max_items, max_tokens=max_tokens, fresh=force_refresh)
        return to_json(self.last)

    def learn(self, changed: Collection[str]) -> str:
        """Move the weights by the files that the accepted fix changed, for the last context; in words what became of it."""
        return self._memory.learn(self.last, changed) if self.last else "nothing is learnt: no context was built"

    def observed(self, actual_tokens: int) -> None:
        """Keep what the model's reply reported of the last context as markdown (`usage.input_tokens`): it corrects the estimates."""
        self._memory.observed(self.model, estimate(self.markdown(), vocabulary_of(self.model)), actual_tokens)

    def markdown(self) -> str:
        """The last context as a model reads it; empty before the first."""
        return as_markdown(self.last) if self.last else ""


def public(name: str) -> object:
    """A class of the interface by its name. Raises AttributeError."""
    if name not in __all__:
        raise AttributeError(name)
    return globals()[name]
