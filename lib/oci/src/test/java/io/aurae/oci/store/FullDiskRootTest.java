// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aurae.base.FaultCode;
import io.aurae.linux.Linux;
import io.aurae.linux.UnmountFlag;
import io.aurae.testing.LeakCheck;
import io.aurae.testing.RequiresRoot;
import io.aurae.testing.TestImage;
import io.aurae.testing.TestTar;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@RequiresRoot
@Timeout(60)
class FullDiskRootTest {
    private static final byte[] SMALL = new TestTar().file("small", "x").gzip();

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path temporary;

    private Path disk;
    private StoreFixture store;

    @BeforeEach
    void start() throws Exception {
        disk = Files.createDirectory(temporary.resolve(leaks.name()));
        Linux.load().mount("tmpfs", disk, "tmpfs", Set.of(), "size=2m");
        store = new StoreFixture(disk);
        store.registry().put("small", "v1", TestImage.of(SMALL));
        store.pull("small:v1");
    }

    @AfterEach
    void stop() {
        store.close();
        Linux.load().unmount(disk, Set.of(UnmountFlag.DETACH));
    }

    private static TestTar big(int bytes) {
        byte[] content = new byte[bytes];
        new Random(1).nextBytes(content);
        return new TestTar().entry('0', "big", "", 0644, content);
    }

    /** Full while it is fetched, and, for what compresses well, while it is unpacked. */
    @Test
    void aPullThatFillsTheDiskLeavesTheStoreAsItWas() throws Exception {
        store.registry().put("wide", "v1", TestImage.of(big(4 << 20).gzip()));
        store.registry()
                .put(
                        "deep",
                        "v1",
                        TestImage.of(
                                new TestTar().file("zeros", "0".repeat(6 << 20)).gzip()));
        for (String name : new String[] {"wide:v1", "deep:v1"}) {
            assertThatExceptionOfType(StoreException.Full.class)
                    .isThrownBy(() -> store.pull(name))
                    .withMessageContaining("the disk is full")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(FaultCode.RESOURCE_EXHAUSTED));
            assertOneSmallImage();
        }
        store.reopen();
        assertOneSmallImage();
    }

    @Test
    void anImportThatFillsTheDiskLeavesTheStoreAsItWas() throws Exception {
        byte[] archive = big(4 << 20).bytes();
        assertThatExceptionOfType(StoreException.Full.class)
                .isThrownBy(
                        () -> store.store().load(new ByteArrayInputStream(archive), Optional.empty(), progress -> {}));
        assertOneSmallImage();
    }

    /** Without a byte to spare the store opens, lists, and removes. */
    @Test
    void aStoreOnAFullDiskOpensAndRemoves() throws Exception {
        Path filler = disk.resolve("filler");
        try (var out = Files.newOutputStream(filler)) {
            byte[] chunk = "x".repeat(4096).getBytes(StandardCharsets.US_ASCII);
            while (true) {
                out.write(chunk);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
        store.reopen();
        assertThat(store.store().list()).hasSize(1);
        store.remove("small:v1");
        store.assertEmpty();
        Files.delete(filler);
        store.pull("small:v1");
    }

    private void assertOneSmallImage() {
        assertThat(store.store().list()).hasSize(1);
        assertThat(store.layerCount()).isEqualTo(1);
        assertThat(store.blobCount()).isEqualTo(2);
        assertThat(store.root().resolve("ingest")).isEmptyDirectory();
    }
}
