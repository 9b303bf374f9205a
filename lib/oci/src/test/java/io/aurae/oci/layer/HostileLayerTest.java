// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.aurae.base.Bytes;
import io.aurae.base.FaultCode;
import io.aurae.testing.FakeLinux;
import io.aurae.testing.TestTar;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HostileLayerTest {
    private static final LayerLimits SMALL =
            new LayerLimits(10, new Bytes(100_000), 1000, 200, LayerLimits.Devices.HARMLESS);

    @TempDir
    Path outside;

    private Path layer;

    @BeforeEach
    void guard() throws IOException {
        layer = Files.createDirectory(outside.resolve("layer"));
        Files.writeString(outside.resolve("secret"), "untouched");
    }

    @AfterEach
    void nothingOutsideTheLayerWasTouched() throws IOException {
        assertThat(outside)
                .isDirectoryNotContaining(path ->
                        !List.of("layer", "secret").contains(path.getFileName().toString()));
        assertThat(outside.resolve("secret")).hasContent("untouched");
        assertThat(Files.getAttribute(outside.resolve("secret"), "unix:nlink")).isEqualTo(1);
    }

    private void unpack(byte[] archive) throws IOException {
        new LayerUnpacker(new FakeLinux(), SMALL)
                .unpack(new ByteArrayInputStream(archive), layer, List::of, "layer X of image 'y'");
    }

    static Stream<Arguments> paths() {
        return Stream.of(
                arguments("upwards", new TestTar().file("../secret", "x"), "'../secret' leads upwards"),
                arguments("upwards inside", new TestTar().file("a/../../secret", "x"), "leads upwards"),
                arguments("upwards alone", new TestTar().directory(".."), "leads upwards"),
                arguments(
                        "upwards by pax", new TestTar().pax("path", "../secret").file("a", "x"), "leads upwards"),
                arguments("absolute", new TestTar().file("/etc/passwd", "x"), "'/etc/passwd' is absolute"),
                arguments(
                        "absolute by pax", new TestTar().pax("path", "/secret").file("a", "x"), "is absolute"),
                arguments(
                        "through a link",
                        new TestTar().symbolicLink("out", "..").file("out/secret", "x"),
                        "'out/secret' lies below 'out'"),
                arguments(
                        "through a link inside",
                        new TestTar().directory("d").symbolicLink("l", "d").file("l/f", "x"),
                        "lies below 'l'"),
                arguments(
                        "through a deeper link",
                        new TestTar()
                                .directory("a")
                                .symbolicLink("a/b", "../..")
                                .file("a/b/c/secret", "x"),
                        "lies below 'a/b'"),
                arguments("through a file", new TestTar().file("f", "").file("f/g", ""), "lies below 'f'"),
                arguments(
                        "a directory through a link",
                        new TestTar().symbolicLink("out", "..").directory("out/new"),
                        "lies below 'out'"),
                arguments(
                        "a link swapped in",
                        new TestTar()
                                .directory("d")
                                .file("d/f", "")
                                .symbolicLink("d", "..")
                                .file("d/secret", "x"),
                        "lies below 'd'"));
    }

    static Stream<Arguments> links() {
        return Stream.of(
                arguments(
                        "hard link upwards",
                        new TestTar().hardLink("h", "../secret"),
                        "points to '../secret', which leads upwards"),
                arguments(
                        "hard link by a link",
                        new TestTar().symbolicLink("out", "..").hardLink("h", "out/secret"),
                        "is a hard link to 'out/secret'"),
                arguments(
                        "hard link to nothing", new TestTar().hardLink("h", "missing"), "is a hard link to 'missing'"),
                arguments("hard link to the root", new TestTar().hardLink("h", "/"), "is a hard link to nothing"),
                arguments(
                        "hard link to a directory",
                        new TestTar().directory("d").hardLink("h", "d"),
                        "is a hard link to 'd'"),
                arguments(
                        "hard link to itself",
                        new TestTar().file("h", "").hardLink("h", "h"),
                        "is a hard link to 'h'"));
    }

    static Stream<Arguments> marks() {
        return Stream.of(
                arguments("whiteout upwards", new TestTar().file("a/../../.wh.secret", ""), "leads upwards"),
                arguments("whiteout of upwards", new TestTar().file(".wh...", ""), "is a whiteout of nothing"),
                arguments("whiteout of nothing", new TestTar().file("a/.wh.", ""), "is a whiteout of nothing"),
                arguments(
                        "whiteout through a link",
                        new TestTar().symbolicLink("out", "..").file("out/.wh.secret", ""),
                        "lies below 'out'"),
                arguments(
                        "opaque through a link",
                        new TestTar().symbolicLink("o", "..").file("o/.wh..wh..opq", ""),
                        "lies below 'o'"),
                arguments("opaque root", new TestTar().file(".wh..wh..opq", ""), "would hide all layers below"),
                arguments(
                        "root as a link",
                        new TestTar().symbolicLink("./", ".."),
                        "would replace the layer's directory"),
                arguments(
                        "root as a file",
                        new TestTar().entry('0', ".", "", 0644, new byte[0]),
                        "would replace the layer's directory"));
    }

    static Stream<Arguments> names() {
        return Stream.of(
                arguments("zero byte", new TestTar().pax("path", "a\0b").file("a", "x"), "has a zero byte"),
                arguments(
                        "zero byte in a link",
                        new TestTar().pax("linkpath", "a\0b").symbolicLink("l", "x"),
                        "is a symbolic link to nothing"),
                arguments("empty link", new TestTar().symbolicLink("l", ""), "is a symbolic link to nothing"),
                arguments(
                        "no UTF-8",
                        new TestTar().pax("path", new byte[] {'a', (byte) 0xff}).file("a", "x"),
                        "is not UTF-8"),
                arguments("no name", new TestTar().pax("path", "").file("a", "x"), "has a path of 0 bytes"),
                arguments(
                        "long path",
                        new TestTar().pax("path", "a/".repeat(600)).file("a", "x"),
                        "has a path of 1200 bytes (expected: 1 to 1000)"),
                arguments(
                        "long component",
                        new TestTar().pax("path", "a".repeat(256)).file("a", "x"),
                        "(expected: at most 255 bytes)"),
                arguments("unknown type", new TestTar().entry('Z', "z", "", 0644, new byte[0]), "is of type 'Z'"));
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                arguments(
                        "huge owner", new TestTar().pax("uid", "4294967295").file("a", "x"), "belongs to '4294967295:"),
                arguments(
                        "negative owner", new TestTar().pax("gid", "-1").file("a", "x"), ":-1' (expected: ids from 0"),
                arguments("owner no number", new TestTar().pax("uid", "root").file("a", "x"), "has uid 'root'"),
                arguments("negative size", new TestTar().pax("size", "-5").file("a", "x"), "has a negative size"),
                arguments(
                        "size over all",
                        new TestTar().pax("size", "9000000000000000000").file("a", "x"),
                        ""),
                arguments(
                        "size over long",
                        new TestTar().pax("size", "9999999999999999999").file("a", "x"),
                        "out of range"),
                arguments(
                        "time over all",
                        new TestTar().pax("mtime", "9999999999999999999").file("a", "x"),
                        "out of range"),
                arguments("huge device", new TestTar().raw(device()), "is device '"),
                arguments(
                        "huge header",
                        new TestTar().raw(TestTar.header('x', "p", "", 0, 1L << 30)),
                        "has '1073741824' bytes"),
                arguments(
                        "record without end",
                        new TestTar().raw(TestTar.header('x', "p", "", 0, 9)).raw(block("99 path=a")),
                        "damaged record"),
                arguments(
                        "record of no length",
                        new TestTar().raw(TestTar.header('x', "p", "", 0, 9)).raw(block("path=abcd")),
                        "damaged record"));
    }

    static Stream<Arguments> holes() {
        return Stream.of(
                arguments(
                        "huge hole",
                        new TestTar()
                                .pax("GNU.sparse.map", "")
                                .pax("GNU.sparse.size", "999999999999")
                                .file("a", ""),
                        "has 999999999999 bytes"),
                arguments(
                        "overlapping holes",
                        new TestTar()
                                .pax("GNU.sparse.map", "5,1,2,1")
                                .pax("GNU.sparse.size", "9")
                                .file("a", "xx"),
                        "damaged map"),
                arguments(
                        "map over the end",
                        new TestTar()
                                .pax("GNU.sparse.map", "9,2")
                                .pax("GNU.sparse.size", "9")
                                .file("a", "xx"),
                        "damaged map"),
                arguments(
                        "map without content",
                        new TestTar()
                                .pax("GNU.sparse.map", "0,9")
                                .pax("GNU.sparse.size", "9")
                                .file("a", "xx"),
                        "does not fit its content"),
                arguments(
                        "map of words",
                        new TestTar()
                                .pax("GNU.sparse.map", "0,x")
                                .pax("GNU.sparse.size", "9")
                                .file("a", "xx"),
                        "damaged map"));
    }

    private static byte[] device() {
        byte[] header = TestTar.header('3', "d", "", 0600, 0);
        byte[] major = "7777777\0".getBytes(US_ASCII);
        System.arraycopy(major, 0, header, 329, major.length);
        return TestTar.sealed(header);
    }

    private static byte[] block(String text) {
        return Arrays.copyOf(text.getBytes(US_ASCII), 512);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"paths", "links", "marks", "names", "numbers", "holes"})
    void aHostileEntryIsRefusedByName(String name, TestTar archive, String why) {
        assertThatExceptionOfType(LayerException.Refused.class)
                .isThrownBy(() -> unpack(archive.gzip()))
                .withMessageStartingWith("layer X of image 'y': ")
                .withMessageContaining(why)
                .satisfies(e -> assertThat(e.code()).isEqualTo(FaultCode.FAILED_PRECONDITION));
    }

    @Test
    void tooManyEntriesAreRefused() {
        TestTar archive = new TestTar();
        for (int i = 0; i <= SMALL.entries(); i++) {
            archive.file("f" + i, "");
        }
        assertThatExceptionOfType(LayerException.Refused.class)
                .isThrownBy(() -> unpack(archive.gzip()))
                .withMessageContaining("has too many entries (expected: at most 10)");
    }

    @Test
    void aBombIsRefusedBeforeItFillsTheDisk() {
        TestTar archive = new TestTar().file("one", "0".repeat(60_000)).file("two", "0".repeat(60_000));
        assertThatExceptionOfType(LayerException.Refused.class)
                .isThrownBy(() -> unpack(archive.gzip()))
                .withMessageContaining("is too big (expected: at most 100000 bytes uncompressed)");
        assertThatExceptionOfType(LayerException.Refused.class)
                .isThrownBy(() ->
                        unpack(new TestTar().file("big", "0".repeat(200_000)).gzip()))
                .withMessageContaining("entry 'big' has 200000 bytes (expected: at most 100000B)");
        assertThat(layer.resolve("big")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 511, 513, 700, 1024})
    void aTruncatedArchiveIsRefused(int bytes) {
        byte[] whole = new TestTar().file("a", "x".repeat(600)).bytes();
        assertThatExceptionOfType(LayerException.Refused.class)
                .isThrownBy(() -> unpack(Arrays.copyOf(whole, bytes)))
                .withMessageContaining("damaged");
    }

    @Test
    void aTruncatedOrForeignCompressionIsRefused() {
        byte[] whole = new TestTar().file("a", "x".repeat(600)).gzip();
        assertThatExceptionOfType(LayerException.Refused.class)
                .isThrownBy(() -> unpack(Arrays.copyOf(whole, whole.length / 2)));
        assertThatExceptionOfType(LayerException.Refused.class)
                .isThrownBy(() -> unpack(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 1, 2, 3}));
        assertThatExceptionOfType(LayerException.Refused.class)
                .isThrownBy(() -> unpack("BZh91AY&SY".repeat(100).getBytes(US_ASCII)));
    }

    /** Whatever bytes come: the layer is unpacked or refused, and the checks after each test hold. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void damagedBytesAreUnpackedOrRefusedButNeverEscape(long seed) throws IOException {
        Random random = new Random(seed);
        byte[] sound = new TestTar()
                .directory("d")
                .pax("SCHILY.xattr.user.x", "y")
                .pax("mtime", "1.5")
                .file("d/f", "content")
                .symbolicLink("d/out", "../..")
                .hardLink("h", "d/f")
                .pax("GNU.sparse.map", "3,2")
                .pax("GNU.sparse.size", "9")
                .file("holes", "xx")
                .file("d/.wh.gone", "")
                .bytes();
        for (int round = 0; round < 150; round++) {
            byte[] archive = sound.clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                int at = random.nextInt(archive.length);
                archive[at] = (byte) random.nextInt(256);
                int header = at / 512 * 512;
                if (random.nextBoolean()) {
                    byte[] sealed = TestTar.sealed(Arrays.copyOfRange(archive, header, header + 512));
                    System.arraycopy(sealed, 0, archive, header, 512);
                }
            }
            try {
                unpack(archive);
            } catch (LayerException.Refused e) {
                assertThat(e).hasMessageStartingWith("layer X of image 'y': ");
            }
            nothingOutsideTheLayerWasTouched();
            Trees.deleteContents(layer);
        }
    }
}
