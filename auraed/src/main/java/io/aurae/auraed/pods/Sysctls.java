// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.pods;

import io.aurae.auraed.resource.ResourceException;
import io.aurae.auraed.resource.ResourceName;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Which of the kernel's settings a pod may have of its own: those that the kernel keeps for each namespace.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/ipc_namespaces.7.html">ipc_namespaces(7)</a>
 */
final class Sysctls {
    private static final String NETWORK = "net.";
    private static final int MAX = 256;
    private static final int NAME_CHARACTERS_MAX = 256;
    private static final int VALUE_CHARACTERS_MAX = 1024;
    private static final Pattern FORM =
            Pattern.compile("[a-zA-Z0-9_-]+([.][a-zA-Z0-9_-]+)+|[a-zA-Z0-9_-]+(/[a-zA-Z0-9_-]+)+");
    private static final Set<String> IPC = Set.of(
            "kernel.msgmax",
            "kernel.msgmnb",
            "kernel.msgmni",
            "kernel.sem",
            "kernel.shmall",
            "kernel.shmmax",
            "kernel.shmmni",
            "kernel.shm_rmid_forced");

    private Sysctls() {}

    /**
     * The same with dots in their names.
     *
     * @throws ResourceException INVALID_ARGUMENT that names the first that is not of a namespace, or of one that is the host's
     */
    static Map<String, String> checked(ResourceName pod, Map<String, String> asked, HostNamespaces shared) {
        if (asked.size() > MAX) {
            throw ResourceException.invalid(
                    "pod '" + pod + "' has " + asked.size() + " sysctls (expected: at most " + MAX + ")");
        }
        Map<String, String> checked = new TreeMap<>();
        asked.forEach((name, value) -> checked.put(check(pod, name, value, shared), value));
        return checked;
    }

    /** Those that are kept for each network namespace. */
    static Map<String, String> ofNetwork(Map<String, String> checked) {
        return having(checked, name -> name.startsWith(NETWORK));
    }

    /** The others: those of IPC. */
    static Map<String, String> notOfNetwork(Map<String, String> checked) {
        return having(checked, name -> !name.startsWith(NETWORK));
    }

    private static Map<String, String> having(Map<String, String> checked, Predicate<String> name) {
        Map<String, String> some = new TreeMap<>(checked);
        some.keySet().removeIf(name.negate());
        return some;
    }

    private static String check(ResourceName pod, String name, String value, HostNamespaces shared) {
        String subject = "pod '" + pod + "': sysctl '" + name + "'";
        if (name.length() > NAME_CHARACTERS_MAX || !FORM.matcher(name).matches()) {
            throw ResourceException.invalid(subject + " (expected: a name such as net.ipv4.ip_forward of at most "
                    + NAME_CHARACTERS_MAX + " characters)");
        }
        if (value.isEmpty()
                || value.length() > VALUE_CHARACTERS_MAX
                || value.chars().anyMatch(c -> c < ' ' && c != '\t')) {
            throw ResourceException.invalid(subject + " has the value '" + value + "' (expected: one line of at most "
                    + VALUE_CHARACTERS_MAX + " characters)");
        }
        String plain = name.replace('/', '.');
        boolean ipc = IPC.contains(plain) || plain.startsWith("fs.mqueue.");
        if (!ipc && !plain.startsWith(NETWORK)) {
            throw ResourceException.invalid(
                    subject + " is not kept for each namespace (expected: one below net. or fs.mqueue., or one of "
                            + IPC.stream().sorted().toList() + ")");
        }
        if (ipc ? shared.ipc() : shared.network()) {
            throw ResourceException.invalid(subject + " would change the host's (expected: a pod with "
                    + (ipc ? "an IPC namespace" : "a network") + " of its own)");
        }
        return plain;
    }
}
