// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import io.aurae.oci.spec.RuntimeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what crun compiled a filter of system calls to, and hands it back the next time, because compiling takes longer than all the
 * rest of making a container. At most {@value #FILTERS_MAX} different filters; the one unused for longest is forgotten.
 */
final class SeccompFilters {
    /** Where crun takes a compiled filter from; it then ignores the one in the specification. */
    private static final String ANNOTATION = "run.oci.seccomp_bpf_data";

    /** What crun names a compiled filter in its state of a container. */
    private static final String COMPILED = "seccomp.bpf";

    static final int FILTERS_MAX = 32;

    private final Map<RuntimeSpec.Seccomp, String> compiled = new LinkedHashMap<>(16, 0.75f, true);

    /** The specification with its filter compiled, if that is known already. */
    RuntimeSpec prepare(RuntimeSpec spec) {
        String filter = known(spec.linux().seccomp());
        if (filter == null || spec.annotations().containsKey(ANNOTATION)) {
            return spec;
        }
        return spec.withAnnotation(ANNOTATION, filter);
    }

    /** Remembers the filter of a container that was made; {@code state} is crun's directory of it. */
    void learn(RuntimeSpec spec, Path state) {
        RuntimeSpec.Seccomp seccomp = spec.linux().seccomp();
        if (seccomp == null || known(seccomp) != null) {
            return;
        }
        try {
            remember(seccomp, Base64.getEncoder().encodeToString(Files.readAllBytes(state.resolve(COMPILED))));
        } catch (IOException e) {
            // Another runtime keeps none; then each container's is compiled.
        }
    }

    private @Nullable String known(RuntimeSpec.@Nullable Seccomp seccomp) {
        if (seccomp == null) {
            return null;
        }
        synchronized (compiled) {
            return compiled.get(seccomp);
        }
    }

    private void remember(RuntimeSpec.Seccomp seccomp, String filter) {
        synchronized (compiled) {
            compiled.put(seccomp, filter);
            if (compiled.size() > FILTERS_MAX) {
                compiled.remove(compiled.keySet().iterator().next());
            }
        }
    }
}
