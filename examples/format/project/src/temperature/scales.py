"""Temperatures in three scales."""
import os
from typing import Iterable

ZERO=273.15

def kelvin(celsius: float) -> float:
    return celsius+ZERO

def fahrenheit( celsius : float ) -> float:
    return celsius * 9/5 + 32

def warmest(days: Iterable[float]) -> float:
    return max( days , default = float( 'nan' ) )
