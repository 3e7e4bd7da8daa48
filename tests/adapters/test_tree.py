"""The files of real repositories, and of folders that are none: what is there, what never is, and that nothing of theirs is run."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from homeostat.adapters import tree as module
from homeostat.adapters.git import git
from homeostat.adapters.tree import MOST_BYTES, ProjectTree, digest_of
from homeostat.errors import NotARepository
from tests.making import THEN, commit_all, make_repo, write_files

NOBODY = 65534


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository with a project in a sub-folder."""
    return make_repo(
        tmp_path / "repo", {".gitignore": "ignored.*\n", "a.py": "a = 1\n", "sub/a.py": "b = 2\n", "sub/b.py": "c = 3\n"}
    )


def listed(root: Path) -> dict[str, str]:
    return {file.path: file.digest for file in ProjectTree(root).files()}


def blob(root: Path, name: str) -> str:
    """What git would keep the content of a file under."""
    return git(str(root), "hash-object", "--no-filters", "--stdin", stdin=(root / name).read_bytes()).strip()


# -- files


def test_tracked_files_have_the_digests_that_git_gives(repo: Path) -> None:
    (repo / "sub" / "run.sh").write_text("#!/bin/sh\n")
    (repo / "sub" / "run.sh").chmod(0o755)
    commit_all(repo)
    rows = git(str(repo), "ls-tree", "-r", "-z", "HEAD").strip("\0").split("\0")
    assert listed(repo) == {row.partition("\t")[2]: row.split()[2] for row in rows}
    assert listed(repo)["sub/run.sh"] == digest_of(b"#!/bin/sh\n")
    assert ProjectTree(repo).head() == git(str(repo), "rev-parse", "HEAD").strip()


def test_a_repository_of_longer_digests(tmp_path: Path) -> None:
    git(str(tmp_path), "init", "--quiet", "--object-format=sha256", "repo")
    write_files(tmp_path / "repo", {"a.py": "a = 1\n"})
    commit_all(tmp_path / "repo")
    assert listed(tmp_path / "repo") == {"a.py": blob(tmp_path / "repo", "a.py")}


# What is done to the project, which paths are there afterwards besides b.py, and whether the index knows their contents.
CHANGES = {
    "changed": ("echo x > a.py", {"a.py": False}),
    "changed and staged": ("echo x > a.py; git add a.py", {"a.py": True}),
    "staged and changed again": ("echo x > a.py; git add a.py; echo y > a.py", {"a.py": False}),
    "only touched": ("touch -d 2001-01-01 a.py", {"a.py": True}),
    "untracked": ("mkdir -p deep/er; touch new.py deep/er/new.py", {"a.py": True, "new.py": False, "deep/er/new.py": False}),
    "intended": ("echo x > new.py; git add --intent-to-add new.py", {"a.py": True, "new.py": False}),
    "ignored": ("echo x > ignored.py", {"a.py": True}),
    "tracked though ignored": ("echo x > ignored.py; git add -f ignored.py", {"a.py": True, "ignored.py": True}),
    "deleted": ("rm a.py", {}),
    "deleted and staged": ("git rm -q a.py", {}),
    "staged and deleted": ("echo x > new.py; git add new.py; rm new.py", {"a.py": True}),
    "renamed": ("git mv a.py z.py", {"z.py": True}),
    "renamed without git": ("mv a.py z.py", {"z.py": False}),
    "replaced by a folder": ("rm a.py; mkdir a.py; echo x > a.py/x.py", {"a.py/x.py": False}),
    "replaced by a pipe": ("rm a.py; mkfifo a.py", {}),
    "replaced by a link": ("rm a.py; ln -s b.py a.py", {}),
    "left out by a sparse checkout": ("git -C .. sparse-checkout set --no-cone '/*' '!/sub/a.py'", {}),
    "in a folder that became a link": (
        "mkdir deep; echo x > deep/x.py; git add .; git commit -qm x; mv deep ../../moved; ln -s ../../moved deep",
        {"a.py": True},
    ),
    "conflicted": (
        "git checkout -qb x; echo x > a.py; git commit -qam x; git checkout -q main; echo y > a.py; git commit -qam y; git merge -q x",
        {"a.py": False},
    ),
}


def shell(root: Path, script: str) -> None:
    subprocess.run(["/bin/sh", "-c", script], cwd=root, env={"PATH": os.environ["PATH"], **THEN}, capture_output=True, check=False)


@pytest.mark.parametrize(("script", "expected"), CHANGES.values(), ids=CHANGES.keys())
def test_files_are_those_that_lie_there_and_their_digests_are_never_old(repo: Path, script: str, expected: dict[str, bool]) -> None:
    root = repo / "sub"
    shell(root, script)
    there = {path: blob(root, path) if known else "" for path, known in {**expected, "b.py": True}.items()}
    assert listed(root) == there
    above = listed(repo)
    assert {path.removeprefix("sub/"): digest for path, digest in above.items() if path.startswith("sub/")} == there
    assert above.keys() - {f"sub/{path}" for path in there} == {".gitignore", "a.py"}


def test_gits_own_files_are_left_as_they_were(repo: Path) -> None:
    os.utime(repo / "a.py", (1, 1))
    before = (repo / ".git" / "index").read_bytes(), sorted((repo / ".git").iterdir())
    listed(repo)
    ProjectTree(repo).difference("HEAD")
    assert ((repo / ".git" / "index").read_bytes(), sorted((repo / ".git").iterdir())) == before


def test_a_second_work_tree_and_a_link_to_the_project(repo: Path, tmp_path: Path) -> None:
    git(str(repo), "worktree", "add", "--quiet", str(tmp_path / "second"))
    (tmp_path / "link").symlink_to(repo)
    assert listed(tmp_path / "second") == listed(tmp_path / "link") == listed(repo)
    assert ProjectTree(tmp_path / "link").read("sub/a.py") == b"b = 2\n"


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"])
def test_variables_that_a_hook_of_another_repository_has_set(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    other = make_repo(tmp_path / "other", {"other.py": "o = 1\n"}) / ".git"
    places = {"GIT_INDEX_FILE": other / "index", "GIT_OBJECT_DIRECTORY": other / "objects"}
    expected = listed(repo), ProjectTree(repo).history(5)
    monkeypatch.setenv(name, str(places.get(name, other)))
    assert (listed(repo), ProjectTree(repo).history(5)) == expected


@pytest.mark.parametrize("is_git", [True, False])
def test_there_is_an_end_to_the_files(repo: Path, monkeypatch: pytest.MonkeyPatch, is_git: bool) -> None:
    if not is_git:
        shutil.rmtree(repo / ".git")
    monkeypatch.setattr(module, "MOST_FILES", 2)
    assert list(listed(repo)) == [".gitignore", "a.py"]


# -- names

NAMES = [
    "with blank.py", " lead.py", "trail.py ", 'q"uote.py', '"lead.py', '"both"', "new\nline.py", "\nlead.py", "trail.py\n", "\n", "tab\t.py",
    "back\\slash.py", "-dash.py", "--output=x", ":(literal)x.py", "*.py", "\x01.py", "\x7f\x1b[31m.py", "caf\udce9.py", "ü.py", "😀.py",
]  # fmt: skip


@pytest.fixture(params=NAMES, ids=ascii)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_any_name_is_listed_and_read(tmp_path: Path, name: str) -> None:
    repo = make_repo(tmp_path / "repo", {f"sub/{name}": "x = 1\n"})
    write_files(repo, {f"new/{name}": "y = 1\n"})
    for root, place in ((repo, f"sub/{name}"), (repo / "sub", name)):
        assert listed(root)[place] == digest_of(b"x = 1\n")
        assert ProjectTree(root).read(place) == b"x = 1\n"
    assert listed(repo)[f"new/{name}"] == ""
    (repo / "sub" / name).write_text("x = 2\n")
    assert listed(repo / "sub") == {name: ""}


def test_history_and_difference_call_a_file_as_the_listing_does(tmp_path: Path, name: str) -> None:
    repo = make_repo(tmp_path / "repo", {f"sub/{name}": "x = 1\n", "sub/z": "z\n"})
    (repo / "sub" / name).write_text("x = 2\n")
    for root, place in ((repo, f"sub/{name}"), (repo / "sub", name)):
        (entry,) = ProjectTree(root).history(5)
        assert (entry[0], place in entry[1], len(entry[1])) == ("as it was", True, 2), entry
        assert ProjectTree(root).difference("HEAD")[0] == (place,)


# -- links, submodules, what is no file


@pytest.fixture(params=["tracked", "untracked", "no repository"])
def linked(request: pytest.FixtureRequest, repo: Path, tmp_path: Path) -> Path:
    """A project with links to files and folders, outside and inside."""
    write_files(tmp_path, {"outside/secret.py": "SECRET\n"})
    for link, target in {"file.py": "outside/secret.py", "folder": "outside", "own.py": "repo/a.py", "inner": "repo/sub"}.items():
        (repo / link).symlink_to(tmp_path / target)
    (repo / "dangling.py").symlink_to("nowhere")
    (repo / "loop").symlink_to("loop")
    os.mkfifo(repo / "pipe.py")
    if request.param == "tracked":
        commit_all(repo)
    if request.param == "no repository":
        shutil.rmtree(repo / ".git")
    return repo


def test_links_and_pipes_are_neither_listed_nor_read(linked: Path) -> None:
    tree = ProjectTree(linked)
    for path in ("file.py", "folder", "folder/secret.py", "own.py", "inner/a.py", "dangling.py", "loop", "loop/a.py", "pipe.py"):
        assert tree.read(path) is None, path
    assert [file.path for file in tree.files()] == [".gitignore", "a.py", "sub/a.py", "sub/b.py"]


@pytest.mark.parametrize("state", ["as it was", "changed", "moved on"])
def test_a_submodule_is_no_file(repo: Path, tmp_path: Path, state: str) -> None:
    inner = make_repo(tmp_path / "inner", {"secret.py": "s = 1\n"})
    git(str(repo), "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "lib.py")
    commit_all(repo)
    if state != "as it was":
        (repo / "lib.py" / "secret.py").write_text("s = 2\n")
    if state == "moved on":
        commit_all(repo / "lib.py")
    assert listed(repo).keys() == {".gitignore", ".gitmodules", "a.py", "sub/a.py", "sub/b.py"}
    assert ProjectTree(repo).read("lib.py") is None


NO_FILES = [
    "../x", "sub/../../x", "sub/../a.py", "..", ".", "", "sub", "sub/", "/", "no.py", "a.py/x", "a\0.py", "a\0/b.py", "x" * 5000,
    "x" * 5000 + "/a", "{outside}/x", "//{outside}/x", "sub/{outside}/x",
]  # fmt: skip


@pytest.mark.parametrize("path", NO_FILES, ids=lambda path: ascii(path[:20]))
def test_what_is_no_file_of_the_project_is_not_read(repo: Path, path: str) -> None:
    (repo.parent / "x").write_text("outside\n")
    assert ProjectTree(repo).read(path.format(outside=repo.parent)) is None


def test_what_is_longer_than_a_million_bytes_is_not_read(repo: Path) -> None:
    for name, size in {"fits.py": MOST_BYTES, "long.py": MOST_BYTES + 1, "huge.py": 300_000_000}.items():
        with (repo / name).open("wb") as file:
            file.truncate(size)
    tree = ProjectTree(repo)
    assert {file.path for file in tree.files()} >= {"fits.py", "long.py", "huge.py"}
    assert (tree.read("long.py"), tree.read("huge.py"), tree.size("huge.py"), tree.size("missing")) == (None, None, 300_000_000, 0)
    assert tree.read("fits.py") == bytes(MOST_BYTES)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user reaches."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextlib.contextmanager
def nobody() -> Iterator[None]:
    """Nothing is shut for root, so be somebody else."""
    own = os.geteuid()
    os.seteuid(own or NOBODY)
    yield
    os.seteuid(own)


def test_what_may_not_be_read_is_left_out(open_folder: Path) -> None:
    write_files(open_folder, {"own.py": "o\n", "secret.py": "s\n", "shut/a.py": "a\n"})
    for name in ("secret.py", "shut"):
        (open_folder / name).chmod(0)
    tree = ProjectTree(open_folder)
    with nobody():
        found = [file.path for file in tree.files()], [tree.read(path) for path in ("own.py", "secret.py", "shut/a.py")]
    (open_folder / "shut").chmod(0o755)
    assert found == (["own.py", "secret.py"], [b"o\n", None, None])


# -- repositories of other kinds


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    git(str(tmp_path), "init", "--quiet", "repo")
    write_files(tmp_path / "repo", {"a.py": "a = 1\n", "b.py": "b = 1\n"})
    git(str(tmp_path / "repo"), "add", "a.py")
    tree = ProjectTree(tmp_path / "repo")
    assert listed(tree.root) == {"a.py": digest_of(b"a = 1\n"), "b.py": ""}
    assert (tree.is_git, tree.head(), tree.history(5), tree.difference("HEAD")) == (True, "", [], ((), ""))


def test_a_shallow_clone_has_a_short_history(repo: Path, tmp_path: Path) -> None:
    (repo / "a.py").write_text("changed = 1\n")
    commit_all(repo, "second")
    git(str(tmp_path), "clone", "--quiet", "--depth=1", f"file://{repo}", "shallow")
    shallow = ProjectTree(tmp_path / "shallow")
    assert (listed(shallow.root), shallow.head()) == (listed(repo), ProjectTree(repo).head())
    assert [subject for subject, _ in shallow.history(5)] == ["second"]
    assert shallow.difference("HEAD~1") == ((), "")


def test_a_folder_that_is_no_repository_is_walked(tmp_path: Path) -> None:
    files = ["a.py", "deep/er/b.py", "node_modules/c.js", "deep/.venv/d.py", ".git/config", "__pycache__/e.py"]
    write_files(tmp_path / "folder", dict.fromkeys(files, "x\n"))
    tree = ProjectTree(tmp_path / "folder")
    assert listed(tree.root) == {"a.py": "", "deep/er/b.py": ""}
    assert (tree.is_git, tree.head(), tree.history(5), tree.difference("HEAD")) == (False, "", [], ((), ""))
    assert tree.read("deep/er/b.py") == b"x\n"


def test_without_git_the_folder_is_walked(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert (ProjectTree(repo).is_git, set(listed(repo).values())) == (False, {""})


def give_away(root: Path) -> None:
    """To another user, as in a container of CI; git refuses such a repository."""
    if os.geteuid():
        pytest.skip("only root can give a repository away")
    for path in (root, *root.rglob("*")):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


def test_what_another_users_repository_ignores_stays_out(repo: Path) -> None:
    write_files(repo, {"ignored.py": "PASSWORD = 'x'\n"})
    give_away(repo)
    assert listed(repo).keys() == {".gitignore", "a.py", "sub/a.py", "sub/b.py"}


@pytest.mark.parametrize("name", ["missing", "file", "file/below", "a\0b", "x" * 5000], ids=lambda name: ascii(name[:20]))
def test_what_is_no_folder_is_no_project(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotARepository, match="is not a folder"):
        ProjectTree(tmp_path / name)


# -- history and difference


def commit_with(root: Path, message: bytes, *files: str) -> None:
    """A commit with a message that git itself would have put right."""
    for name in files:
        with (root / name).open("a") as file:
            file.write("more = 1\n")
    git(str(root), "add", "--all")
    tree, parent = git(str(root), "write-tree").strip(), git(str(root), "rev-parse", "HEAD").strip()
    who = "a <a@b> 1700000000 +0000"
    head = f"tree {tree}\nparent {parent}\nauthor {who}\ncommitter {who}\n\n"
    commit = git(str(root), "hash-object", "-t", "commit", "-w", "--stdin", stdin=head.encode() + message).strip()
    git(str(root), "update-ref", "HEAD", commit)


@pytest.mark.parametrize(
    ("message", "subject"),
    [
        (b"one\ntwo\n\nbody\n", "one two"),
        (b"caf\xe9\n", "caf\ufffd"),
        (b"a\x01b\n", "a\x01b"),
        (b"\x01\x01\n", "\x01\x01"),
        (b"a\x1b[31mb\tc\r\n", "a\x1b[31mb\tc"),
        ("ü 😀\n".encode(), "ü 😀"),
        (b"x" * 70_000 + b"\n", "x" * 70_000),
        (b"", ""),
    ],
    ids=range(8),
)
def test_a_subject_may_be_anything(repo: Path, message: bytes, subject: str) -> None:
    commit_with(repo, message, "a.py", "sub/a.py")
    (newest, oldest) = ProjectTree(repo).history(5)
    assert (newest[0].rstrip("\r"), newest[1]) == (subject, ("a.py", "sub/a.py"))
    assert (oldest[0], len(oldest[1])) == ("as it was", 4)
    assert ProjectTree(repo / "sub").history(5)[0][1] == ("a.py",)


def test_history_is_newest_first_without_merges_and_has_an_end(repo: Path) -> None:
    git(str(repo), "checkout", "--quiet", "-b", "side")
    commit_with(repo, b"side\n", "side.py")
    git(str(repo), "checkout", "--quiet", "main")
    commit_with(repo, b"main\n", "a.py")
    git(str(repo), "merge", "--quiet", "--no-ff", "-m", "the merge", "side", env=THEN)
    commit_with(repo, b"nothing\n")
    git(str(repo), "mv", "a.py", "z.py")
    commit_with(repo, b"renamed\n")
    found = ProjectTree(repo).history(50)
    assert {subject for subject, _ in found} == {"as it was", "side", "main", "nothing", "renamed"}
    assert found[:2] == [("renamed", ("a.py", "z.py")), ("nothing", ())]
    assert ProjectTree(repo).history(2) == found[:2]
    assert [subject for subject, files in ProjectTree(repo / "sub").history(50) if files] == ["as it was"]


def test_the_difference_counts_what_is_not_committed(repo: Path) -> None:
    commit_with(repo, b"second\n", "sub/a.py")
    shell(repo, "echo changed > a.py; git rm -q sub/b.py; echo x > sub/new.py; git add sub/new.py")
    names, text = ProjectTree(repo).difference("HEAD~1")
    assert names == ("a.py", "sub/a.py", "sub/b.py", "sub/new.py")
    assert "+changed\n" in text
    names, text = ProjectTree(repo / "sub").difference("HEAD~1")
    assert names == ("a.py", "b.py", "new.py")
    assert ("diff --git a/a.py b/a.py" in text, "sub/" in text) == (True, False)


@pytest.mark.parametrize(
    "base", ["", "nowhere", "--output=made", "-Omade", "--no-index", "a.py", "sub", "HEAD~99", "0" * 40, "a\0b", "\n"]
)
def test_a_name_that_git_does_not_know_has_no_difference(repo: Path, base: str) -> None:
    (repo / "a.py").write_text("changed = 1\n")
    before = sorted(repo.iterdir())
    assert ProjectTree(repo).difference(base) == ((), "")
    assert sorted(repo.iterdir()) == before


def test_colours_that_a_user_wants_do_not_get_into_the_difference(repo: Path) -> None:
    git(str(repo), "config", "color.ui", "always")
    (repo / "a.py").write_text("changed = 1\n")
    names, text = ProjectTree(repo).difference("HEAD")
    assert (names, "\x1b" in text) == (("a.py",), False)
    assert listed(repo)["a.py"] == ""
    assert ProjectTree(repo).history(1)[0][0] == "as it was"


# -- nothing of the repository is run

SIGNED = "tree {tree}\nauthor a <a@b> 1 +0000\ncommitter a <a@b> 1 +0000\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n -----END PGP SIGNATURE-----\n\nsigned\n"
CONFIGURED = {
    **dict.fromkeys(("core.fsmonitor", "diff.external", "core.pager", "pager.log", "gpg.program"), ""),
    **dict.fromkeys(("diff.own.command", "diff.own.textconv"), "*.py diff=own\n"),
    **dict.fromkeys(("filter.own.clean", "filter.own.process"), "*.py filter=own\n"),
    "filter.a=b.clean": "*.py filter=a=b\n",
}


@pytest.mark.parametrize("setting", CONFIGURED)
@pytest.mark.parametrize("foreign", [False, True])
def test_a_program_that_the_repository_configures_is_not_run(repo: Path, tmp_path: Path, setting: str, foreign: bool) -> None:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho run >> {tmp_path}/ran\ncat\n")
    program.chmod(0o755)
    write_files(repo, {".gitattributes": CONFIGURED[setting], "a.py": "changed = 1\n"})
    commit = SIGNED.format(tree=git(str(repo), "rev-parse", "HEAD^{tree}").strip())
    signed = git(str(repo), "hash-object", "-t", "commit", "-w", "--stdin", stdin=commit.encode()).strip()
    git(str(repo), "update-ref", "refs/heads/main", signed)
    for name, value in {setting: str(program), "log.showSignature": "true", "core.hooksPath": str(tmp_path)}.items():
        git(str(repo), "config", name, value)
    if foreign:
        give_away(repo)
    tree = ProjectTree(repo)
    assert (listed(repo)["a.py"], tree.head()) == ("", signed)
    assert [subject for subject, _ in tree.history(5)] == ["signed"]
    assert "a.py" in tree.difference("HEAD")[0]
    assert not (tmp_path / "ran").exists()


def test_what_a_clone_left_out_is_not_fetched(repo: Path, tmp_path: Path) -> None:
    """The repository's configuration says which program fetches."""
    (repo / "a.py").write_text("changed = 1\n")
    commit_all(repo)
    git(str(repo), "config", "uploadpack.allowFilter", "true")
    git(str(tmp_path), "clone", "--quiet", "--filter=blob:none", f"file://{repo}", "partial")
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho run >> {tmp_path}/ran\nexit 1\n")
    program.chmod(0o755)
    git(str(tmp_path / "partial"), "config", "remote.origin.uploadpack", str(program))
    tree = ProjectTree(tmp_path / "partial")
    assert listed(tree.root) == listed(repo)
    tree.difference("HEAD~1")
    tree.history(5)
    assert not (tmp_path / "ran").exists()
