"""Network, permission, timeout, system: what tools and runners really printed, from public reports of failed jobs.

These classes are rare in labelled corpora, so here is a table of them. The wording is the tools' own; names, addresses and ids are
replaced, and hosts of package indexes read `registry.example`. Below them stand look-alikes: tests about time limits, linters that
speak of permissions, addresses that are gone. Where two readers would differ, both answers are accepted and `retry` is None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from homeostat.observe.step import observe
from homeostat.records import Category, Diagnosis
from homeostat.understand.step import understand

NETWORK, PERMISSION, TIMEOUT, SYSTEM = Category.NETWORK, Category.PERMISSION, Category.TIMEOUT, Category.SYSTEM
RUNTIME, SYNTAX, UNKNOWN = Category.RUNTIME, Category.SYNTAX, Category.UNKNOWN
DEPENDENCY, CONFIGURATION = Category.DEPENDENCY, Category.CONFIGURATION
RARE = (NETWORK, PERMISSION, TIMEOUT, SYSTEM)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of a log, where they were reported (below github.com), and what a person would say of them; `retry`: run it again."""

    source: str
    text: str
    accepted: tuple[Category, ...]
    retry: bool | None


def _of(retry: bool | None, accepted: tuple[Category, ...], source: str, *lines: str) -> Excerpt:
    return Excerpt(source, "\n".join(lines), accepted, retry)


_NETWORK = (
    _of(
        True,
        (NETWORK,),
        "rhinstaller/kickstart-tests/issues/826",
        "100 12.0M    0 12.0M    0     0  5508k      0 --:--:--  0:00:02 --:--:-- 6600k",
        "curl: (56) OpenSSL SSL_read: Connection reset by peer, errno 104",
    ),
    _of(
        True,
        (NETWORK,),
        "oppia/oppia/issues/20940",
        "Error: fatal: unable to access 'https://github.com/owner/project/': Failed to connect to github.com port 443 after 134448 ms: "
        "Connection timed out",
        "The process '/usr/bin/git' failed with exit code 128",
    ),
    _of(
        True,
        (NETWORK,),
        "actions/runner-images/issues/3737",
        "npm ERR! code ECONNRESET",
        "npm ERR! network aborted",
        "npm ERR! network This is a problem related to network connectivity.",
    ),
    _of(
        True,
        (NETWORK,),
        "pulumi/pulumi/issues/10997",
        "##[group]Run actions/setup-dotnet@v2",
        "##[endgroup]",
        "Error: read ECONNRESET",
    ),
    _of(
        True,
        (NETWORK,),
        "nextcloud/integration_openproject/pull/832",
        "Warning: Failed to download action 'https://api.github.com/repos/owner/action/tarball/dda1c9b'. Error: The request was canceled "
        "due to the configured HttpClient.Timeout of 100 seconds elapsing.",
        "Warning: Back off 18.518 seconds before retry.",
        "Error: Response status code does not indicate success: 429 (Too Many Requests).",
    ),
    _of(
        True,
        (NETWORK,),
        "pypa/pip/issues/11717",
        'File "/usr/local/lib/python3.10/site-packages/pip/_vendor/urllib3/response.py", line 442, in _error_catcher',
        '    raise ReadTimeoutError(self._pool, None, "Read timed out.")',
        "pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='registry.example', port=443): Read timed out.",
    ),
    _of(
        True,
        (NETWORK,),
        "project-chip/connectedhomeip/issues/74369",
        "FAILED: [code=1] python/gen/build_venv/compiled_requirements.txt",
        "TimeoutError: The read operation timed out",
        "pip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='registry.example', port=443): Read timed out.",
        "ninja: build stopped: subcommand failed.",
    ),
    _of(
        True,
        (NETWORK,),
        "flutter/flutter/issues/38915",
        "Could not resolve all files for configuration ':app:lintClassPath'.",
        "> Could not resolve com.google.errorprone:error_prone_annotations:2.0.18.",
        "  > Could not get resource 'https://registry.example/error_prone_annotations-2.0.18.pom'.",
        "     > Could not GET 'https://registry.example/error_prone_annotations-2.0.18.pom'. "
        "Received status code 504 from server: Gateway Time-out",
    ),
    _of(
        True,
        (NETWORK,),
        "travis-ci/travis-ci/issues/9059",
        "> Could not resolve all files for configuration ':classpath'.",
        "   > Could not resolve com.android.tools.build:gradle:3.0.1.",
        "         > Could not get resource 'https://registry.example/gradle/3.0.1/gradle-3.0.1.pom'.",
        "            > Could not GET 'https://registry.example/gradle/3.0.1/gradle-3.0.1.pom'.",
        "               > Read timed out",
    ),
    _of(
        True,
        (NETWORK,),
        "firebase/firebase-android-sdk/issues/78",
        "Could not resolve all files for configuration ':buildSrc:runtimeClasspath'.",
        "> Could not download sdk-common.jar (com.android.tools:sdk-common:26.0.1)",
        "   > Could not get resource 'https://registry.example/com/android/tools/sdk-common/26.0.1/sdk-common-26.0.1.jar'.",
        "      > Connection reset",
    ),
    _of(
        True,
        (NETWORK,),
        "openthread/openthread/issues/4799",
        "E: Failed to fetch http://registry.example/ubuntu/pool/main/g/glibc/libc6-dev-i386_2.27-3ubuntu1_amd64.deb  "
        "Could not connect to registry.example:80 (52.177.174.250), connection timed out",
        "E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?",
    ),
    _of(
        True,
        (NETWORK,),
        "DynamoRIO/dynamorio/issues/5851",
        "Err:8 https://registry.example/ubuntu/20.04/prod focal/main amd64 Packages",
        "  Hash Sum mismatch",
        "  Hashes of expected file:",
    ),
    _of(
        True,
        (NETWORK,),
        "microsoft/linux-package-repositories/issues/100",
        "E: Failed to fetch https://registry.example/ubuntu/20.04/prod/dists/focal/main/binary-armhf/Packages.gz  "
        "File has unexpected size (17314 != 17306). Mirror sync in progress? [IP: 40.85.80.91 443]",
    ),
    _of(
        True,
        (NETWORK,),
        "rust-lang/simpleinfra/issues/341",
        "warning: spurious network error (1 tries remaining): [28] Timeout was reached (Operation too slow. Less than 10 bytes/sec)",
        "error: failed to get `syn` as a dependency of package `serde_derive v1.0.183`",
        "Caused by:",
        "  download of 3/s/syn failed",
        "Caused by:",
        "  [28] Timeout was reached (Operation too slow. Less than 10 bytes/sec transferred the last 30 seconds)",
    ),
    _of(
        True,
        (NETWORK,),
        "artichoke/strftime-ruby/pull/30",
        "error: failed to get `version-sync` as a dependency of package `strftime-ruby v0.1.0 (/Users/runner/work/a/a)`",
        "Caused by:",
        "  Unable to update registry `mirror`",
        "  network failure seems to have happened",
        "  SecureTransport error: connection closed via error; class=Net (12)",
    ),
    _of(
        True,
        (NETWORK,),
        "ArturKovacs/emulsion/pull/150",
        "error: failed to download from `https://registry.example/api/v1/crates/khronos_api/3.1.0/download`",
        "Caused by:",
        "  [28] Timeout was reached (download of `khronos_api v3.1.0` failed to transfer more than 10 bytes in 30s)",
        "##[error]Process completed with exit code 101.",
    ),
    _of(
        True,
        (NETWORK,),
        "kubic-project/automation/issues/533",
        "Error response from daemon: Get https://registry.example/v2/: net/http: TLS handshake timeout",
    ),
    _of(
        True,
        (NETWORK,),
        "docker/hub-feedback/issues/2051",
        "Step 1/19 : FROM calico/bpftool:v5.3-amd64 as bpftool",
        "Get https://registry.example/v2/: EOF",
    ),
    _of(
        True,
        (NETWORK,),
        "docker/actions-toolkit/pull/1289",
        'Error response from daemon: Head "https://registry.example/v2/tonistiigi/binfmt/manifests/latest": '
        "received unexpected HTTP status: 503 Service Unavailable",
    ),
    _of(
        None,
        (NETWORK,),
        "docker/hub-feedback/issues/2429",
        "Booting builder",
        "Error: ERROR: Error response from daemon: toomanyrequests: You have reached your pull rate limit.",
    ),
    _of(
        True,
        (NETWORK,),
        "NVIDIA/Megatron-LM/pull/5118",
        'docker: Error response from daemon: Get "https://registry.example/v2/": net/http: request canceled while waiting for connection '
        "(Client.Timeout exceeded while awaiting headers)",
        "##[error]Process completed with exit code 125.",
    ),
    _of(
        True,
        (NETWORK,),
        "sclorg/s2i-ruby-container/issues/122",
        "Gem::RemoteFetcher::FetchError: Errno::ECONNRESET: Connection reset by peer - SSL_connect "
        "(https://registry.example/gems/arel-5.0.1.gem)",
        "An error occurred while installing arel (5.0.1), and Bundler",
        "cannot continue.",
    ),
    _of(
        True,
        (NETWORK,),
        "travis-ci/travis-ci/issues/183",
        "site_ruby/1.9.1/rubygems/remote_fetcher.rb:331:in `open_uri_or_path': bad response Service Unavailable 503 "
        "(http://registry.example/quick/Marshal.4.8/ZenTest-4.5.0.gemspec.rz) (Gem::RemoteFetcher::FetchError)",
    ),
    _of(
        True,
        (NETWORK,),
        "dotnet/runtime/issues/44707",
        "/Users/runner/work/1/s/artifacts/toolset/restore.proj : error : Unable to load the service index for source "
        "https://registry.example/dnceng/public/_packaging/dotnet-tools/nuget/v3/index.json.",
    ),
    _of(
        True,
        (NETWORK,),
        "golang/go/issues/34548",
        "go: github.com/kr/pty@v1.1.5: Get https://registry.example/github.com/kr/pty/@v/v1.1.5.mod: "
        "dial tcp 173.194.197.141:443: i/o timeout",
    ),
    _of(
        True,
        (NETWORK,),
        "darlinghq/darling/issues/1454",
        'pipe/checker_notwin.go:14:2: github.com/sirupsen/logrus@v1.9.3: Get "https://registry.example/logrus/@v/v1.9.3.zip": '
        "net/http: TLS handshake timeout",
    ),
    _of(
        True,
        (NETWORK,),
        "microsoft/react-native-test-app/issues/157",
        "info There appears to be trouble with your network connection. Retrying...",
        'error An unexpected error occurred: "https://registry.example/rxjs/-/rxjs-5.5.12.tgz: ESOCKETTIMEDOUT".',
    ),
    _of(
        True,
        (NETWORK,),
        "priv-kweihmann/meta-sca/issues/2160",
        "github3.exceptions.ConnectionError: <class 'requests.exceptions.ReadTimeout'>: A connection-level exception occurred: "
        "HTTPSConnectionPool(host='api.github.com', port=443): Read timed out. (read timeout=10)",
    ),
)

_PERMISSION = (
    _of(
        False,
        (PERMISSION,),
        "Snowfork/snowbridge/pull/1272",
        " > pushing registry.example/owner/relay:1.0.1 with docker:",
        "ERROR: denied: permission_denied: write_package",
    ),
    _of(
        False,
        (PERMISSION,),
        "docker/build-push-action/issues/853",
        "The push refers to repository [registry.example/owner/omix]",
        "denied: requested access to the resource is denied",
    ),
    _of(False, (PERMISSION,), "macbre/push-to-ghcr/pull/31", "denied: installation not allowed to Write organization package"),
    _of(
        False,
        (PERMISSION,),
        "ad-m/github-push-action/issues/55",
        "Push to branch master",
        "remote: Permission to ***/project.git denied to github-actions[bot].",
        "fatal: unable to access 'https://github.com/***/project.git/': The requested URL returned error: 403",
        "Error: Invalid status code: 128",
    ),
    _of(
        False,
        (PERMISSION,),
        "testomatio/check-tests/issues/86",
        "Error: Resource not accessible by integration",
        "RequestError [HttpError]: Resource not accessible by integration",
        "  status: 403,",
    ),
    _of(
        False,
        (PERMISSION,),
        "samber/github-actions-runner/issues/1",
        "Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: "
        "Post http://%2Fvar%2Frun%2Fdocker.sock/v1.40/build: dial unix /var/run/docker.sock: connect: permission denied",
    ),
    _of(
        False,
        (PERMISSION,),
        "aws-actions/configure-aws-credentials/issues/1219",
        "An error occurred (AccessDenied) when calling the AssumeRole operation: User: arn:aws:sts::123456789012:assumed-role/Ci/GitHub "
        "is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/Ci",
    ),
    _of(
        False,
        (PERMISSION,),
        "alphagov/govuk-infrastructure/pull/2439",
        "operation error Bedrock: PutModelInvocationLoggingConfiguration, https response error StatusCode: 403, User: "
        "arn:aws:sts::123456789012:assumed-role/terraform/run is not authorized to perform: iam:PassRole on resource: chat-role",
    ),
    _of(
        False,
        (PERMISSION,),
        "actions/setup-node/issues/1342",
        "npm error code ENEEDAUTH",
        "npm error need auth This command requires you to be logged in to https://registry.example/",
        "npm error need auth You need to authorize this machine using `npm adduser`",
    ),
    _of(
        False,
        (PERMISSION,),
        "semantic-release/semantic-release/issues/3186",
        "npm ERR! code E403",
        "npm ERR! 403 403 Forbidden - PUT https://registry.example/package - You may not perform that action with these credentials.",
    ),
    _of(
        False,
        (PERMISSION,),
        "goddessfreya/hookey/issues/3",
        "git@github.com: Permission denied (publickey).",
        "fatal: Could not read from remote repository.",
        "Please make sure you have the correct access rights",
        "and the repository exists.",
    ),
    _of(
        False,
        (PERMISSION,),
        "actions/starter-workflows/issues/171",
        "##[group]Run ./gradlew build",
        "##[endgroup]",
        "/home/runner/work/_temp/46af0a17.sh: line 1: ./gradlew: Permission denied",
    ),
    _of(
        False,
        (PERMISSION,),
        "jpicklyk/task-orchestrator/pull/23",
        "./gradlew: Permission denied",
        "Error: Process completed with exit code 126.",
    ),
    _of(
        False,
        (PERMISSION,),
        "jmrozanec/cron-utils/pull/250",
        "[ERROR] Failed to execute goal org.sonatype.plugins:nexus-staging-maven-plugin:1.6.2:deploy on project a: Failed to deploy "
        "artifacts: Could not transfer artifact a:a:jar:1.0 from/to ossrh (https://registry.example/snapshots/): Failed to transfer file: "
        "a.jar. Return code is: 401, ReasonPhrase: Unauthorized. -> [Help 1]",
    ),
    _of(
        False,
        (PERMISSION,),
        "ESAPI/esapi-java-legacy/issues/891",
        "Caused by: org.eclipse.aether.deployment.DeploymentException: Failed to deploy artifacts: Could not transfer artifact a:a:pom:2 "
        "from/to staging (https://registry.example/deploy/maven2): status code: 401, reason phrase: Unauthorized (401)",
    ),
    _of(
        False,
        (PERMISSION,),
        "actions/runner/issues/2364",
        "   System.UnauthorizedAccessException : Access to the path '/home/runneradmin' is denied.",
        "---- System.IO.IOException : Permission denied",
    ),
    _of(
        False,
        (PERMISSION,),
        "dotnet/Nerdbank.GitVersioning/issues/447",
        r"System.UnauthorizedAccessException: Access to the path 'C:\Users\build\AppData\Local\Temp\vs9482.tmp\Debug' is denied.",
        "   at System.IO.__Error.WinIOError(Int32 errorCode, String maybeFullPath)",
    ),
)

_TIMEOUT = (
    _of(
        None,
        (TIMEOUT,),
        "lowlighter/metrics/issues/731",
        "##[error]The job running on runner GitHub Actions 3 has exceeded the maximum execution time of 360 minutes.",
    ),
    _of(None, (TIMEOUT,), "mandiant/VM-Packages/issues/1448", "##[error]The job has exceeded the maximum execution time of 6h0m0s"),
    _of(
        None,
        (TIMEOUT,),
        "travis-ci/travis-ci/issues/6155",
        "No output has been received in the last 10m0s, this potentially indicates a stalled build or something wrong with the build "
        "itself.",
    ),
    _of(
        None,
        (TIMEOUT,),
        "travis-ci/travis-ci/issues/2726",
        "No output has been received in the last 10 minutes, this potentially indicates a stalled build or something wrong with the "
        "build itself.",
        "The build has been terminated",
    ),
    _of(None, (TIMEOUT,), "ethereum/trin/pull/399", "Too long with no output (exceeded 10m0s): context deadline exceeded"),
    _of(
        None,
        (TIMEOUT,),
        "adoptium/aqa-test-tools/issues/569",
        "Completed 81.4%. Number of tests started=694633 (+118121)",
        "Cancelling nested steps due to timeout",
        "Sending interrupt signal to process",
    ),
    _of(None, (TIMEOUT,), "jenkinsci/jenkins/pull/1637", "Build timed out (after 180 minutes). Marking the build as aborted."),
    _of(None, (TIMEOUT,), "fybrik/fybrik/issues/2077", "panic: test timed out after 10m0s"),
    _of(
        None,
        (TIMEOUT,),
        "rjwalters/kicad-tools/issues/5556",
        "E       Failed: Timeout (>60.0s) from pytest-timeout.",
        "FAILED tests/test_export.py::TestRender::test_render_pdf - Failed: Timeout (>60.0s) from pytest-timeout.",
    ),
    _of(
        None,
        (TIMEOUT,),
        "openscad/openscad/issues/6413",
        "The following tests FAILED:",
        "\t1430 - throwntogether-cgal_minkowski3-difference-test (Timeout)",
    ),
    _of(
        None,
        (TIMEOUT,),
        "appveyor/ci/issues/3872",
        "Build execution time has reached the maximum allowed time for your plan (60 minutes).",
    ),
    _of(
        None,
        (TIMEOUT,),
        "microsoft/azure-pipelines-agent/issues/3842",
        "##[error]The job running on agent Hosted Agent ran longer than the maximum time of 60 minutes.",
    ),
    _of(None, (TIMEOUT,), "cloudposse/docs/issues/115", "Error: UPGRADE FAILED: timed out waiting for the condition"),
    _of(
        None,
        (TIMEOUT,),
        "shieldworks/aegis/issues/330",
        "waiting for SPIRE agent to be ready.",
        "error: timed out waiting for the condition on pods/spire-agent-9vncl",
    ),
    _of(
        None,
        (TIMEOUT,),
        "adamrushuk/devops-lab/issues/78",
        "Error: timed out waiting for the condition",
        '  on helm_nginx.tf line 22, in resource "helm_release" "nginx":',
    ),
    _of(
        None,
        (TIMEOUT,),
        "bazelbuild/bazel/issues/1559",
        "//src/test/shell/bazel:execroot_test                                    TIMEOUT in 61.0s",
    ),
    _of(
        None,
        (TIMEOUT, RUNTIME),
        "mochajs/mocha/issues/3524",
        "  1) Base reporter",
        "       should interpret Chai custom error messages:",
        '     Error: Timeout of 500ms exceeded. For async tests and hooks, ensure "done()" is called; if returning a Promise, ensure it '
        "resolves.",
    ),
)

_SYSTEM = (
    _of(
        None,
        (SYSTEM,),
        "hoytech/strfry/issues/41",
        "g++: fatal error: Killed signal terminated program cc1plus",
        "compilation terminated.",
        "make: *** [golpe/rules.mk:28: build/config.o] Error 1",
    ),
    _of(
        None,
        (SYSTEM,),
        "scylladb/seastar/issues/282",
        "FAILED: g++ -MD -MT build/release/tests/rpc_test.o -c -o build/release/tests/rpc_test.o tests/rpc_test.cc",
        "g++: internal compiler error: Killed (program cc1plus)",
    ),
    _of(
        None,
        (SYSTEM,),
        "langchain-ai/langchain-redis/issues/93",
        "System.IO.IOException: No space left on device : '/home/runner/actions-runner/cached/_diag/Worker_20251115-012414-utc.log'",
        "   at System.IO.RandomAccess.WriteAtOffset(SafeFileHandle handle, ReadOnlySpan`1 buffer, Int64 fileOffset)",
    ),
    _of(
        True,
        (SYSTEM,),
        "KostyaSha/yet-another-docker-plugin/issues/119",
        "Agent went offline during the build",
        "ERROR: Connection was broken: java.io.IOException: Connection aborted: "
        "org.jenkinsci.remoting.nio.NioChannelHub$MonoNioTransport@42824b4c[name=cloud-1]",
        "Caused by: java.io.IOException: Connection reset by peer",
    ),
    _of(
        True,
        (SYSTEM,),
        "opendevstack/ods-jenkins-shared-library/issues/73",
        'Cannot contact agent-1: hudson.remoting.ChannelClosedException: Channel "unknown": Remote call on JNLP4-connect connection from '
        "10.251.18.1/10.251.18.1:52068 failed. The channel is closing down or has closed down",
    ),
    _of(
        True,
        (SYSTEM,),
        "nodejs/build/issues/4404",
        "make: *** [Makefile:674: run-ci] Terminated",
        "FATAL: Unable to delete script file /tmp/jenkins8977940399029550408.sh",
        "java.nio.channels.ClosedChannelException",
        "\tat org.jenkinsci.remoting.protocol.NetworkLayer.onRecvClosed(NetworkLayer.java:155)",
    ),
    _of(
        True,
        (SYSTEM,),
        "dotnet/corefx/issues/8671",
        "Slave went offline during the build",
        "14:40:45 ERROR: Connection was broken: java.io.IOException: Connection aborted: "
        "org.jenkinsci.remoting.nio.NioChannelHub$MonoNioTransport@6cd7293e[name=mac-04]",
    ),
    _of(
        None,
        (SYSTEM,),
        "digitalfabrik/integreat-app/issues/2697",
        "* What went wrong:",
        "Gradle build daemon disappeared unexpectedly (it may have been killed or may have crashed)",
    ),
    _of(
        None,
        (SYSTEM,),
        "Stirling-Tools/Stirling-PDF/pull/7151",
        "The Daemon will expire immediately since the JVM garbage collector is thrashing.",
        "FAILURE: Build failed with an exception.",
        "* What went wrong:",
        "Gradle build daemon has been stopped: since the JVM garbage collector is thrashing",
    ),
    _of(
        True,
        (SYSTEM,),
        "open-telemetry/opentelemetry-collector-contrib/issues/34000",
        "The self-hosted runner: 04922ab0a5cd lost communication with the server. Verify the machine is running and has a healthy network "
        "connection.",
    ),
    _of(
        True,
        (SYSTEM,),
        "microsoft/azure-pipelines-agent/issues/2261",
        "##[error]The agent: Hosted Agent lost communication with the server. Verify the machine is running and has a healthy network "
        "connection",
    ),
    _of(
        True,
        (SYSTEM,),
        "actions/runner/issues/2427",
        "2023-02-09T20:11:49.9484027Z ##[error]The runner has received a shutdown signal. This can happen when the runner service is "
        "stopped, or a manually started runner is canceled.",
        "2023-02-09T20:11:49.9966268Z ##[error]The operation was canceled.",
        "2023-02-09T20:11:50.1524223Z Cleaning up orphan processes",
    ),
    _of(
        True,
        (SYSTEM,),
        "actions/runner-images/issues/6680",
        "2022-12-01T17:39:21.3663768Z make: *** [Makefile:22: test] Terminated",
        "2022-12-01T17:39:21.5137635Z ##[error]Process completed with exit code 143.",
        "2022-12-01T17:39:21.5192954Z ##[error]The runner has received a shutdown signal.",
    ),
    _of(
        True,
        (SYSTEM,),
        "DataBiosphere/azul/issues/6082",
        "ERROR: Preparation failed: Cannot connect to the Docker daemon at tcp://dind:2375. Is the docker daemon running? (docker.go:950:0s)",
        "Will be retried in 3s ...",
        "ERROR: Job failed (system failure): Cannot connect to the Docker daemon at tcp://dind:2375. Is the docker daemon running?",
    ),
    _of(
        True,
        (SYSTEM, NETWORK),
        "cattle-ops/terraform-aws-gitlab-runner/issues/1043",
        'WARNING: Failed to pull image with policy "always": error during connect: Post "https://10.0.48.179:2376/v1.41/images/create": '
        "dial tcp 10.0.48.179:2376: connect: no route to host (manager.go:237:3s)",
        "ERROR: Job failed (system failure): Cannot connect to the Docker daemon at tcp://10.0.48.102:2376. Is the docker daemon running?",
    ),
    _of(
        None,
        (SYSTEM,),
        "adoptium/infrastructure/issues/1751",
        "     [exec] Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
    ),
    _of(
        None,
        (SYSTEM,),
        "adoptium/infrastructure/issues/1151",
        "/opt/IBM/xlC/16.1.0/bin/.orig/xlclang++: error: 1501-222 cannot fork process - Resource temporarily unavailable",
        "1586-495 (U) SYSTEM LIMIT EXCEEDED: Too many processes are active.",
        "gmake[6]: *** [FileUtils.o] Error 254",
    ),
    _of(None, (SYSTEM,), "raspberrypi/pico-examples/issues/358", "make[2]: fork: Resource temporarily unavailable"),
    _of(
        None,
        (SYSTEM,),
        "microshift-io/microshift/issues/48",
        "vendor/k8s.io/kubelet/mock_cache.go:26:2: open /build/vendor/github.com/stretchr/testify/mock/doc.go: too many open files",
        "make[2]: *** [/build/vendor/make/targets/golang/build.mk:16: build] Error 1",
    ),
    _of(
        None,
        (SYSTEM,),
        "dfinity/ic/pull/10827",
        "error: could not compile `a`",
        "Caused by:",
        "  Too many open files (os error 24)",
    ),
    _of(None, (SYSTEM,), "OffchainLabs/nitro/pull/3322", "error: Resource temporarily unavailable (os error 11)"),
    _of(
        None,
        (SYSTEM,),
        "syndesisio/syndesis/issues/9223",
        "/workspace/tools/bin/commands/util/maven_funcs: line 43:  3712 Killed                  ./mvnw $1",
        "ERROR: Last command exited with 137",
        "Exited with code exit status 137",
    ),
    _of(
        None,
        (SYSTEM,),
        "cypress-io/cypress/issues/23623",
        "@packages/net-stubbing: Killed",
        "@packages/net-stubbing: error Command failed with exit code 137.",
        "lerna ERR! yarn run build-prod exited 137 in '@packages/net-stubbing'",
    ),
    _of(
        None,
        (SYSTEM,),
        "nimiq/core-js/issues/295",
        "Killed",
        "npm ERR! code ELIFECYCLE",
        "npm ERR! errno 137",
        "npm ERR! Exit status 137",
    ),
)

_MORE = (
    _of(
        True,
        (NETWORK,),
        "CocoaPods/CocoaPods/issues/10356",
        "Fetching podspec for `glog` from `../node_modules/glog.podspec`",
        (
            "[!] CDN: trunk URL couldn't be downloaded: "
            "https://registry.example/Specs/6/8/4/Appboy-iOS-SDK.podspec.json Response: Timeout was reached"
        ),
    ),
    _of(
        True,
        (NETWORK,),
        "flutter/flutter/issues/131660",
        "[!] CDN: trunk Repo update failed - 62 error(s):",
        ("CDN: trunk URL couldn't be downloaded: https://registry.example/GoogleMaps.podspec.json Response: SSL connect error"),
    ),
    _of(
        True,
        (NETWORK,),
        "flutter/flutter/issues/56636",
        (
            "CDN: trunk URL couldn't be downloaded: https://registry.example/MJRefresh.podspec.json, error: Failed "
            "to open TCP connection to registry.example:443 (Connection refused - connect(2))"
        ),
    ),
    _of(
        False,
        (PERMISSION,),
        "terraform-google-modules/terraform-example-foundation/issues/940",
        "│ Error: googleapi: Error 403: Permission denied on resource project #1026.",
        "│ , forbidden",
    ),
    _of(
        False,
        (PERMISSION,),
        "knative/build/issues/511",
        (
            'W1228 08:53:59.547] {"errors":[{"code":"DENIED","message":"Token exchange failed for project \'nightly\'. '
            "Caller does not have permission 'storage.buckets.get'.\"}]}"
        ),
    ),
    _of(
        False,
        (PERMISSION,),
        "vmware-tanzu/community-edition/issues/1955",
        "Uploading file: /tmp/release/plugin.yaml to gs://plugins/plugin.yaml",
        (
            "Error: ci@project.iam.gserviceaccount.com does not have storage.objects.create access to the Google "
            "Cloud Storage object."
        ),
    ),
    _of(
        False,
        (PERMISSION,),
        "GoogleCloudPlatform/cloud-foundation-fabric/issues/691",
        (
            "ERROR: (gcloud.alpha.storage.cp) There was a problem refreshing your current auth tokens: ('Unable to "
            'acquire impersonated credentials\', \'{"error": {"code": 403, "message": "The caller does not have '
            'permission", "status": "PERMISSION_DENIED"}}\')'
        ),
    ),
    _of(
        False,
        (PERMISSION,),
        "GoogleCloudPlatform/terraform-dynamic-python-webapp/issues/400",
        (
            "│ Error: Error creating Job: googleapi: Error 403: Permission "
            '"artifactregistry.repositories.downloadArtifacts" denied on resource "projects/p"'
        ),
    ),
    _of(
        False,
        (PERMISSION,),
        "terraform-google-modules/terraform-google-cloud-operations/issues/127",
        (
            " ': exit status 1. Output: WARNING: Could not setup log file in /.config/gcloud/logs, (Error: Could not "
            "create directory [/.config/gcloud/logs/2025.03.07]: Permission denied."
        ),
    ),
    _of(
        False,
        (PERMISSION,),
        "FociSolutions/github-foundations/issues/84",
        (
            "Error: google-github-actions/auth post failed with: failed to remove "
            '"/home/runner/work/o/o/gha-creds.json": EACCES: permission denied, unlink '
            "'/home/runner/work/o/o/gha-creds.json'"
        ),
    ),
    _of(
        False,
        (PERMISSION,),
        "apricote/releaser-pleaser/pull/23",
        (
            "Error: failed to publish images: error publishing ko://github.com/owner/rp: writing sbom: POST "
            "https://registry.example/v2/owner/rp/blobs/uploads/: DENIED: installation not allowed to Write organization "
            "package"
        ),
    ),
    _of(
        True,
        (SYSTEM,),
        "buildkite/elastic-ci-stack-for-aws/issues/971",
        ("Exited with status 255 (after intercepting the agent's termination signal, sent because the agent was stopped)"),
    ),
    _of(
        True,
        (SYSTEM,),
        "jenkins-infra/helpdesk/issues/3031",
        (
            "09:16:17  Cannot contact jnlp-maven-11: hudson.remoting.ChannelClosedException: Channel "
            '"hudson.remoting.Channel@20e353cb:JNLP4-connect connection from x/3.143.84.83:3319": Remote call failed.'
        ),
        "09:21:11  Agent jnlp-maven-11 was deleted; cancelling node body",
    ),
    _of(
        True,
        (SYSTEM,),
        "kubernetes/test-infra/issues/22535",
        "failed: Pod got deleted unexpectedly",
    ),
    _of(
        True,
        (NETWORK,),
        "devtron-labs/devtron/issues/2444",
        "error: http2: client connection lost",
    ),
    _of(
        True,
        (SYSTEM,),
        "adoptium/infrastructure/issues/4313",
        (
            "08:01:41  test-linux-x64-1 seems to be removed or offline (java.lang.InterruptedException); will wait "
            "for 5 min 0 sec for it to come back online"
        ),
    ),
    _of(
        None,
        (TIMEOUT,),
        "ReactiveCircus/android-emulator-runner/issues/4",
        "OK: killing emulator, bye bye",
        "##[error]Timeout waiting for emulator to boot.",
        "##[error]Node run failed with exit code 1",
    ),
    _of(
        None,
        (TIMEOUT,),
        "wix/Detox/issues/3160",
        "Timeout reached - unable to getprop dev.bootcomplete after 300000ms",
    ),
    _of(
        False,
        (PERMISSION,),
        "google/go-cloud/issues/2138",
        "Error 403: The caller does not have permission, forbidden",
    ),
    _of(
        True,
        (NETWORK,),
        "flox/flox/issues/2916",
        " 47 30.0M   47 14.3M    0     0   182k      0  0:02:48  0:01:20  0:01:28 89820",
        "curl: (92) HTTP/2 stream 1 was not closed cleanly: INTERNAL_ERROR (err 2)",
    ),
    _of(
        True,
        (NETWORK,),
        "travis-ci/travis-ci/issues/6012",
        "curl: (35) Unknown SSL protocol error in connection to github-cloud.s3.amazonaws.com:443 ",
        "/home/travis/build.sh: line 45: : No such file or directory",
    ),
    _of(
        True,
        (NETWORK,),
        "valkey-io/valkey-glide/issues/4631",
        "curl: (35) Recv failure: Connection reset by peer",
        'Error: coreutils: Failed to download resource "coreutils"',
    ),
    _of(
        True,
        (NETWORK,),
        "jasisz/aver/pull/872",
        "info: downloading installer",
        "curl: (22) The requested URL returned error: 503",
        "elan: command failed: curl -sSfL https://github.com/leanprover/elan/releases/latest",
    ),
    _of(
        True,
        (NETWORK,),
        "Flank/flank/issues/2415",
        (
            'Failed to download binary, error: Get "https://objects.githubusercontent.com/asset/84221974": read tcp '
            "10.0.0.59:53662->185.199.108.133:443: read: connection reset by peer"
        ),
    ),
    _of(
        True,
        (NETWORK,),
        "radius-project/radius/issues/12661",
        "[install-bicep] downloading bicep-linux-x64 v0.42.1...",
        "curl: (56) Connection died, tried 5 times before giving up",
        "make: *** [build/tools.mk:51: install-bicep] Error 1",
    ),
    _of(
        True,
        (NETWORK,),
        "apache/fory/pull/2733",
        ("could not download Bazel: failed to download bazel: stream error: stream ID 1; INTERNAL_ERROR; received from peer"),
    ),
    _of(
        True,
        (NETWORK,),
        "microsoft/vscode/pull/326186",
        "Error: Unexpected status code: 500",
    ),
    _of(
        True,
        (NETWORK,),
        "flutter/flutter/issues/51074",
        "ERROR: gcloud crashed (MetadataServerException): HTTP Error 500: Internal Server Error",
    ),
    _of(
        False,
        (PERMISSION,),
        "Azure/functions-action/issues/204",
        "Error:     Failed to fetch Kudu App Settings.",
        "Unauthorized (CODE: 401)",
    ),
    _of(
        False,
        (PERMISSION,),
        "denoland/deploy_feedback/issues/870",
        (
            "Error: APIError: The authorization token is not valid: You don't have permission to access the project "
            "3adad4ef. Please ensure your workflow file references the correct project"
        ),
    ),
    _of(
        False,
        (PERMISSION,),
        "OctopusDeploy/Issues/issues/8829",
        "Running rollback behaviours... ",
        "Response status code does not indicate success: 401 (Unauthorized). ",
        "System.Net.Http.HttpRequestException ",
    ),
    _of(
        False,
        (PERMISSION,),
        "actions/deploy-pages/issues/381",
        "The user 'System:PublicAccess;aaaaaaaa' is not authorized to access this resource.",
    ),
    _of(
        False,
        (PERMISSION,),
        "microsoft/vscode-azurefunctions/issues/3830",
        "Error type: AuthorizationFailed",
        (
            "Error Message: The client with object id 'x' does not have authorization to perform action "
            "'Microsoft.Web/sites/config/list/action' over scope '/subscriptions/x'"
        ),
    ),
    _of(
        False,
        (PERMISSION,),
        "Azure/webapps-deploy/issues/330",
        (
            "The deployment to your web app failed with HTTP status code 403. Your web app may have networking "
            "features enabled which are blocking access"
        ),
    ),
    _of(
        False,
        (PERMISSION,),
        "microsoft/vscode-azurestorage/issues/391",
        "Error Message: This request is not authorized to perform this operation.",
    ),
    _of(
        True,
        (SYSTEM,),
        "servo/servo/issues/41502",
        "  = note: /usr/bin/ld: final link failed: No space left on device",
        "          collect2: error: ld returned 1 exit status",
    ),
    _of(
        None,
        (SYSTEM,),
        "nodejs/build/issues/2812",
        "collect2: fatal error: ld terminated with signal 9 [Killed]",
        "compilation terminated.",
    ),
    _of(
        None,
        (SYSTEM,),
        "actions/runner/issues/1142",
        "/home/u/actions-runner/_work/_temp/a.sh: line 1: 40423 Killed                  docker-compose up -d",
    ),
    _of(
        None,
        (TIMEOUT,),
        "laurentiu021/SystemManager/issues/2195",
        "Unhandled exception. System.TimeoutException: The operation has timed out.",
        "   at Microsoft.Testing.Platform.Helpers.TaskExtensions.TimeoutAfterAsync(Task task, TimeSpan timeout)",
    ),
    _of(
        True,
        (SYSTEM,),
        "contour-terminal/contour/pull/2080",
        "ninja: build stopped: interrupted by user.",
        "##[error]The runner has received a shutdown signal. This can happen when the runner service is stopped",
        "##[error]Process completed with exit code 143.",
    ),
    _of(
        True,
        (NETWORK,),
        "pavona/pavona/issues/358",
        (
            "WARNING: Download from https://github.com/owner/server/archive/v1.tar.gz failed: class "
            "java.io.IOException java.net.SocketTimeoutException: Read timed out"
        ),
        (
            "Error in download_and_extract: java.io.IOException: Error downloading "
            "[https://github.com/owner/server/archive/v1.tar.gz] to /home/runner/.cache/v1.tar.gz: Read timed out"
        ),
    ),
    _of(
        True,
        (NETWORK,),
        "sipb/homeworld/issues/443",
        "ERROR: An error occurred during the fetch of repository 'zlib':",
        (
            "ERROR: /external/com_google_protobuf/BUILD:150:1: no such package '@zlib//': java.io.IOException: Error "
            "downloading [https://zlib.net/zlib-1.2.11.tar.gz] to /external/zlib-1.2.11.tar.gz: connect timed out"
        ),
    ),
    _of(
        True,
        (NETWORK,),
        "sbt/sbt/issues/5727",
        (
            "[info] ed out (Connection timed out) (Connection timed out (Connection timed out)) while downloading "
            "https://registry.example/org/apache/avro/avro/1.7.7/avro-1.7.7.pom"
        ),
    ),
    _of(
        True,
        (NETWORK,),
        "NixOS/nixpkgs/issues/208690",
        "       > curl: (22) The requested URL returned error: 502",
        "       > error: cannot download source from any mirror",
        "error: 1 dependencies of derivation '/nix/store/1vf2-aws-c-http-0.6.28.drv' failed to build",
    ),
    _of(
        None,
        (TIMEOUT, NETWORK),
        "akka/akka-http/issues/4221",
        "Caused by: java.util.concurrent.TimeoutException: Futures timed out after [10 seconds]",
        "\tat scala.concurrent.impl.Promise$DefaultPromise.ready(Promise.scala:259)",
        "[error] java.lang.ExceptionInInitializerError",
    ),
    _of(
        True,
        (NETWORK, DEPENDENCY),
        "travis-ci/travis-ci/issues/3242",
        (
            "[error] (*:update) sbt.ResolveException: download failed: "
            "org.scalaz#scalaz-core_2.10;7.0.6!scalaz-core_2.10.jar(bundle)"
        ),
        "[error] Total time: 9 s, completed Feb 17, 2015 5:10:59 PM",
    ),
    _of(
        False,
        (PERMISSION,),
        "KhronosGroup/OpenCL-SDK/issues/153",
        '{"message":"Resource not accessible by personal access token","status":"403"}',
        "Error: Resource not accessible by personal access token",
    ),
    _of(
        True,
        (SYSTEM,),
        "oxidecomputer/buildomat/issues/67",
        "control: worker agent experienced a fatal error; aborting job",
    ),
    _of(
        True,
        (SYSTEM,),
        "travis-ci/travis-ci/issues/4920",
        "There was an error with the connection to the VM.",
    ),
    _of(
        None,
        (SYSTEM,),
        "nodejs/build/issues/2352",
        "16:41:11 + git clean -fdx",
        "16:41:16 warning: failed to remove out/Release/.nfs00000000018c38000000068d: Device or resource busy",
    ),
    _of(
        True,
        (SYSTEM,),
        "networkupstools/nut/issues/2965",
        ("java.nio.file.FileSystemException: /home/abuild/jenkins/workspace/nut@tmp/durable-e28915cb: No space left on device"),
    ),
    _of(
        True,
        (SYSTEM,),
        "cirruslabs/macos-image-templates/issues/33",
        "Agent process on a persistent worker exited unexpectedly!",
    ),
    _of(
        True,
        (SYSTEM,),
        "cirruslabs/cirrus-cli/issues/531",
        'Parallels isolation failed: failed to create VM cloned from "big-sur-xcode-13"',
    ),
    _of(
        None,
        (SYSTEM,),
        "microsoft/azure-pipelines-agent/issues/2378",
        "System.IO.IOException: Input/output error",
        "   at System.ConsolePal.Write(SafeFileHandle fd, Byte* bufPtr, Int32 count)",
    ),
)
"""Found after the rules for those above were written, in three turns: what they said of each was counted before they were bettered."""

_LOOK_ALIKES = (
    _of(
        False,
        (RUNTIME,),
        "moby/moby/pull/39168",
        "--- FAIL: TestClientWithRequestTimeout (0.00s)",
        "    client_test.go:259: assertion failed:",
        "        --- context.DeadlineExceeded",
        '        \t+: &net.OpError{Op: "dial", Net: "tcp", Addr: s"127.0.0.1:49294", Err: &poll.TimeoutError{}}',
        "FAIL\tgithub.com/docker/docker/pkg/plugins\t0.009s",
    ),
    _of(
        False,
        (RUNTIME,),
        "gotestyourself/gotest.tools/issues/243",
        "--- FAIL: TestWaitCmd (11.02s)",
        "    icmd_test.go:28: assertion failed: ",
        "        ExitCode was 0 expected 1",
        "        Expected command to finish, but it hit the timeout",
        "FAIL",
    ),
    _of(
        False,
        (RUNTIME,),
        "jdidion/xphyle/issues/12",
        "E               PermissionError: [Errno 13] Permission denied",
        "/usr/lib/python3.5/subprocess.py:1544: PermissionError",
        "=============== 1 failed, 129 passed, 3 skipped in 19.27 seconds ===============",
    ),
    _of(
        False,
        (RUNTIME,),
        "aio-libs/aioftp/issues/117",
        "E           AssertionError: Expect one of (<class 'IsADirectoryError'>,), got [Errno 1] Operation not permitted: '/tmp/tmpbazjjqrd'",
        "tests/test_pathio.py:15: AssertionError",
        "==================== 2 failed, 765 passed in 41.11 seconds =====================",
        "*** Error code 1",
    ),
    _of(
        False,
        (RUNTIME,),
        "sabnzbd/sabnzbd/issues/2017",
        "FAILED tests/test_filesystem.py::TestSetPermissions::test_empty_permissions_setting - AssertionError: assert 'rwsrwxrwx' == 'rw-r--r--'",
    ),
    _of(
        False,
        (RUNTIME,),
        "excid3/revise_auth/issues/80",
        "Failure:",
        "TestControllerTest#test_index:_success [test/controllers/test_controller_test.rb:9]:",
        "Expected response to be a <200: ok>, but was a <403: Forbidden>.",
        "2 runs, 2 assertions, 2 failures, 0 errors, 0 skips",
    ),
    _of(
        False,
        (RUNTIME,),
        "balena-io/etcher-homepage/issues/140",
        "events.js:167",
        "      throw er; // Unhandled 'error' event",
        "Error: connect ECONNREFUSED 127.0.0.1:9222",
        "    at TCPConnectWrap.afterConnect [as oncomplete] (net.js:1161:14)",
    ),
    _of(
        False,
        (RUNTIME, UNKNOWN),
        "bazelbuild/bazel/issues/7288",
        "test_java_test_timeout FAILED: Expected regexp failures='2' not found .",
        "FAILED: test_java_test_timeout",
    ),
    _of(
        False,
        (DEPENDENCY, CONFIGURATION, UNKNOWN),
        "shd101wyy/Yo/pull/599",
        "curl: (22) The requested URL returned error: 404",
        "##[error]No seed bundle for linux-x64-musl at v0.2.30",
    ),
    _of(
        False,
        (DEPENDENCY, CONFIGURATION, UNKNOWN),
        "fastly/cli/issues/986",
        'Error: fastly: Failed to download resource "fastly"',
        "Failure while executing; `/usr/bin/env curl --retry 3 --fail --location` exited with 22. Here's the output:",
        "HTTP/2 404 ",
    ),
    _of(
        False,
        (CONFIGURATION, RUNTIME, UNKNOWN),
        "scalar-labs/helm-charts/pull/168",
        "$ kubectl wait --for=condition=Ready --timeout=120s pod/cassandra-0",
        'Error from server (NotFound): pods "cassandra-0" not found',
    ),
    _of(
        False,
        (SYNTAX,),
        "python/cherry-picker/issues/80",
        ">> Issue: [B113:request_without_timeout] Requests call without timeout",
        "   Severity: Medium   Confidence: Low",
        "   Location: ./cherry_picker/cherry_picker.py:443:19",
    ),
    _of(
        False,
        (SYNTAX,),
        "influxdata/telegraf/issues/12945",
        "internal/rotate/file_writer_test.go:47:9                              gosec  G306: Expect WriteFile permissions to be 0600 or less",
        "plugins/inputs/bcache/bcache_test.go:51:8                             gosec  G306: Expect WriteFile permissions to be 0600 or less",
    ),
)

EXCERPTS = (*_NETWORK, *_PERMISSION, *_TIMEOUT, *_SYSTEM, *_MORE, *_LOOK_ALIKES)
LEAST_A_CLASS = 12
ENOUGH = 0.95


def diagnosis_of(excerpt: Excerpt) -> Diagnosis:
    return understand(observe(excerpt.text.encode(), "job"))


def misses(excerpts: Sequence[Excerpt]) -> list[str]:
    said = [(excerpt, diagnosis_of(excerpt)) for excerpt in excerpts]
    return [f"{excerpt.source}: {said.category}, {said.rule}" for excerpt, said in said if said.category not in excerpt.accepted]


@pytest.mark.parametrize("category", RARE)
def test_the_table_holds_enough_of_each_class(category: Category) -> None:
    assert sum(excerpt.accepted[0] is category for excerpt in EXCERPTS) >= LEAST_A_CLASS


def test_every_excerpt_has_a_source_of_its_own() -> None:
    assert len({excerpt.source for excerpt in EXCERPTS}) == len(EXCERPTS)


@pytest.mark.parametrize("category", RARE)
def test_each_class_is_recognised(category: Category) -> None:
    mine = [excerpt for excerpt in EXCERPTS if excerpt.accepted[0] is category]
    wrong = misses(mine)
    assert len(wrong) <= (1 - ENOUGH) * len(mine), wrong


def test_look_alikes_are_told_apart() -> None:
    wrong = misses(_LOOK_ALIKES)
    assert len(wrong) <= (1 - ENOUGH) * len(_LOOK_ALIKES), wrong


def test_what_passes_by_itself_is_tried_again_and_nothing_else_is() -> None:
    wrong = [e.source for e in EXCERPTS if e.retry is not None and diagnosis_of(e).transient is not e.retry]
    assert wrong == []
