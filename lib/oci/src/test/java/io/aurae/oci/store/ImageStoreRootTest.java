// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.store;

import static io.aurae.oci.store.DebianRegistry.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.linux.Linux;
import io.aurae.oci.image.Reference;
import io.aurae.oci.registry.Credentials;
import io.aurae.oci.registry.RegistryClient;
import io.aurae.oci.registry.RegistryConfig;
import io.aurae.testing.LeakCheck;
import io.aurae.testing.RequiresRoot;
import io.aurae.testing.TestImage;
import io.aurae.testing.TestTar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@RequiresRoot
@Timeout(60)
class ImageStoreRootTest {
    /** What setcap(8) writes for cap_net_raw+ep; no text in any encoding. */
    private static final byte[] NET_RAW_EFFECTIVE =
            HexFormat.of().parseHex("0100000200200000" + "00000000" + "00000000" + "00000000");

    @RegisterExtension
    final LeakCheck leaks = new LeakCheck();

    @TempDir
    Path temporary;

    private Path directory;
    private DebianRegistry registry;
    private RegistryClient client;
    private ImageStore store;

    @BeforeEach
    void start() throws IOException {
        assertThat(DebianRegistry.isInstalled())
                .as("docker-registry and skopeo are installed (make setup)")
                .isTrue();
        directory = Files.createDirectory(temporary.resolve(leaks.name()));
        registry = DebianRegistry.start(directory);
        client = new RegistryClient(new RegistryConfig(Map.of(), Set.of(registry.host()), Map.of()));
        store = ImageStore.open(ImageStore.Config.at(directory.resolve("store")), client, Linux.load());
    }

    @AfterEach
    void stop() {
        if (registry != null) {
            store.close();
            client.close();
            registry.close();
        }
    }

    @Test
    void aMountedImageIsWhatTarWouldHaveMade() throws Exception {
        Path one = tree("one", """
                mkdir -p bin etc/conf.d usr/share empty dev gone/deep hidden/below run
                echo one > bin/tool; chmod 4755 bin/tool; ln bin/tool bin/hard; ln -s tool bin/soft; ln -s /etc/passwd etc/link
                cp /bin/true bin/capable
                echo x > etc/conf.d/a; echo y > etc/conf.d/b; chown -R 1000:1001 etc/conf.d; chmod 2750 etc/conf.d
                echo z > gone/deep/file; echo w > hidden/below/file; echo old > etc/replaced
                mknod dev/null c 1 3; mknod dev/full c 1 7; mkfifo run/pipe; chmod 1777 run
                truncate -s 5M usr/share/holes; printf end >> usr/share/holes; touch -d '2001-02-03 04:05:06.789' usr/share
                touch 'usr/share/Főtanúsítvány' "usr/share/$(printf 'n%.0s' $(seq 200))"
                """);
        Linux.load().lsetxattr(one.resolve("bin/tool"), "user.note", "a note".getBytes(UTF_8));
        Linux.load().lsetxattr(one.resolve("bin/capable"), "security.capability", NET_RAW_EFFECTIVE);
        Path two = tree("two", """
                mkdir -p etc hidden/new bin etc/conf.d; chmod 2750 etc/conf.d; chown 1000:1001 etc/conf.d
                touch .wh.gone hidden/.wh..wh..opq etc/conf.d/.wh.a
                echo fresh > hidden/new/file; echo new > etc/replaced; echo two > bin/second; ln bin/second bin/twin
                """);
        TestImage image = TestImage.of(pack(one, "--sparse"), pack(two));
        registry.push(image, "team/app", "v1");

        Image pulled =
                store.pull(Reference.parse(registry.host() + "/team/app:v1"), Credentials.none(), progress -> {});
        Path expected = expected();
        Path target = Files.createDirectory(directory.resolve("target"));
        Snapshot snapshot = store.snapshots().prepare(pulled.id(), directory.resolve("snapshot"));
        store.snapshots().mount(snapshot, target, Snapshots.Access.READ_WRITE);
        try {
            compare(expected, target);
            Files.writeString(target.resolve("written"), "above");
            assertThat(directory.resolve("snapshot/upper/written")).hasContent("above");
        } finally {
            store.snapshots().unmount(target);
        }
        store.snapshots().remove(directory.resolve("snapshot"));
        store.remove(pulled.id().toString(), id -> false);
        assertThat(store.list()).isEmpty();
        assertThat(directory.resolve("store/layers")).isEmptyDirectory();
        assertThat(directory.resolve("store/blobs/sha256")).isEmptyDirectory();
        assertThat(directory.resolve("store/ingest")).isEmptyDirectory();
    }

    @Test
    void anImageOfVeryManyLayersIsMounted() throws Exception {
        byte[][] layers = new byte[90][];
        for (int i = 0; i < layers.length; i++) {
            layers[i] = new TestTar()
                    .file("layer-" + i, "")
                    .file("top", String.valueOf(i))
                    .gzip();
        }
        registry.push(TestImage.of(layers), "deep", "v1");
        Image pulled = store.pull(Reference.parse(registry.host() + "/deep:v1"), Credentials.none(), progress -> {});
        Path target = Files.createDirectory(directory.resolve("target"));
        Snapshot snapshot = store.snapshots().prepare(pulled.id(), directory.resolve("snapshot"));
        for (Snapshots.Access access : Snapshots.Access.values()) {
            store.snapshots().mount(snapshot, target, access);
            try {
                assertThat(target.resolve("top")).hasContent("89");
                assertThat(Layout.list(target)).hasSize(91);
                assertThat(Files.getFileStore(target).isReadOnly()).isEqualTo(access == Snapshots.Access.READ_ONLY);
            } finally {
                store.snapshots().unmount(target);
            }
        }
    }

    private Path tree(String name, String script) throws Exception {
        Path tree = Files.createDirectory(directory.resolve(name));
        run(tree, "bash", "-ec", "umask 022; PATH=$PATH:/sbin:/usr/sbin\n" + script);
        return tree;
    }

    private byte[] pack(Path tree, String... options) throws Exception {
        Path archive = directory.resolve(tree.getFileName() + ".tar.gz");
        run(
                tree,
                "bash",
                "-ec",
                "tar --format=posix --xattrs --xattrs-include='*' --numeric-owner --sort=name "
                        + String.join(" ", options) + " -czf " + archive + " .");
        return Files.readAllBytes(archive);
    }

    /** Both layers by tar, with what the second one takes away removed by hand in between. */
    private Path expected() throws Exception {
        Path expected = Files.createDirectory(directory.resolve("expected"));
        run(expected, "bash", "-ec", """
                unpack="tar --xattrs --xattrs-include=* --numeric-owner --same-owner -xpf"
                $unpack ../one.tar.gz
                rm -r gone hidden/below etc/conf.d/a
                $unpack ../two.tar.gz
                find . -name '.wh.*' -delete
                $unpack ../two.tar.gz --exclude='.wh.*'
                """);
        return expected;
    }

    /** Everything that tar can tell: names, kinds, modes, owners, times, links, devices, extended attributes and content. */
    private void compare(Path expected, Path actual) throws Exception {
        run(directory, "bash", "-ec", """
                list() {
                  tar --format=posix --pax-option=delete=atime,delete=ctime --xattrs --xattrs-include='*' --numeric-owner --sort=name \
                    -C "$1" -cf - . > "$2.tar"
                  tar --full-time --xattrs --xattrs-include='*' --numeric-owner -tvvf "$2.tar" > "$2.list"
                }
                list '%s' expected; list '%s' actual
                diff expected.list actual.list
                cmp expected.tar actual.tar
                """.formatted(expected, actual));
    }
}
