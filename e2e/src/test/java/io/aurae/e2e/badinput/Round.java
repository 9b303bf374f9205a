// SPDX-License-Identifier: Apache-2.0
package io.aurae.e2e.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.MethodDescriptor;
import io.grpc.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Calls method after method, and collects what is wrong with the answers and with what they leave. */
final class Round {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration GLIMPSE = Duration.ofMillis(150);

    private static final Set<String> ONLY_LOOK = Set.of(
            "List",
            "Stats",
            "Logs",
            "Wait",
            "Processes",
            "Check",
            "Watch",
            "Discover",
            "Status",
            "Export",
            "Usage",
            "Exec",
            "Attach",
            "GetAuraeDaemonLogStream",
            "ServerReflectionInfo",
            "Version",
            "ListPodSandbox",
            "ListContainers",
            "ListImages",
            "ImageStatus",
            "ImageFsInfo",
            "PodSandboxStatus",
            "ContainerStatus",
            "ContainerStats",
            "ListContainerStats",
            "PodSandboxStats",
            "ListPodSandboxStats",
            "ExecSync",
            "RuntimeConfig");

    private final Channel channel;
    private final Scene stage;
    private final Verdict verdict;
    private final Set<String> props;
    private final List<String> complaints = new ArrayList<>();
    private int calls;

    Round(Channel channel, Scene stage, Verdict verdict) {
        this.channel = channel;
        this.stage = stage;
        this.verdict = verdict;
        this.props = stage.props();
    }

    void of(MethodDescriptor method, List<Attempt> attempts) throws InterruptedException {
        long begin = System.nanoTime();
        int accepted = 0;
        for (Attempt attempt : attempts) {
            Answer answer = Answer.to(channel, attempt, Verdict.mayLast(attempt) ? GLIMPSE : PATIENCE);
            verdict.complaint(attempt, answer).ifPresent(this::complain);
            if (answer.accepted()) {
                accepted++;
                reset(attempt);
            }
        }
        Set<String> left = stage.props();
        if (!left.equals(props)) {
            complain(method.getFullName() + " left " + left + " (expected: " + props + ")");
            stage.set();
        }
        calls += attempts.size();
        System.out.printf(
                "  %s: %d calls, %d accepted, %d ms%n",
                method.getFullName(), attempts.size(), accepted, (System.nanoTime() - begin) / 1_000_000);
    }

    /** At once, for the case that this test does not come to its end. */
    private void complain(String complaint) {
        System.out.println(complaint);
        complaints.add(complaint);
    }

    /** Calls that only look have nothing to be removed; should one leave something all the same, the end of its round shows it. */
    private void reset(Attempt attempt) {
        if (ONLY_LOOK.contains(attempt.method().getName())) {
            return;
        }
        try {
            stage.set();
        } catch (RuntimeException e) {
            complain(attempt + "\n    what it made cannot be removed: " + e.getMessage());
        }
    }

    /** Fails with all that was wrong. */
    void assertSound() {
        assertThat(complaints)
                .as("%d calls with seed %d; repeat with -Daurae.seed=%2$d -Daurae.methods=REGEX", calls, Chosen.SEED)
                .isEmpty();
    }
}
