// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aurae.base.FaultCode;
import io.aurae.linux.Errno;
import io.aurae.linux.LinuxException;
import io.aurae.oci.image.Digest;
import io.aurae.testing.TestImage;
import io.aurae.testing.TestTar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class SnapshotsTest {
    @TempDir
    Path directory;

    private StoreFixture store;
    private Path target;

    @BeforeEach
    void start() throws Exception {
        store = new StoreFixture(directory);
        target = Files.createDirectory(directory.resolve("target"));
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private Snapshots snapshots() {
        return store.store().snapshots();
    }

    private Snapshot prepare(byte[]... layers) throws Exception {
        store.registry().put("app", "v1", TestImage.of(layers));
        return snapshots().prepare(store.pull("app:v1").id(), directory.resolve("snapshot"));
    }

    @Test
    void theTopmostLayerIsNamedFirst() throws Exception {
        Snapshot snapshot = prepare(
                new TestTar().file("a", "1").gzip(),
                new TestTar().file("a", "2").gzip());
        snapshots().mount(snapshot, target, Snapshots.Access.READ_WRITE);
        String layers = store.layers() + "/";
        assertThat(store.linux().calls())
                .last()
                .isEqualTo("mount(overlay, " + target + ", overlay, [], lowerdir=" + layers
                        + snapshot.layers().get(0) + ":" + layers
                        + snapshot.layers().get(1) + ",upperdir=" + snapshot.directory() + "/upper,workdir="
                        + snapshot.directory()
                        + "/work,volatile)");
        assertThat(store.layers().resolve(snapshot.layers().get(0)).resolve("a"))
                .hasContent("2");
    }

    @Test
    void anImageOfFewLayersCanBeMountedAnyway() throws Exception {
        Snapshot snapshot = prepare();
        snapshots().mount(snapshot, target, Snapshots.Access.READ_WRITE);
        snapshots().mount(snapshot, target, Snapshots.Access.READ_ONLY);
        assertThat(store.linux().calls())
                .anyMatch(call ->
                        call.contains("[RDONLY], lowerdir=" + store.root() + "/empty0:" + store.root() + "/empty1)"));
        store.reopen();
        assertThat(store.root().resolve("empty0")).isEmptyDirectory();
    }

    @Test
    void theRootLooksAsTheImagesOwn() throws Exception {
        byte[] layer = new TestTar().entry('5', "./", "", 0711, new byte[0]).gzip();
        Snapshot snapshot = prepare(layer);
        Path upper = snapshot.directory().resolve("upper");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(upper)))
                .isEqualTo("rwx--x--x");
        assertThat(Files.getLastModifiedTime(upper).toInstant().getEpochSecond())
                .isEqualTo(1_700_000_000);
    }

    @Test
    void preparingAgainKeepsWhatWasWritten() throws Exception {
        Snapshot snapshot = prepare();
        Files.writeString(snapshot.directory().resolve("upper/written"), "x");
        assertThat(snapshots().prepare(snapshot.image(), snapshot.directory())).isEqualTo(snapshot);
        assertThat(snapshot.directory().resolve("upper/written")).hasContent("x");
        snapshots().remove(snapshot.directory());
        snapshots().remove(snapshot.directory());
        assertThat(snapshot.directory()).doesNotExist();
    }

    @Test
    void anUnknownImageIsNamedAndNothingIsMade() {
        Digest unknown = Digest.of(new byte[] {1});
        assertThatExceptionOfType(StoreException.NoSuchImage.class)
                .isThrownBy(() -> snapshots().prepare(unknown, directory.resolve("snapshot")))
                .withMessageContaining("image '" + unknown + "' is not on this node")
                .satisfies(e -> assertThat(e.code()).isEqualTo(FaultCode.NOT_FOUND));
        assertThat(directory.resolve("snapshot")).doesNotExist();
    }

    @Test
    void aDirectoryThatCannotBeMadeLeavesNothing() throws Exception {
        store.registry().put("app", "v1", TestImage.of());
        Image image = store.pull("app:v1");
        Path half = Files.createDirectory(directory.resolve("half"));
        Files.writeString(half.resolve("upper"), "in the way");
        Files.delete(half.resolve("upper"));
        Files.createSymbolicLink(half.resolve("upper"), directory.resolve("none/deeper"));
        assertThatExceptionOfType(StoreException.Broken.class)
                .isThrownBy(() -> snapshots().prepare(image.id(), half));
        assertThat(half.resolve("work")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b", "a:b", "a b", "a\\b"})
    void aDirectoryThatWouldBeReadAsOptionsIsRefused(String name) throws Exception {
        Snapshot snapshot = prepare();
        Snapshot strange = new Snapshot(snapshot.image(), directory.resolve(name), snapshot.layers());
        assertThatExceptionOfType(StoreException.BadName.class)
                .isThrownBy(() -> snapshots().mount(strange, target, Snapshots.Access.READ_WRITE))
                .withMessageContaining("cannot hold a root file system");
        assertThat(store.linux().mounts()).isEmpty();
    }

    @Test
    void aRefusedMountKeepsTheKernelsReason() throws Exception {
        Snapshot snapshot = prepare();
        store.linux().failCall(1, Errno.EIO);
        assertThatExceptionOfType(StoreException.MountFailed.class)
                .isThrownBy(() -> snapshots().mount(snapshot, target, Snapshots.Access.READ_WRITE))
                .withMessage("cannot mount image '" + snapshot.image() + "' at '" + target + "'")
                .withCauseInstanceOf(LinuxException.class);
    }

    @Test
    void unmountingWhatIsNotMountedSucceedsAndWhatIsBusyIsDetached() throws Exception {
        snapshots().mount(prepare(), target, Snapshots.Access.READ_WRITE);
        store.linux().failCall(1, Errno.EBUSY);
        snapshots().unmount(target);
        assertThat(store.linux().calls()).last().asString().contains("DETACH");
        assertThat(store.linux().mounts()).isEmpty();
        assertThatCode(() -> snapshots().unmount(target)).doesNotThrowAnyException();
        assertThatCode(() -> snapshots().unmount(directory.resolve("none"))).doesNotThrowAnyException();
    }

    @Test
    void moreLayersThanFitAreNamedRelativeToTheirDirectory() {
        List<Path> lowers = IntStream.range(0, 200)
                .mapToObj(i -> store.layers().resolve(String.format("%012d", i)))
                .toList();
        OverlayOptions options = new OverlayOptions(lowers, ",upperdir=/u,workdir=/w");
        assertThat(options.fits()).isFalse();
        assertThat(options.relativeText(store.layers()))
                .startsWith("lowerdir=000000000000:000000000001:")
                .endsWith(":000000000199,upperdir=/u,workdir=/w")
                .matches(OverlayOptions::fits);
    }
}
