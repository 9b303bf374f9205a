// SPDX-License-Identifier: Apache-2.0
package io.aurae.base;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Named steps at which a test can make the program fail, hang, be slow or die, so that each undo and each restart is tried.
 *
 * <p>A step calls {@link #reach} with a literal, right before it does what the point is named for. The property {@value #PROPERTY} decides
 * once, when this class is loaded, what that does:
 *
 * <ul>
 *   <li>absent, empty or {@code off}: nothing, and nothing can switch a point on. The distribution's argument files say {@code off}, behind
 *       whatever the environment says, so that this holds for everything that is delivered.
 *   <li>{@code on}: nothing, until {@link #arm} is called.
 *   <li>{@code point=action;point=action}: the same, with these points switched on from the start. An action is {@code fail},
 *       {@code hang}, {@code kill} or {@code delay:MILLIS}, and {@code ,COUNT} behind it says how many times; for ever when it is not there.
 * </ul>
 *
 * <p>All points are listed in {@code docs/reference/failpoints.md}. Thread-safe.
 */
public final class Failpoint {
    /** The system property that permits points to be switched on. */
    public static final String PROPERTY = "aurae.failpoints";

    private static final Optional<Failpoints> POINTS = Failpoints.of(System.getProperty(PROPERTY, ""));
    private static final boolean POSSIBLE = POINTS.isPresent();

    private Failpoint() {}

    /**
     * Passes at once, unless a test switched this point on.
     *
     * @param point a literal: what is made, the work, the step about to be done, as in {@code cell.allocate.cgroup}
     * @throws FailpointException INTERNAL when the point is to fail, or DEADLINE_EXCEEDED when it hung for a minute
     */
    public static void reach(String point) {
        if (POSSIBLE) {
            points().reach(point);
        }
    }

    /** Whether points can be switched on in this process. */
    public static boolean isPossible() {
        return POSSIBLE;
    }

    /**
     * Switches a point on; what it was before is forgotten.
     *
     * @param action as in the property; {@code off} switches it off, and lets go who hangs there
     * @throws FailpointException FAILED_PRECONDITION when points cannot be switched on here, INVALID_ARGUMENT for another action
     */
    public static void arm(String point, String action) {
        points().arm(point, action);
    }

    /** Switches every point off, lets go who hangs, and forgets what was reached. */
    public static void clear() {
        points().clear();
    }

    /** The points that were reached since the last {@link #clear}, switched on or not. */
    public static Set<String> reached() {
        return points().reached();
    }

    /** The points that are switched on, with their actions. */
    public static Map<String, String> armed() {
        return points().armed();
    }

    private static Failpoints points() {
        return POINTS.orElseThrow(FailpointException::impossible);
    }
}
