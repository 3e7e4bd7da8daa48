"""Find the code that a failure is about, within a budget of tokens. `python -I context_manager.py --help`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from homeostat.cli_context import main

__all__ = ["main"]


def __getattr__(name: str) -> object:
    """The public classes, imported when they are asked for."""
    from homeostat.cli_context_public import public

    return public(name)


if __name__ == "__main__":
    sys.exit(main())
