"""Why a file is there, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from homeostat.understand.context.fusion import PASSAGE
from homeostat.understand.context.signals import SIGNALS

SAYS: Final[Mapping[str, str]] = {
    **{signal.name: signal.says for signal in SIGNALS},
    PASSAGE: "one of its passages speaks of the same things",
}
_MOST: Final = 3


def told(shares: Mapping[str, float]) -> str:
    """The signals that lent a file most, in words."""
    return "; ".join(SAYS.get(name, name) for name, share in list(shares.items())[:_MOST] if share > 0) or "no signal speaks for it"
