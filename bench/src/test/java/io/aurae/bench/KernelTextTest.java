// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the kernel's and the packet filter's listings are read as. */
class KernelTextTest {
    @Test
    void aRollUpGivesTheProportionalShare() {
        String rollUp = """
                55d0-7ffe ---p 00000000 00:00 0                                [rollup]
                Rss:                1340 kB
                Pss:                 108 kB
                Pss_Dirty:            92 kB
                """;
        assertThat(Memory.parse(rollUp)).isEqualTo(108 * 1024);
        assertThat(Memory.parse("")).isZero();
    }

    @Test
    void aCommentOfARuleIsOneWord() {
        String rule =
                "-A POSTROUTING -s 10.213.8.2/32 -m comment --comment \"name: \\\"ab120\\\" id: \\\"7f\\\"\" -j CNI-7f";
        assertThat(Networks.words(rule))
                .containsExactly(
                        "-A",
                        "POSTROUTING",
                        "-s",
                        "10.213.8.2/32",
                        "-m",
                        "comment",
                        "--comment",
                        "name: \"ab120\" id: \"7f\"",
                        "-j",
                        "CNI-7f");
    }
}
