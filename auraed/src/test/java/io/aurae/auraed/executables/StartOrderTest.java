// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.oci.runtime.Stdio.Stdin;
import io.aurae.oci.spec.ProcessBounds;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class StartOrderTest {
    private static ExecutableSpec spec(String name, String... after) {
        List<Dependency> dependencies = Stream.of(after)
                .map(other ->
                        new Dependency(new ExecutableName(other), Dependency.Condition.STARTED, Duration.ofSeconds(1)))
                .toList();
        return new ExecutableSpec(
                new ExecutableName(name),
                "true",
                List.of(),
                List.of(),
                null,
                ExecutableUser.UNSAID,
                false,
                Stdin.EMPTY,
                null,
                null,
                "",
                ProcessBounds.NONE,
                Upkeep.STANDARD.with(new Order(dependencies, List.of())));
    }

    private static List<String> sorted(ExecutableSpec... specs) {
        return StartOrder.of(List.of(specs), name -> name.text().equals("there")).specs().stream()
                .map(spec -> spec.name().text())
                .toList();
    }

    @Test
    void eachComesAfterThoseItNamesAndElseAsGiven() {
        assertThat(sorted(spec("web", "db", "cache"), spec("log"), spec("cache", "there"), spec("db", "cache")))
                .containsExactly("cache", "db", "web", "log");
    }

    @Test
    void cyclesUnknownNamesAndTwinsAreRefused() {
        assertThatThrownBy(() -> sorted(spec("a", "b"), spec("b", "c"), spec("c", "a")))
                .hasMessage(
                        "executable 'a' comes after itself, by way of [a, b, c] (expected: an order without a cycle)");
        assertThatThrownBy(() -> sorted(spec("a", "a"))).hasMessageContaining("'a' comes after itself");
        assertThatThrownBy(() -> sorted(spec("a", "nobody")))
                .hasMessage(
                        "executable 'a' comes after 'nobody' (expected: another executable of the cell or of this request)");
        assertThatThrownBy(() -> sorted(spec("a"), spec("a"))).hasMessageContaining("'a' is there twice");
    }
}
