"""How well masked messages sort the lines of logs by what printed them, and how fast.

    python benchmarks/fingerprints.py [LOGHUB]

LOGHUB is a folder with <System>/<System>_2k.log_structured.csv, as in logpai/loghub: the known answers of a public collection. Without
it, lines of the same kinds are made up here, from templates that are known; the figures of these are higher, as nothing in them is odd.

GA: share of the lines whose group holds exactly the lines of one template. Homogeneity 1: no group mixes two templates, which is what
a fingerprint must not do. Completeness 1: no template is split. Means over the systems. The methods take turns, system by system.
"""

from __future__ import annotations

import argparse
import csv
import math
import pathlib
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "scripts"))

from homeostat.understand.masks import mask

LINES = 2000
SEED = 20

_DIGITS = re.compile(r"\d+")

METHODS: Mapping[str, Callable[[str], str]] = {
    "exact": lambda line: line,
    "digits to #": lambda line: _DIGITS.sub("#", line),
    "ours": mask,
}


@dataclass(frozen=True, slots=True)
class System:
    """Lines of one program, and for each the template that printed it."""

    name: str
    lines: Sequence[str]
    truth: Sequence[str]


@dataclass(slots=True)
class Score:
    """What one method got on the systems so far."""

    rows: list[tuple[float, float, float]] = field(default_factory=list)
    seconds: float = 0.0


# -- lines that are known --------------------------------------------------------------------------------------------------


def read_systems(folder: pathlib.Path) -> Iterator[System]:
    """The systems of a Loghub folder."""
    for path in sorted(folder.glob("*/*_2k.log_structured.csv")):
        with path.open(newline="", encoding="utf-8", errors="replace") as file:
            rows = list(csv.DictReader(file))
        yield System(path.parent.name, [row["Content"] for row in rows], [row["EventId"] for row in rows])


# -- lines that are made up ------------------------------------------------------------------------------------------------

FAMILIES: Mapping[str, Sequence[str]] = {
    "storage node": (
        "Receiving block {block} src: /{ip}:{port} dest: /{ip}:{port}",
        "PacketResponder {small} for block {block} terminating",
        "Received block {block} of size {size} from /{ip}",
        "Verification succeeded for {block}",
        "{ip}:{port} Served block {block} to /{ip}",
        "Unexpected error trying to delete block {block}. BlockInfo not found in volumeMap.",
    ),
    "batch job": (
        "Created MRAppMaster for application {attempt}",
        "Progress of TaskAttempt {attempt} is : {fraction}",
        "Failed to renew lease for [{attempt}] for {small} seconds. Will retry shortly ...",
        "Address change detected. Old: {host}/{ip}:{port} New: {host}:{port}",
        "Retrying connect to server: {host}:{port}. Already tried {small} time(s); maxRetries={small}",
    ),
    "executor": (
        "Running task {fraction} in stage {fraction} (TID {size})",
        "Finished task {fraction} in stage {fraction} (TID {size}). {size} bytes result sent to driver",
        "Found block {rdd} locally",
        "Block {rdd} stored as values in memory (estimated size {fraction} KB, free {fraction} MB)",
    ),
    "coordination": (
        "Received connection request /{ip}:{port}",
        "Established session {hex} with negotiated timeout {size} for client /{ip}:{port}",
        "Connection broken for id {size}, my id = {small}, error =",
        "caught end of stream exception, session {hex}",
        "Notification time out: {size}",
    ),
    "cloud": (
        '{ip} "GET /v2/{hash}/servers/detail HTTP/1.1" status: {status} len: {size} time: {seconds}',
        "[instance: {uuid}] VM Started (Lifecycle Event)",
        "[instance: {uuid}] Took {seconds} seconds to build instance.",
        "image {uuid} at ({path}): checking",
        "Active base files: {path}",
    ),
    "supercomputer": (
        "generating core.{size}",
        "{size} double-hummer alignment exceptions",
        "CE sym {small}, at {hex}, mask {hex}",
        "ciod: Error reading message prefix after LOGIN_MESSAGE on CioStream socket to {ip}:{port}: Link has been severed",
    ),
    "cluster": (
        "boot (command {size}) Error: unable to open {path}",
        "Node card VPD check: missing {node} node, VPD ecid {hash}",
        "Targeting domains:{node} and nodes:node-[{small}-{size}] child of command {size}",
        "ClusterFileSystem: There is no server for ServerFileSystem {path}",
    ),
    "grid": (
        "session opened for user {user} by (uid={small})",
        "connection from {ip} () at {stamp}",
        "gmetad[{size}]: data_thread() got no answer from any [Thunderbird_{node}] datasource",
        "Warning: bad handle {hex} on port {port}",
    ),
    "desktop": (
        "CBS Session: {size}_{size} initialized by client WindowsUpdateAgent.",
        "Loaded Servicing Stack v{version} with Core: {drive}\\cbscore.dll",
        "Warning: Unrecognized packageExtended attribute.",
        "Read out cached package applicability for package: KB{size}, ApplicableState: {small}, CurrentState:{small}",
    ),
    "kernel": (
        "authentication failure; logname= uid={small} euid={small} tty=NODEVssh ruser= rhost={host}  user={user}",
        "check pass; user unknown",
        "ALERT exited abnormally with [{small}]",
        "klogd {version}, log source = {path} started.",
        "Memory: {size}k/{size}k available ({size}k kernel code, {size}k reserved)",
    ),
    "phone": (
        "acquire lock={size}, flags={hex}, tag=View Lock, name=com.example.systemui, ws=null, uid={size}, pid={size}",
        "ready=true,policy={small},wakefulness={small},wksummary={hex}",
        "setSystemUiVisibility vis={hex} mask={hex} oldVal={hex} newVal={hex}",
        "HBM brightnessOut ={size}",
    ),
    "health": (
        "onStandStepChanged {size}",
        "onExtend:{size} {small} {small} {size}",
        "calculateCaloriesWithCache totalCalories={size}",
        "flush sensor data",
        "getTodayTotalDetailSteps = {size}##{size}##{size}##{size}",
    ),
    "web server": (
        "workerEnv.init() ok {path}",
        "jk2_init() Found child {size} in scoreboard slot {small}",
        "mod_jk child workerEnv in error state {small}",
        "[client {ip}] Directory index forbidden by rule: {path}",
    ),
    "remote shell": (
        "Failed password for invalid user {user} from {ip} port {port} ssh2",
        "Failed password for root from {ip} port {port} ssh2",
        "Received disconnect from {ip}: {small}: Bye Bye [preauth]",
        "reverse mapping checking getaddrinfo for {host} [{ip}] failed - POSSIBLE BREAK-IN ATTEMPT!",
        "error: Received disconnect from {ip}: {small}: No more user authentication methods available. [preauth]",
    ),
    "proxy": (
        "{host}:{port} open through proxy {host}:{port} HTTPS",
        "{host}:{port} close, {size} bytes ({fraction} KB) sent, {size} bytes received, lifetime {clock}",
        "{host}:{port} error : Could not connect to proxy {host}:{port} - connection attempt failed with error {size}",
    ),
    "laptop": (
        "AirPort: Link Down on awdl{small}. Reason {small} (Disassociated because station leaving).",
        "ARPT: {fraction}: wl0: setup_keepalive: Local port: {port}, Remote port: {port}",
        "[{stamp}] Wake reason: RTC (Alarm)",
        "Unexpected payload found for message {size}, dataLen {small}",
        "hostname is {host}, process {size} woke up",
    ),
}
"""For each of sixteen kinds of programs, what it prints."""


def _hex(chance: random.Random, length: int) -> str:
    return f"{chance.getrandbits(4 * length):0{length}x}"


def _host(chance: random.Random) -> str:
    return (
        f"{chance.choice(('web', 'db', 'proxy', 'mirror'))}{chance.randint(1, 40)}.{chance.choice(('example.com', 'example.org'))}"
    )


def _path(chance: random.Random) -> str:
    return f"/{chance.choice(('var', 'opt', 'srv/data'))}/{chance.choice(('spool', 'lib', 'run'))}/{_hex(chance, 8)}.{chance.choice(('log', 'conf'))}"


def _ip(chance: random.Random) -> str:
    return ".".join(str(chance.randint(1, 254)) for _ in range(4))


def _stamp(chance: random.Random) -> str:
    day = f"{chance.randint(2005, 2026)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    return f"{day} {_clock(chance)}:{chance.randint(0, 59):02}"


def _clock(chance: random.Random) -> str:
    return f"{chance.randint(0, 23):02}:{chance.randint(0, 59):02}"


def _uuid(chance: random.Random) -> str:
    return "-".join(_hex(chance, length) for length in (8, 4, 4, 4, 12))


VALUES: Mapping[str, Callable[[random.Random], str]] = {
    "attempt": lambda chance: (
        f"attempt_{chance.randint(10**12, 10**13)}_{chance.randint(1, 99):04}_m_{chance.randint(0, 99999):06}_0"
    ),
    "block": lambda chance: f"blk_{chance.choice(('', '-'))}{chance.randint(10**15, 10**18)}",
    "clock": _clock,
    "drive": lambda chance: f"C:\\Windows\\winsxs\\amd64_{_hex(chance, 16)}",
    "fraction": lambda chance: f"{chance.uniform(0, 900):.1f}",
    "hash": lambda chance: _hex(chance, 32),
    "hex": lambda chance: f"0x{_hex(chance, 8)}",
    "host": _host,
    "ip": _ip,
    "node": lambda chance: f"R{chance.randint(0, 77):02}-M{chance.randint(0, 1)}-N{chance.randint(0, 15)}",
    "path": _path,
    "port": lambda chance: str(chance.randint(1024, 65535)),
    "rdd": lambda chance: f"rdd_{chance.randint(1, 90)}_{chance.randint(0, 40)}",
    "seconds": lambda chance: f"{chance.uniform(0, 40):.7f}",
    "size": lambda chance: str(chance.randint(100, 10**8)),
    "small": lambda chance: str(chance.randint(0, 20)),
    "stamp": _stamp,
    "status": lambda chance: chance.choice(("200", "204", "404")),
    "user": lambda chance: chance.choice(("admin", "guest", "oracle", "test7")),
    "uuid": _uuid,
    "version": lambda chance: f"{chance.randint(1, 9)}.{chance.randint(0, 20)}.{chance.randint(0, 9)}",
}

_HOLE = re.compile(r"\{(\w+)\}")


def make_systems(seed: int = SEED) -> Iterator[System]:
    """For each family its lines, the first templates more often than the last."""
    for name, templates in FAMILIES.items():
        chance = random.Random(f"{seed} {name}")
        weights = [1 / (number + 1) for number in range(len(templates))]
        truth = chance.choices(templates, weights, k=LINES)
        yield System(name, [_filled(template, chance) for template in truth], truth)


def _filled(template: str, chance: random.Random) -> str:
    return _HOLE.sub(lambda hole: VALUES[hole[1]](chance), template)


# -- measures --------------------------------------------------------------------------------------------------------------


def measures(truth: Sequence[str], found: Sequence[str]) -> tuple[float, float, float]:
    """GA, homogeneity and completeness."""
    return _grouped(truth, found), _purity(truth, found), _purity(found, truth)


def _grouped(truth: Sequence[str], found: Sequence[str]) -> float:
    sizes, members = Counter(truth), defaultdict[str, Counter[str]](Counter)
    for true, group in zip(truth, found, strict=True):
        members[group][true] += 1
    pure = [next(iter(held.items())) for held in members.values() if len(held) == 1]
    return sum(count for true, count in pure if count == sizes[true]) / len(truth)


def _purity(these: Sequence[str], given: Sequence[str]) -> float:
    """1 - H(these | given) / H(these)."""
    whole = _entropy(Counter(these))
    joint = _entropy(Counter(zip(these, given, strict=True)))
    return 1 - (joint - _entropy(Counter(given))) / whole if whole else 1.0


def _entropy(counts: Counter[str] | Counter[tuple[str, str]]) -> float:
    total = sum(counts.values())
    return -sum(count / total * math.log(count / total) for count in counts.values())


def compare(systems: Sequence[System]) -> dict[str, Score]:
    """Every method on every system, in turn."""
    scores = {name: Score() for name in METHODS}
    for system in systems:
        for name, method in METHODS.items():
            found, seconds = _timed(method, system.lines)
            scores[name].seconds += seconds
            scores[name].rows.append(measures(system.truth, found))
    return scores


def _timed(method: Callable[[str], str], lines: Sequence[str]) -> tuple[list[str], float]:
    begin = time.perf_counter()
    found = [method(line) for line in lines]
    return found, time.perf_counter() - begin


def show(systems: Sequence[System], scores: Mapping[str, Score]) -> None:
    """One row a method."""
    total = sum(len(system.lines) for system in systems)
    print(f"{len(systems)} systems, {total} lines")
    print(f"{'method':<12} {'GA':>6} {'homogeneity':>12} {'completeness':>13} {'lines/s':>9}")
    for name, score in scores.items():
        grouped, homogeneous, complete = (sum(column) / len(column) for column in zip(*score.rows, strict=True))
        print(f"{name:<12} {grouped:>6.3f} {homogeneous:>12.4f} {complete:>13.4f} {total / score.seconds:>9.0f}")


def main() -> int:
    """1 if there is nothing to measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("loghub", nargs="?", type=pathlib.Path, help="a folder of Loghub's samples")
    folder = parser.parse_args().loghub
    systems = list(read_systems(folder) if folder else make_systems())
    if not systems:
        print(f"no */*_2k.log_structured.csv below {folder}", file=sys.stderr)
        return 1
    show(systems, compare(systems))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
