// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.luben.zstd.Zstd;
import io.aurae.oci.image.Digest;
import io.aurae.testing.FakeLinux;
import io.aurae.testing.TestTar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerUnpackerTest {
    @TempDir
    Path layer;

    @TempDir
    Path lower;

    private final FakeLinux linux = new FakeLinux();

    private Digest unpack(byte[] blob) throws IOException {
        return new LayerUnpacker(linux, LayerLimits.DEFAULT)
                .unpack(new ByteArrayInputStream(blob), layer, () -> List.of(lower), "layer");
    }

    @Test
    void gzipZstdAndNothingGiveTheSame() throws IOException {
        TestTar archive = new TestTar().file("a", "content");
        assertThat(unpack(archive.bytes())).isEqualTo(Digest.of(archive.bytes()));
        assertThat(unpack(archive.gzip())).isEqualTo(Digest.of(archive.bytes()));
        assertThat(unpack(Zstd.compress(archive.bytes()))).isEqualTo(Digest.of(archive.bytes()));
        assertThat(layer.resolve("a")).hasContent("content");
    }

    @Test
    void severalCompressedPartsAreOneArchive() throws IOException {
        byte[] whole = new TestTar().file("a", "content").bytes();
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        for (int at = 0; at < whole.length; at += 512) {
            byte[] part = Arrays.copyOfRange(whole, at, at + 512);
            parts.writeBytes(Zstd.compress(part));
        }
        assertThat(unpack(parts.toByteArray())).isEqualTo(Digest.of(whole));
    }

    @Test
    void whatFollowsTheEndBelongsToTheDigest() throws IOException {
        byte[] padded = Arrays.copyOf(new TestTar().file("a", "").bytes(), 10_240);
        assertThat(unpack(padded)).isEqualTo(Digest.of(padded));
    }

    @Test
    void anArchiveWithoutItsEndIsComplete() throws IOException {
        byte[] whole = new TestTar().file("a", "content").bytes();
        unpack(Arrays.copyOf(whole, whole.length - 1024));
        assertThat(layer.resolve("a")).hasContent("content");
    }

    @Test
    void modesTimesAndLinksAreKept() throws IOException {
        unpack(new TestTar()
                .pax("mtime", "981173106.789")
                .directory("d/")
                .pax("mtime", "-1.5")
                .file("d/f", "x", 04711)
                .hardLink("h", "/d/f")
                .symbolicLink("l", "../anywhere")
                .bytes());
        assertThat(Files.getAttribute(layer.resolve("d/f"), "unix:mode")).isEqualTo(0x8000 | 04711);
        assertThat(Files.getLastModifiedTime(layer.resolve("d")))
                .isEqualTo(FileTime.from(Instant.parse("2001-02-03T04:05:06.789Z")));
        assertThat(linux.calls()).contains("utimensat(" + layer.resolve("d/f") + ", -2, 500000000)");
        assertThat(Files.isSameFile(layer.resolve("h"), layer.resolve("d/f"))).isTrue();
        assertThat(Files.readSymbolicLink(layer.resolve("l"))).hasToString("../anywhere");
        assertThat(Files.getLastModifiedTime(layer.resolve("l"), LinkOption.NOFOLLOW_LINKS))
                .isEqualTo(FileTime.from(Instant.ofEpochSecond(1_700_000_000)));
    }

    @Test
    void aHardLinkToASymbolicLinkIsOneToTheLinkItself() throws IOException {
        unpack(new TestTar().symbolicLink("l", "/etc/passwd").hardLink("h", "l").bytes());
        assertThat(Files.readSymbolicLink(layer.resolve("h"))).hasToString("/etc/passwd");
    }

    @Test
    void aLaterEntryTakesThePlaceOfAnEarlierOne() throws IOException {
        unpack(new TestTar()
                .file("a", "one")
                .file("a", "two")
                .directory("d")
                .file("d/inside", "")
                .file("d", "now a file")
                .symbolicLink("s", "a")
                .file("s", "no link")
                .bytes());
        assertThat(layer.resolve("a")).hasContent("two");
        assertThat(layer.resolve("d")).hasContent("now a file");
        assertThat(layer.resolve("s")).hasContent("no link");
        assertThat(Files.isSymbolicLink(layer.resolve("s"))).isFalse();
    }

    @Test
    void aDirectoryThatComesTwiceKeepsWhatIsInIt() throws IOException {
        unpack(new TestTar().directory("d").file("d/f", "x").directory("./d/").bytes());
        assertThat(layer.resolve("d/f")).hasContent("x");
    }

    @Test
    void directoriesThatAreLeftOutAreMadeAsTheLayersBelowHaveThem() throws IOException {
        Files.createDirectories(lower.resolve("tmp/private"));
        Files.setPosixFilePermissions(lower.resolve("tmp/private"), PosixFilePermissions.fromString("rwx------"));
        Files.setAttribute(lower.resolve("tmp"), "unix:mode", 01777);
        unpack(new TestTar().file("tmp/private/f", "").file("new/f", "").bytes());
        assertThat(Files.getAttribute(layer.resolve("tmp"), "unix:mode")).isEqualTo(0x4000 | 01777);
        assertThat(Files.getAttribute(layer.resolve("tmp/private"), "unix:mode"))
                .isEqualTo(0x4000 | 0700);
        assertThat(Files.getAttribute(layer.resolve("new"), "unix:mode")).isEqualTo(0x4000 | 0755);
    }

    @Test
    void aLinkOfTheLayersBelowIsFollowedInsideTheTree() throws IOException {
        Files.createDirectories(lower.resolve("usr/lib"));
        Files.createSymbolicLink(lower.resolve("lib"), Path.of("usr/./lib"));
        Files.createSymbolicLink(lower.resolve("up"), Path.of("/../../usr/../lib"));
        Files.createSymbolicLink(lower.resolve("loop"), Path.of("loop"));
        unpack(new TestTar()
                .file("lib/one", "")
                .file("up/two", "")
                .file("lib/.wh.three", "")
                .bytes());
        assertThat(layer)
                .isDirectoryContaining(path -> path.endsWith("usr"))
                .isDirectoryNotContaining(path -> path.endsWith("lib"));
        assertThat(layer.resolve("usr/lib/one")).exists();
        assertThat(layer.resolve("usr/lib/two")).exists();
        assertThat(layer.resolve("usr/lib/three")).exists();
        assertThatExceptionOfType(LayerException.Refused.class)
                .isThrownBy(() -> unpack(new TestTar().file("loop/x", "").bytes()))
                .withMessageContaining("lies below too many symbolic links (expected: at most 40)");
    }

    @Test
    void whiteoutsBecomeThoseOfOverlayfs() throws IOException {
        unpack(new TestTar()
                .file("d/.wh.gone", "")
                .file("d/.wh..wh..opq", "")
                .file(".wh..wh.plnk/12.34", "")
                .directory("kept")
                .file(".wh.kept", "")
                .bytes());
        assertThat(linux.calls())
                .contains("mknod(" + layer.resolve("d/gone") + ", 020000, 0)")
                .anyMatch(call -> call.startsWith("lsetxattr(" + layer.resolve("d") + ", trusted.overlay.opaque"))
                .anyMatch(call -> call.startsWith("lsetxattr(" + layer.resolve("kept") + ", trusted.overlay.opaque"));
        assertThat(layer).isDirectoryNotContaining(path -> path.toString().contains(".wh."));
    }

    @Test
    void attributesOfUsersAndCapabilitiesAreKeptAsBytesAndThoseOfTheKernelAreNot() throws IOException {
        byte[] binary = {1, 0, 0, 2, (byte) 0xff, '\n', '=', 0};
        unpack(new TestTar()
                .pax("SCHILY.xattr.security.capability", binary)
                .pax("SCHILY.xattr.user.note", "text")
                .pax("SCHILY.xattr.trusted.overlay.redirect", "/etc")
                .pax("SCHILY.xattr.user.overlay.opaque", "y")
                .pax("SCHILY.xattr.security.selinux", "u:r:t")
                .file("f", "")
                .bytes());
        assertThat(linux.calls())
                .filteredOn(call -> call.startsWith("lsetxattr"))
                .hasSize(2)
                .anyMatch(call -> call.contains("security.capability") && call.contains("01000002ff0a3d00"))
                .anyMatch(call -> call.contains("user.note"));
    }

    @Test
    void longNamesOfAllFormatsAreRead() throws IOException {
        String component = "n".repeat(120);
        String deep = "d".repeat(90) + "/" + "e".repeat(90);
        byte[] posix = TestTar.header('0', "e".repeat(90), "", 0644, 0);
        byte[] prefix = "d".repeat(90).getBytes(US_ASCII);
        System.arraycopy(prefix, 0, posix, 345, prefix.length);
        unpack(new TestTar()
                .entry('L', "././@LongLink", "", 0644, (component + "\0").getBytes(US_ASCII))
                .entry('K', "././@LongLink", "", 0644, (component + "-target\0").getBytes(US_ASCII))
                .symbolicLink("short", "short")
                .raw(TestTar.sealed(posix))
                .pax("path", "Főtanúsítvány")
                .file("pax", "x")
                .bytes());
        assertThat(Files.readSymbolicLink(layer.resolve(component))).hasToString(component + "-target");
        assertThat(layer.resolve(deep)).isEmptyFile();
        assertThat(layer.resolve("Főtanúsítvány")).hasContent("x");
    }

    @Test
    void numbersThatNeedMoreThanOctalDigitsAreRead() throws IOException {
        byte[] header = TestTar.header('0', "old", "", 0644, 0);
        byte[] negative = new byte[12];
        Arrays.fill(negative, (byte) 0xff);
        System.arraycopy(negative, 0, header, 136, 12);
        unpack(new TestTar().raw(TestTar.sealed(header)).bytes());
        assertThat(linux.calls()).contains("utimensat(" + layer.resolve("old") + ", -1, 0)");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void holesOfPaxAreKept(boolean first) throws IOException {
        TestTar archive = new TestTar();
        if (first) {
            archive.pax("GNU.sparse.map", "2,3,10,0")
                    .pax("GNU.sparse.size", "10")
                    .pax("GNU.sparse.name", "holes")
                    .file("GNUSparseFile.0/holes", "abc");
        } else {
            byte[] map = Arrays.copyOf("2\n2\n3\n10\n0\n".getBytes(US_ASCII), 515);
            System.arraycopy("abc".getBytes(US_ASCII), 0, map, 512, 3);
            archive.pax("GNU.sparse.major", "1")
                    .pax("GNU.sparse.minor", "0")
                    .pax("GNU.sparse.name", "holes")
                    .pax("GNU.sparse.realsize", "10")
                    .entry('0', "GNUSparseFile.0/holes", "", 0644, map);
        }
        unpack(archive.file("after", "x").bytes());
        assertThat(layer.resolve("holes")).hasBinaryContent("\0\0abc\0\0\0\0\0".getBytes(UTF_8));
        assertThat(layer.resolve("after")).hasContent("x");
    }

    @Test
    void holesOfGnusOwnFormAreKept() throws IOException {
        byte[] header = TestTar.header('S', "holes", "", 0644, 3);
        put(header, 386, "00000000002");
        put(header, 398, "00000000003");
        put(header, 483, "00000000012");
        unpack(new TestTar()
                .raw(TestTar.sealed(header))
                .raw(Arrays.copyOf("abc".getBytes(US_ASCII), 512))
                .file("after", "x")
                .bytes());
        assertThat(layer.resolve("holes")).hasBinaryContent("\0\0abc\0\0\0\0\0".getBytes(UTF_8));
        assertThat(layer.resolve("after")).hasContent("x");
    }

    private static void put(byte[] header, int at, String text) {
        System.arraycopy(text.getBytes(US_ASCII), 0, header, at, text.length());
    }

    @Test
    void globalHeadersAndLinksWithSizesArePassedOver() throws IOException {
        byte[] link = TestTar.header('1', "h", "f", 0644, 777);
        unpack(new TestTar()
                .entry('g', "global", "", 0644, "13 comment=x\n".getBytes(US_ASCII))
                .file("f", "x")
                .raw(link)
                .file("after", "y")
                .bytes());
        assertThat(layer.resolve("h")).hasContent("x");
        assertThat(layer.resolve("after")).hasContent("y");
    }
}
