"""The runner's side of a GitHub Action: the event it hands over, the outputs and the summary it takes."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from homeostat.errors import UsageError

MOST_SUMMARY = 1_000_000  # GitHub takes a step summary of 1 MiB


def read_event(environ: Mapping[str, str]) -> dict[str, Any]:
    """The webhook payload. Raises UsageError if there is none that can be read."""
    path = environ.get("GITHUB_EVENT_PATH", "")
    try:
        event = json.loads(Path(path).read_text("utf-8")) if path else {}
    except (OSError, ValueError) as error:
        raise UsageError("the event that GitHub hands over cannot be read (GITHUB_EVENT_PATH)", str(error)) from error
    return event if isinstance(event, dict) else {}


def write_outputs(environ: Mapping[str, str], outputs: Mapping[str, str]) -> None:
    """Set the step's outputs. A value of several lines ends at a word that nobody can guess."""
    path = environ.get("GITHUB_OUTPUT")
    if not path:
        return
    with Path(path).open("a", encoding="utf-8") as file:
        for name, value in outputs.items():
            end = f"end-{secrets.token_hex(8)}"
            file.write(f"{name}<<{end}\n{value}\n{end}\n")


def write_summary(environ: Mapping[str, str], text: str) -> None:
    """Add to the step's summary."""
    path = environ.get("GITHUB_STEP_SUMMARY")
    if path:
        with Path(path).open("a", encoding="utf-8", errors="replace") as file:
            file.write(text[:MOST_SUMMARY] + "\n")


def push_environment(environ: Mapping[str, str], token: str) -> dict[str, str]:
    """Variables with which git pushes as the token's owner: a header for this server alone, in no file and no argument.

    Adds to a GIT_CONFIG_COUNT that is there already.
    """
    if not token:
        return {}
    server = urlsplit(environ.get("GITHUB_SERVER_URL", "https://github.com"))
    count = int(environ.get("GIT_CONFIG_COUNT") or 0)
    key = f"http.{server.scheme}://{server.netloc}/.extraheader"
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return {
        "GIT_CONFIG_COUNT": str(count + 2),
        f"GIT_CONFIG_KEY_{count}": key,
        f"GIT_CONFIG_VALUE_{count}": "",  # empties the list: a header that the checkout left would stand beside ours
        f"GIT_CONFIG_KEY_{count + 1}": key,
        f"GIT_CONFIG_VALUE_{count + 1}": f"AUTHORIZATION: basic {basic}",
    }
