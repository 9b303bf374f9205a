// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.aurae.e2e.KernelProcess;
import io.aurae.e2e.Node;
import io.aurae.e2e.OnNode;
import io.aurae.proto.node.v0.NodeServiceCheckRequest;
import io.grpc.Status.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls every method that the daemon serves with what careless and hostile callers write; {@link Chosen} says which calls. */
@OnNode
class GeneratedRequestsIT {
    private static final Map<String, Set<Code>> DOCUMENTED = Map.of(
            "aurae.instances.v0.CertificateService.Sign", Set.of(Code.PERMISSION_DENIED),
            "aurae.observe.v0.ObserveService.GetPosixSignalsStream", Set.of(Code.UNIMPLEMENTED),
            "aurae.images.v0.ImageService.Pull", Set.of(Code.UNAVAILABLE),
            "aurae.cells.v0.CellService.Start", Set.of(Code.DEADLINE_EXCEEDED),
            "aurae.cells.v0.CellService.Exec", Set.of(Code.DEADLINE_EXCEEDED));

    private final Node node;
    private final Stage stage;

    GeneratedRequestsIT(Node node) {
        this.node = node;
        this.stage = new Stage(node);
    }

    @AfterEach
    void strike() {
        stage.strike();
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void everyMethodOfTheLibraryRefusesWhatIsWrongAndLeavesNothing() throws Exception {
        Path hostile = Files.createDirectories(node.directory().resolve("hostile/a/b/files"));
        Restraint.to(hostile, "/" + node.name());
        Surface surface = Surface.of(node.client().channel());
        assertThat(surface.services().stream().map(ServiceDescriptor::getFullName))
                .contains("aurae.cells.v0.CellService", "aurae.node.v0.NodeService", "grpc.health.v1.Health");
        KernelProcess daemon = node.daemon();
        stage.set();
        Round round = new Round(node.client().channel(), stage, new Verdict(DOCUMENTED));

        for (MethodDescriptor method : surface.methods().filter(Chosen::is).toList()) {
            Random random = new Random(Chosen.SEED ^ method.getFullName().hashCode());
            SoundRequests sound = SoundRequests.ofTheLibrary();
            round.of(method, new HostileRequests(sound, random, Chosen.CALLS, Chosen.COMBINATIONS).of(method));
        }

        round.assertSound();
        assertThat(node.daemon()).isEqualTo(daemon);
        assertThat(node.client()
                        .node()
                        .check(NodeServiceCheckRequest.getDefaultInstance())
                        .getFindingsList())
                .isEmpty();
    }
}
