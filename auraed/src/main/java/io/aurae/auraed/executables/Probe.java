// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.executables;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A question asked again and again. One of the four actions is present.
 *
 * @param successThreshold successes in a row that end a failure
 * @param failureThreshold failures in a row that make one
 */
public record Probe(
        @Nullable Exec exec,
        @Nullable Http http,
        @Nullable Tcp tcp,
        @Nullable Grpc grpc,
        Duration initialDelay,
        Duration period,
        Duration timeout,
        int successThreshold,
        int failureThreshold) {
    private static final int PORT_MAX = 65_535;
    private static final int THRESHOLD_MAX = 1000;
    private static final int HEADERS_MAX = 32;

    /** What can be asked. */
    public sealed interface Action {}

    /** A program beside the executable; 0 is a success. */
    public record Exec(List<String> args) implements Action {
        /** @throws ExecutableException INVALID_ARGUMENT when there is no program */
        public Exec {
            args = List.copyOf(args);
            if (args.isEmpty() || args.getFirst().isEmpty()) {
                throw new ExecutableException.Invalid("exec probe has no args (expected: a program and its arguments)");
            }
        }
    }

    /**
     * A GET; 200 to 399 is a success.
     *
     * @param headers {@code Name: value}
     */
    public record Http(
            int port,
            String path,
            List<String> headers,
            @Nullable String host) implements Action {
        /** @throws ExecutableException INVALID_ARGUMENT when a part cannot be */
        public Http {
            headers = List.copyOf(headers);
            requirePort("http", port);
            boolean clean = path.chars().allMatch(c -> c > ' ' && c < 0x7f);
            if (!path.startsWith("/") || !clean) {
                throw new ExecutableException.Invalid(
                        "http probe path '" + Excerpt.of(path) + "' (expected: printable ASCII that begins with '/')");
            }
            if (headers.size() > HEADERS_MAX) {
                throw new ExecutableException.Invalid(
                        "http probe has " + headers.size() + " headers (expected: at most " + HEADERS_MAX + ")");
            }
            for (String header : headers) {
                if (!header.matches("[A-Za-z0-9-]{1,128}:[ \\t]*[\\x20-\\x7e]{0,4096}")) {
                    throw new ExecutableException.Invalid("http probe header '" + Excerpt.of(header)
                            + "' (expected: Name: value, in printable ASCII)");
                }
            }
        }
    }

    /** A connection. */
    public record Tcp(int port, @Nullable String host) implements Action {
        /** @throws ExecutableException INVALID_ARGUMENT when a part cannot be */
        public Tcp {
            requirePort("tcp", port);
        }
    }

    /** A call of the health service. */
    public record Grpc(int port, String service, @Nullable String host) implements Action {
        /** @throws ExecutableException INVALID_ARGUMENT when a part cannot be */
        public Grpc {
            requirePort("grpc", port);
        }
    }

    /** @throws ExecutableException INVALID_ARGUMENT when there is not one action, or a number is out of range */
    public Probe {
        if (Stream.of(exec, http, tcp, grpc).filter(Objects::nonNull).count() != 1) {
            throw new ExecutableException.Invalid("probe has no action (expected: one of exec, http, tcp and grpc)");
        }
        requireThreshold("success", successThreshold);
        requireThreshold("failure", failureThreshold);
    }

    /** What is asked. */
    public Action action() {
        return Stream.<@Nullable Action>of(exec, http, tcp, grpc)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .findFirst()
                .orElseThrow();
    }

    /** Whether it goes over the network. */
    public boolean needsNetwork() {
        return exec == null;
    }

    private static void requireThreshold(String which, int threshold) {
        if (threshold < 1 || threshold > THRESHOLD_MAX) {
            throw new ExecutableException.Invalid("probe " + which + "_threshold '"
                    + Integer.toUnsignedString(threshold) + "' (expected: 1 to " + THRESHOLD_MAX + ")");
        }
    }

    private static void requirePort(String kind, int port) {
        if (port < 1 || port > PORT_MAX) {
            throw new ExecutableException.Invalid(
                    kind + " probe port '" + Integer.toUnsignedString(port) + "' (expected: 1 to " + PORT_MAX + ")");
        }
    }
}
