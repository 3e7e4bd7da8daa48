"""Rules for what surrounds the build: machines that run jobs, their time limits, their disk, memory and processes."""

from __future__ import annotations

import re
from typing import Final

from homeostat.records import Category, Severity
from homeostat.understand.pattern import Pattern
from homeostat.understand.rule import Rule, Scope

RUNNER: Final[tuple[Rule, ...]] = (
    Rule(
        "runner-lost",
        Category.SYSTEM,
        Severity.CRITICAL,
        0.95,
        Pattern(
            r"runner has received a shutdown signal|lost communication with the server|stopped hearing from agent"
            r"|(?:hosted|self-hosted) runner (?:lost|encountered an error)"
            r"|job was not acquired by Runner|Our hosted runners? (?:is|are) (?:down|unavailable)"
            r"|GitHub Actions has encountered an internal error",
            re.IGNORECASE,
        ),
        ("##[error]The runner has received a shutdown signal. This can happen when the runner service is stopped",),
        ("##[error]Process completed with exit code 1.", "##[error]the server lost the connection to its database"),
        scope=Scope.RUNNER,
        transient=True,
    ),
    Rule(
        "job-timeout",
        Category.TIMEOUT,
        Severity.HIGH,
        0.95,
        Pattern(
            r"has exceeded the maximum execution time|ran longer than the maximum time of \d+"
            r"|^(?:##\[error\])?The action '?.{1,200} has timed out after \d+ minutes"
        ),
        (
            "##[error]The job running on runner GitHub Actions 3 has exceeded the maximum execution time of 360 minutes.",
            "##[error]The job running on agent Hosted Agent ran longer than the maximum time of 60 minutes.",
            "##[error]The action 'Run tests' has timed out after 10 minutes.",
        ),
        ("##[error]AssertionError: the request has timed out",),
        scope=Scope.RUNNER,
    ),
    Rule(
        "job-cancelled",
        Category.SYSTEM,
        Severity.LOW,
        0.7,
        Pattern(r"##\[error\]The (?:operation|run) was cancell?ed\.?$"),
        ("##[error]The operation was canceled.",),
        ("##[error]AssertionError: The operation was canceled by the caller",),
        scope=Scope.RUNNER,
    ),
)

_NO_SUCH_IMAGE: Final = (
    r"(?!.*(?:manifest unknown|manifest for |[Mm]anifest not found|pull access denied|repository does not exist|unauthorized|denied: "
    r"|invalid reference format|executable file not found|exec format error|no matching manifest))"
)

MACHINES: Final[tuple[Rule, ...]] = (
    Rule(
        "machine-lost",
        Category.SYSTEM,
        Severity.CRITICAL,
        0.95,
        Pattern(
            r"\b(?:runner|agent): .{0,80} lost communication with the server|^(?:Error: )?We stopped hearing from agent"
            r"|^(?:Error: )?The runner has received a shutdown signal|\b(?:Agent|Slave|Node) went offline during the build"
            r"|hudson\.remoting\.(?:ChannelClosed|RequestAborted)Exception|^\s+at org\.jenkinsci\.remoting\.protocol\."
            r"|\bERROR: Connection was broken: |^FATAL: Unable to delete script file|Unexpected termination of the channel"
            r"|Backing channel '.{1,200}' is disconnected|wrapper script does not seem to be touching the log file"
            r"|\b(?:instance|node|machine|VM) (?:was|is being|has been) preempted\b|[Ss]pot [Ii]nstance (?:was )?(?:interrupt|terminat)"
            r"|\b[Pp]od (?:\S{1,200} )?(?:was|has been|got) (?:evicted|preempted|deleted)|The node was low on resource"
            r"|agent's termination signal|\bAgent \S{1,200} was deleted|seems to be removed or offline"
            r"|\[taskcluster[^\]]{0,40}\] .{0,60}(?:worker|instance) (?:shutdown|terminat)"
        ),
        (
            "The self-hosted runner: 0492 lost communication with the server. Verify the machine is running",
            "Agent went offline during the build",
            "	at org.jenkinsci.remoting.protocol.NetworkLayer.onRecvClosed(NetworkLayer.java:155)",
            "We stopped hearing from agent Azure Pipelines 3. Verify the agent machine is running",
            "Pod runner-1 was evicted",
        ),
        ("the client lost communication with the server", "java.nio.channels.ClosedChannelException"),
        scope=Scope.ANY,
        transient=True,
        declared=(
            "lost communication with the server",
            "stopped hearing from agent",
            "runner has received a shutdown",
            "went offline during the build",
            "hudson.remoting.",
            "jenkinsci.remoting.",
            "connection was broken: ",
            "unable to delete script file",
            "termination of the channel",
            "is disconnected",
            "touching the log file",
            "preempted",
            "spot instance",
            "evicted",
            " deleted",
            "termination signal",
            "removed or offline",
            "[taskcluster",
            "node was low on resource",
        ),
    ),
    Rule(
        "runner-failed",
        Category.SYSTEM,
        Severity.CRITICAL,
        0.95,
        Pattern(rf"^ERROR: (?:Job failed \(system failure\)|Preparation failed): {_NO_SUCH_IMAGE}"),
        (
            "ERROR: Job failed (system failure): prepare environment: waiting for pod running: timed out waiting for pod to start.",
            "ERROR: Preparation failed: Cannot connect to the Docker daemon at tcp://docker:2375. Is the docker daemon running?",
        ),
        (
            "ERROR: Job failed: exit code 1",
            "ERROR: Job failed (system failure): Error response from daemon: manifest for a:b not found: manifest unknown",
        ),
        scope=Scope.ANY,
        transient=True,
        tool="gitlab-runner",
        declared=("job failed (system failure)", "preparation failed: "),
    ),
    Rule(
        "job-time-limit",
        Category.TIMEOUT,
        Severity.HIGH,
        0.95,
        Pattern(
            r"^ERROR: Job failed: execution took longer than|^WARNING: Timed out waiting for the build to finish"
            r"|^Too long with no output \(exceeded|^No output has been received in the last \d+|The job exceeded the maximum time limit"
            r"|^Build execution time has reached the maximum|^Build timed out \(after \d+ minutes\)"
            r"|^(?:\S{1,40} )?Cancelling nested steps due to timeout|^(?:Error: )?The job running on .{1,100} (?:has exceeded|ran longer)"
            r"|^(?:Error: )?The job has exceeded the maximum execution time|Exceeded build time limit"
            r"|^\[taskcluster[^\]]{0,40}\] .{0,60}max run time exceeded"
        ),
        (
            "ERROR: Job failed: execution took longer than 1h0m0s seconds",
            "No output has been received in the last 10m0s, this potentially indicates a stalled build",
            "Too long with no output (exceeded 10m0s): context deadline exceeded",
            "Build timed out (after 60 minutes). Marking the build as aborted.",
            "Cancelling nested steps due to timeout",
        ),
        ("the query took longer than 3 s", "assert: Build timed out is not shown"),
        scope=Scope.ANY,
        transient=True,  # one more run tells a machine that hung or was slow from a job that is too long
        declared=(
            "execution took longer than",
            "timed out waiting for the build",
            "too long with no output",
            "no output has been received",
            "exceeded the maximum time limit",
            "build execution time has reached",
            "build timed out (after ",
            "cancelling nested steps",
            "the job running on ",
            "the job has exceeded",
            "exceeded build time limit",
            "max run time exceeded",
        ),
    ),
)

RESOURCES: Final[tuple[Rule, ...]] = (
    Rule(
        "killed",
        Category.SYSTEM,
        Severity.CRITICAL,
        0.7,
        Pattern(
            r"\b[Ee]xit(?:ed)?(?: with)?(?: non-zero)?(?: exit)?(?: [Cc]ode| status| value){0,2}:? 137\b|\berrno 137\b|\bexited 137\b|^\s{1,20}SIGKILL \["
            r"|\*\*\* \[.{1,300}\] (?:Killed|Terminated|Hangup)\b|\bcode=killed, status=9/KILL"
            r"|^(?:\S{1,200}: )?(?:line \d+: +\d+ )?Killed(?: {2,}|$)"
        ),
        ("error Command failed with exit code 137.", "run.sh: line 43:  3712 Killed                  ./mvnw test", "Killed"),
        ("Killed 12 mutants of 13", "exit code 1370"),
        declared=(" 137", "killed", "sigkill [", "] terminated", "] hangup"),
        early=True,
    ),
    Rule(
        "machine-broken",
        Category.SYSTEM,
        Severity.CRITICAL,
        0.75,
        Pattern(
            r"\bInput/output error\b|\bEIO: i/o error\b|: Device or resource busy\b|Stale (?:NFS )?file handle|Structure needs cleaning"
            r"|Transport endpoint is not connected|\b[Dd]isk I/O error\b|\bI/O error, dev \w|\bKernel panic\b|\bsoft lockup\b|blocked for more than \d+ seconds"
        ),
        ("cp: error reading 'a': Input/output error", "rm: cannot remove 'a/.nfs0001': Device or resource busy"),
        ("the input/output error is shown to the user",),
        transient=True,
        declared=(
            "input/output error",
            "eio: i/o error",
            "device or resource busy",
            "file handle",
            "structure needs cleaning",
            "endpoint is not connected",
            "disk i/o error",
            "i/o error, dev ",
            "kernel panic",
            "soft lockup",
            "blocked for more than ",
        ),
        early=True,
    ),
    Rule(
        "docker-daemon",
        Category.SYSTEM,
        Severity.HIGH,
        0.75,
        Pattern(
            r"Cannot connect to the Docker daemon at |Is the docker daemon running\?|error during connect: |[Ff]ailed to connect to the docker API|[Dd]ocker daemon (?:is )?not running"
        ),
        ("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",),
        ("cannot connect to the database",),
        tool="docker",
        declared=(
            "connect to the docker daemon",
            "docker daemon running",
            "error during connect: ",
            "connect to the docker api",
            "docker daemon ",
        ),
        early=True,
    ),
    Rule(
        "workspace-broken",
        Category.SYSTEM,
        Severity.HIGH,
        0.8,
        Pattern(
            r"fatal: (?:bad object [0-9a-f]{7}|loose object \S+ .{0,200}is corrupt|unable to read tree|packed object \S+ .{0,200}corrupt)"
            r"|error: Could not read [0-9a-f]{7,64}$|internal error in revision walk|unable to read sha1 file|error: object file \S+ is empty|fatal: shallow file has changed|error: (?:inflate: )?data stream error"
            r"|Unable to create '.{1,300}\.lock': File exists|Could not get lock /var/lib/(?:dpkg|apt)"
        ),
        (
            "fatal: loose object 0a1b2c3 (stored in .git/objects/0a/1b2c3) is corrupt",
            "fatal: Unable to create '/builds/a/.git/index.lock': File exists.",
            "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 1234 (apt-get)",
        ),
        ("fatal: bad revision 'main'",),
        transient=True,
        tool="git",
        declared=(
            "fatal: bad object ",
            "fatal: loose object ",
            "unable to read tree",
            "fatal: packed object ",
            "error: could not read ",
            "internal error in revision walk",
            "unable to read sha1 file",
            "error: object file ",
            "shallow file has changed",
            "data stream error",
            ".lock': file exists",
            "could not get lock /var",
        ),
        early=True,
    ),
)
