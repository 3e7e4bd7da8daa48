"""A private Python environment that commands run in: uv makes it, nothing of the user's gets in, nothing of it gets out."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

from homeostat.adapters import process
from homeostat.adapters.interpreters import find_python
from homeostat.errors import IndexUnreachable, PreparationFailed, PythonMissing, ToolMissing
from homeostat.records import Recipe

# What the commands may know of the outside: how to reach the network, nothing else.
PASSED = (
    "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS", "PIP_CERT", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX",
    "UV_EXTRA_INDEX_URL", "UV_HTTP_TIMEOUT", "UV_NATIVE_TLS", "UV_FIND_LINKS", "npm_config_registry", "TZ", "DISPLAY", "JAVA_HOME",
)  # fmt: skip
INNER = (".tox/*", ".nox/*", ".venv", "venv")
NETWORK = re.compile(
    r"error sending request|dns error|Could not resolve|Connection refused|Network is unreachable|tcp connect error|"
    r"Name or service not known|Temporary failure in name resolution|failed to lookup address|operation timed out"
)
UV_SHIM = """#!/bin/sh
# The real uv, without what would leave this environment; a lock file is left to speak for itself.
n=$#
while [ "$n" -gt 0 ]; do
  word=$1; shift; n=$((n - 1))
  case $word in --system|--user|--break-system-packages) ;; *) set -- "$@" "$word" ;; esac
done
unset UV_SYSTEM_PYTHON
case ${1-} in sync|run|lock|export) if [ -f uv.lock ]; then unset UV_EXCLUDE_NEWER UV_CONSTRAINT UV_BUILD_CONSTRAINT; fi ;; esac
exec "$HOMEOSTAT_UV" "$@"
"""
PIP_SHIM = """#!/bin/sh
exec "$VIRTUAL_ENV/bin/python" -m pip "$@"
"""


def find_uv() -> str:
    """Path of uv: beside this Python, else on the PATH. Raises ToolMissing."""
    beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    found = shutil.which("uv", path=beside)
    if not found:
        raise ToolMissing("uv is not installed")
    return found


def outside(environ: Mapping[str, str], passed: Sequence[str] = ()) -> dict[str, str]:
    """What of the user's environment the commands see. An address with a password in it stays out unless asked for by name."""
    either_case = {name for known in PASSED for name in (known, known.lower())}
    kept = {name: value for name, value in environ.items() if name in either_case and not _has_password(value)}
    index = kept.get("PIP_INDEX_URL")
    if index and not kept.keys() & {"UV_DEFAULT_INDEX", "UV_INDEX_URL"}:
        kept["UV_DEFAULT_INDEX"] = index
    return kept | {name: environ[name] for name in passed if name in environ}


def _has_password(value: str) -> bool:
    return any(urlsplit(word).password or (urlsplit(word).username or "") for word in value.split() if "://" in word)


def search_path(environ: Mapping[str, str]) -> str:
    """The user's PATH without the virtual environment that may be switched on there."""
    away = {str(Path(environ[name]) / "bin") for name in ("VIRTUAL_ENV", "CONDA_PREFIX") if environ.get(name)}
    away.add(str(Path(sys.prefix) / "bin"))
    rows = environ.get("PATH", "/usr/local/bin:/usr/bin:/bin").split(os.pathsep)
    return os.pathsep.join(row for row in rows if row and row not in away)


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Folders of one environment below `home`'s parent, and the variables that commands see."""

    root: Path
    tree: Path
    uv: str
    cache: str
    outer: Mapping[str, str]

    @property
    def venv(self) -> Path:
        return self.root / "venv"

    @property
    def python(self) -> str:
        return str(self.venv / "bin" / "python")

    def base(self) -> str:
        """The folder of the Python that the environment was made from, empty if it was not made."""
        try:
            found = re.search(r"^home = (.+)/bin$", (self.venv / "pyvenv.cfg").read_text(), re.MULTILINE)
        except OSError:
            return ""
        return found[1] if found and found[1] not in ("/usr", "/usr/local") else ""

    def variables(self, recipe: Recipe) -> dict[str, str]:
        """The whole environment of a command."""
        fixed = {
            "PATH": os.pathsep.join([str(self.root / "shims"), str(self.venv / "bin"), search_path(self.outer)]),
            "HOME": str(self.root / "home"),
            "TMPDIR": str(self.root / "tmp"),
            "LANG": "C.UTF-8",
            "CI": "true",
            "COLUMNS": "120",
            "VIRTUAL_ENV": str(self.venv),
            "PYTHONPYCACHEPREFIX": str(self.root / "compiled"),
            "PYTHONHASHSEED": "0",
            "GITHUB_WORKSPACE": str(self.tree),
            "GITHUB_ENV": str(self.root / "github" / "env"),
            "GITHUB_PATH": str(self.root / "github" / "path"),
            "GITHUB_OUTPUT": str(self.root / "github" / "output"),
            "GITHUB_STEP_SUMMARY": str(self.root / "github" / "summary"),
            "RUNNER_TEMP": str(self.root / "tmp"),
            "RUNNER_OS": "Linux",
            "HOMEOSTAT_UV": self.uv,
            "HOMEOSTAT_KEPT": str(self.root / "kept"),
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_CONFIG_NOSYSTEM": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }
        return {**self.outer_kept(), **fixed, **self._uv_variables(recipe)}

    def outer_kept(self) -> dict[str, str]:
        return {name: value for name, value in self.outer.items() if name not in ("PATH", "VIRTUAL_ENV", "CONDA_PREFIX")}

    def _uv_variables(self, recipe: Recipe) -> dict[str, str]:
        found = {
            "UV_CACHE_DIR": self.cache,
            "UV_PYTHON": self.python,
            "UV_PROJECT_ENVIRONMENT": str(self.venv),
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_NO_CONFIG": "1",
            "UV_NO_PROGRESS": "1",
            "NOX_DEFAULT_VENV_BACKEND": "uv",  # a pip that nox brought along would heed no date
            "UV_LINK_MODE": "copy",  # a hard link would let a command write into the cache that later runs trust
        }
        for name, lines in (("CONSTRAINT", _constraints(recipe)), ("BUILD_CONSTRAINT", list(recipe.build_limits))):
            if lines:
                path = self.root / f"{name.lower()}.txt"
                path.write_text("\n".join(lines) + "\n")
                found[f"UV_{name}"] = str(path)
                found[f"PIP_{name}"] = str(path)
        if recipe.before:
            found["UV_EXCLUDE_NEWER"] = recipe.before
        return found

    def make(self, recipe: Recipe) -> None:
        """Make the environment anew. Raises PreparationFailed if there is no such Python, ToolMissing without uv."""
        for folder in ("venv", "home", "tmp", "compiled", "github", "shims"):
            shutil.rmtree(self.root / folder, ignore_errors=True)
        for folder in ("home", "tmp", "github", "shims"):
            (self.root / folder).mkdir(parents=True)
        for name in ("env", "path", "output", "summary"):
            (self.root / "github" / name).touch()
        interpreter = find_python(recipe.python, os.environ)
        if not interpreter:
            raise PythonMissing(f"this machine has no Python {recipe.python}")
        done = process.run((self.uv, "venv", "-q", "--python", interpreter, str(self.venv)), env=self.variables(recipe), limit=120)
        if done.exit_code:
            raise PreparationFailed(f"uv cannot make an environment for Python {recipe.python}: {last_line(done.output)}")
        self._stand_in_for_pip()

    def _stand_in_for_pip(self) -> None:
        site = next(self.venv.glob("lib/python*/site-packages"))
        (site / "pip").mkdir()
        (site / "pip" / "__init__.py").write_text('__version__ = "25.0"\n')
        (site / "pip" / "__main__.py").write_text(resources.files("homeostat.resources").joinpath("pip_shim.py").read_text())
        for folder, name, text in (
            (self.venv / "bin", "pip", PIP_SHIM),
            (self.venv / "bin", "pip3", PIP_SHIM),
            (self.root / "shims", "uv", UV_SHIM),
        ):
            path = folder / name
            path.write_text(text)
            path.chmod(0o755)

    def installed(self, recipe: Recipe) -> dict[str, str]:
        """What is installed now (canonical name → version), the project itself and other editable ones left out.

        The environments that tox, nox or a step made in the tree count too, and before the outer one.
        """
        inner = sorted(str(path) for place in INNER for path in self.tree.glob(f"{place}/bin/python"))
        return {name: version for python in (self.python, *inner) for name, version in self._installed(recipe, python).items()}

    def _installed(self, recipe: Recipe, python: str) -> dict[str, str]:
        command = (self.uv, "pip", "list", "-q", "--format", "json", "--exclude-editable", "--python", python)
        done = process.run(command, env=self.variables(recipe), limit=120)
        rows = json.loads(done.output) if done.exit_code == 0 and done.output.strip().startswith("[") else []
        return {re.sub(r"[-_.]+", "-", row["name"]).lower(): row["version"] for row in rows}


def _constraints(recipe: Recipe) -> list[str]:
    return [f"{name}=={version}" for name, version in sorted(recipe.versions.items())] + list(recipe.limits)


def last_line(output: str) -> str:
    """The last line that says something, shortened."""
    return next((line.strip()[:300] for line in reversed(output.splitlines()) if line.strip()), "no output")


def failed(what: str, output: str) -> PreparationFailed | IndexUnreachable:
    """The error for a preparation that did not work out."""
    if NETWORK.search(output):
        return IndexUnreachable(f"{what}: the package index cannot be reached")
    return PreparationFailed(f"{what}: {summary(output)}")


def summary(output: str) -> str:
    """The most telling lines of an installer's output, in one line."""
    telling = [
        line.strip(" ×╰─▶│\t") for line in output.splitlines() if re.search(r"error|Because|╰─▶|No solution|ModuleNotFound", line)
    ]
    return " ".join(telling[-2:])[:400] or last_line(output)
