"""The remedies in the order in which they are tried: the cheapest and surest first. A new one is a line here."""

from __future__ import annotations

from typing import Final

from homeostat.remedy.contract import Strategy
from homeostat.remedy.strategies.autofix import Autofix
from homeostat.remedy.strategies.drift import DependencyDrift
from homeostat.remedy.strategies.missing import MissingDistribution

LADDER: Final[tuple[Strategy, ...]] = (Autofix(), MissingDistribution(), DependencyDrift())
