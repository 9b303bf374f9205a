// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.proto.images.v0.Image;
import io.aurae.proto.images.v0.ImageServicePruneRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
                    "Only images that were pulled and last used so long ago, such as 30m, 24h or 3600s. Default: any age.")
    private String olderThan = "0s";

    @Option(
            names = {"-f", "--force"},
            description = "Do not ask.")
    private boolean force;

    @Option(names = "--dry-run", description = "Only show what would go.")
    private boolean dryRun;

    /** Which images are to go. */
    ImageServicePruneRequest images() {
        return ImageServicePruneRequest.newBuilder()
                .setAll(all)
                .setMinAgeSeconds(seconds(olderThan))
                .build();
    }

    /** Says what would go, and asks, unless told otherwise; whether it is to go. */
    boolean confirmed(List<String> what, String freed, Streams streams) throws IOException {
        if (force && !dryRun) {
            return true;
        }
        PrintStream shown = dryRun || what.isEmpty() ? streams.out() : streams.err();
        shown.println(
                what.isEmpty() ? "nothing to remove" : "This would be removed, which frees " + freed + " or more:");
        what.forEach(line -> shown.println("  " + line));
        shown.flush();
        if (dryRun || what.isEmpty()) {
            return false;
        }
        streams.err().print("Remove it? [y/N] ");
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

    static String label(Image image) {
        return image.getTagsCount() > 0 ? String.join(" ", image.getTagsList()) : image.getId();
    }
}
