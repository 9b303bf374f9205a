// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.protobuf.Timestamp;
import io.aurae.proto.images.v0.Image;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputTest {
    @Test
    void aTableIsAlignedAndEndsNoLineInSpaces() {
        Table table = new Table("NAME", "STATE");
        table.add("web-0", "running");
        table.add("größer", "");

        assertThat(table.toString()).isEqualTo("NAME    STATE\nweb-0   running\ngrößer  -\n");
        assertThatThrownBy(() -> table.add("one")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMessageIsTheSameDocumentInJsonAndYaml() {
        Image image = Image.newBuilder()
                .setId("sha256:1")
                .addTags("a:b")
                .setSizeBytes(5)
                .build();

        assertThat(Documents.json(Documents.of(image)))
                .contains("\"id\": \"sha256:1\"", "\"sizeBytes\": \"5\"", "\"digests\": []");
        assertThat(Yaml.of(Documents.of(image)))
                .contains("id: sha256:1\n", "sizeBytes: '5'\n", "tags:\n- a:b\n", "digests: []\n");
    }

    @ParameterizedTest
    @CsvSource({"0,0s", "59,59s", "60,1m", "3599,59m", "7200,2h", "172800,2d", "-5,0s"})
    void anAgeIsInItsLargestUnit(int seconds, String age) {
        Instant now = Instant.ofEpochSecond(1_000_000);
        Timestamp then = Timestamp.newBuilder().setSeconds(1_000_000 - seconds).build();

        assertThat(Words.age(then, now)).isEqualTo(age);
        assertThat(Words.age(Timestamp.getDefaultInstance(), now)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0,0B",
        "999,999B",
        "1000,1.00kB",
        "1234567,1.23MB",
        "99949999,99.9MB",
        "99960000,100MB",
        "999600000,1.00GB"
    })
    void aSizeHasThreeDigits(long bytes, String size) {
        assertThat(Words.size(bytes)).isEqualTo(size);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"TABLE|a line", "JSON|{\"a\":1}", "YAML|---;a: 1"})
    void oneOfManyIsALineOrADocumentOfItsOwn(Format format, String shown) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonObject document = new JsonObject();
        document.addProperty("a", 1);

        new Output(format, new PrintStream(out, true, StandardCharsets.UTF_8)).showNext(() -> "a line", () -> document);

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(shown.replace(";", "\n") + "\n");
    }
}
