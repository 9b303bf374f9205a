// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.output.Documents;
import io.aurae.client.AuraeClient;
import io.aurae.proto.instances.v0.InstanceLimits;
import io.aurae.proto.instances.v0.InstanceServiceUpdateRequest;
import io.aurae.proto.instances.v0.InstanceStatus;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Changes limits of an instance. */
@Command(
        name = "update",
        header = "Change the limits of an instance while it runs.",
        description =
                "They hold for all that is in it together. Only what is given changes; when one of the limits is refused, all stay as they were.",
        footer = {"  aurae instance update --memory 1g tenant-a", "  aurae instance update --cpus none tenant-a/build"})
final class InstanceUpdate implements Callable<Integer> {
    @Mixin
    private LimitOptions limits = new LimitOptions();

    @Parameters(paramLabel = "NAME", description = "The instance.")
    private String name = "";

    @Spec
    private @Nullable CommandSpec spec;

    private final Aurae aurae;

    InstanceUpdate(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() {
        InstanceLimits change = limits.ofInstance();
        if (change.equals(InstanceLimits.getDefaultInstance())) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "give at least one limit");
        }
        InstanceStatus status;
        try (AuraeClient client = aurae.connect()) {
            status = client.instances()
                    .update(InstanceServiceUpdateRequest.newBuilder()
                            .setName(name)
                            .setLimits(change)
                            .build())
                    .getStatus();
        }
        aurae.output().show(() -> status.getInstance().getName(), () -> Documents.of(status));
        return ExitCode.OK;
    }
}
