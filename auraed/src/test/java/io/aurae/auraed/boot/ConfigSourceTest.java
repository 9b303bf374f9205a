// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.base.Bytes;
import io.aurae.linux.IdMap;
import io.aurae.linux.Linux;
import io.aurae.oci.layer.LayerLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigSourceTest {
    /** A setting: what it is when nobody sets it, and what it is once it is set to a text. */
    record Setting(ConfigKey<?> key, Function<AuraedConfig, Object> of, Object standard, String text, Object value) {
        @Override
        public String toString() {
            return key.name();
        }
    }

    private static Setting path(ConfigKey<Path> key, Function<AuraedConfig, Object> of, String standard) {
        return new Setting(key, of, Path.of(standard), "/x/y", Path.of("/x/y"));
    }

    private static Setting text(
            ConfigKey<String> key, Function<AuraedConfig, Object> of, String standard, String text) {
        return new Setting(key, of, standard, text, text);
    }

    private static Setting time(ConfigKey<Duration> key, Function<AuraedConfig, Object> held, long standardSeconds) {
        return new Setting(key, held, Duration.ofSeconds(standardSeconds), "3h", Duration.ofHours(3));
    }

    private static Setting image(
            ConfigKey<?> key, Function<ImageSettings, Object> of, Object standard, String text, Object value) {
        return new Setting(key, config -> of.apply(config.images()), standard, text, value);
    }

    static Stream<Setting> settings() {
        return Stream.of(
                text(ConfigKeys.HOST, AuraedConfig::host, "localhost", "alice"),
                text(ConfigKeys.TRUST_DOMAIN, AuraedConfig::trustDomain, "aurae.local", "nivenly.com"),
                path(ConfigKeys.SOCKET, AuraedConfig::socket, "/run/aurae/aurae.sock"),
                path(ConfigKeys.RUNTIME_DIR, AuraedConfig::runtimeDir, "/run/aurae"),
                path(ConfigKeys.LIBRARY_DIR, AuraedConfig::libraryDir, "/var/lib/aurae"),
                path(ConfigKeys.SERVER_CRT, AuraedConfig::serverCrt, "/etc/aurae/pki/node.crt"),
                path(ConfigKeys.SERVER_KEY, AuraedConfig::serverKey, "/etc/aurae/pki/node.key"),
                path(ConfigKeys.CA_CRT, AuraedConfig::caCrt, "/etc/aurae/pki/ca.crt"),
                path(ConfigKeys.CA_KEY, AuraedConfig::caKey, "/etc/aurae/pki/ca.key"),
                text(ConfigKeys.CGROUP_ROOT, AuraedConfig::cgroupRoot, "/aurae", "/a/b"),
                path(ConfigKeys.CRUN, AuraedConfig::crun, "crun"),
                path(ConfigKeys.CONMON, AuraedConfig::conmon, "conmon"),
                new Setting(
                        ConfigKeys.CNI_PLUGIN_DIRS,
                        AuraedConfig::cniPluginDirs,
                        List.of(Path.of("/opt/cni/bin"), Path.of("/usr/lib/cni")),
                        "/a:/b",
                        List.of(Path.of("/a"), Path.of("/b"))),
                path(ConfigKeys.CNI_CONFIG_DIR, AuraedConfig::cniConfigDir, "/etc/cni/net.d"),
                time(ConfigKeys.CNI_PLUGIN_TIMEOUT, AuraedConfig::cniPluginTimeout, 20),
                new Setting(
                        ConfigKeys.POD_USER_IDS,
                        AuraedConfig::podUserIds,
                        new IdMap.Run(1_879_048_192L, 268_435_456L),
                        "65536:131072",
                        new IdMap.Run(65_536, 131_072)),
                time(ConfigKeys.IDLE_TIMEOUT, AuraedConfig::idleTimeout, 60),
                new Setting(
                        ConfigKeys.INSTANCE_CERTIFICATE_VALIDITY,
                        AuraedConfig::instanceCertificateValidity,
                        Duration.ofHours(24),
                        "90m",
                        Duration.ofMinutes(90)),
                new Setting(
                        ConfigKeys.LOG_SIZE_MAX,
                        config -> config.logs().size(),
                        Bytes.parse("16m"),
                        "1g",
                        Bytes.parse("1024m")),
                new Setting(ConfigKeys.LOG_FILES, config -> config.logs().files(), 4, "2", 2),
                new Setting(ConfigKeys.NESTED, AuraedConfig::nested, false, "true", true),
                new Setting(ConfigKeys.VERBOSE, AuraedConfig::verbose, false, "true", true),
                image(ImageKeys.GC_HIGH_PERCENT, images -> images.collection().highPercent(), 0, "90", 90),
                image(ImageKeys.GC_LOW_PERCENT, images -> images.collection().lowPercent(), 80, "7", 7),
                image(
                        ImageKeys.GC_MIN_AGE,
                        images -> images.collection().minAge(),
                        Duration.ofHours(1),
                        "2m",
                        Duration.ofMinutes(2)),
                image(ImageKeys.MAX_ENTRIES, images -> images.limits().entries(), 2_000_000L, "5", 5L),
                image(ImageKeys.MAX_BYTES, images -> images.limits().content().count(), 64L << 30, "6", 6L),
                image(ImageKeys.MAX_RATIO, images -> images.limits().ratio(), 200L, "7", 7L),
                image(
                        ImageKeys.DEVICES,
                        images -> images.limits().devices(),
                        LayerLimits.Devices.HARMLESS,
                        "none",
                        LayerLimits.Devices.NONE),
                image(
                        ImageKeys.CREDENTIALS,
                        ImageSettings::credentials,
                        Path.of(System.getProperty("user.home"), ".docker/config.json"),
                        "/x/y",
                        Path.of("/x/y")));
    }

    @TempDir
    Path directory;

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("auraed.toml"), content);
    }

    private AuraedConfig config(String content, String... flags) throws IOException {
        List<String> words = new ArrayList<>(List.of("--config", file(content).toString()));
        words.addAll(List.of(flags));
        return AuraedConfig.of(ConfigSource.read(words));
    }

    private void assertRefused(String content, String... words) throws IOException {
        Path file = file(content);
        assertThatThrownBy(() -> AuraedConfig.of(ConfigSource.read(List.of("--config", file.toString()))))
                .isInstanceOf(ConfigException.class)
                .message()
                .contains(words);
    }

    @Test
    void everyKeyIsTriedHere() {
        List<ConfigKey<?>> tried = new ArrayList<>(settings().map(Setting::key).toList());
        tried.add(ConfigKeys.LAUNCHER); // its default depends on where the program lies: below
        tried.add(ConfigKeys.PARENT_SOCKET); // it has no default: below

        assertThat(tried).hasSameElementsAs(ConfigKeys.ALL);
        assertThat(ConfigKeys.ALL).extracting(ConfigKey::name).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void aSettingHasItsDefaultUntilTheFileSaysOtherwiseAndTheFlagWins(Setting setting) throws IOException {
        boolean truth = setting.value() instanceof Boolean;
        String inFile = setting.key().name() + " = \"" + setting.text() + "\"";
        String otherwise = truth ? setting.key().name() + " = false" : inFile;

        assertThat(setting.of().apply(config(""))).isEqualTo(setting.standard());
        assertThat(setting.of().apply(config(inFile))).isEqualTo(setting.value());
        assertThat(setting.of().apply(config("", setting.key().flag() + "=" + setting.text())))
                .isEqualTo(setting.value());
        assertThat(setting.of()
                        .apply(
                                truth
                                        ? config(otherwise, setting.key().flag())
                                        : config("", setting.key().flag(), setting.text())))
                .isEqualTo(setting.value());
        assertThat(setting.of()
                        .apply(config(
                                inFile,
                                setting.key().flag() + "=" + setting.key().standard())))
                .isEqualTo(
                        setting.key().equals(ConfigKeys.SOCKET)
                                ? Path.of("<runtime_dir>/aurae.sock").toAbsolutePath()
                                : setting.standard());
    }

    @Test
    void theSocketLiesInTheRuntimeDirectoryAndTheLauncherBesideTheProgramUntilSaidOtherwise() throws IOException {
        assertThat(config("runtime_dir = \"/r\"").socket()).isEqualTo(Path.of("/r/aurae.sock"));
        assertThat(config("runtime_dir = \"/r\"\nsocket = \"/s\"").socket()).isEqualTo(Path.of("/s"));
        assertThat(config("").parentSocket()).isEmpty();
        assertThat(config("", "--parent-socket=/p/s").parentSocket()).contains(Path.of("/p/s"));
        assertThat(config("").launcher()).isAbsolute().endsWithRaw(Path.of("bin/auraed"));
        assertThat(config("launcher = \"/l\"").launcher()).isEqualTo(Path.of("/l"));
    }

    @Test
    void listsAndTruthsMayBeWrittenAsTomlHasThem() throws IOException {
        AuraedConfig config = config("nested = true\ncni_plugin_dirs = [\"/a\", \"/b\"]");

        assertThat(config.nested()).isTrue();
        assertThat(config.cniPluginDirs()).containsExactly(Path.of("/a"), Path.of("/b"));
    }

    @Test
    void aRelativePathIsMeantFromWhereTheDaemonWasStarted() throws IOException {
        assertThat(config("runtime_dir = \"r\"").runtimeDir())
                .isEqualTo(Path.of("r").toAbsolutePath());
        assertThat(config("crun = \"./crun\"").crun())
                .isEqualTo(Path.of("./crun").toAbsolutePath());
        assertThat(config("crun = \"youki\"").crun()).isEqualTo(Path.of("youki"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "runtime_dirs | did you mean 'runtime_dir'?",
                "hosts | did you mean 'host'?",
                "registry | did you mean 'registries'?",
                "xyzzyxyzzy | expected: one of host, trust_domain"
            })
    void anUnknownKeyIsRefusedWithASuggestion(String key, String suggestion) throws IOException {
        assertRefused(key + " = \"x\"", "unknown key '" + key + "' in '", "auraed.toml'", suggestion);
    }

    @Test
    void anUnknownFlagIsRefusedWithASuggestion() {
        assertThatThrownBy(() -> Flags.parse(List.of("--runtime-dri", "/x")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("unknown flag '--runtime-dri' (did you mean 'runtime_dir'?)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "host = \"Alice\" | host | Alice | a DNS label",
                "host = \"\" | host | `` | a DNS label",
                "trust_domain = \"a/b\" | trust_domain | a/b | a SPIFFE trust domain",
                "socket = \"\" | socket | `` | a path",
                "socket = [\"/a\", \"/b\"] | socket | [/a, /b] | no list",
                "crun = \" \" | crun | ` ` | a name without '/', or a path",
                "cgroup_root = \"aurae\" | cgroup_root | aurae | an absolute cgroup path",
                "cgroup_root = \"/\" | cgroup_root | / | an absolute cgroup path",
                "cgroup_root = \"/a/../b\" | cgroup_root | /a/../b | an absolute cgroup path",
                "cni_plugin_dirs = \"/a::/b\" | cni_plugin_dirs | /a::/b | paths joined by ':'",
                "pod_user_ids = \"65536\" | pod_user_ids | 65536 | FIRST:LENGTH, from 65536 on and for at least one pod, which takes 65536",
                "pod_user_ids = \"1000:65536\" | pod_user_ids | 1000:65536 | FIRST:LENGTH, from 65536 on and for at least one pod, which takes 65536",
                "pod_user_ids = \"65536:9\" | pod_user_ids | 65536:9 | FIRST:LENGTH, from 65536 on and for at least one pod, which takes 65536",
                "idle_timeout = 60 | idle_timeout | 60 | a whole number with s, m or h",
                "idle_timeout = \"-1s\" | idle_timeout | -1s | a whole number with s, m or h",
                "idle_timeout = \"99999999999s\" | idle_timeout | 99999999999s | a whole number with s, m or h",
                "nested = \"yes\" | nested | yes | true or false",
                "verbose = 1 | verbose | 1 | true or false"
            })
    void aBadValueIsRefusedWithKeyValueAndExpectation(String content, String key, String value, String expected)
            throws IOException {
        assertRefused(content, "setting '" + key + "' has the value '" + value + "' (expected: " + expected + ")");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--socket | flag '--socket' has no value (expected: --socket VALUE)",
                "--config | flag '--config' has no value",
                "serve | argument 'serve' (expected: flags only, see --help)",
                "-v | argument '-v' (expected: flags only",
                "--nested=maybe | setting 'nested' has the value 'maybe' (expected: true or false)"
            })
    void aBadCommandLineIsRefused(String word, String message) {
        assertThatThrownBy(() -> AuraedConfig.of(ConfigSource.read(List.of(word))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void theLaunchersOwnFlagIsPassedOver() {
        Flags flags =
                Flags.parse(List.of("--stop-grace-seconds", "5", "--verbose", "--stop-grace-seconds=6", "--host=a"));

        assertThat(flags.settings()).isEqualTo(Map.of("verbose", "true", "host", "a"));
    }

    @Test
    void aFileThatIsNamedMustBeThereAndBeToml() throws IOException {
        Path missing = directory.resolve("missing.toml");
        assertThatThrownBy(() -> ConfigSource.read(List.of("--config", missing.toString())))
                .isInstanceOf(ConfigException.class)
                .hasMessage("configuration file '" + missing + "' does not exist");
        assertRefused("host = ", "configuration file '", "auraed.toml' cannot be read");
    }

    @Test
    void registriesAreTablesByTheirHost() throws IOException {
        AuraedConfig config = config("""
            [registries."docker.io"]
            mirrors = ["http://127.0.0.1:5000", "mirror.example"]
            [registries."127.0.0.1:5000"]
            plain_http = true
            """);

        assertThat(config.registries())
                .isEqualTo(Map.of(
                        "docker.io",
                        new RegistrySettings(List.of("http://127.0.0.1:5000", "mirror.example"), false),
                        "127.0.0.1:5000",
                        new RegistrySettings(List.of(), true)));
        assertThat(Registries.of(config, Linux.load()).mirrors().get("docker.io"))
                .extracting(Object::toString)
                .containsExactly("http://127.0.0.1:5000", "https://mirror.example");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "registries = 5 | registries in '%s' is '5' (expected: a table)",
                "registries.a = 5 | registries.'a' in '%s' is '5' (expected: a table)",
                "registries.a.mirror = [] | unknown key 'mirror' in registries.'a' of '%s' (did you mean 'mirrors'?)",
                "registries.a.mirrors = 7 | key 'mirrors' in registries.'a' of '%s' has the value '7' (expected: a"
                        + " list of URLs)",
                "registries.a.plain_http = 7 | key 'plain_http' in registries.'a' of '%s' has the value '7' (expected:"
                        + " true or false)"
            })
    void aBadRegistryIsRefusedWithItsName(String content, String message) throws IOException {
        assertRefused(content, message.formatted(directory.resolve("auraed.toml")));
    }

    @Test
    void aMirrorThatIsNoUrlIsRefused() throws IOException {
        AuraedConfig config = config("registries.a.mirrors = [\"http://a b\"]");

        assertThatThrownBy(() -> Registries.of(config, Linux.load()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("mirror 'http://a b' of registry 'a'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--config", "--version"})
    void theHelpNamesEverySettingAnd(String flag) {
        assertThat(Flags.help()).contains(flag);
        ConfigKeys.ALL.forEach(key -> assertThat(Flags.help()).contains(key.flag(), key.doc(), key.standard()));
    }
}
