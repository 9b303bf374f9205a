// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Words;
import io.aurae.client.AuraeClient;
import io.aurae.proto.images.v0.Image;
import io.aurae.proto.images.v0.ImageServicePruneRequest;
import io.aurae.proto.images.v0.ImageServicePruneResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What may go, and whether to ask. */
final class PruneOptions {
    private static final Pattern AGE = Pattern.compile("([0-9]{1,5})([smh])");

    @Option(
            names = {"-a", "--all"},
            description = "Images with a tag too. Default: only those without.")
    private boolean all;

    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            description =
                    "Only what was pulled and last used so long ago, such as 30m, 24h or 3600s. Default: any age.")
    private String olderThan = "0s";

    @Option(
            names = {"-f", "--force"},
            description = "Do not ask.")
    private boolean force;

    /** Says what would go, asks unless told not to, and does it. */
    void prune(AuraeClient client, Streams streams) throws IOException {
        ImageServicePruneRequest request = ImageServicePruneRequest.newBuilder()
                .setAll(all)
                .setMinAgeSeconds(seconds(olderThan))
                .build();
        if (!force && !confirmed(client, request, streams)) {
            return;
        }
        ImageServicePruneResponse gone = client.images().prune(request);
        gone.getImagesList().forEach(image -> streams.out().println(label(image)));
        streams.out().println("freed " + Words.size(gone.getFreedBytes()));
        streams.out().flush();
    }

    private static boolean confirmed(AuraeClient client, ImageServicePruneRequest request, Streams streams)
            throws IOException {
        ImageServicePruneResponse found =
                client.images().prune(request.toBuilder().setDryRun(true).build());
        if (found.getImagesCount() == 0) {
            streams.out().println("nothing to remove");
            streams.out().flush();
            return false;
        }
        streams.err()
                .println("These images would be removed, which frees " + Words.size(found.getFreedBytes())
                        + " or more:");
        found.getImagesList().forEach(image -> streams.err().println("  " + label(image)));
        streams.err().print("Remove them? [y/N] ");
        streams.err().flush();
        String answer = new BufferedReader(new InputStreamReader(streams.in(), StandardCharsets.UTF_8)).readLine();
        return answer != null && answer.strip().matches("[yY]|yes|Yes");
    }

    private static long seconds(String age) {
        Matcher matcher = AGE.matcher(age);
        if (!matcher.matches()) {
            throw CliException.invalid(
                    "age '" + age + "' is not readable (expected: a whole number with s, m or h, such as 24h)");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> amount;
            case "m" -> amount * 60;
            default -> amount * 3600;
        };
    }

    private static String label(Image image) {
        return image.getTagsCount() > 0 ? String.join(" ", image.getTagsList()) : image.getId();
    }
}
