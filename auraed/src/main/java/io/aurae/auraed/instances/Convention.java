// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * By what convention a launcher can be driven, a number: arguments, environment, signals, files and exit codes that a daemon may rely on
 * ({@code docs/decisions/0047}). Each launcher says it to the daemon it starts in {@value #VARIABLE}, and to the one that had it started in the
 * file it locks. The first convention did not say itself.
 */
public final class Convention {
    /** The environment variable in which a daemon finds that of its own launcher. */
    public static final String VARIABLE = "AURAE_CONVENTION";

    static final int OLDEST = 1;
    static final int NEWEST = 2;

    private static final String SAID = "auraed.lock";
    private static final String KEPT = "convention";
    private static final long LENGTH_MAX = 16;

    private Convention() {}

    /**
     * Does nothing when this daemon can be run by a launcher that says this, or nothing, of itself.
     *
     * @throws InstanceException FAILED_PRECONDITION otherwise
     */
    public static void requireKnownToDaemon(@Nullable String said) {
        String number = said == null ? Integer.toString(OLDEST) : said;
        if (!isKnown(number)) {
            throw new InstanceException.OtherConvention("the launcher of this daemon", number);
        }
    }

    /**
     * Writes down what the launcher of a new instance says, beside its record: who is in the instance can write to what is in there.
     *
     * @throws InstanceException FAILED_PRECONDITION when this daemon cannot drive it
     */
    static void keep(InstancePlan plan) {
        String number = read(plan, plan.runtime().resolve(SAID));
        requireKnown(plan, number);
        Path file = plan.directory().resolve(KEPT);
        try {
            Files.writeString(file, number);
        } catch (IOException e) {
            throw new InstanceException.Failed(plan.name(), "file '" + file + "' cannot be written", e);
        }
    }

    /**
     * Does nothing when this daemon can drive the launcher that is the first process of an instance.
     *
     * @throws InstanceException FAILED_PRECONDITION otherwise
     */
    public static void requireKnown(InstancePlan plan) {
        requireKnown(plan, read(plan, plan.directory().resolve(KEPT)));
    }

    private static void requireKnown(InstancePlan plan, String number) {
        if (!isKnown(number)) {
            throw new InstanceException.OtherConvention("the launcher of instance '" + plan.name() + "'", number);
        }
    }

    private static boolean isKnown(String number) {
        return number.matches("[0-9]{1,4}") && Integer.parseInt(number) >= OLDEST && Integer.parseInt(number) <= NEWEST;
    }

    private static String read(InstancePlan plan, Path file) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) == 0) {
                return Integer.toString(OLDEST);
            }
            return Files.size(file) > LENGTH_MAX
                    ? "?"
                    : Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            throw new InstanceException.Failed(plan.name(), "file '" + file + "' cannot be read", e);
        }
    }
}
