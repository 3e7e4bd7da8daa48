"""What the extractors hand over: a failure, and where in the region it stands. And which paths belong to the repository."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from homeostat.records import Failure

_ROOTS: Final = re.compile(
    r"(?:/home/runner/(?:_?work|actions-runner/_work)/[^/\s]+/[^/\s]+|/Users/runner/work/[^/\s]+/[^/\s]+|/__w/[^/\s]+/[^/\s]+"
    r"|[A-Za-z]:[\\/]a[\\/][^\\/\s]+[\\/][^\\/\s]+|/github/workspace|/home/travis/build/[^/\s]+/[^/\s]+|/home/vsts/work/\d+/s"
    r"|/home/circleci/(?:project|repo)|/builds/[^/\s]+/[^/\s]+)[\\/]"
)
_FOREIGN: Final = re.compile(
    r"site-packages|dist-packages|[\\/](?:lib|lib64|Lib)[\\/](?:python\d|[a-z]\w*\.py)|^<|^/usr/|node_modules[\\/]"
    r"|\.cargo[\\/]registry|^/rustc/|[\\/]go[\\/]pkg[\\/]mod[\\/]|^/opt/hostedtoolcache/"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A failure with its lines in the region: indices from 0, both ends included."""

    failure: Failure
    start: int
    stop: int


def is_foreign(path: str) -> bool:
    """Whether a path belongs to an installed package, the standard library or the system, not to the repository."""
    return _FOREIGN.search(path) is not None


def repository_path(path: str) -> str:
    """The path relative to the repository, as far as the places where runners check out tell. Else the path as it is."""
    bare = _ROOTS.sub("", path, count=1) if _ROOTS.match(path) else path
    return bare.replace("\\", "/").removeprefix("./")
