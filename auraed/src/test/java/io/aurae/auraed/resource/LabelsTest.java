// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LabelsTest {
    private static Map<String, String> entries(int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v"));
    }

    @Test
    void atMost256EntriesAreKept() {
        assertThat(new Labels(entries(256), entries(256)).labels()).hasSize(256);

        assertRefused(map -> new Labels(map, Map.of()), entries(257), "labels: 257 entries (expected: at most 256)");
        assertRefused(
                map -> new Labels(Map.of(), map), entries(257), "annotations: 257 entries (expected: at most 256)");
    }

    @Test
    void keyAndValueTogetherHaveAtMost524288Bytes() {
        Map<String, String> longest = Map.of("key", "v".repeat(524_285));
        assertThat(new Labels(longest, longest).annotations()).isEqualTo(longest);

        assertRefused(
                map -> new Labels(Map.of(), map),
                Map.of("key", "v".repeat(524_286)),
                "annotations: entry 'key' has 524289 bytes (expected: at most 524288)");
    }

    @Test
    void allTogetherHaveAtMostAMebibyteOfUtf8() {
        Map<String, String> half = Map.of("key", "v".repeat(524_285));

        assertRefused(
                map -> new Labels(map, Map.of("ab", "ä".repeat(262_143), "c", "")),
                half,
                "labels and annotations have 1048577 bytes (expected: at most 1048576)");
    }

    private static void assertRefused(
            Function<Map<String, String>, Labels> make, Map<String, String> entries, String message) {
        assertThatThrownBy(() -> make.apply(entries))
                .isInstanceOf(ResourceException.class)
                .hasMessage(message);
    }
}
