"""Searches over versions and dates. Pure: what is asked of the world comes in as a function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

STEPS_BACK = (14, 60, 120, 180, 270, 365, 455, 545, 640, 730, 910, 1095, 1280, 1460, 1640, 1825, 2190, 2555)  # days


def parse_date(text: str) -> datetime | None:
    """A moment from ISO 8601, in UTC; None if it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def format_date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def candidate_dates(red: datetime, hints: Iterable[datetime], floor: datetime | None) -> Iterator[datetime]:
    """Days on which the build may have been green, the likely ones first, all before `red` and none before `floor`.

    A hint is a day on which something is known to have been released or committed: the build was green soon after it, if
    ever, so a few days and a few weeks after it are tried. Then ever larger steps back from the red day.
    """
    asked: list[datetime] = []
    soon = [hint + timedelta(days=days) for days in (3, 30) for hint in sorted(hints, reverse=True)]
    for moment in [*soon, *(red - timedelta(days=days) for days in STEPS_BACK)]:
        fits = moment < red - timedelta(days=1) and (floor is None or moment >= floor)
        if fits and all(abs(moment - other) > timedelta(days=2) for other in asked):
            asked.append(moment)
            yield moment


def smallest_cure(suspects: Sequence[str], cures: Callable[[Sequence[str]], bool]) -> list[str]:
    """A smallest set of suspects that still cures, given that all together do.

    The shortest curing prefix is found by bisection; its last member is needed, given the ones before. What is needed is
    kept and the search goes on among those before it (Junker's QuickXplain, AAAI 2004, in its prefix form): k · log2(n)
    questions for k members. At the end each member is tried without, as cures need not be monotone.
    """
    kept: list[str] = []
    rest = list(suspects)
    while rest and not cures(kept):
        low, high = 0, len(rest)  # kept + rest[:high] cures
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if cures([*kept, *rest[:middle]]) else (middle, high)
        kept.append(rest[high - 1])
        rest = rest[: high - 1]
    for name in kept[:-1]:
        fewer = [other for other in kept if other != name]
        kept = fewer if cures(fewer) else kept
    return kept


def last_good(versions: Sequence[str], verdict: Callable[[str], bool | None]) -> tuple[str, str]:
    """The last good version and the first bad one, given that the first is good and the last is not; found by bisection.

    A version without a verdict (None: it cannot be installed, or did not exist yet) is left out.
    """
    left = list(versions)
    low, high = 0, len(left) - 1
    while high - low > 1:
        middle = (low + high) // 2
        good = verdict(left[middle])
        if good is None:
            del left[middle]
            high -= 1
        else:
            low, high = (middle, high) if good else (low, middle)
    return left[low], left[high]


def by_suspicion(moved: Iterable[str], output: str, direct: Iterable[str], jumps: Callable[[str], bool]) -> list[str]:
    """Moved distributions, the likeliest culprits first: named in the output, declared directly, over a major version."""
    text, declared = output.lower(), {*direct}

    def rank(name: str) -> tuple[bool, bool, bool, bool, str]:
        module = name.replace("-", "_")
        in_frames = f"site-packages/{module}" in text or f"'{module}" in text
        named = any(word in text for word in (name, module, name.removeprefix("python-")))
        return (not in_frames, not named, name not in declared, not jumps(name), name)

    return sorted(moved, key=rank)
