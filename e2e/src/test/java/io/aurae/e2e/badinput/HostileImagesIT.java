// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.badinput;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.e2e.Node;
import io.aurae.e2e.Registry;
import io.aurae.proto.images.v0.ImageServiceListRequest;
import io.aurae.proto.images.v0.ImageServicePullRequest;
import io.aurae.testing.LeakCheck;
import io.aurae.testing.RequiresRoot;
import io.aurae.testing.TestTar;
import io.grpc.Status.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an image may not bring is what the node's configuration says. */
@RequiresRoot
class HostileImagesIT {
    private static final int ENTRIES = 5000;
    private static final int BOMB_BYTES = 300 << 20;
    private static final byte[] PIECE = new byte[1 << 20];

    @RegisterExtension
    static final LeakCheck LEAKS = new LeakCheck();

    private static Registry registry;
    private static Node node;

    @BeforeAll
    static void begin() {
        registry = Registry.start(LEAKS);
        node = Node.up(LEAKS, registry, """
                image_max_entries = %d
                image_max_bytes = 1073741824
                image_max_ratio = 20
                image_devices = "none"
                """.formatted(ENTRIES));
    }

    @AfterEach
    void nothingOfItIsLeft() throws IOException {
        assertThat(node.client()
                        .images()
                        .list(ImageServiceListRequest.getDefaultInstance())
                        .getImagesList())
                .isEmpty();
        Path images = node.directory().resolve("lib/images");
        for (String kind : new String[] {"layers", "blobs"}) {
            if (Files.isDirectory(images.resolve(kind))) {
                try (Stream<Path> left = Files.walk(images.resolve(kind))) {
                    assertThat(left.filter(Files::isRegularFile)).as(kind).isEmpty();
                }
            }
        }
    }

    static Stream<Arguments> hostile() throws IOException {
        return Stream.of(
                Arguments.of(
                        "an entry too many", manyEntries(), "too many entries (expected: at most " + ENTRIES + ")"),
                Arguments.of(
                        "10 GB of holes",
                        new TestTar()
                                .pax("GNU.sparse.map", "0,4")
                                .pax("GNU.sparse.size", Long.toString(10L << 30))
                                .file("holes", "data")
                                .gzip(),
                        "entry 'holes' has 10737418240 bytes (expected: at most 1GiB)"),
                Arguments.of("a bomb", bomb(), "more than 20 times its compressed size"),
                Arguments.of("a device", device(), "entry 'null' is device '1:3' (expected: no device)"),
                Arguments.of(
                        "a size that lies",
                        new TestTar()
                                .raw(TestTar.header('0', "f", "", 0644, 1 << 20))
                                .gzip(),
                        "damaged"),
                Arguments.of(
                        "no archive",
                        "{\"an\": \"archive\"}".repeat(100).getBytes(US_ASCII),
                        "a header has a damaged number"));
    }

    /** Empty files compress to almost nothing, so they are cheap to send. */
    private static byte[] manyEntries() {
        TestTar archive = new TestTar();
        for (int i = 0; i <= ENTRIES; i++) {
            archive.file("f" + i, "");
        }
        return archive.bytes();
    }

    /** 300 MB of zeros in 300 KB. */
    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(TestTar.header('0', "zeros", "", 0644, BOMB_BYTES));
            for (int i = 0; i < BOMB_BYTES; i += PIECE.length) {
                out.write(PIECE);
            }
        }
        return packed.toByteArray();
    }

    private static byte[] device() {
        byte[] header = TestTar.header('3', "null", "", 0666, 0);
        System.arraycopy(("0000001" + '\0' + "0000003").getBytes(US_ASCII), 0, header, 329, 15);
        return new TestTar().raw(TestTar.sealed(header)).gzip();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void anImageBeyondTheLimitsIsRefused(String name, byte[] layer, String why) {
        registry.push("hostile/image", layer);
        ImageServicePullRequest pull = ImageServicePullRequest.newBuilder()
                .setReference("hostile/image")
                .build();

        Refusal.of(() -> node.client().images().pull(pull).forEachRemaining(event -> {}))
                .assertIs(Code.FAILED_PRECONDITION, why);
    }
}
