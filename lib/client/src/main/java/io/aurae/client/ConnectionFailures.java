// SPDX-License-Identifier: Apache-2.0
package io.aurae.client;

import io.aurae.base.AuraeException;
import io.aurae.identity.CertificateCheck;
import io.aurae.identity.Identity;
import io.aurae.identity.Purpose;
import io.aurae.rpc.Endpoint;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in the status of a failed call why the connection failed, as far as this end can know. */
final class ConnectionFailures implements ClientInterceptor {
    private final ClientConfig config;
    private volatile @Nullable String refusedServer;

    ConnectionFailures(ClientConfig config) {
        this.config = config;
    }

    /** This end has refused the server's certificate. */
    void serverRefused(String reason) {
        refusedServer = reason;
    }

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<R> listener, Metadata headers) {
                super.start(
                        new SimpleForwardingClientCallListener<>(listener) {
                            @Override
                            public void onClose(Status status, Metadata trailers) {
                                super.onClose(explained(status), trailers);
                            }
                        },
                        headers);
            }
        };
    }

    /**
     * A server refuses a certificate after the client's end of the handshake is done, by closing the connection: often the reason does
     * not arrive, and looking at the own certificate is the only way to know it.
     */
    private Status explained(Status status) {
        if (status.getCode() != Status.Code.UNAVAILABLE) {
            return status;
        }
        Throwable cause = status.getCause();
        String reason = refusedServer;
        if (cause != null && reason != null) {
            return status(Status.UNAUTHENTICATED, "server at '" + config.socket() + "' refused: " + reason, cause);
        }
        Optional<String> own = ownRefusal();
        if (own.isPresent()) {
            String subject = "own certificate '" + config.identity().certificate() + "'";
            return status(Status.UNAUTHENTICATED, subject + " refused: " + own.get(), cause);
        }
        return cause == null ? status : status.withDescription(unreachable(cause));
    }

    private static Status status(Status code, String description, @Nullable Throwable cause) {
        return code.withDescription(description).withCause(cause);
    }

    private Optional<String> ownRefusal() {
        try {
            return CertificateCheck.ownRefusal(Identity.load(config.identity()), Purpose.CLIENT, Instant.now());
        } catch (AuraeException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    private String unreachable(Throwable cause) {
        String subject = "cannot reach socket '" + config.socket() + "'";
        if (config.socket() instanceof Endpoint.Unix unix && !Files.exists(unix.path())) {
            return subject + ": it does not exist (expected: a running auraed; try 'aurae up')";
        }
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof SSLException && isAlert(each)) {
                return subject + ": its server refused the own certificate '"
                        + config.identity().certificate() + "' (expected: one that its authority signed)";
            }
        }
        return subject + ": " + cause.getMessage() + " (expected: a running auraed; try 'aurae up')";
    }

    /** What the other end said, not a handshake that nobody answered or that ended with the daemon. */
    private static boolean isAlert(Throwable failure) {
        return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("alert");
    }
}
