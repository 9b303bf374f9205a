// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aurae.base.FaultCode;
import io.aurae.oci.image.Descriptor;
import io.aurae.oci.image.Digest;
import io.aurae.oci.image.Reference;
import io.aurae.oci.image.ServedManifest;
import io.aurae.testing.TestImage;
import io.aurae.testing.TestRegistry;
import io.aurae.testing.TestRegistry.Fault;
import io.aurae.testing.TestRegistry.Guard;
import io.aurae.testing.TestTar;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class RegistryClientTest {
    private static final Patience QUICK = new Patience(
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofMillis(200),
            List.of(Duration.ofMillis(1), Duration.ofMillis(1)));
    private static final Credentials USER = new Credentials.Password("user", "secret");

    private final TestImage image =
            TestImage.of(new TestTar().file("a", noise()).gzip());
    private final byte[] blob = image.blobs().values().iterator().next();
    private final String blobDigest = TestImage.digest(blob);
    private final List<AutoCloseable> opened = new ArrayList<>();

    /** What does not shrink when it is compressed. */
    private static String noise() {
        return new Random(1)
                .ints(200_000, 32, 127)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @TempDir
    Path directory;

    private TestRegistry registry;

    @BeforeEach
    void start() {
        registry = start("team/app");
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable closeable : opened.reversed()) {
            closeable.close();
        }
    }

    private TestRegistry start(String repository) {
        TestRegistry started = TestRegistry.start();
        opened.add(started);
        started.put(repository, "v1", image);
        return started;
    }

    private RegistryClient client(RegistryConfig config) {
        RegistryClient client = new RegistryClient(config, QUICK);
        opened.add(client);
        return client;
    }

    private Repository repository(Credentials credentials) {
        RegistryConfig config = new RegistryConfig(Map.of(), Set.of(registry.host()), Map.of());
        return client(config).repository(Reference.parse(registry.host() + "/team/app:v1"), credentials);
    }

    private Repository repository() {
        return repository(Credentials.none());
    }

    private Descriptor descriptor() {
        return new Descriptor("", Digest.parse(blobDigest), blob.length);
    }

    private Path fetch(Repository from) throws Exception {
        Path file = directory.resolve("blob");
        from.blob(descriptor(), file, count -> {});
        return file;
    }

    @Test
    void aTagAndADigestGiveTheManifest() throws Exception {
        ServedManifest byTag = repository().manifest();
        assertThat(byTag.content()).isEqualTo(image.manifest());
        assertThat(repository().manifest(byTag.digest()).content()).isEqualTo(image.manifest());
    }

    @Test
    void aBlobIsWrittenWholeAndItsProgressTold() throws Exception {
        List<Long> counts = new ArrayList<>();
        Path file = directory.resolve("blob");
        repository().blob(descriptor(), file, counts::add);
        assertThat(file).hasBinaryContent(blob);
        assertThat(counts).isSorted().endsWith((long) blob.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BASIC", "TOKEN_FOR_ALL", "TOKEN_FOR_USER"})
    void whoProvesHimselfIsLetIn(Guard guard) throws Exception {
        registry.guard(guard);
        Repository repository = repository(USER);
        assertThat(repository.manifest().content()).isEqualTo(image.manifest());
        assertThat(fetch(repository)).hasBinaryContent(blob);
        assertThat(registry.requests())
                .filteredOn(request -> request.startsWith("GET /token"))
                .hasSizeLessThan(2);
    }

    @Test
    void anIdentityTokenIsExchangedAndABearerTokenSentAsItIs() throws Exception {
        registry.guard(Guard.TOKEN_FOR_USER);
        assertThat(repository(new Credentials.IdentityToken("refresh"))
                        .manifest()
                        .content())
                .isEqualTo(image.manifest());
        assertThat(repository(new Credentials.BearerToken("the-token"))
                        .manifest()
                        .content())
                .isEqualTo(image.manifest());
        assertThat(registry.requests())
                .filteredOn(request -> request.startsWith("POST /token"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BASIC", "TOKEN_FOR_USER"})
    void whoDoesNotIsDeniedAndTheSecretStaysUntold(Guard guard) {
        registry.guard(guard);
        List<Credentials> wrong = List.of(
                Credentials.none(),
                new Credentials.Password("user", "hunter2"),
                new Credentials.IdentityToken("hunter2"),
                new Credentials.BearerToken("hunter2"));
        for (Credentials credentials : wrong) {
            assertThatExceptionOfType(RegistryException.Denied.class)
                    .isThrownBy(() -> repository(credentials).manifest())
                    .withMessageContaining("registry 'http://" + registry.host() + "' denies ")
                    .satisfies(e -> assertThat(e.code()).isEqualTo(FaultCode.PERMISSION_DENIED))
                    .satisfies(e -> assertThat(e).hasStackTraceContaining("denies"))
                    .satisfies(e -> assertThat(e.toString() + credentials).doesNotContain("hunter2"));
        }
    }

    @Test
    void whatIsNotThereIsNotFound() {
        RegistryConfig config = new RegistryConfig(Map.of(), Set.of(registry.host()), Map.of());
        Repository missing =
                client(config).repository(Reference.parse(registry.host() + "/team/app:none"), Credentials.none());
        assertThatExceptionOfType(RegistryException.NotFound.class)
                .isThrownBy(missing::manifest)
                .withMessage("image '" + registry.host() + "/team/app:none': registry 'http://" + registry.host()
                        + "' does not have manifest 'none' of 'team/app'")
                .satisfies(e -> assertThat(e.code()).isEqualTo(FaultCode.NOT_FOUND));
    }

    @Test
    void aRegistryThatDoesNotListenIsUnavailableAtOnce() throws Exception {
        String host;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            host = "127.0.0.1:" + taken.getLocalPort();
        }
        RegistryConfig config = new RegistryConfig(Map.of(), Set.of(host), Map.of());
        assertThatExceptionOfType(RegistryException.Unreachable.class)
                .isThrownBy(() -> client(config)
                        .repository(Reference.parse(host + "/x"), Credentials.none())
                        .manifest())
                .withMessageContaining("registry 'http://" + host + "' does not accept a connection")
                .satisfies(e -> assertThat(e.code()).isEqualTo(FaultCode.UNAVAILABLE));
    }

    @Test
    void aRegistryThatFailsNowAndThenIsAskedAgain() throws Exception {
        registry.fail("v1", new Fault.Status(503, 2));
        assertThat(repository().manifest().content()).isEqualTo(image.manifest());
        registry.fail("v1", new Fault.Status(500, 3));
        assertThatExceptionOfType(RegistryException.Unreachable.class)
                .isThrownBy(() -> repository().manifest())
                .withMessageContaining("fails to serve manifest 'v1' of 'team/app' with status 500");
    }

    @Test
    void aBrokenDownloadGoesOnWhereItStopped() throws Exception {
        registry.fail(blobDigest, new Fault.Truncated(100_000, 1));
        assertThat(fetch(repository())).hasBinaryContent(blob);
        assertThat(registry.requests()).anyMatch(request -> request.contains("range=bytes="));
    }

    @Test
    void aDownloadThatNeverGetsFurtherFails() {
        registry.fail(blobDigest, new Fault.Truncated(100_000, 100));
        assertThatExceptionOfType(RegistryException.Unreachable.class)
                .isThrownBy(() -> fetch(repository()))
                .withMessageContaining("broke off the connection");
    }

    @Test
    void aSilentRegistryIsGivenUp() {
        registry.fail(blobDigest, new Fault.Silent());
        assertThatExceptionOfType(RegistryException.class)
                .isThrownBy(() -> fetch(repository()))
                .matches(e -> e instanceof RegistryException.Unreachable || e instanceof RegistryException.BadContent);
    }

    @Test
    void otherContentThanAskedForIsRefused() {
        registry.fail(blobDigest, new Fault.Instead("x".repeat(blob.length)));
        assertThatExceptionOfType(RegistryException.BadContent.class)
                .isThrownBy(() -> fetch(repository()))
                .withMessageContaining("has digest '"
                        + TestImage.digest("x".repeat(blob.length).getBytes(UTF_8)) + "' (expected: " + blobDigest
                        + ")")
                .satisfies(e -> assertThat(e.code()).isEqualTo(FaultCode.FAILED_PRECONDITION));
        registry.fail(blobDigest, new Fault.Instead("x".repeat(blob.length + 1)));
        assertThatExceptionOfType(RegistryException.BadContent.class)
                .isThrownBy(() -> fetch(repository()))
                .withMessageContaining("is longer than its manifest says (expected: " + blob.length + " bytes)");
    }

    @Test
    void aShortBlobIsRefused() {
        registry.fail(blobDigest, new Fault.Instead("x"));
        assertThatExceptionOfType(RegistryException.BadContent.class)
                .isThrownBy(() -> fetch(repository()))
                .withMessageContaining("ends after 1 bytes (expected: " + blob.length + ")");
    }

    @Test
    void aManifestOfAnotherDigestOrTooManyBytesIsRefused() {
        String digest = TestImage.digest(image.manifest());
        registry.fail(digest, new Fault.Instead("{}"));
        assertThatExceptionOfType(RegistryException.BadContent.class)
                .isThrownBy(() -> repository().manifest(Digest.parse(digest)))
                .withMessageContaining("(expected: " + digest + ")");
        registry.fail("v1", new Fault.Instead(" ".repeat(Repository.MAX_MANIFEST_BYTES + 1)));
        assertThatExceptionOfType(RegistryException.BadContent.class)
                .isThrownBy(() -> repository().manifest())
                .withMessageContaining("is too big (expected: at most 4194304 bytes)");
    }

    @Test
    void aRedirectIsFollowedWithoutTheCredentials() throws Exception {
        TestRegistry storage = start("team/app");
        registry.guard(Guard.BASIC);
        registry.fail(
                blobDigest, new Fault.Redirected("http://" + storage.host() + "/v2/team/app/blobs/" + blobDigest));
        assertThat(fetch(repository(USER))).hasBinaryContent(blob);
        assertThat(registry.requests()).anyMatch(request -> request.contains(" auth="));
        assertThat(storage.requests()).hasSize(1).noneMatch(request -> request.contains(" auth="));
    }

    @ParameterizedTest
    @CsvSource({"file:///etc/passwd", "''", "ftp://x/", "http://[", "//"})
    void aRedirectToNoWebAddressIsRefused(String location) {
        registry.fail(blobDigest, new Fault.Redirected(location));
        assertThatExceptionOfType(RegistryException.BadContent.class).isThrownBy(() -> fetch(repository()));
    }

    @Test
    void aCircleOfRedirectsIsRefused() {
        registry.fail(blobDigest, new Fault.Redirected("/v2/team/app/blobs/" + blobDigest));
        assertThatExceptionOfType(RegistryException.BadContent.class)
                .isThrownBy(() -> fetch(repository()))
                .withMessageContaining("redirects more than 5 times");
    }

    @Test
    void mirrorsAreAskedInOrderAndTheCallersCredentialsAreNotForThem() throws Exception {
        TestRegistry empty = TestRegistry.start();
        opened.add(empty);
        RegistryConfig config = new RegistryConfig(
                Map.of(
                        "docker.io",
                        List.of(URI.create("http://" + empty.host()), URI.create("http://" + registry.host()))),
                Set.of(),
                Map.of());
        registry.guard(Guard.TOKEN_FOR_ALL);
        Repository repository = client(config).repository(Reference.parse("team/app:v1"), USER);
        assertThat(repository.manifest().content()).isEqualTo(image.manifest());
        assertThat(fetch(repository)).hasBinaryContent(blob);
        assertThat(empty.requests()).hasSize(2);
        assertThat(registry.requests()).noneMatch(request -> request.contains("auth=Basic"));
    }

    @Test
    void aMirrorGetsWhatIsConfiguredForIt() throws Exception {
        registry.guard(Guard.BASIC);
        RegistryConfig config = new RegistryConfig(
                Map.of("docker.io", List.of(URI.create("http://" + registry.host()))),
                Set.of(),
                Map.of(registry.host(), USER));
        Repository repository = client(config).repository(Reference.parse("team/app:v1"), Credentials.none());
        assertThat(repository.manifest().content()).isEqualTo(image.manifest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "ftp://x", "http://x/path", "http://user:pw@x", "http://x?y", "http:///"})
    void aMirrorThatIsNoAddressIsRefused(String mirror) {
        assertThatExceptionOfType(RegistryException.BadConfig.class)
                .isThrownBy(() -> new RegistryConfig(Map.of("x", List.of(URI.create(mirror))), Set.of(), Map.of()))
                .withMessageContaining(
                        "is not acceptable (expected: http:// or https://, a host and an optional port)");
    }

    @Test
    void aDiskThatCannotBeWrittenIsNoFaultOfTheRegistry() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> repository().blob(descriptor(), directory.resolve("none/blob"), count -> {}));
    }
}
