// SPDX-License-Identifier: Apache-2.0
package io.aurae.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurae.identity.SpiffeIds;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AuditLineTest {
    private static final Caller ROOT = new Caller(
            SpiffeIds.user(SpiffeIds.trustDomain("nivenly.com"), "root"), Optional.of(new PeerProcess(42, 0, 0)));

    @Test
    void saysWhoDidWhatToWhatAndHowItEnded() {
        assertThat(line("web-0/nginx", Optional.of(new PeerProcess(42, 1000, 1000))))
                .isEqualTo("method=aurae.cells.v0.CellService/Start path='web-0/nginx' code=OK ms=12.3"
                        + " caller=spiffe://nivenly.com/user/root uid=1000 pid=42");
    }

    @Test
    void leavesTheProcessOutWhenTheCallCameFromElsewhere() {
        assertThat(line("web", Optional.empty())).endsWith(" caller=spiffe://nivenly.com/user/root");
    }

    @Test
    void letsNoCallerForgeALine() {
        assertThat(line("a' code=OK\nmethod=\u202ex\\", Optional.empty()))
                .contains("path='a\\u0027 code=OK\\u000amethod=\\u202ex\\u005c' code=");
    }

    @Test
    void cutsAPathThatIsMuchLongerThanAnyValidOne() {
        assertThat(line("a".repeat(10_000), Optional.empty())).hasSizeLessThan(800);
    }

    private static String line(String path, Optional<PeerProcess> process) {
        return new AuditLine(
                        "aurae.cells.v0.CellService/Start",
                        List.of(path),
                        Status.Code.OK,
                        "",
                        Duration.ofNanos(12_340_000),
                        "",
                        new Caller(ROOT.id(), process))
                .toString();
    }
}
