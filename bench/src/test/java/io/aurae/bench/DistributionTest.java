// SPDX-License-Identifier: Apache-2.0
package io.aurae.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistributionTest {
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "2, 1, 2", "3, 2, 3", "10, 5, 10", "20, 10, 19", "30, 15, 29", "100, 50, 95"})
    void percentilesAreValuesThatWereMeasured(int count, double p50, double p95) {
        List<Double> values =
                IntStream.rangeClosed(1, count).mapToObj(i -> (double) i).toList();
        assertThat(Distribution.of(values)).isEqualTo(new Distribution(count, 1, p50, p95, count));
    }

    @Test
    void theOrderOfTheValuesDoesNotMatter() {
        List<Double> values =
                IntStream.rangeClosed(1, 30).mapToObj(i -> (double) i).collect(java.util.stream.Collectors.toList());
        Distribution sorted = Distribution.of(values);
        Collections.shuffle(values, new java.util.Random(7));
        assertThat(Distribution.of(values)).isEqualTo(sorted);
    }

    @Test
    void nothingHasNoDistribution() {
        assertThatThrownBy(() -> Distribution.of(List.of())).hasMessageContaining("no values");
    }
}
