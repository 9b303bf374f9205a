// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.volumes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.auraed.resource.ResourceDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumesTest {
    private static final VolumeName STATE = new VolumeName("state");

    @TempDir
    private Path directory;

    private Volumes volumes;

    @BeforeEach
    void open() {
        volumes = new Volumes(directory.resolve("volumes"));
        assertThat(volumes.restore()).isEmpty();
    }

    private static VolumeRecord record(int mode) throws IOException {
        int uid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        int gid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:gid");
        return new VolumeRecord(STATE, Map.of("l", "1"), uid, gid, mode, Instant.now(), false);
    }

    @Test
    void whatIsWrittenOutlivesTheDaemonUntilTheVolumeIsRemoved() throws IOException {
        volumes.create(record(0700));
        Files.writeString(volumes.data(STATE).resolve("a"), "kept");
        volumes.create(record(0700)); // once more
        open();

        assertThat(volumes.list()).extracting(VolumeRecord::labels).containsExactly(Map.of("l", "1"));
        assertThat(volumes.data(STATE).resolve("a")).hasContent("kept");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(volumes.data(STATE))))
                .isEqualTo("rwx------");
        volumes.remove(STATE, name -> false);
        volumes.remove(STATE, name -> false);
        assertThat(directory.resolve("volumes")).isEmptyDirectory();
        assertThatThrownBy(() -> volumes.data(STATE))
                .hasMessage("volume 'state' not found (expected: a created volume)");
    }

    @Test
    void oneThatIsUsedOrMadeOtherwiseStays() throws IOException {
        volumes.create(record(0700));

        assertThatThrownBy(() -> volumes.remove(STATE, "state"::equals))
                .hasMessage("volume 'state' is used by a cell (expected: one that no cell is allocated with)");
        VolumeRecord other = record(0755);
        assertThatThrownBy(() -> volumes.create(other))
                .hasMessage("volume 'state' exists (expected: a free name, or an identical request)");
        assertThat(volumes.data(STATE)).isDirectory();
    }

    @Test
    void whatIsHalfMadeGoesAndWhatMayHoldDataIsReported() throws IOException {
        Path half = ResourceDirectory.create(directory.resolve("volumes/half"));
        Files.createDirectories(directory.resolve("volumes/lost/data"));
        Volumes later = new Volumes(directory.resolve("volumes"));

        Files.createFile(directory.resolve("volumes/lost/data/a"));
        assertThat(later.restore()).singleElement().asString().contains("lost", "it has data and no record");
        assertThat(half).doesNotExist();
        assertThat(directory.resolve("volumes/lost/data/a")).exists();
    }

    @Test
    void dataIsNeverTakenForThatOfAHalfMadeVolume() throws IOException {
        volumes.create(record(0700));
        Files.createFile(volumes.data(STATE).resolve("a"));
        Path record = directory.resolve("volumes/state/volume.json");
        Files.writeString(record, Files.readString(record).replace("\"made\":true", "\"made\":false"));

        Volumes later = new Volumes(directory.resolve("volumes"));

        assertThat(later.restore()).singleElement().asString().contains("state", "was never made as a whole");
        assertThat(directory.resolve("volumes/state/data/a")).exists();
    }

    @Test
    void aRemovalThatWasCutShortKeepsNobodyFromItsNameAndIsFinishedByTheNextOneOrByTheNextDaemon() throws IOException {
        Path aside = directory.resolve("volumes/.removed-state@1/state/data");
        Files.createDirectories(aside);
        volumes.create(record(0755));
        assertThat(volumes.data(STATE)).isEmptyDirectory();

        volumes.remove(STATE, name -> false);
        assertThat(directory.resolve("volumes")).isEmptyDirectory();

        Files.createDirectories(aside);
        open();
        assertThat(directory.resolve("volumes")).isEmptyDirectory();
    }
}
