// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.aurae.cli.FakeNode.Outcome;
import io.aurae.proto.cells.v0.Cell;
import io.aurae.proto.cells.v0.IoDeviceLimit;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

class VerbsTest {
    @TempDir
    private Path directory;

    private FakeNode node;

    @BeforeEach
    void start() {
        node = new FakeNode(directory);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void psShowsWhatRunsAndWithAllWhatEnded() {
        node.run("run", "-d", "--name", "web", "-p", "8080:80", "nginx");
        node.run("run", "--name", "job", "busybox", "--", "exit", "3");
        node.run("cell", "allocate", "jobs");
        node.run("cell", "start", "jobs", "sleeper", "--", "sleep", "stay");

        assertThat(node.run("ps").out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).matches("NAME +IMAGE OR COMMAND +STATE +ADDRESS +PORTS +CREATED"),
                        line -> assertThat(line).matches("jobs +sleep stay +running 3m +- +- +-"),
                        line -> assertThat(line).matches("web +nginx +running 3m +10.88.0.7 +8080->80/tcp +-"));
        assertThat(node.run("ps", "-a").out()).containsPattern("job +busybox +exited \\(3\\) 2m ago");
    }

    @Test
    void psGivesProgramsTheSameInJsonAndYaml() {
        node.run("run", "-d", "--name", "web", "nginx");

        JsonArray json =
                JsonParser.parseString(node.run("ps", "-o", "json").out()).getAsJsonArray();
        List<Map<String, Object>> yaml =
                new Yaml().load(node.run("--output=yaml", "ps").out());

        JsonObject row = json.get(0).getAsJsonObject();
        assertThat(row.get("cell").getAsString()).isEqualTo("web/nginx");
        assertThat(row.get("state").getAsString()).isEqualTo("running");
        assertThat(row.get("pid").getAsInt()).isEqualTo(42);
        assertThat(yaml.getFirst()).containsEntry("cell", "web/nginx").containsEntry("pid", 42);
    }

    @Test
    void logsPrintsWhatWasWritten() {
        node.run("run", "--name", "job", "busybox", "--", "hello");

        assertThat(node.run("logs", "job").out()).isEqualTo("/entry hello\n");
        assertThat(node.run("logs", "--follow", "job/busybox").out()).isEqualTo("/entry hello\n");
        Outcome unknown = node.run("logs", "nobody");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err())
                .isEqualTo("aurae logs: no executable has the name 'nobody' (expected: a name that 'aurae ps -a'"
                        + " shows)\n");
    }

    @Test
    void execEndsAsItsProcessAndTakesItsWordsAsTheyAre() {
        node.run("run", "-d", "--name", "web", "nginx");

        Outcome outcome = node.run("exec", "web", "ls", "-i", "--help");
        assertThat(outcome.out()).isEqualTo("ls -i --help\n");
        assertThat(outcome.code()).isEqualTo(7);
        assertThat(node.run("exec", "web", "--", "ls").out()).isEqualTo("ls\n");
        assertThat(node.runWithInput("typed", "exec", "-i", "web", "cat").err()).isEqualTo("typed");
        assertThat(node.run("exec", "web", "/bin/nope").code()).isEqualTo(127);
        assertThat(node.run("exec", "nobody", "ls").code()).isEqualTo(125);
        assertThat(node.run("exec", "web").code()).isEqualTo(2);
    }

    @Test
    void aNameThatMeansSeveralIsRefusedWithTheirNames() {
        node.run("cell", "allocate", "jobs");
        node.run("cell", "start", "jobs", "a", "--", "stay");
        node.run("cell", "start", "jobs", "b", "--", "stay");

        Outcome outcome = node.run("stop", "jobs");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("'jobs:a', 'jobs:b'");
        assertThat(node.run("stop", "jobs:a").code()).isZero();
        assertThat(node.run("ps").out()).contains("jobs:b").doesNotContain("jobs:a");
    }

    @Test
    void rmRefusesWhatRunsUnlessForced() {
        node.run("run", "-d", "--name", "web", "nginx");

        Outcome refused = node.run("rm", "web");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("'web' runs (expected: stopped; --force stops it first)");
        assertThat(node.run("stop", "web").code()).isZero();
        assertThat(node.run("rm", "web").out()).isEqualTo("web\n");
        assertThat(node.run("rm", "web").code()).isEqualTo(1);
        assertThat(node.run("rm", "--force", "web").code()).isZero();
    }

    @Test
    void imagesArePulledListedAndRemoved() {
        Outcome pulled = node.run("pull", "nginx");
        assertThat(pulled.out()).isEqualTo("docker.io/library/nginx@" + FakeImages.DIGEST + "\n");
        assertThat(pulled.err())
                .isEqualTo(FakeImages.DIGEST + ": downloading, 1.00kB\n" + FakeImages.DIGEST + ": done, 1.00kB\n");
        assertThat(node.run("images").out()).containsPattern("docker.io/library/nginx:latest +cdcdcdcdcdcd +12.3MB");
        assertThat(node.run("rmi", "nginx").code()).isZero();
        assertThat(node.run("rmi", "nginx").code()).isEqualTo(1);
        assertThat(node.run("images", "-o", "json").out().strip()).isEqualTo("[]");
    }

    @Test
    void instancesAreSpawnedListedAndFreed() {
        assertThat(node.run("instance", "spawn", "tenant").out()).isEqualTo("/run/x.sock\n");
        assertThat(node.run("instance", "list").out()).containsPattern("tenant +running +7 +/run/x.sock");
        assertThat(node.run("instance", "free", "tenant").code()).isZero();
        assertThat(node.instances).isEmpty();
    }

    @Test
    void cellVerbsAnswerInEveryFormat() {
        assertThat(node.run("cell", "allocate", "--cpus", "1.5", "--memory", "1GiB", "jobs")
                        .out())
                .isEqualTo("jobs\n");
        assertThat(node.run("cell", "list").out()).containsPattern("jobs +- +1.50 +- +1GiB +0 of 0 running");
        assertThat(node.run("cell", "start", "-o", "json", "jobs", "x", "--", "exit", "4")
                        .out())
                .contains("\"pid\": 42");
        assertThat(node.run("cell", "wait", "jobs", "x").code()).isEqualTo(4);
        assertThat(node.run("cell", "free", "jobs").code()).isZero();
    }

    @Test
    void limitsAreChangedByWhatIsGivenAndLiftedByNone() {
        node.run("run", "-d", "--name", "web", "--memory", "64m", "--pids", "9", "nginx");
        Cell before = node.cells.cells.get("web/nginx");
        assertThat(before.getMemory().getMax()).isEqualTo(64 << 20);

        assertThat(node.run("update", "--memory", "none", "--io-max", "8:16,read-bps=1m,write-iops=none", "web")
                        .out())
                .isEqualTo("web/nginx\n");
        Cell after = node.cells.cells.get("web/nginx");
        assertThat(after.getMemory().getMax()).isEqualTo(-1);
        assertThat(after.getPids().getMax()).isEqualTo(9);
        assertThat(after.getIo().getDevices(0))
                .isEqualTo(IoDeviceLimit.newBuilder()
                        .setMajor(8)
                        .setMinor(16)
                        .setReadBps(1 << 20)
                        .setWriteIops(-1)
                        .build());

        assertThat(node.run("update", "web").err()).contains("give at least one limit");
        assertThat(node.run("update", "--pids", "many", "web").err())
                .contains("'many' is no number (expected: a whole number, or none)");
        assertThat(node.run("update", "--io-max", "sda,read-bps=1", "web").err())
                .contains("limit of a device 'sda,read-bps=1' is not readable");
    }

    @Test
    void whatRunsIsMeasuredListedFrozenAndThawed() {
        node.run("run", "-d", "--name", "web", "nginx");

        assertThat(node.run("stats", "--no-stream").out())
                .containsPattern("CELL +CPU +MEMORY +LIMIT +READ +WRITTEN +PIDS +DISK\n")
                .containsPattern("web/nginx +1.50s +2.00MB +- +- +- +3 +-\n");
        assertThat(node.run("stats", "-o", "json", "web").out()).contains("\"usageNanos\": \"1500000000\"");
        assertThat(node.run("top", "web").out())
                .containsPattern("42 +www +S +0.02s +1.00MB +nginx +nginx evil\\?\\[2J\n");

        assertThat(node.run("freeze", "web").code()).isZero();
        assertThat(node.cells.cells.get("web/nginx").getFrozen()).isTrue();
        assertThat(node.run("thaw", "web").out()).isEqualTo("web\n");
        assertThat(node.cells.cells.get("web/nginx").getFrozen()).isFalse();
    }

    @Test
    void statusSumsUp() {
        node.run("run", "-d", "--name", "web", "nginx");

        Outcome outcome = node.run("status");
        assertThat(outcome.out())
                .contains("host         alice")
                .contains("pods         1, 1 running")
                .contains("1.2.3, healthy");
        assertThat(node.run("version", "-o", "json").out()).contains("\"auraed\": \"1.2.3\"");
    }

    @Test
    void aDaemonThatIsAwayIsSaidInOneLine() {
        node.close();

        Outcome outcome = node.run("ps");
        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.err()).startsWith("aurae ps: cannot reach socket '").hasLineCount(1);
        assertThat(node.run("version").code()).isZero();
    }
}
