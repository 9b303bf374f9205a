// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.instances;

import com.google.protobuf.ByteString;
import io.aurae.identity.SigningRequest;
import io.aurae.identity.SpiffeIds;
import io.aurae.proto.instances.v0.CertificateServiceGrpc;
import io.aurae.proto.instances.v0.CertificateServiceSignRequest;
import io.aurae.proto.instances.v0.CertificateServiceSignResponse;
import io.aurae.rpc.Caller;
import io.grpc.stub.StreamObserver;
import io.spiffe.spiffeid.SpiffeId;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Certifies what the instances of this daemon spawn, each below its own name and nowhere else. */
public final class CertificateService extends CertificateServiceGrpc.CertificateServiceImplBase {
    /** How many instances may lie in each other. */
    private static final int DEPTH_MAX = 8;

    private final Supplier<SpiffeId> own;
    private final Predicate<String> isOurs;
    private final Signer signer;

    /** Certifies; it does not ask who may have the identity. */
    @FunctionalInterface
    public interface Signer {
        /** The certificate in DER. {@code encoded} is what the parsed request was read from. */
        byte[] sign(SigningRequest request, byte[] encoded);
    }

    /**
     * @param own the SPIFFE id of this daemon
     * @param isOurs tells whether this daemon has an instance of that name
     */
    public CertificateService(Supplier<SpiffeId> own, Predicate<String> isOurs, Signer signer) {
        this.own = own;
        this.isOurs = isOurs;
        this.signer = signer;
    }

    @Override
    public void sign(CertificateServiceSignRequest request, StreamObserver<CertificateServiceSignResponse> answer) {
        byte[] encoded = request.getSigningRequest().toByteArray();
        byte[] certificate = sign(Caller.current().id(), encoded);
        answer.onNext(CertificateServiceSignResponse.newBuilder()
                .setCertificate(ByteString.copyFrom(certificate))
                .build());
        answer.onCompleted();
    }

    byte[] sign(SpiffeId caller, byte[] encoded) {
        requireInstanceOfOurs(caller);
        SigningRequest asked = SigningRequest.parse(encoded);
        requireBelow(caller, asked.id());
        return signer.sign(asked, encoded);
    }

    private void requireInstanceOfOurs(SpiffeId caller) {
        List<String> names = SpiffeIds.instancesBelow(own.get(), caller);
        if (names.size() != 1 || !isOurs.test(names.getFirst())) {
            throw new InstanceException.Denied(
                    "caller '" + caller + "' is no instance of '" + own.get() + "' (expected: one that it spawned)");
        }
    }

    private void requireBelow(SpiffeId caller, SpiffeId asked) {
        int depth = SpiffeIds.instancesBelow(own.get(), asked).size();
        if (SpiffeIds.instancesBelow(caller, asked).isEmpty() || depth > DEPTH_MAX) {
            throw new InstanceException.Denied("identity '" + asked + "' asked for by '" + caller + "' (expected: '"
                    + caller + "/instance/<name>', at most " + DEPTH_MAX + " instances in each other)");
        }
    }
}
