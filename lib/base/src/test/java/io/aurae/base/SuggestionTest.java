// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SuggestionTest {
    private static final List<String> KNOWN = List.of("ca_crt", "client_crt", "client_key", "socket");

    @ParameterizedTest
    @CsvSource({"ca_cert,ca_crt", "client_ckt,client_crt", "clientkey,client_key", "sokcet,socket", "Socket,socket"})
    void findsTheNameThatWasMeant(String written, String meant) {
        assertThat(Suggestion.nearest(written, KNOWN)).hasValue(meant);
    }

    @ParameterizedTest
    @CsvSource({"zzz", "password", "''"})
    void suggestsNothingForANameLikeNone(String written) {
        assertThat(Suggestion.nearest(written, KNOWN)).isEmpty();
    }
}
