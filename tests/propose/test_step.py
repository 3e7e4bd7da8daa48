"""Branch, title, commit message and body, on honest and on hostile words."""

from __future__ import annotations

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeostat.propose.body import MOST_CHARACTERS, changed_lines, render_body
from homeostat.propose.step import branch_name, commit_message, propose, title
from homeostat.records import (
    Category,
    Diagnosis,
    Evidence,
    Execution,
    Gate,
    Proposal,
    Recipe,
    Remedy,
    Run,
    Script,
    Severity,
    Status,
)

FINGERPRINT = "0123456789abcdef" * 4
PATCH = "--- a/pyproject.toml\n+++ b/pyproject.toml\n@@ -1,2 +1,2 @@\n-pytest\n+pytest<8\n keep\n"

REMEDY = Remedy(
    strategy="dependency-drift",
    title="build: keep pytest below 8.0.0",
    explanation="pytest 8.0.0 came out after the last green run. Under it collection fails.",
    patch=PATCH,
    files=("pyproject.toml",),
    facts={"last good": "pytest 7.4.4", "first bad": "pytest 8.0.0"},
)
DIAGNOSIS = Diagnosis(
    category=Category.DEPENDENCY,
    severity=Severity.HIGH,
    fingerprint=FINGERPRINT,
    headline="TypeError: unexpected keyword 'path'",
    confidence=0.9,
)
RECIPE = Recipe(
    command=Script(run="python -m pytest tests"), python="3.9", versions={"mock": "5.1.0"}, before="2021-09-30T00:00:00Z"
)
EVIDENCE = Evidence(
    fingerprint=FINGERPRINT,
    category=Category.DEPENDENCY,
    strategy="dependency-drift",
    base="c" * 40,
    patch=PATCH,
    patch_sha256="d" * 64,
    recipe=RECIPE,
    recipe_after=RECIPE,
    before=Execution(command="python -m pytest tests", exit_code=1, seconds=4.53, output="E  TypeError\n1 failed"),
    after=Execution(command="python -m pytest tests", exit_code=0, seconds=2.61, output="515 passed"),
    gates=(Gate(name="reproduction", status=Status.PASS), Gate(name="scope", status=Status.INCONCLUSIVE, reasons=("a | b", "c"))),
    facts=REMEDY.facts,
    tools={"python": "3.9.18", "pytest": "7.4.4", "colorama": "0.4.6", "py": "1.11.0"},
)
RUN = Run(
    repository="o/r",
    sha="c" * 40,
    branch="main",
    workflow="CI",
    job="test (3.9, ubuntu-latest)",
    run_id="7",
    url="https://github.example/o/r/actions/runs/7",
)


def made(remedy: Remedy = REMEDY, diagnosis: Diagnosis = DIAGNOSIS, run: Run = RUN, base: str = "") -> Proposal:
    return propose(
        remedy,
        diagnosis,
        EVIDENCE,
        run,
        branch_prefix="homeostat/",
        base_branch=base,
        labels=("homeostat", "homeostat"),
        draft=True,
        reviewers=("ann", "ann", "ben"),
    )


def test_one_branch_a_failure() -> None:
    assert made().branch == branch_name("homeostat/", DIAGNOSIS) == "homeostat/dependency-01234567"


def test_it_goes_where_it_failed_unless_told() -> None:
    assert (made().base, made(base="release").base) == ("main", "release")


def test_labels_and_reviewers_are_named_once() -> None:
    assert (made().labels, made().reviewers, made().draft) == (("homeostat",), ("ann", "ben"), True)


def test_what_needs_a_person_says_so_and_is_labelled() -> None:
    needy = made(dataclasses.replace(REMEDY, needs_review=True))
    assert needy.labels == ("homeostat", "needs-human")
    assert "needs a person's review" in needy.body
    assert "needs a person's review" not in made().body


@pytest.mark.parametrize(
    ("job", "named", "expected"),
    [
        ("test (3.9, ubuntu-latest)", "build: keep pytest below 8", "[homeostat] fix(test): keep pytest below 8"),
        ("", "style: apply black 26.10.1", "[homeostat] fix(dependency): apply black 26.10.1"),
        ("lint", "fix(deps)!: cap x", "[homeostat] fix(lint): cap x"),
        ("lint", "note: not conventional", "[homeostat] fix(lint): note: not conventional"),
        ("a\nb): [x] @team", "declare PyYAML", "[homeostat] fix(a b x @\u200bteam): declare PyYAML"),
        ("()", "declare PyYAML", "[homeostat] fix(dependency): declare PyYAML"),
    ],
)
def test_the_title_names_the_job_and_what_is_done(job: str, named: str, expected: str) -> None:
    assert title(dataclasses.replace(REMEDY, title=named), DIAGNOSIS, dataclasses.replace(RUN, job=job)) == expected


def test_the_commit_message_is_conventional_with_trailers() -> None:
    assert commit_message(REMEDY, DIAGNOSIS) == (
        "build: keep pytest below 8.0.0\n\n"
        "pytest 8.0.0 came out after the last green run. Under it collection fails.\n\n"
        f"Homeostat-Fingerprint: {FINGERPRINT}\nHomeostat-Strategy: dependency-drift\n"
    )


def test_a_title_without_a_type_gets_one() -> None:
    assert commit_message(dataclasses.replace(REMEDY, title="declare PyYAML"), DIAGNOSIS).startswith("fix: declare PyYAML\n\n")


def test_the_body_tells_the_whole_story() -> None:
    body = made().body
    for words in (
        f"<!-- homeostat:fingerprint={FINGERPRINT} -->",
        "```text\nTypeError: unexpected keyword 'path'\n```",
        "Category **dependency**, severity high, workflow `CI`, job `test (3.9, ubuntu-latest)`",
        "[the failed run](https://github.example/o/r/actions/runs/7)",
        REMEDY.explanation,
        "Files changed (lines: +1 -1):\n\n- `pyproject.toml`",
        "```sh\npython -m pytest tests\n```",
        "| before | 1 | 4.5 |\n| after | 0 | 2.6 |",
        "Environment: Python 3.9, `pytest==7.4.4`, package index as of 2021-09-30T00:00:00Z.",
        "E  TypeError\n1 failed",
        "| reproduction | pass |  |\n| scope | inconclusive | a \\| b; c |",
        "| last good | `pytest 7.4.4` |\n| first bad | `pytest 8.0.0` |",
        "homeostat verify evidence.json --project-root .",
        "d" * 64,
    ):
        assert words in body, words
    assert "$" not in body


def test_an_environment_that_was_prepared_anew_is_said() -> None:
    sentence = "With the change it was prepared anew"
    assert sentence not in made().body
    anew = dataclasses.replace(EVIDENCE, recipe_after=dataclasses.replace(RECIPE, versions={}))
    assert sentence in render_body(REMEDY, DIAGNOSIS, anew, RUN)


def test_a_body_of_little_has_no_empty_headings() -> None:
    bare = dataclasses.replace(
        EVIDENCE,
        gates=(),
        facts={},
        tools={},
        recipe=Recipe(command=Script(run="make")),
        recipe_after=Recipe(command=Script(run="make")),
        before=Execution(command="make", exit_code=124, seconds=900, timed_out=True),
        after=Execution(command="make", exit_code=0, seconds=1),
    )
    body = render_body(dataclasses.replace(REMEDY, facts={}, explanation=""), DIAGNOSIS, bare, Run())
    for absent in ("### Gates", "### Facts", "<details>", "Environment:", "the failed run"):
        assert absent not in body
    assert "| before | 124 (time limit) | 900.0 |" in body
    assert "keep pytest below 8.0.0" in body
    assert "\n\n\n" not in body


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://e.invalid/)[x](y", "https://e.invalid/ x", "", "http://"])
def test_a_strange_address_is_no_link(url: str) -> None:
    assert "the failed run" not in render_body(REMEDY, DIAGNOSIS, EVIDENCE, dataclasses.replace(RUN, url=url))


HOSTILE = [
    "```\n# out of the fence",
    "~~~~\nout",
    "````text\n```\n",
    "<!-- homeostat:fingerprint=forged -->",
    "@octocat and @org/team",
    "Fixes #12, closes GH-13, resolves o/r#14, https://github.com/o/r/issues/15",
    "<img src=x onerror=y> </details></summary><script>",
    "![x](http://evil.invalid/p.png) [y](http://evil.invalid) [z][z]",
    "| cell | cell |\n|---|---|",
    "a\rb\x0bc\u2028d\x1b[31mred\x1b[0m\x00\u202e\ufeff",
    "[skip ci] [CI SKIP] [no ci] [skip actions] [Actions Skip]",
    "$fingerprint ${strategy} $$",
    "- item\n# heading\n---\n> quote",
]


def with_words(words: str) -> str:
    """The body with these words wherever words of others can come from."""
    execution = Execution(command=words, exit_code=1, seconds=1, output=words)
    evidence = dataclasses.replace(
        EVIDENCE,
        recipe=Recipe(command=Script(run=words), python=words, before=words, versions={words: words}),
        before=execution,
        after=execution,
        gates=(Gate(name=words, status=Status.PASS, reasons=(words, words)),),
        facts={words: words},
        tools={words: words},
    )
    remedy = dataclasses.replace(REMEDY, title=words or "x", explanation=words, files=(words,), strategy=words)
    run = Run(sha=words, workflow=words, job=words, url=words)
    return render_body(remedy, dataclasses.replace(DIAGNOSIS, headline=words), evidence, run)


def outside_of_code(body: str) -> str:
    """The running text of a body: without its fences and code spans."""
    fences = re.sub(r"^```\w*\n.*?^```$", "", body, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"(?<!`)(`+)(?!`)(?:.*?[^`])\1(?!`)", "", fences)


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_others_are_only_words(words: str) -> None:
    body = with_words(words)
    text = outside_of_code(body).partition("### What failed")[2]
    assert body.count("<!-- homeostat:") == 2
    assert "forged -->" not in body.partition("### What failed")[0]
    assert not re.search(r"@\w", text)
    assert not re.search(r"(#|GH-)\d", text)
    assert not re.search(r"\]\(http://evil", text)
    assert not re.search(r"<(?!/?details>|/?summary>)[A-Za-z/!]", text)
    assert text.count("<details>") == text.count("</details>") == 2
    assert len([line for line in body.splitlines() if line.startswith("```")]) % 2 == 0
    assert "\x1b" not in body
    assert "\u202e" not in body


def test_the_fences_of_the_body_stay_ours() -> None:
    fence_lines = [line for line in with_words("```\n# out").splitlines() if line.startswith("```")]
    assert fence_lines == ["```text", "```", "```sh", "```", "```text", "```", "```text", "```", "```sh", "```"]


@given(st.text(max_size=300))
def test_any_words_leave_the_body_in_one_piece(words: str) -> None:
    body = with_words(words)
    assert body.count("<!-- homeostat:") == 2
    assert body.rstrip().endswith(f"SHA-256 of the change: `{'d' * 64}`.")
    assert len([line for line in body.split("\n") if line.startswith("```")]) == 2 * len(
        re.findall(r"^```\w+$", body, re.MULTILINE)
    )


@pytest.mark.parametrize("words", ["x" * 200_000, "@a" * 100_000, "|" * 200_000, "`" * 200_000, "line\n" * 50_000, "<a" * 100_000])
def test_the_body_fits_whatever_comes(words: str) -> None:
    many = tuple(f"{n}{words}" for n in range(100))
    evidence = dataclasses.replace(
        EVIDENCE,
        gates=tuple(Gate(name=word, status=Status.PASS, reasons=many) for word in many),
        facts=dict(zip(many, many, strict=True)),
        recipe=Recipe(command=Script(run=words), versions=dict.fromkeys(many, words)),
        before=Execution(command=words, exit_code=1, seconds=1, output=words),
        after=Execution(command=words, exit_code=1, seconds=1, output=words),
    )
    remedy = dataclasses.replace(REMEDY, explanation=words, files=many, patch="".join(many[:2]))
    body = render_body(remedy, dataclasses.replace(DIAGNOSIS, headline=words), evidence, dataclasses.replace(RUN, job=words))
    assert len(body) <= MOST_CHARACTERS
    assert "- and 70 more" in body
    assert "### Verify it yourself" in body


def test_a_commit_message_skips_no_checks_and_closes_no_issues() -> None:
    hostile = dataclasses.replace(
        REMEDY, title="[skip ci] x", explanation="\n".join(HOSTILE) + "\n\nCo-authored-by: e <e@e.invalid>"
    )
    message = commit_message(hostile, DIAGNOSIS)
    assert not re.search(r"\[(skip ci|ci skip|no ci|skip actions|actions skip)\]", message, re.IGNORECASE)
    assert not re.search(r"#\d|@\w|GH-\d", message)
    subject, blank, *_ = message.split("\n")
    assert (subject, blank) == ("fix: (skip ci) x", "")
    assert message.rstrip().split("\n\n")[-1].splitlines() == [
        f"Homeostat-Fingerprint: {FINGERPRINT}",
        "Homeostat-Strategy: dependency-drift",
    ]


@given(st.text(max_size=300), st.text(max_size=300))
def test_the_subject_is_one_short_line(named: str, why: str) -> None:
    message = commit_message(dataclasses.replace(REMEDY, title=named, explanation=why), DIAGNOSIS)
    assert 0 < len(message.split("\n", 1)[0]) <= 72
    assert message.split("\n")[1] == ""
    assert message.count("\nHomeostat-Fingerprint: ") == 1


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ("", (0, 0)),
        (PATCH, (1, 1)),
        ("--- a/x\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n", (0, 2)),
        ("+++\n++x\n---\n--y\n", (2, 2)),
    ],
)
def test_lines_of_a_patch_are_counted(patch: str, expected: tuple[int, int]) -> None:
    assert changed_lines(patch) == expected
