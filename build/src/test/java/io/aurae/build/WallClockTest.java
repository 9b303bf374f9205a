// SPDX-License-Identifier: Apache-2.0
package io.aurae.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The wall clock may be set at any moment, in both directions: it is for what people read and for certificates. Deadlines, back-off and
 * patience count with {@code System.nanoTime}.
 */
class WallClockTest {
    private static final Pattern COMPARES =
            Pattern.compile("\\.isBefore\\(|\\.isAfter\\(|Duration\\.between\\(|currentTimeMillis");
    private static final Pattern PROGRAMS = Pattern.compile("(auraed|cri-shim|lib/\\w+)/src/main/java/.*");
    /**
     * Certificates are valid by the wall clock; a name needs no order; an image outlives the process that pulled it; lines are asked for by
     * time; what ended while no daemon ran left nothing but the time of a file (Supervisor).
     */
    private static final Pattern EXCEPT = Pattern.compile(
            "lib/identity/.*|.*/(Renewals|OwnCertificate|Quarantine|Collector|LogRange|EventMessages|Supervisor)\\.java");

    @Test
    void nothingWaitsOrIsPatientByTheWallClock() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : Sources.below(Sources.root())) {
            String name = Sources.root().relativize(file).toString();
            if (PROGRAMS.matcher(name).matches() && !EXCEPT.matcher(name).matches()) {
                COMPARES.matcher(Files.readString(file))
                        .results()
                        .forEach(match -> found.add(name + ": " + match.group()));
            }
        }
        assertThat(found).isEmpty();
    }
}
