"""Rules for what broke under the job, in the words of any tool: machines, containers, devices, compilers; and what there was none of."""

from __future__ import annotations

from typing import Final

from homeostat.records import Category, Severity
from homeostat.understand.rule import Rule, Scope
from homeostat.understand.rules_words import Ways, phrase, spoken, words

_HOSTS: Final = (
    "agent", "runner", "worker", "executor", "machine", "build machine", "virtual machine", "vm", "node", "instance", "host", "job agent", "build agent",
)  # fmt: skip
_GONE: Final = (
    "lost", "terminated", "shut down", "shutdown", "evicted", "deleted", "stopped", "preempted", "reclaimed", "killed", "restarted", "disconnected",
    "interrupted", "removed", "offline", "unavailable", "unhealthy", "unresponsive",
)  # fmt: skip
_DIED: Final = (
    "died", "crashed", "disconnected", "exited unexpectedly", "stopped responding", "went offline", "is offline", "is not responding", "not responding",
    "lost connection", "lost communication", "disappeared", "failed to start", "failed to boot", "failed to connect", "did not respond", "failed to respond",
    "never came up", "has gone away",
)  # fmt: skip
_MADE: Final = (
    "create",
    "start",
    "boot",
    "clone",
    "provision",
    "launch",
    "allocate",
    "acquire",
    "assign",
    "spawn",
    "schedule",
    "register",
)

HOSTS: Final[Ways] = (
    phrase(_HOSTS, ("was", "has been", "got", "is", "is being"), ("unexpectedly", ""), _GONE, after=r"\b"),
    phrase(_HOSTS, ("has", "unexpectedly", "process", "suddenly", ""), _DIED, after=r"\b"),
    phrase(("failed to", "unable to", "could not", "couldn't", "cannot"), _MADE, ("a", "an", "the", "new", "a new", ""), _HOSTS, after=r"\b"),
    phrase(("failed", "error"), ("creating", "starting", "booting", "provisioning", "launching", "allocating"), ("a", "the", ""), _HOSTS, after=r"\b"),
    phrase(("connection to the", "connection with the", "contact with the", "contact with", "lost contact with", "hearing from"), _HOSTS, after=r"\b"),
    phrase(("no longer a configured", "no longer connected", "no longer online", "no longer registered", "cannot contact")),
    phrase(("failed with result 'signal'", "failed with result 'watchdog'", "failed with result 'resources'", "failed with result 'core-dump'", "failed with result 'start-limit-hit'",
            "forked vm terminated without", "the forked vm terminated")),
    phrase(("worker lost", "lost worker", "workerlosterror", "agent lost", "node lost", "nodelost", "runner system failure", "runnersystemfailure",
            "stuck_or_timeout_failure", "scheduler_failure", "data_integrity_failure")),
    phrase(("infrastructure", "infra"), ("failure", "error", "problem", "issue", "outage"), before=r"(?<!not an )\b", after=r"\b(?! test)"),
    phrase(("encountered", "experienced", "due to", "because of"), ("an internal", "internal", "a system", "a fatal", "an unexpected system"), ("error", "failure")),
    phrase(("internal system error", "fatal error; aborting job", "channel is closing down", "unexpectedly stopped hearing")),
)  # fmt: skip
"""The machine of the job is no more."""

CAPACITY: Final[Ways] = (
    phrase(("insufficient", "not enough", "no", "lack of", "sufficient", "out of"), ("available", "instance", "cluster", ""), ("capacity",), after=r"\b"),
    phrase(("InsufficientInstanceCapacity", "ZONE_RESOURCE_POOL_EXHAUSTED", "SkuNotAvailable", "AllocationFailed", "OverconstrainedAllocationRequest",
            "STOCKOUT", "no hosted parallelism", "no runners online", "no agents are available", "no available agents", "no matching runner")),
    (r"\b0/\d{1,6} nodes are available\b|\b\d{1,6} insufficient (?:cpu|memory|ephemeral-storage|nvidia)", "nodes are available", "insufficient cpu",
     "insufficient memory", "insufficient ephemeral", "insufficient nvidia"),
    phrase(("failed to", "could not", "unable to", "cannot"), ("acquire", "obtain", "reserve", "lease"), ("a", "the", ""), ("resource", "resources", "lease", "leases", "slot", "machine", "environment"),
           after=r"\b"),
    phrase(("FailedScheduling", "unschedulable", "node was low on resource", "ContainerStatusUnknown", "NodeNotReady"), after=r"\b"),
)  # fmt: skip
"""There was no machine to be had."""

QUOTA: Final[Ways] = (
    phrase(("exceeded", "over", "exceeds", "reached", "failed", "exceed"), ("its", "the", "your", "project", "api", "account", ""), ("quota",), after=r"\b"),
    phrase(("quota", "quotas"), ("has been", "was", "is", ""), ("exceeded", "exhausted", "reached", "limit reached"), after=r"\b"),
    phrase(("due to", "because of", "insufficient", "not enough"), ("quota", "quotas"), after=r"\b"),
    phrase(("QuotaExceeded", "LimitExceededException", "VcpuLimitExceeded", "InstanceLimitExceeded", "quotaExceeded"), after=r"\b"),
    phrase(("spending limit", "usage limit", "spending cap", "minutes limit"), ("has been", "needs to be", "was", ""), ("reached", "exceeded", "increased")),
    phrase(("recent account payments have failed", "billing is disabled", "billing account is not", "payment required")),
)  # fmt: skip
"""There was, but not for this account."""

CONTAINERS: Final[Ways] = (
    phrase(("OCI runtime create failed", "OCI runtime exec failed", "failed to create shim", "failed to create containerd task", "failed to register layer",
            "driver failed programming external connectivity", "error creating overlay mount", "layer does not exist", "error mounting",
            "failed to initialize container", "one or more containers failed to start", "failed to start container", "failed to create container",
            "cannot start container", "unable to start container", "failed to mount", "containerd is not running", "failed to start service",
            "error while creating mount source path", "error running container", "error reading container state", "createcontainererror", "runcontainererror", "failedmount", "failed to update container", "cannot connect to podman")),
    (r"\bcontainer (?:for service )?\S{0,200} ?(?:is|was|became) unhealthy\b|\bhealth ?check .{0,60}(?:failed|unhealthy)\b", "unhealthy", "healthcheck ",
     "health check "),
    (r"\bcontainer name .{1,200} is already in use\b", "is already in use"),
)  # fmt: skip

DEVICES: Final[Ways] = (
    phrase(("unable to boot", "failed to boot", "could not boot", "failed to launch", "failed to start", "could not start", "unable to start", "could not launch"),
           ("the", "a", "an", "ios", "android", ""), ("device", "simulator", "emulator", "avd", "xvfb", "display server", "adb", "adb server")),
    phrase(("could not", "unable to", "failed to", "cannot"), ("create", "connect to", "start", "reach"), ("the", ""), ("adb", "adb bridge", "adb daemon", "adb server")),
    phrase(("simulator", "emulator", "simulator device", "avd", "adb", "device"),
           ("failed to", "did not", "didn't", "exited", "crashed", "process", "terminated", "unexpectedly", "is offline", "offline"), after=r"\b(?! (?:tests?|cases?))"),
    phrase(("early unexpected exit", "operation never finished bootstrapping", "no devices/emulators found", "device offline", "device not found",
            "lost connection to testmanagerd", "lost connection to the application", "test runner never began executing", "failed to initialize nvml",
            "devices are busy or unavailable", "device(s) is/are busy or unavailable", "no devices were found", "cuda driver version is insufficient", "cuda driver not found",
            "cudaErrorDevicesUnavailable", "cudaErrorInsufficientDriver", "cudaErrorNoDevice", "test runner exited before starting", "failed to background test runner", "couldn't communicate with a helper application",
            "couldn't communicate with the nvidia driver", "no cuda-capable device", "coresimulatorservice connection", "cannot open display", "can't open display")),
)  # fmt: skip

BROWSERS: Final[Ways] = (
    phrase(("page", "tab", "browser", "target", "renderer", "webview", "chrome", "chromium", "firefox", "web page", "browser process"),
           ("has", "was", "is", "process", "unexpectedly", ""), ("crashed", "disconnected", "exited unexpectedly", "has crashed", "not reachable", "not responding"), after=r"\b"),
    phrase(("failed to launch", "failed to start", "unable to launch", "could not start", "cannot start", "cannot find"), ("the", "a", ""), ("browser", "chrome", "chromium", "firefox",
           "browser process", "chromedriver", "geckodriver", "web driver"), after=r"\b(?!.*shared librar)"),
    phrase(("devtoolsactiveport file doesn't exist", "unable to discover open pages", "browser has been closed", "browser was disconnected", "session deleted because of page crash",
            "unable to receive message from renderer", "cannot determine loading status")),
)  # fmt: skip

_COMPILERS: Final = (
    r"rustc|cc|gcc|g\+\+|clang|clang\+\+|ld|lld|collect2|cc1plus|swift-frontend|swiftc|javac|kotlinc|tsc|compile|link|asm"
)
_BY_SIGNAL: Final = ("failed due to signal", "terminated by signal", "failed with signal", "terminated with signal")

TOOLS: Final[Ways] = (
    phrase(("internal compiler error: segmentation fault", "internal compiler error: killed", "internal compiler error: bus error",
            "the compiler unexpectedly panicked", "rustc interrupted by sigsegv", "please submit a full bug report", "please submit a bug report to",
            "fatal error has been detected by the java runtime environment", "jvm crash", "unexpected internal compiler error")),
    (r"\bpanicked at .{0,300}\bcompiler[\\/]rustc_\w+", "compiler/rustc_", r"compiler\rustc_"),
    (rf"\b(?:{_COMPILERS})\b.{{0,400}}\((?:signal: (?:4|6|7|11)|SIGSEGV|SIGBUS|SIGILL|SIGABRT)\b", "(signal: ", "(sigsegv", "(sigbus", "(sigill", "(sigabrt"),
    (rf"\b(?:{_COMPILERS}|linker|frontend|compiler)\b.{{0,60}} (?:failed due to|terminated by|failed with|terminated with) signal\b(?! 9)", *_BY_SIGNAL),
)  # fmt: skip
"""A compiler or a linker fell over; as often a machine's doing as the code's."""

BROKEN: Final[tuple[Rule, ...]] = (
    Rule(
        "quota",
        Category.SYSTEM,
        Severity.HIGH,
        0.75,
        spoken(QUOTA, before=r"^(?!.*(?:per minute|per second|per 100 seconds|\b429\b|ratelimit)).*?"),
        (
            'services "app" is forbidden: exceeded quota: object-counts, requested: services=1',
            "Error: Quota exceeded for quota metric 'Queries'",
        ),
        ("the quota of the user is 5",),
        declared=words(QUOTA),
        early=True,
    ),
    Rule(
        "no-capacity",
        Category.SYSTEM,
        Severity.HIGH,
        0.75,
        spoken(CAPACITY),
        (
            "0/3 nodes are available: 3 Insufficient cpu.",
            "An error occurred (InsufficientInstanceCapacity) when calling the RunInstances operation",
        ),
        ("the capacity of the vector is 5",),
        transient=True,
        declared=words(CAPACITY),
        early=True,
    ),
    Rule(
        "host-lost",
        Category.SYSTEM,
        Severity.CRITICAL,
        0.7,
        spoken(HOSTS),
        (
            "Agent process on a persistent worker exited unexpectedly!",
            "There was an error with the connection to the VM.",
            "worker agent experienced a fatal error; aborting job",
            "Error: failed to provision a new machine",
        ),
        ("the agent is an actor of the play", "user agent: Mozilla"),
        transient=True,
        declared=words(HOSTS),
        early=True,
    ),
    Rule(
        "container-broken",
        Category.SYSTEM,
        Severity.HIGH,
        0.7,
        spoken(CONTAINERS),
        (
            "docker: Error response from daemon: OCI runtime create failed: container_linux.go:380: starting container process caused",
            'ERROR: for web  Container "0a1b" is unhealthy.',
        ),
        ("the container holds the runtime",),
        declared=words(CONTAINERS),
        early=True,
    ),
    Rule(
        "device-broken",
        Category.SYSTEM,
        Severity.HIGH,
        0.7,
        spoken(DEVICES, BROWSERS),
        (
            "xcodebuild: error: Unable to boot device in current state",
            "error: device offline",
            "Error: Failed to launch emulator",
            "page.goto: Page crashed",
        ),
        ("the simulator of the weather", "simulator did well"),
        transient=True,
        declared=words(DEVICES, BROWSERS),
        early=True,
    ),
    Rule(
        "compiler-crash",
        Category.SYSTEM,
        Severity.HIGH,
        0.93,
        spoken(TOOLS),
        (
            "a.c:1:1: internal compiler error: Segmentation fault",
            "thread 'rustc' panicked at compiler/rustc_query_system/src/query/plumbing.rs:267:23:",
            "process didn't exit successfully: `rustc --crate-name a` (signal: 11, SIGSEGV: invalid memory reference)",
        ),
        ("thread 'main' panicked at src/compiler/rust.rs:1:1:",),
        scope=Scope.ANY,
        transient=True,
        declared=words(TOOLS),
    ),
)
