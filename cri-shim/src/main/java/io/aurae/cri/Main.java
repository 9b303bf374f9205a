// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.base.AuraeException;
import io.aurae.client.AuraeClient;
import io.aurae.linux.IdleMemory;
import java.util.List;
import java.util.Optional;

/** The program {@code aurae-cri-shim}: serves the CRI until a signal ends it. It may be killed at any time; it leaves nothing. */
public final class Main {
    private static final String PROGRAM = "aurae-cri-shim";
    private static final int ROOT = 0;
    private static final int EXIT_FAILURE = 1;
    private static final int EXIT_USAGE = 2;

    private Main() {}

    /** Exit status 1: it cannot serve; 2: it does not understand its flags. */
    public static void main(String[] args) throws InterruptedException {
        List<String> arguments = List.of(args);
        if (arguments.contains("--help")) {
            System.out.print(ShimOptions.help());
        } else if (arguments.contains("--version")) {
            System.out.println(PROGRAM + " " + version());
        } else {
            serve(options(arguments));
        }
    }

    private static ShimOptions options(List<String> arguments) {
        try {
            return ShimOptions.parse(arguments);
        } catch (CriException e) {
            throw exit(EXIT_USAGE, e);
        }
    }

    private static void serve(ShimOptions options) throws InterruptedException {
        try {
            AuraeClient node = AuraeClient.open(options.client());
            UnixServer server = UnixServer.start(options.socket(), ROOT, CriShim.of(node));
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "close"));
            IdleMemory.giveBack();
            server.awaitEnd();
        } catch (AuraeException e) {
            throw exit(EXIT_FAILURE, e);
        }
    }

    private static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("unknown");
    }

    /** Never returns; declared to do so that the compiler sees the end of the road. */
    private static IllegalStateException exit(int status, AuraeException reason) {
        System.err.println(PROGRAM + ": " + reason.getMessage());
        System.exit(status);
        return new IllegalStateException("exit returned");
    }
}
