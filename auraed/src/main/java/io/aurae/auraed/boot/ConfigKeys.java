// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.base.Bytes;
import io.aurae.identity.Leaf;
import io.aurae.linux.IdMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every setting of the daemon, with its default and its documentation; the reference in docs/ is held against this list. */
final class ConfigKeys {
    static final ConfigKey<String> HOST = new ConfigKey<>(
            "host",
            "a DNS label",
            "localhost",
            "The node's name in SPIFFE ids; given by `aurae up`, never taken from the machine.",
            ConfigKeys::label);
    static final ConfigKey<String> TRUST_DOMAIN = new ConfigKey<>(
            "trust_domain",
            "a SPIFFE trust domain",
            "aurae.local",
            "The trust domain whose callers are served.",
            ConfigKeys::domain);
    static final ConfigKey<Path> SOCKET =
            path("socket", "<runtime_dir>/aurae.sock", "The Unix socket on which the library is served, mode 0600.");
    static final ConfigKey<Path> RUNTIME_DIR =
            path("runtime_dir", "/run/aurae", "State of what runs; gone at reboot. One daemon a directory.");
    static final ConfigKey<Path> LIBRARY_DIR =
            path("library_dir", "/var/lib/aurae", "Images and layers; kept over reboots.");
    static final ConfigKey<Path> SERVER_CRT =
            path("server_crt", "/etc/aurae/pki/node.crt", "The node's certificate, PEM, with one SPIFFE id.");
    static final ConfigKey<Path> SERVER_KEY =
            path("server_key", "/etc/aurae/pki/node.key", "The key of the node's certificate, PEM.");
    static final ConfigKey<Path> CA_CRT = path(
            "ca_crt", "/etc/aurae/pki/ca.crt", "The certificate of the authority that callers are held against, PEM.");
    static final ConfigKey<Path> CA_KEY =
            path("ca_key", "/etc/aurae/pki/ca.key", "The authority's key, PEM; signs the certificates of instances.");
    static final ConfigKey<String> CGROUP_ROOT = new ConfigKey<>(
            "cgroup_root",
            "an absolute cgroup path",
            "/aurae",
            "The cgroup under which cells, instances and pods lie.",
            ConfigKeys::cgroup);
    static final ConfigKey<Path> CRUN =
            program("crun", "crun", "The OCI runtime; looked for on PATH when it has no '/'.");
    static final ConfigKey<Path> CONMON =
            program("conmon", "conmon", "The watcher of each process; looked for on PATH likewise.");
    static final ConfigKey<Path> LAUNCHER = path(
            "launcher",
            "<distribution>/bin/auraed",
            "The first process of every spawned instance; what installed this daemon has it.");
    static final ConfigKey<List<Path>> CNI_PLUGIN_DIRS = new ConfigKey<>(
            "cni_plugin_dirs",
            "paths joined by ':'",
            "/opt/cni/bin:/usr/lib/cni",
            "Where network plugins are looked for, in this order.",
            ConfigKeys::paths);
    static final ConfigKey<Path> CNI_CONFIG_DIR = path(
            "cni_config_dir",
            "/etc/cni/net.d",
            "The first *.conflist in it configures the pods' network; a default one when there is none.");
    static final ConfigKey<Duration> CNI_PLUGIN_TIMEOUT = new ConfigKey<>(
            "cni_plugin_timeout",
            "a whole number with s, m or h; at least 1s",
            "20s",
            "How long a network plugin may take for one call; then it is ended with all it started.",
            ConfigKeys::timeout);
    static final ConfigKey<IdMap.Run> POD_USER_IDS = new ConfigKey<>(
            "pod_user_ids",
            "FIRST:LENGTH, from 65536 on and for at least one pod, which takes 65536",
            "1879048192:268435456",
            "The ids out of which pods with users of their own get theirs; nothing else on the node may have them.",
            ConfigKeys::ids);
    static final ConfigKey<Duration> IDLE_TIMEOUT = new ConfigKey<>(
            "idle_timeout",
            "a whole number with s, m or h",
            "60s",
            "How long a nested daemon that nobody calls stays awake; longer while it looks after something.",
            ConfigKeys::duration);
    static final ConfigKey<Duration> INSTANCE_CERTIFICATE_VALIDITY = new ConfigKey<>(
            "instance_certificate_validity",
            "a whole number with s, m or h; 1m to 2160h",
            "24h",
            "How long an instance's certificate is valid; it is renewed when a quarter of that is over.",
            ConfigKeys::validity);
    static final ConfigKey<Path> PARENT_SOCKET = path(
            "parent_socket",
            "none",
            "Where a nested daemon has the certificates of its own instances signed; given by the daemon that spawned"
                    + " it.");
    static final ConfigKey<Bytes> LOG_SIZE_MAX = new ConfigKey<>(
            "log_size_max",
            "an amount such as 16m, at least 4k",
            "16m",
            "The size above which an executable's log goes on in another file; looked at every second.",
            ConfigKeys::logSize);
    static final ConfigKey<Integer> LOG_FILES = new ConfigKey<>(
            "log_files",
            "2 to 100",
            "4",
            "How many files of each executable's log are kept, the one that is written included.",
            ConfigKeys::logFiles);
    static final ConfigKey<Boolean> NESTED =
            flag("nested", "The daemon serves a spawned instance: it sleeps when idle and sets up no machine.");
    static final ConfigKey<Boolean> VERBOSE = flag("verbose", "Log more of what happens.");

    /** In the order of the reference. */
    static final List<ConfigKey<?>> ALL = Stream.concat(
                    Stream.of(
                            HOST,
                            TRUST_DOMAIN,
                            SOCKET,
                            RUNTIME_DIR,
                            LIBRARY_DIR,
                            SERVER_CRT,
                            SERVER_KEY,
                            CA_CRT,
                            CA_KEY,
                            CGROUP_ROOT,
                            CRUN,
                            CONMON,
                            LAUNCHER,
                            CNI_PLUGIN_DIRS,
                            CNI_CONFIG_DIR,
                            CNI_PLUGIN_TIMEOUT,
                            POD_USER_IDS,
                            IDLE_TIMEOUT,
                            INSTANCE_CERTIFICATE_VALIDITY,
                            PARENT_SOCKET,
                            LOG_SIZE_MAX,
                            LOG_FILES,
                            NESTED,
                            VERBOSE),
                    ImageKeys.ALL.stream())
            .toList();

    private static final Bytes LOG_SIZE_LEAST = Bytes.parse("4k");
    /** As many as a pod takes; and as many of the first are the node's own. */
    private static final long IDS_OF_ONE = 65_536;

    private static final int LOG_FILES_LEAST = 2;
    private static final int LOG_FILES_MOST = 100;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9._-]{1,255}");
    private static final Pattern CGROUP = Pattern.compile("(?:/[A-Za-z0-9_.-]++)++");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})([smh])");

    private ConfigKeys() {}

    private static ConfigKey<Path> path(String name, String standard, String doc) {
        return new ConfigKey<>(name, "a path", standard, doc, ConfigKeys::absolute);
    }

    private static ConfigKey<Path> program(String name, String standard, String doc) {
        return new ConfigKey<>(
                name,
                "a name without '/', or a path",
                standard,
                doc,
                text -> text.contains("/") ? absolute(text) : Path.of(notEmpty(text)));
    }

    private static ConfigKey<Boolean> flag(String name, String doc) {
        Function<String, Boolean> parse = text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
        return new ConfigKey<>(name, "true or false", "false", doc, parse);
    }

    private static String label(String text) {
        return matching(LABEL, text);
    }

    private static String domain(String text) {
        return matching(DOMAIN, text);
    }

    private static String cgroup(String text) {
        if (text.contains("/..") || text.contains("/./")) {
            throw new IllegalArgumentException(text);
        }
        return matching(CGROUP, text);
    }

    private static String matching(Pattern pattern, String text) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }

    private static List<Path> paths(String text) {
        return Arrays.stream(text.split(":", -1)).map(ConfigKeys::absolute).toList();
    }

    /** A relative path is meant from where the daemon was started, once and for all. */
    private static Path absolute(String text) {
        return Path.of(notEmpty(text)).toAbsolutePath();
    }

    private static String notEmpty(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }

    private static Duration validity(String text) {
        Duration validity = duration(text);
        if (validity.toMinutes() < 1 || validity.compareTo(Leaf.DEFAULT_VALIDITY) > 0) {
            throw new IllegalArgumentException(text);
        }
        return validity;
    }

    private static Duration timeout(String text) {
        Duration timeout = duration(text);
        if (timeout.isZero()) {
            throw new IllegalArgumentException(text);
        }
        return timeout;
    }

    private static IdMap.Run ids(String text) {
        String[] parts = text.split(":", -1);
        IdMap.Run run = new IdMap.Run(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
        if (parts.length != 2 || run.first() < IDS_OF_ONE || run.length() < IDS_OF_ONE) {
            throw new IllegalArgumentException(text);
        }
        return run;
    }

    private static Bytes logSize(String text) {
        Bytes size = Bytes.parse(text);
        if (size.compareTo(LOG_SIZE_LEAST) < 0) {
            throw new IllegalArgumentException(text);
        }
        return size;
    }

    private static int logFiles(String text) {
        int files = Integer.parseInt(text);
        if (files < LOG_FILES_LEAST || files > LOG_FILES_MOST) {
            throw new IllegalArgumentException(text);
        }
        return files;
    }

    static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }
}
