// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import com.google.gson.JsonObject;
import io.aurae.cli.output.Table;
import io.aurae.client.AuraeClient;
import io.aurae.proto.discovery.v0.DiscoverRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** Prints the versions of this program and of the daemon. */
@Command(
        name = "version",
        header = "Print the versions of this program and of auraed.",
        description = "A daemon that cannot be reached is no failure here.",
        footer = "  aurae version")
final class Version implements Callable<Integer> {
    private static final String OURS = ofThisProgram();

    private final Aurae aurae;

    Version(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        String daemon = ofDaemon();
        aurae.output().show(() -> table(daemon), () -> document(daemon));
        return ExitCode.OK;
    }

    private static String ofThisProgram() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private String ofDaemon() {
        try (AuraeClient client = aurae.connect()) {
            return client.discovery()
                    .discover(DiscoverRequest.getDefaultInstance())
                    .getVersion();
        } catch (RuntimeException e) {
            return "not reachable (" + Failure.of(e).message() + ")";
        }
    }

    private static Table table(String daemon) {
        Table table = new Table("PROGRAM", "VERSION");
        table.add("aurae", OURS);
        table.add("auraed", daemon);
        return table;
    }

    private static JsonObject document(String daemon) {
        JsonObject versions = new JsonObject();
        versions.addProperty("aurae", OURS);
        versions.addProperty("auraed", daemon);
        return versions;
    }

    /** For {@code --version}, which asks nobody. */
    static final class Provider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"aurae " + OURS};
        }
    }
}
