// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.aurae.linux.HeldFile;
import io.aurae.linux.IdMap;
import io.aurae.linux.Linux;
import io.aurae.oci.layer.TreeUnpacker.Target;
import io.aurae.testing.TestTar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class TreeCopyTest {
    private static final Instant TIME = Instant.ofEpochSecond(1_234_567_890, 123_456_789);

    @TempDir
    Path outside;

    private final List<String> leftOut = new ArrayList<>();
    private Path tree;

    @BeforeEach
    void makeTree() throws IOException {
        tree = Files.createDirectory(outside.resolve("tree"));
        Files.writeString(outside.resolve("secret"), "untouched");
    }

    @AfterEach
    void nothingOutsideTheTreeWasTouched() throws IOException {
        assertThat(outside.resolve("secret")).hasContent("untouched");
        assertThat(Files.getAttribute(outside.resolve("secret"), "unix:nlink")).isEqualTo(1);
        try (Stream<Path> files = Files.walk(tree)) {
            assertThat(files.map(Path::getFileName))
                    .noneMatch(name -> name.toString().startsWith(".aurae-"));
        }
    }

    private byte[] pack(Path directory, String name, String as) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (HeldFile held = HeldFile.directory(directory);
                HeldFile file = held.within(name)) {
            TreeArchive archive = new TreeArchive(out, leftOut::add);
            archive.add(file, as);
            archive.finish();
        }
        return out.toByteArray();
    }

    private long unpack(byte[] archive, Path directory, Optional<String> name) throws IOException {
        try (HeldFile held = HeldFile.directory(directory)) {
            return new TreeUnpacker(Linux.load(), false)
                    .unpack(new ByteArrayInputStream(archive), new Target(held, name, "/data"));
        }
    }

    private Path richTree() throws Exception {
        Path rich = Files.createDirectory(outside.resolve("rich"));
        Files.createDirectories(rich.resolve("a/b"));
        Files.writeString(rich.resolve("a/file"), "content");
        Files.setAttribute(rich.resolve("a/file"), "unix:mode", 0640);
        Files.createLink(rich.resolve("a/linked"), rich.resolve("a/file"));
        Files.createSymbolicLink(rich.resolve("a/out"), Path.of("../../secret"));
        Files.writeString(rich.resolve("a/b/" + "long".repeat(40)), "x".repeat(100_000));
        new ProcessBuilder("mkfifo", rich.resolve("a/pipe").toString()).start().waitFor();
        Files.setAttribute(rich.resolve("a/b"), "unix:mode", 0555);
        for (String name : List.of("a/file", "a/b", "a", "")) {
            Files.setLastModifiedTime(rich.resolve(name), FileTime.from(TIME));
        }
        return rich;
    }

    private static void assertSame(Path copy, Path original) throws Exception {
        Process diff = new ProcessBuilder("diff", "-r", "--no-dereference", copy.toString(), original.toString())
                .redirectErrorStream(true)
                .start();
        // Two pipes are the one thing that diff cannot compare.
        assertThat(diff.inputReader().lines()).allMatch(line -> line.contains("pipe"));
        for (String name : List.of("", "a", "a/b", "a/file")) {
            Path file = copy.resolve(name);
            assertThat(Files.getLastModifiedTime(file).toInstant()).as(name).isEqualTo(TIME);
            assertThat(Files.getAttribute(file, "unix:mode"))
                    .as(name)
                    .isEqualTo(Files.getAttribute(original.resolve(name), "unix:mode"));
        }
        assertThat(Files.getAttribute(copy.resolve("a/file"), "unix:ino"))
                .isEqualTo(Files.getAttribute(copy.resolve("a/linked"), "unix:ino"));
        assertThat(Files.readAttributes(copy.resolve("a/pipe"), BasicFileAttributes.class)
                        .isOther())
                .isTrue();
    }

    @Test
    void aTreeIsTheSameAtTheOtherEnd() throws Exception {
        Path rich = richTree();

        assertThat(unpack(pack(outside, "rich", "rich"), tree, Optional.empty()))
                .isEqualTo(8);
        assertSame(tree.resolve("rich"), rich);
        unpack(pack(outside, "rich", "rich"), tree, Optional.of("renamed"));
        assertSame(tree.resolve("renamed"), rich);
        unpack(pack(outside, "rich", "."), tree, Optional.of("contents"));
        assertSame(tree.resolve("contents"), rich);
    }

    /** As root who runs the test is whoever the tree's first user is; as somebody else, too. */
    @Test
    void ownersAreToldAsTheyAreKnownInside() throws Exception {
        Path mine = Files.writeString(outside.resolve("mine"), "x");
        int user = (int) Files.getAttribute(mine, "unix:uid");
        int group = (int) Files.getAttribute(mine, "unix:gid");
        IdMap firsts = new IdMap(new IdMap.Run(user, 1), new IdMap.Run(group, 1));
        IdMap others = new IdMap(new IdMap.Run(user + 1, 1), new IdMap.Run(group + 1, 1));

        assertThat(owner(packed(mine, firsts))).isEqualTo("0/0");
        assertThat(owner(packed(mine, others))).isEqualTo("65534/65534");
        try (HeldFile held = HeldFile.directory(tree)) {
            TreeUnpacker unpacker = new TreeUnpacker(Linux.load(), Optional.of(firsts));
            unpacker.unpack(
                    new ByteArrayInputStream(packed(mine, firsts)), new Target(held, Optional.empty(), "/data"));
            assertThat(Files.getAttribute(tree.resolve("mine"), "unix:uid")).isEqualTo(user);
            byte[] foreign = packed(mine, others);
            assertThatThrownBy(() -> unpacker.unpack(
                            new ByteArrayInputStream(foreign), new Target(held, Optional.of("b"), "/data")))
                    .hasMessageContaining("belongs to '65534' (expected: ids of the pod, 0 to 0)");
        }
        assertThat(tree.resolve("b")).doesNotExist();
    }

    private byte[] packed(Path file, IdMap ids) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (HeldFile held = HeldFile.directory(outside);
                HeldFile found = held.within(file.getFileName().toString())) {
            TreeArchive archive = new TreeArchive(out, leftOut::add, Optional.of(ids));
            archive.add(found, file.getFileName().toString());
            archive.finish();
        }
        return out.toByteArray();
    }

    private String owner(byte[] archive) throws IOException {
        Path file = Files.write(outside.resolve("owners"), archive);
        Process tar = new ProcessBuilder("tar", "--numeric-owner", "-tvf", file.toString()).start();
        return new String(tar.getInputStream().readAllBytes(), UTF_8).split(" +")[1];
    }

    @Test
    void otherProgramsReadTheArchive() throws Exception {
        Path rich = richTree();
        Path archive = Files.write(outside.resolve("archive"), pack(outside, "rich", "rich"));

        Process tar = new ProcessBuilder("tar", "-xpf", archive.toString(), "-C", tree.toString())
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
        assertSame(tree.resolve("rich"), rich);
    }

    @Test
    void whatIsThereIsReplacedOrGoesOn() throws IOException {
        Files.createDirectory(tree.resolve("d"));
        Files.writeString(tree.resolve("d/old"), "stays");
        Files.writeString(tree.resolve("f"), "goes");
        Files.createSymbolicLink(tree.resolve("l"), outside.resolve("secret"));

        unpack(
                new TestTar()
                        .directory("d")
                        .file("d/new", "comes")
                        .file("f", "came")
                        .file("l", "no link now")
                        .bytes(),
                tree,
                Optional.empty());

        assertThat(tree.resolve("d/old")).hasContent("stays");
        assertThat(tree.resolve("d/new")).hasContent("comes");
        assertThat(tree.resolve("f")).hasContent("came");
        assertThat(tree.resolve("l")).hasContent("no link now");
        assertThat(Files.isSymbolicLink(tree.resolve("l"))).isFalse();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments(new TestTar().file("../secret", "x"), "leads upwards"),
                arguments(new TestTar().file("/secret", "x"), "is absolute"),
                arguments(new TestTar().file("out/secret", "x"), "'/data/out' is no directory"),
                arguments(
                        new TestTar().symbolicLink("new", "..").file("new/secret", "x"),
                        "'/data/new' is no directory (expected: a path by directories, no links)"),
                arguments(new TestTar().hardLink("h", "out/secret"), "'/data/h'"),
                arguments(new TestTar().hardLink("h", "../secret"), "leads upwards"),
                arguments(new TestTar().directory("out"), "'/data/out' is no directory"),
                arguments(new TestTar().file("dir", "x"), "'/data/dir' is a directory"),
                arguments(new TestTar().entry('3', "null", "", 0666, new byte[0]), "is a device"),
                arguments(new TestTar().symbolicLink(".", "x"), "would replace the directory itself"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatLeadsOutOrIsInTheWayIsRefused(TestTar archive, String message) throws IOException {
        Files.createSymbolicLink(tree.resolve("out"), outside);
        Files.createDirectory(tree.resolve("dir"));

        assertThatExceptionOfType(AuraeException.class)
                .isThrownBy(() -> unpack(archive.bytes(), tree, Optional.empty()))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.code()).isIn(FaultCode.FAILED_PRECONDITION, FaultCode.NOT_FOUND));
    }

    @Test
    void aNewNameIsForOneThing() {
        byte[] two = new TestTar().file("a", "x").file("b", "x").bytes();
        assertThatExceptionOfType(LayerException.class)
                .isThrownBy(() -> unpack(two, tree, Optional.of("new")))
                .withMessageContaining("'b' lies beside 'a'");
    }

    @Test
    void aFileOfWhichTheEndIsMissingDoesNotAppear() throws IOException {
        byte[] whole = new TestTar()
                .file("first", "x")
                .file("second", "y".repeat(10_000))
                .bytes();

        assertThatExceptionOfType(LayerException.class)
                .isThrownBy(() -> unpack(Arrays.copyOf(whole, 5_000), tree, Optional.empty()))
                .withMessageContaining("damaged");
        assertThat(tree.resolve("first")).hasContent("x");
        assertThat(tree.resolve("second")).doesNotExist();
    }

    @Test
    void whoSwapsADirectoryForALinkMeanwhileLeadsNothingOutside() throws Exception {
        Path victim = Files.createDirectory(outside.resolve("victim"));
        Path shuttle = Files.createDirectory(tree.resolve("shuttle"));
        AtomicBoolean over = new AtomicBoolean();
        Thread swapping = Thread.ofPlatform().start(() -> swap(shuttle, victim, over));
        byte[] archive = new TestTar()
                .directory("shuttle/d")
                .file("shuttle/d/f", "x")
                .hardLink("shuttle/d/h", "shuttle/d/f")
                .bytes();
        int done = 0;
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        for (int i = 0; i < 500 || (done == 0 && System.nanoTime() < patience); i++) {
            try {
                unpack(archive, tree, Optional.empty());
                pack(tree, "shuttle", "x");
                done++;
            } catch (AuraeException e) {
                assertThat(e.code()).isNotEqualTo(FaultCode.INTERNAL);
            }
        }
        over.set(true);
        swapping.join();

        assertThat(done).isPositive();
        assertThat(victim).isEmptyDirectory();
        assertThat(leftOut).isEmpty();
    }

    /** The directory {@code d} is a directory and a link to elsewhere in turn. */
    private static void swap(Path shuttle, Path victim, AtomicBoolean over) {
        Path directory = shuttle.resolve("d");
        while (!over.get()) {
            try {
                Trees.delete(directory);
                Files.createSymbolicLink(directory, victim);
                Files.delete(directory);
            } catch (IOException e) {
                Thread.onSpinWait(); // the other side was faster
            }
        }
    }

    @Test
    void whatCannotBeCopiedIsLeftOutAndTold() throws Exception {
        Path rich = Files.createDirectory(outside.resolve("rich"));
        Files.writeString(rich.resolve("file"), "x");
        var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try (socket) {
            socket.bind(UnixDomainSocketAddress.of(rich.resolve("socket")));
            unpack(pack(outside, "rich", "rich"), tree, Optional.empty());
        }

        assertThat(leftOut).containsExactly("rich/socket (a device or a socket)");
        assertThat(tree.resolve("rich")).isDirectoryContaining("glob:**/file");
        assertThat(Files.exists(tree.resolve("rich/socket"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        assertThatExceptionOfType(TreeException.class)
                .isThrownBy(() -> pack(Path.of("/"), "proc", "proc"))
                .withMessageContaining("'proc' is shown by the kernel");
        assertThatExceptionOfType(TreeException.class)
                .isThrownBy(() -> pack(Path.of("/dev"), "null", "null"))
                .withMessageContaining("'null' is a device or a socket");
    }
}
