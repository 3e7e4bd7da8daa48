"""The zip of a run's logs."""

from __future__ import annotations

import io
import zipfile

import pytest

from homeostat.observe import archive
from homeostat.observe.archive import failed_log, is_archive

EXIT = b"x\n##[error]Process completed with exit code 1.\n"


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("members", "log"),
    [
        ({"0_lint.txt": b"fine", "1_test (3.9).txt": EXIT}, EXIT),
        ({"0_a.txt": b"##[error]The operation was canceled.", "1_b.txt": EXIT}, EXIT),
        ({"0_a.txt": b"fine and long", "1_b.txt": b"##[error]no"}, b"##[error]no"),
        ({"0_a.txt": b"a", "1_b.txt": b"longest"}, b"longest"),
        ({"10_b.txt": EXIT + b"ten", "2_a.txt": EXIT}, EXIT),
        ({"test/10_c.txt": EXIT, "test/2_b.txt": b"two", "test/1_a.txt": b"one", "lint/1_a.txt": b"no"}, b"one\ntwo\n" + EXIT),
        ({"0_test.txt": EXIT, "test/1_x.txt": EXIT + b"no"}, EXIT),
        ({"picture.png": b"no log"}, b""),
        ({}, b""),
    ],
)
def test_failed_log(members: dict[str, bytes], log: bytes) -> None:
    data = zipped(members)
    assert is_archive(data)
    assert failed_log(data) == log


@pytest.mark.parametrize("damage", [slice(0, 40), slice(0, -30)])
def test_a_damaged_archive_is_refused(damage: slice) -> None:
    with pytest.raises(ValueError, match=r"."):
        failed_log(zipped({"0_test.txt": EXIT * 100})[damage])


def test_a_broken_member_is_refused() -> None:
    data = bytearray(zipped({"0_test.txt": bytes(range(256)) * 50}))
    data[60:80] = b"\xff" * 20
    with pytest.raises(ValueError, match=r"."):
        failed_log(bytes(data))


def test_of_a_bomb_only_the_end_is_kept() -> None:
    data = zipped({"0_test.txt": bytes(archive.MAX_MEMBER + 5_000_000) + EXIT})
    log = failed_log(data)
    assert len(log) <= archive.MAX_MEMBER
    assert log.endswith(EXIT)


def test_of_very_many_steps_all_are_kept() -> None:
    log = failed_log(zipped({f"test/{n}_step.txt": f"step {n}".encode() for n in range(1, 400)} | {"test/400_x.txt": EXIT}))
    assert log == b"\n".join([*(f"step {n}".encode() for n in range(1, 400)), EXIT])


def test_what_unpacks_to_more_than_anybody_has_time_for_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_UNPACKED", 3_000_000)
    assert failed_log(zipped({"0_a.txt": bytes(2_900_000) + EXIT})).endswith(EXIT)
    with pytest.raises(ValueError, match="unpacks to more than"):
        failed_log(zipped({"0_a.txt": bytes(2_000_000), "1_b.txt": bytes(2_000_000)}))


def test_text_is_no_archive() -> None:
    assert not is_archive(b"PK is what this log begins with")
