// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The same results as a table and as JSON. */
class ReportTest {
    private static final List<String> TARGETS = List.of("ours", "containerd+runc");

    private final Map<String, Samples> times = new LinkedHashMap<>();
    private final List<Figure> figures;

    ReportTest() {
        times.put("ours", samples(Measure.CREATE_AND_START, 30, 31.25, 40));
        times.put("containerd+runc", samples(Measure.CREATE_AND_START, 80, 125, 126));
        Map<String, MemoryUse> memory = new LinkedHashMap<>();
        memory.put("ours", new MemoryUse(700_000, 100e6, 120e6, 127e6));
        memory.put("containerd+runc", new MemoryUse(4_200_000, 40e6, 56e6, 98e6));
        figures = Figures.of(new Results(
                times,
                memory,
                Map.of(
                        "ours",
                        new Own(
                                List.of(612.0),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(59e6),
                                List.of(),
                                List.of()))));
    }

    private static Samples samples(Measure measure, double... millis) {
        Samples samples = new Samples();
        for (double one : millis) {
            samples.add(measure, one);
        }
        return samples;
    }

    private String line(String name) {
        return Table.of(figures, TARGETS)
                .lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aLineHasTheValuesTheRatioTheGoalAndWhetherItIsMet() {
        assertThat(line("Create+Start p50").split(" {2,}"))
                .containsExactly("Create+Start p50", "ms", "31.3", "125.0", "0.25", "< 1x runc, <= 0.6x crun", "met");
        assertThat(line("idle pod PSS").split(" {2,}"))
                .containsExactly("idle pod PSS", "MB", "0.70", "4.20", "0.17", "<= 1.2", "met");
    }

    @Test
    void aMissedGoalIsNamedAndAMissingValueIsADash() {
        assertThat(line("aurae ps").split(" {2,}"))
                .containsExactly("aurae ps, whole process", "ms", "612.0", "-", "-", "<= 400", "missed");
        assertThat(line("CRI shim PSS").split(" {2,}"))
                .containsExactly("CRI shim PSS", "MB", "59.0", "-", "-", "<= 60", "met");
        assertThat(line("ExecSync true p95").split(" {2,}"))
                .containsExactly("ExecSync true p95", "ms", "-", "-", "-", "-", "-");
    }

    @Test
    void theJsonSaysTheSameAndHowTheRoundsSpread() {
        JsonObject report =
                JsonParser.parseString(JsonReport.of(header(), figures, times)).getAsJsonObject();
        JsonObject line = report.getAsJsonArray("figures").asList().stream()
                .map(figure -> figure.getAsJsonObject())
                .filter(figure -> figure.get("name").getAsString().equals("Create+Start p50"))
                .findFirst()
                .orElseThrow();
        assertThat(line.getAsJsonObject("values").get("ours").getAsDouble()).isEqualTo(31.25);
        assertThat(line.getAsJsonObject("ratios").get("containerd+runc").getAsDouble())
                .isEqualTo(0.25);
        assertThat(line.get("result").getAsString()).isEqualTo("met");
        JsonObject rounds =
                report.getAsJsonObject("rounds").getAsJsonObject("ours").getAsJsonObject("Create+Start");
        assertThat(rounds.get("min").getAsDouble()).isEqualTo(30);
        assertThat(rounds.get("max").getAsDouble()).isEqualTo(40);
        assertThat(report.getAsJsonObject("noise")
                        .getAsJsonObject("processMillis")
                        .get("p50")
                        .getAsDouble())
                .isEqualTo(1.5);
        assertThat(report.getAsJsonObject("machine").get("kernel").getAsString())
                .isEqualTo("6.1.0");
    }

    @Test
    void theHeaderTellsTheMachineItsNoiseAndWhatIsMissing() {
        assertThat(header().text())
                .contains("2 cores, 24 GiB, Linux 6.1.0, cgroup v2")
                .contains("1.0 / 1.5 / 9.0 ms")
                .contains("ours             auraed 1")
                .contains("containerd+crun  left out: 'crun' is not on PATH");
    }

    private static Header header() {
        return new Header(
                Instant.EPOCH,
                new Machine("a processor", 2, 24, "6.1.0", "v2"),
                Map.of("ours", "auraed 1"),
                Map.of("containerd+crun", "'crun' is not on PATH"),
                Settings.parse(List.of()),
                new Distribution(3, 1, 1.5, 9, 9),
                0.5,
                2);
    }
}
