// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.aurae.identity.PendingIdentity;
import io.spiffe.spiffeid.SpiffeId;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CertificateServiceTest {
    private static final String NODE = "spiffe://nivenly.com/node/alice";
    private static final String SIGN = "aurae.instances.v0.CertificateService/Sign";

    private final List<String> signed = new ArrayList<>();

    private byte[] sign(String own, String caller, String asked) {
        CertificateService service = new CertificateService(
                () -> SpiffeId.parse(own), name -> name.equals("a") || name.equals("b"), (request, encoded) -> {
                    signed.add(request.id().toString());
                    return encoded;
                });
        return service.sign(
                SpiffeId.parse(caller),
                PendingIdentity.of(SpiffeId.parse(asked)).signingRequest());
    }

    @ParameterizedTest
    @CsvSource({
        NODE + "," + NODE + "/instance/a," + NODE + "/instance/a/instance/x",
        NODE + "," + NODE + "/instance/a," + NODE + "/instance/a/instance/x/instance/y",
        NODE + "/instance/a," + NODE + "/instance/a/instance/b," + NODE + "/instance/a/instance/b/instance/c"
    })
    void anInstanceGetsIdentitiesBelowItsOwn(String own, String caller, String asked) {
        assertThat(sign(own, caller, asked)).isNotEmpty();
        assertThat(signed).containsExactly(asked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                NODE,
                NODE + "/instance/a",
                NODE + "/instance/b",
                NODE + "/instance/b/instance/x",
                NODE + "/instance/ab/instance/x",
                NODE + "/instance/a/cell/x",
                NODE + "/instance/a/instance/x/cell/y",
                "spiffe://nivenly.com/user/root",
                "spiffe://nivenly.com/node/bob/instance/a/instance/x",
                "spiffe://example.org/node/alice/instance/a/instance/x",
                NODE
                        + "/instance/a/instance/1/instance/2/instance/3/instance/4/instance/5/instance/6/instance/7/instance/8"
            })
    void itGetsNoOther(String asked) {
        assertDenied(() -> sign(NODE, NODE + "/instance/a", asked));
        assertThat(signed).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                NODE,
                "spiffe://nivenly.com/user/root",
                NODE + "/instance/stranger",
                NODE + "/instance/a/instance/b",
                "spiffe://nivenly.com/node/bob/instance/a",
                "spiffe://example.org/node/alice/instance/a"
            })
    void whoeverIsNoInstanceOfThisDaemonGetsNone(String caller) {
        assertDenied(() -> sign(NODE, caller, caller + "/instance/x"));
        assertThat(signed).isEmpty();
    }

    @Test
    void aRequestThatIsNoneIsRefusedAsSuch() {
        CertificateService service =
                new CertificateService(() -> SpiffeId.parse(NODE), name -> true, (request, encoded) -> encoded);
        assertThatThrownBy(() -> service.sign(SpiffeId.parse(NODE + "/instance/a"), new byte[] {1, 2, 3}))
                .isInstanceOfSatisfying(
                        AuraeException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.INVALID_ARGUMENT));
    }

    @Test
    void anInstanceCallsDownwardsAndOtherwiseForCertificatesOnly() {
        InstanceCallers node = new InstanceCallers(() -> SpiffeId.parse(NODE));
        InstanceCallers inA = new InstanceCallers(() -> SpiffeId.parse(NODE + "/instance/a"));
        SpiffeId user = SpiffeId.parse("spiffe://nivenly.com/user/root");
        SpiffeId a = SpiffeId.parse(NODE + "/instance/a");
        SpiffeId b = SpiffeId.parse(NODE + "/instance/b");
        SpiffeId below = SpiffeId.parse(NODE + "/instance/a/instance/b");
        String list = "aurae.cells.v0.CellService/List";

        assertThatCode(() -> {
                    node.require(user, list);
                    node.require(SpiffeId.parse(NODE), list);
                    node.require(a, SIGN);
                    inA.require(user, list);
                    inA.require(SpiffeId.parse(NODE), list);
                    inA.require(a, list);
                    new InstanceCallers(() -> below).require(a, list);
                })
                .doesNotThrowAnyException();
        assertDenied(() -> node.require(a, list));
        assertDenied(() -> inA.require(b, list));
        assertDenied(() -> inA.require(below, list));
    }

    private static void assertDenied(ThrowingCallable call) {
        assertThatThrownBy(call)
                .hasMessageContaining("expected: ")
                .isInstanceOfSatisfying(
                        AuraeException.class, e -> assertThat(e.code()).isEqualTo(FaultCode.PERMISSION_DENIED));
    }
}
