"""The middle of a list of numbers."""

from collections.abc import Sequence


def median(numbers: Sequence[float]) -> float:
    """The median; of an even count, the mean of the two in the middle."""
    ordered = sorted(numbers)
    return ordered[len(ordered) // 2]
