// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import io.aurae.auraed.executables.ExecutableName;
import io.aurae.auraed.resource.ResourceName;
import io.aurae.oci.spec.Confinement;
import io.aurae.oci.spec.Privileges;
import io.aurae.oci.spec.SystemCallFilter;
import io.aurae.proto.cells.v0.Paths;
import io.aurae.proto.cells.v0.Security;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What the processes of a cell may do; see the Security message for each.
 *
 * @param seccomp which system calls
 * @param maskedPaths absent for the defaults
 * @param readOnlyPaths absent for the defaults
 * @param processNamespaceOf cell and executable, empty for none
 */
record CellSecurity(
        List<String> addCapabilities,
        List<String> dropCapabilities,
        boolean privileged,
        boolean noNewPrivileges,
        Seccomp seccomp,
        String appArmorProfile,
        String seLinuxLabel,
        @Nullable List<String> maskedPaths,
        @Nullable List<String> readOnlyPaths,
        boolean shareProcessNamespace,
        String processNamespaceOf,
        @Nullable Integer oomScoreAdj) {
    /** What nobody said anything about. */
    static final CellSecurity DEFAULT = of(Security.getDefaultInstance());

    private static final int OOM_SCORE_ADJ_MAX = 1000;
    private static final int PROFILE_CHARACTERS_MAX = 1 << 18;
    private static final int LABEL_CHARACTERS_MAX = 256;

    /**
     * A filter of system calls.
     *
     * @param profile JSON; the default one when empty
     */
    record Seccomp(boolean unconfined, String profile) {
        Seccomp {
            if (unconfined && !profile.isEmpty()) {
                throw new CellException.Invalid(
                        "security has a seccomp_profile and seccomp_unconfined (expected: one of them)");
            }
            if (profile.length() > PROFILE_CHARACTERS_MAX) {
                throw new CellException.Invalid("seccomp profile of " + profile.length()
                        + " characters (expected: at most " + PROFILE_CHARACTERS_MAX + ")");
            }
            if (!profile.isEmpty()) {
                SystemCallFilter.Own.parse(profile);
            }
        }

        private SystemCallFilter filter() {
            if (unconfined) {
                return new SystemCallFilter.None();
            }
            return profile.isEmpty() ? new SystemCallFilter.Standard() : SystemCallFilter.Own.parse(profile);
        }
    }

    /** An executable of some cell, as {@code processNamespaceOf} names it. */
    record Owner(ResourceName cell, ExecutableName executable) {
        /** @throws io.aurae.base.AuraeException INVALID_ARGUMENT when a part is no name */
        static Owner parse(String path) {
            int slash = path.lastIndexOf('/');
            if (slash <= 0) {
                throw new CellException.Invalid("process_namespace_of '" + path + "' (expected: <cell>/<executable>)");
            }
            return new Owner(
                    new ResourceName(path.substring(0, Math.max(0, slash))),
                    new ExecutableName(path.substring(slash + 1)));
        }
    }

    /** @throws io.aurae.base.AuraeException INVALID_ARGUMENT when a part is out of range */
    CellSecurity {
        if (oomScoreAdj != null && Math.abs((long) oomScoreAdj) > OOM_SCORE_ADJ_MAX) {
            throw new CellException.Invalid("oom_score_adj '" + oomScoreAdj + "' (expected: -" + OOM_SCORE_ADJ_MAX
                    + " to " + OOM_SCORE_ADJ_MAX + ")");
        }
        if (shareProcessNamespace && !processNamespaceOf.isEmpty()) {
            throw new CellException.Invalid(
                    "security has share_process_namespace and process_namespace_of (expected: one of them)");
        }
        if (!processNamespaceOf.isEmpty()) {
            Owner.parse(processNamespaceOf);
        }
        requireShort("AppArmor profile", appArmorProfile);
        requireShort("SELinux label", seLinuxLabel);
        addCapabilities = List.copyOf(addCapabilities);
        dropCapabilities = List.copyOf(dropCapabilities);
    }

    private static void requireShort(String what, String text) {
        if (text.length() > LABEL_CHARACTERS_MAX || text.chars().anyMatch(c -> c <= ' ')) {
            throw new CellException.Invalid(
                    what + " '" + text + "' (expected: one word of at most " + LABEL_CHARACTERS_MAX + " characters)");
        }
    }

    static CellSecurity of(Security security) {
        return new CellSecurity(
                security.getAddCapabilitiesList(),
                security.getDropCapabilitiesList(),
                security.getPrivileged(),
                security.getNoNewPrivileges(),
                new Seccomp(security.getSeccompUnconfined(), security.getSeccompProfile()),
                security.getApparmorProfile(),
                security.getSelinuxLabel(),
                paths(security.hasMaskedPaths(), security.getMaskedPaths()),
                paths(security.hasReadOnlyPaths(), security.getReadOnlyPaths()),
                security.getShareProcessNamespace(),
                security.getProcessNamespaceOf(),
                security.hasOomScoreAdj() ? security.getOomScoreAdj() : null);
    }

    private static @Nullable List<String> paths(boolean said, Paths paths) {
        return said ? List.copyOf(paths.getPathsList()) : null;
    }

    Security message() {
        Security.Builder message = Security.newBuilder()
                .addAllAddCapabilities(addCapabilities)
                .addAllDropCapabilities(dropCapabilities)
                .setPrivileged(privileged)
                .setNoNewPrivileges(noNewPrivileges)
                .setSeccompUnconfined(seccomp.unconfined())
                .setSeccompProfile(seccomp.profile())
                .setApparmorProfile(appArmorProfile)
                .setSelinuxLabel(seLinuxLabel)
                .setShareProcessNamespace(shareProcessNamespace)
                .setProcessNamespaceOf(processNamespaceOf);
        if (maskedPaths != null) {
            message.setMaskedPaths(Paths.newBuilder().addAllPaths(maskedPaths));
        }
        if (readOnlyPaths != null) {
            message.setReadOnlyPaths(Paths.newBuilder().addAllPaths(readOnlyPaths));
        }
        if (oomScoreAdj != null) {
            message.setOomScoreAdj(oomScoreAdj);
        }
        return message.build();
    }

    /** @throws io.aurae.base.AuraeException FAILED_PRECONDITION when this kernel lacks a security module that is asked for */
    void requireHere() {
        privileges().confinement().requireHere();
    }

    /** The same in the words of the OCI runtime specification. */
    Privileges privileges() {
        return new Privileges(
                addCapabilities,
                dropCapabilities,
                privileged,
                noNewPrivileges,
                new Confinement(seccomp.filter(), appArmorProfile, seLinuxLabel),
                Optional.ofNullable(maskedPaths),
                Optional.ofNullable(readOnlyPaths),
                oomScoreAdj == null ? OptionalInt.empty() : OptionalInt.of(oomScoreAdj));
    }
}
