"""Stands in for pip in a private environment: hands its work to uv, which obeys the constraints and the date set for it.

Runs on the Python of the environment, which may be as old as 3.8.
"""

from __future__ import annotations

import csv
import glob
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

ALONE = {
    "--disable-pip-version-check", "--no-python-version-warning", "--no-warn-script-location", "--no-warn-conflicts", "--user",
    "--no-cache-dir", "--no-input", "--use-pep517", "--no-use-pep517", "--prefer-binary", "--ignore-installed", "-I", "--isolated",
    "--use-feature", "--break-system-packages", "--system", "--no-color", "--debug", "--use-deprecated=legacy-resolver", "--no-clean",
    "--check-build-dependencies", "--root-user-action",
}  # fmt: skip
WITH_VALUE = {
    "--progress-bar", "--retries", "--timeout", "--cert", "--trusted-host", "--log", "--exists-action", "--root-user-action",
    "--upgrade-strategy", "--use-feature", "--use-deprecated", "--cache-dir", "--proxy", "--python",
}  # fmt: skip
KNOWN = ("install", "uninstall", "freeze", "list", "show", "check")
SEEDS = ("pip", "pip3")


def without_options(words: list[str]) -> list[str]:
    """The words of a pip command line without what uv does not know or must not do here."""
    kept: list[str] = []
    skip = False
    for word in words:
        name = word.split("=", 1)[0]
        if skip:
            skip = False
        elif name in WITH_VALUE:
            skip = "=" not in word
        elif name not in ALONE:
            kept.append(word)
    return kept


def name_of(word: str) -> str:
    """The distribution that a requirement names."""
    return re.split(r"[=<>!~\[; @]", word, maxsplit=1)[0].lower()


def is_pip(word: str) -> bool:
    """Whether a requirement asks for pip itself, which is not installed here."""
    return name_of(word) in SEEDS


def translate(words: list[str]) -> list[str] | None:
    """Arguments for `uv pip`, or None where nothing is left to do."""
    words = without_options(words)
    command = next((word for word in words if not word.startswith("-")), "")
    if command not in KNOWN:
        return None
    rest = [word for word in words if word != command]
    if command in ("install", "uninstall"):
        rest = [word for word in rest if not is_pip(word)]
        if not any(not word.startswith("-") for word in rest):
            return None
    if command == "uninstall":
        rest = [word for word in rest if word not in ("-y", "--yes")]
    return [command, *rest]


def is_local(requirement: str) -> bool:
    """Whether a requirement is a project in this tree (`.`, `./sub[test]`, `/path`)."""
    return requirement.split("[", 1)[0] in (".", "..") or requirement.startswith(("./", "../", "/", ".["))


def local_projects(words: list[str]) -> tuple[list[str], list[str]]:
    """Projects of this tree among the words of an install, and the words without them. Requirement files are looked into."""
    projects: list[str] = []
    rest: list[str] = []
    words = list(words)
    while words:
        word = words.pop(0)
        if word in ("-e", "--editable") and words:
            projects.append(words.pop(0))
        elif word.startswith("--editable="):
            projects.append(word.split("=", 1)[1])
        elif word in ("-r", "--requirement") and words:
            found, path = without_local(words.pop(0))
            projects += found
            rest += ["-r", path]
        elif is_local(word):
            projects.append(word)
        else:
            rest.append(word)
    return projects, rest


def without_local(path: str) -> tuple[list[str], str]:
    """Projects of this tree that a requirements file names, and a file without them (the same if there are none)."""
    with open(path, encoding="utf-8", errors="replace") as file:
        lines = file.read().splitlines()
    found = [line for line in lines if line.startswith("-e ") or is_local(line.strip())]
    if not found:
        return [], path
    beside = os.path.join(os.path.dirname(path), ".homeostat-" + os.path.basename(path))  # `-r other.txt` stays relative
    with open(beside, "w", encoding="utf-8") as file:
        file.write("\n".join(line for line in lines if line not in found) + "\n")
    return [line[3:].strip() if line.startswith("-e ") else line.strip() for line in found], beside


def extras_of(project: str) -> list[str]:
    """`.[test,dev]` → test, dev"""
    inside = project.split("[", 1)[1].split("]", 1)[0] if "[" in project else ""
    return [extra.strip() for extra in inside.split(",") if extra.strip()]


def normal(name: str) -> str:
    """A name as PEP 503 normalises it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def requirements_in(metadata: str, extras: list[str]) -> list[str]:
    """What a METADATA text requires, with these extras: PEP 508 lines without `extra` in their markers."""
    found: list[str] = []
    for line in re.findall(r"^Requires-Dist: (.+)$", metadata, re.MULTILINE):
        wanted = re.search(r"""extra == ['"]([^'"]+)['"]""", line)
        if wanted is None:
            found.append(line)
        elif normal(wanted.group(1)) in [normal(extra) for extra in extras]:
            found.append(line.replace(wanted.group(0), "python_version >= '0'"))
    return found


def site_packages() -> str:
    """Where this stand-in lies, and with it whatever is installed."""
    return os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def metadata_files() -> set[str]:
    """The METADATA files of what is installed here."""
    return set(glob.glob(os.path.join(site_packages(), "*.dist-info", "METADATA")))


def kept_copy(project: str) -> str:
    """Where the installed files of an editable project are kept, by all that decides how it is built."""
    folder = os.path.abspath(project.split("[", 1)[0])
    digest = hashlib.sha256(f"{folder}\n{sys.version}\n".encode())
    for name in ("pyproject.toml", "setup.py", "setup.cfg"):
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            with open(path, "rb") as file:
                digest.update(file.read())
    return os.path.join(os.environ.get("HOMEOSTAT_KEPT", ""), digest.hexdigest())


def installed_files(project: str) -> list[str]:
    """The files of an editable project in site-packages and beside it, relative to site-packages."""
    folder, site = os.path.abspath(project.split("[", 1)[0]), site_packages()
    for path in glob.glob(os.path.join(site, "*.dist-info", "direct_url.json")):
        with open(path, encoding="utf-8") as file:
            origin = json.load(file)
        if origin.get("dir_info", {}).get("editable") and origin.get("url") == f"file://{folder}":
            with open(os.path.join(os.path.dirname(path), "RECORD"), encoding="utf-8") as file:
                return [row[0] for row in csv.reader(file) if row]
    return []


def keep(project: str) -> None:
    """Keep what building a project installed: the next environment of this tree needs no second build."""
    copy, site = kept_copy(project), site_packages()
    for name in installed_files(project) if os.environ.get("HOMEOSTAT_KEPT") else ():
        place = os.path.join(copy, name.replace("..", "__up__"))
        os.makedirs(os.path.dirname(place), exist_ok=True)
        shutil.copy2(os.path.join(site, name), place)


def restore(project: str) -> None:
    """Put the files back that `keep` kept."""
    copy, site = kept_copy(project), site_packages()
    for folder, _, names in os.walk(copy):
        for name in names:
            path = os.path.join(folder, name)
            place = os.path.join(site, os.path.relpath(path, copy).replace("__up__", ".."))
            os.makedirs(os.path.dirname(place), exist_ok=True)
            shutil.copy2(path, place)


def install_project(uv: str, project: str) -> int:
    """Install a project of this tree without what it requires, from its kept copy or built with the tools of today."""
    if os.path.isdir(kept_copy(project)):
        restore(project)
        return 0
    today = {name: value for name, value in os.environ.items() if name != "UV_EXCLUDE_NEWER"}
    return subprocess.call([uv, "pip", "install", "--no-deps", "-e", project], env=today)


def install_apart(uv: str, words: list[str]) -> int:
    """Install the projects of this tree with the build tools of today, then what they require as of the date that is set.

    The date decides what is installed. It must not decide what builds: setuptools learned to make editable installs in 2022.
    """
    projects, rest = local_projects(words)
    before = metadata_files()
    required: list[str] = []
    for project in projects:
        status = install_project(uv, project)
        if status:
            return status
        for path in metadata_files() - before:
            with open(path, encoding="utf-8", errors="replace") as file:
                required += requirements_in(file.read(), extras_of(project))
        before = metadata_files()
    if "--no-deps" in rest:
        required = []
    if not required and not any(not word.startswith("-") for word in rest):
        return 0
    return subprocess.call([uv, "pip", "install", *rest, *required])


def lead_tox_to_uv(uv: str) -> None:
    """Let tox make its environments with uv: a pip that it brought along would heed no date. It is a tool, so of today."""
    today = {name: value for name, value in os.environ.items() if name not in ("UV_EXCLUDE_NEWER", "UV_CONSTRAINT")}
    subprocess.call([uv, "pip", "install", "-q", "tox-uv"], env=today)  # without it tox still works, with releases of today


def main() -> int:
    words = sys.argv[1:]
    if "--version" in words or "-V" in words:
        print(f"pip 25.0 from {os.path.dirname(os.path.abspath(__file__))} (uv stands in for it)")
        return 0
    arguments = translate(words)
    if arguments is None:
        return 0
    uv = os.environ["HOMEOSTAT_UV"]
    projects = local_projects(arguments[1:])[0] if arguments[0] == "install" else []
    if projects and all(os.path.isdir(kept_copy(project)) for project in projects):
        return install_apart(uv, arguments[1:])
    status = subprocess.call([uv, "pip", *arguments])
    if status and projects and os.environ.get("UV_EXCLUDE_NEWER"):
        print("again, built with the tools of today", file=sys.stderr)
        status = install_apart(uv, arguments[1:])
    for project in [] if status else projects:
        keep(project)
    if not status and arguments[0] == "install" and any(name_of(word) == "tox" for word in arguments):
        lead_tox_to_uv(uv)
    return status


if __name__ == "__main__":
    sys.exit(main())
