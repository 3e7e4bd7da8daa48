"""Starts Homeostat by path, as the action does: `python -I …/scripts/homeostat/__main__.py`."""

import pathlib
import sys

if not __package__:  # started by path: -I leaves our own folder out
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from homeostat.cli import main

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
