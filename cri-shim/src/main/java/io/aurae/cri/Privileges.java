// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri;

import io.aurae.cri.v1.LinuxContainerConfig;
import io.aurae.cri.v1.LinuxContainerSecurityContext;
import io.aurae.cri.v1.NamespaceMode;
import io.aurae.cri.v1.NamespaceOption;
import io.aurae.cri.v1.SELinuxOption;
import io.aurae.cri.v1.SecurityProfile;
import io.aurae.cri.v1.SecurityProfile.ProfileType;
import io.aurae.cri.v1.SupplementalGroupsPolicy;
import io.aurae.proto.cells.v0.Paths;
import io.aurae.proto.cells.v0.Security;
import io.aurae.proto.cells.v0.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Turns what a caller says about a container's rights and user into what the node is told. */
final class Privileges {
    private Privileges() {}

    /** @throws CriException INVALID_ARGUMENT for what nobody could do */
    static Security security(LinuxContainerConfig config) {
        LinuxContainerSecurityContext asked = config.getSecurityContext();
        Security.Builder security = Security.newBuilder()
                .addAllAddCapabilities(asked.getCapabilities().getAddCapabilitiesList())
                .addAllDropCapabilities(asked.getCapabilities().getDropCapabilitiesList())
                .setPrivileged(asked.getPrivileged())
                .setNoNewPrivileges(asked.getNoNewPrivs())
                .setSeccompUnconfined(isUnconfined(asked))
                .setSeccompProfile(seccompProfile(asked))
                .setApparmorProfile(appArmorProfile(asked.getApparmor()))
                .setSelinuxLabel(seLinuxLabel(asked.getSelinuxOptions()))
                .setShareProcessNamespace(sharesProcesses(asked))
                .setProcessNamespaceOf(target(asked.getNamespaceOptions()));
        if (config.hasSecurityContext()) {
            // An empty list is a wish too: it is how a caller asks that nothing be hidden.
            security.setMaskedPaths(Paths.newBuilder().addAllPaths(asked.getMaskedPathsList()));
            security.setReadOnlyPaths(Paths.newBuilder().addAllPaths(asked.getReadonlyPathsList()));
        }
        if (config.hasResources()) {
            security.setOomScoreAdj((int) config.getResources().getOomScoreAdj());
        }
        return security.build();
    }

    /**
     * The user the caller wants; nothing where that is the image's.
     *
     * @throws CriException INVALID_ARGUMENT for a group without a user, and for ids out of range
     */
    static User user(LinuxContainerSecurityContext asked) {
        User.Builder user = User.newBuilder()
                .setNamedGroupsOnly(asked.getSupplementalGroupsPolicy() == SupplementalGroupsPolicy.Strict);
        if (asked.hasRunAsUser()) {
            user.setUid(id("user id", asked.getRunAsUser().getValue()));
        } else if (!asked.getRunAsUsername().isEmpty()) {
            user.setName(asked.getRunAsUsername());
        } else if (asked.hasRunAsGroup()) {
            throw new CriException.Invalid("group id", asked.getRunAsGroup().getValue(), "a user id or name with it");
        }
        if (asked.hasRunAsGroup()) {
            user.setGid(id("group id", asked.getRunAsGroup().getValue()));
        }
        asked.getSupplementalGroupsList().forEach(group -> user.addAdditionalGids(id("group id", group)));
        return user.build();
    }

    private static int id(String subject, long value) {
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new CriException.Invalid(subject, value, "0 to " + Integer.MAX_VALUE);
        }
        return (int) value;
    }

    /** Those of the pod; they are the host's where the pod was asked for with them. */
    private static boolean sharesProcesses(LinuxContainerSecurityContext asked) {
        NamespaceMode mode = asked.getNamespaceOptions().getPid();
        return asked.hasNamespaceOptions() && (mode == NamespaceMode.POD || mode == NamespaceMode.NODE);
    }

    /** The process whose namespace is asked for, as the node calls it; empty for none. */
    private static String target(NamespaceOption namespaces) {
        return namespaces.getPid() == NamespaceMode.TARGET
                ? new ContainerId(namespaces.getTargetId()).cell() + "/" + ContainerRequests.MAIN
                : "";
    }

    /** Who says nothing wants no filter; the runtime's own must be asked for. */
    private static boolean isUnconfined(LinuxContainerSecurityContext asked) {
        return !asked.hasSeccomp() || asked.getSeccomp().getProfileType() == ProfileType.Unconfined;
    }

    /** The content of a profile of the caller's own; a privileged container has no filter, whatever is said. */
    private static String seccompProfile(LinuxContainerSecurityContext asked) {
        SecurityProfile profile = asked.getSeccomp();
        if (profile.getProfileType() != ProfileType.Localhost || asked.getPrivileged()) {
            return "";
        }
        try {
            return Files.readString(Path.of(profile.getLocalhostRef()));
        } catch (IOException | InvalidPathException e) {
            throw new CriException.Invalid("seccomp profile", profile.getLocalhostRef(), "a file that can be read");
        }
    }

    private static String appArmorProfile(SecurityProfile profile) {
        return profile.getProfileType() == ProfileType.Localhost ? profile.getLocalhostRef() : "";
    }

    private static String seLinuxLabel(SELinuxOption option) {
        if (option.equals(SELinuxOption.getDefaultInstance())) {
            return "";
        }
        return String.join(":", option.getUser(), option.getRole(), option.getType(), option.getLevel());
    }
}
