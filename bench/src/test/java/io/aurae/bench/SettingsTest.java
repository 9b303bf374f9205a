// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void everyFlagHasADefault() {
        Settings settings = Settings.parse(List.of());
        assertThat(settings.pods()).isEqualTo(30);
        assertThat(settings.execs()).isEqualTo(5);
        assertThat(settings.idlePods()).isEqualTo(10);
        assertThat(settings.wants(new Containerd("containerd", "runc"))).isTrue();
    }

    @Test
    void targetsCanBeChosen() {
        Settings settings = Settings.parse(List.of("--only", "ours,containerd+crun"));
        assertThat(settings.wants(new Containerd("containerd", "crun"))).isTrue();
        assertThat(settings.wants(new Containerd("containerd", "runc"))).isFalse();
    }

    @Test
    void aTargetThatIsNotThereIsRefusedWithTheNamesOfThoseThatAre() {
        Settings settings = Settings.parse(List.of("--only", "ours,aurae"));
        settings.requireKnown(List.of("aurae", "ours"));
        assertThatThrownBy(() -> settings.requireKnown(List.of("ours", "containerd+runc")))
                .isInstanceOf(BenchException.class)
                .hasMessage("target 'aurae' is unknown (expected: some of ours, containerd+runc)");
    }

    @Test
    void theVersionOfContainerdIsReadFromItsOwnLine() {
        assertThat(Containerd.majorVersion("containerd github.com/containerd/containerd 1.6.20~ds1 1.6.20~ds1-1"))
                .isEqualTo(1);
        assertThat(Containerd.majorVersion("containerd github.com/containerd/containerd/v2 v2.3.4 2637c36"))
                .isEqualTo(2);
        assertThat(Containerd.majorVersion("containerd")).isZero();
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        assertThatThrownBy(() -> Settings.parse(List.of("--pod", "3")))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("'--pod' is unknown");
        assertThatThrownBy(() -> Settings.parse(List.of("--pods"))).hasMessageContaining("no value");
        assertThatThrownBy(() -> Settings.parse(List.of("--pods", "0"))).hasMessageContaining("'0'");
        assertThatThrownBy(() -> Settings.parse(List.of("--pods", "many"))).hasMessageContaining("'many'");
    }
}
