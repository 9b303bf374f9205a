// SPDX-License-Identifier: Apache-2.0
package io.aurae.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The daemon and everything under it knows no scheduler: no such word, import, path or port in any of its files. One exception: the
 * process monitor calls its own log format {@code k8s-file}, which stands in one constant.
 */
class LeastAwarenessTest {
    private static final List<String> AUTONOMOUS = List.of("proto", "lib", "auraed");
    private static final Pattern FOREIGN =
            Pattern.compile("kube|k8s|\\bcri\\b|cri-(api|shim|o)\\b|io\\.aurae\\.cri|crictl");
    private static final String LOG_FORMAT = "\"k8s-file\"";

    @Test
    void noFileOfTheDaemonAndBelowNamesAScheduler() throws IOException {
        List<String> found = new ArrayList<>();
        List<String> logFormats = new ArrayList<>();
        for (String folder : AUTONOMOUS) {
            for (Path file : Sources.below(Sources.root().resolve(folder))) {
                search(file, found, logFormats);
            }
        }
        assertThat(found).isEmpty();
        assertThat(logFormats).as("places of the log format's name").hasSizeLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "import io.kubernetes.client, true",
        "/var/lib/Kubelet, true",
        "the CRI socket, true",
        "k8s.io, true",
        "a cricket describes, false",
        "description, false"
    })
    void theWordsAreRecognised(String text, boolean foreign) {
        assertThat(namesAScheduler(text)).isEqualTo(foreign);
    }

    private static void search(Path file, List<String> found, List<String> logFormats) throws IOException {
        Path shown = Sources.root().relativize(file);
        if (namesAScheduler(shown.toString())) {
            found.add(shown + ": its path");
        }
        int number = 0;
        for (String line :
                Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList()) {
            number++;
            if (line.contains(LOG_FORMAT)) {
                logFormats.add(shown + ":" + number);
            }
            if (namesAScheduler(line.replace(LOG_FORMAT, ""))) {
                found.add(shown + ":" + number + ": " + line.strip());
            }
        }
    }

    private static boolean namesAScheduler(String text) {
        return FOREIGN.matcher(text.toLowerCase(Locale.ROOT)).find();
    }
}
