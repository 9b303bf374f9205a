// SPDX-License-Identifier: Apache-2.0
package io.aurae.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The reference of the library is what the definition says; {@code make reference} writes it anew. */
class LibraryReferenceTest {
    private static final Path PAGE = Sources.root().resolve("docs/reference/library.md");

    /** What the compiler of the definition left behind. */
    private static final Path DEFINITION = Sources.root().resolve("proto/target/library.desc");

    @Test
    void thePageIsWhatTheDefinitionSays() throws IOException {
        String page = LibraryReference.of(FileDescriptorSet.parseFrom(Files.readAllBytes(DEFINITION)));
        if (Boolean.getBoolean("aurae.reference.write")) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE).as("'make reference' writes it anew").hasContent(page);
        assertThat(page).contains("### CellService", "**CopyIn** (stream [CellServiceCopyInRequest]");
        assertThat(page).doesNotContain("|  |\n");
    }

    @Test
    void everyMethodTellsItsErrorsAndWhatASecondCallDoes() throws IOException {
        String page = LibraryReference.of(FileDescriptorSet.parseFrom(Files.readAllBytes(DEFINITION)));

        assertThat(Pattern.compile("\n- \\*\\*").splitAsStream(page))
                .hasSizeGreaterThan(50)
                .filteredOn(part -> part.contains(") returns ("))
                .allMatch(part -> part.contains("Errors:") && part.contains("Repeating:"));
    }
}
