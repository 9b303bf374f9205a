// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import io.aurae.auraed.instances.Convention;
import io.aurae.auraed.instances.InstanceException;
import io.aurae.auraed.observe.DaemonLog;
import io.aurae.base.AuraeException;
import io.aurae.linux.IdleMemory;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon as a program. Started by the launcher, which hands it the listening socket as the descriptor {@code AURAE_LISTEN_FD}. */
public final class Main {
    /** {@code EX_CONFIG} of sysexits.h: the launcher gives up instead of trying again. */
    private static final int EXIT_CONFIG = 78;

    /** {@code EX_USAGE}. */
    private static final int EXIT_USAGE = 64;

    private static final int EXIT_FAILED = 1;

    private Main() {}

    /** Serves until TERM, or as a nested daemon until nobody has called for a while; {@code spawn} writes a bundle instead. */
    public static void main(String[] arguments) {
        List<String> words = List.of(arguments);
        if (!words.isEmpty() && words.getFirst().equals("spawn")) {
            System.exit(spawn(words.subList(1, words.size())));
        }
        if (words.contains("--help")) {
            System.out.print(Flags.help());
            return;
        }
        if (words.contains("--version")) {
            System.out.println("auraed " + Version.TEXT);
            return;
        }
        System.exit(serve(words));
    }

    private static int spawn(List<String> words) {
        try {
            System.out.print(
                    words.contains("--help")
                            ? SpawnCommand.HELP
                            : SpawnCommand.parse(words).run());
            return 0;
        } catch (ConfigException e) {
            System.err.println("auraed spawn: " + e.getMessage());
            return EXIT_USAGE;
        } catch (AuraeException e) {
            System.err.println("auraed spawn: " + e.getMessage());
            return EXIT_FAILED;
        }
    }

    private static int serve(List<String> words) {
        AuraedConfig config;
        try {
            Convention.requireKnownToDaemon(System.getenv(Convention.VARIABLE));
            config = AuraedConfig.of(ConfigSource.read(words));
        } catch (ConfigException | InstanceException e) {
            System.err.println("auraed: " + e.getMessage());
            return EXIT_CONFIG;
        }
        DaemonLog daemonLog = new DaemonLog();
        Logging.configure(config.verbose(), daemonLog);
        Logger log = LoggerFactory.getLogger(Main.class);
        try (Auraed auraed = Auraed.start(config, daemonLog)) {
            Runtime.getRuntime().addShutdownHook(new Thread(auraed::stop, "stop"));
            IdleMemory.giveBack();
            auraed.awaitEnd();
            return 0;
        } catch (AuraeException e) {
            log.error("cannot start: {}", e.getMessage(), e);
            return EXIT_FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return EXIT_FAILED;
        }
    }
}
