"""Say what a CI log means. `python -I error_parser.py --help`; works on a bare Python, nothing installed."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from homeostat.cli_analyze import analyze, main

__all__ = ["analyze", "main"]
PUBLIC = ("ErrorCache", "ErrorCategory", "ErrorClassifier", "ErrorSeverity", "RetryManager")


def __getattr__(name: str) -> object:
    """The public classes, imported when they are asked for."""
    if name not in PUBLIC:
        raise AttributeError(name)
    from homeostat import cli_analyze_public

    return getattr(cli_analyze_public, name)


if __name__ == "__main__":
    sys.exit(main())
