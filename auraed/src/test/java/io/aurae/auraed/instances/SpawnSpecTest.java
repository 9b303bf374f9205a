// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.auraed.resource.Labels;
import io.aurae.auraed.resource.ResourceException;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.cgroup.CgroupLimits;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SpawnSpecTest {
    private static SpawnSpec spec(String hostname) {
        return new SpawnSpec(
                new ResourceName("web"), hostname, false, InstancePlan.Mounts.HOST, Labels.NONE, CgroupLimits.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "w",
                "web-0",
                "web.example.com",
                "Web_0",
                "a123456789012345678901234567890123456789012345678901234567890123"
            })
    void aHostnameMayBeAnyNameOfAMachine(String hostname) {
        assertThat(spec(hostname).hostname()).isEqualTo(hostname);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-web",
                "web-",
                "a b",
                "a/b",
                "web\n127.0.0.1 bank",
                "ü",
                "a1234567890123456789012345678901234567890123456789012345678901234"
            })
    void anythingElseIsRefused(String hostname) {
        assertThatThrownBy(() -> spec(hostname))
                .isInstanceOf(ResourceException.class)
                .hasMessageStartingWith(
                        "instance 'web': hostname '" + hostname.replace("\n", "\\n") + "' (expected: 1 to 64 of a-z");
    }
}
