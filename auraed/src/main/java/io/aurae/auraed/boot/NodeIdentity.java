// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.boot;

import com.google.protobuf.ByteString;
import io.aurae.auraed.instances.InstanceException;
import io.aurae.auraed.instances.Spawner.Identities;
import io.aurae.auraed.resource.ResourceDirectory;
import io.aurae.base.FaultCode;
import io.aurae.identity.Authority;
import io.aurae.identity.Identity;
import io.aurae.identity.IdentityException;
import io.aurae.identity.IdentityFiles;
import io.aurae.identity.Leaf;
import io.aurae.identity.PendingIdentity;
import io.aurae.identity.SigningRequest;
import io.aurae.identity.SpiffeIds;
import io.aurae.proto.instances.v0.CertificateServiceGrpc;
import io.aurae.proto.instances.v0.CertificateServiceSignRequest;
import io.aurae.rpc.AuraeChannel;
import io.aurae.rpc.Endpoint;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.spiffe.spiffeid.SpiffeId;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who this daemon is, and how it certifies the instances it spawns. */
final class NodeIdentity implements Identities {
    private static final Logger LOG = LoggerFactory.getLogger(NodeIdentity.class);

    private static final long PARENT_DEADLINE_SECONDS = 30;

    private final AuraedConfig config;
    private @Nullable Authority authority;
    private volatile @Nullable SpiffeId id;

    NodeIdentity(AuraedConfig config) {
        this.config = config;
    }

    /** The files with which it serves and calls. */
    IdentityFiles files() {
        return new IdentityFiles(config.caCrt(), config.serverCrt(), config.serverKey());
    }

    /** Its SPIFFE id, as its certificate says it. */
    String spiffeId() {
        return id().toString();
    }

    SpiffeId id() {
        SpiffeId known = id;
        if (known == null) {
            known = Identity.load(files()).id();
            id = known;
        }
        return known;
    }

    /** Certifies nobody, for a minute, so that the first instance need not wait for all that is loaded for it. */
    void warm(Path scratch) {
        Leaf nobody = Leaf.instance(instanceOf("nobody")).validFor(Duration.ofMinutes(1));
        try {
            authority().issue(nobody, scratch, "nobody");
        } catch (IdentityException e) {
            LOG.warn("no instance can be certified, so none can be spawned until this is mended: {}", e.getMessage());
        } finally {
            ResourceDirectory.remove(scratch);
        }
    }

    /** The SPIFFE id of an instance of this daemon. */
    String instanceId(String instance) {
        return instanceOf(instance).toString();
    }

    private SpiffeId instanceOf(String instance) {
        return SpiffeIds.instance(id(), instance);
    }

    /** A channel to an instance of this daemon, and to nobody that stands in its place. */
    ManagedChannel channelTo(String instance, Path socket) {
        return AuraeChannel.openTo(instanceOf(instance), new Endpoint.Unix(socket), files());
    }

    @Override
    public void issue(String instance, Path directory) {
        SpiffeId wanted = instanceOf(instance);
        if (config.nested()) {
            PendingIdentity pending = PendingIdentity.of(wanted);
            pending.complete(askParent(wanted, pending.signingRequest()), config.caCrt(), directory, "node");
        } else {
            authority().issue(leaf(wanted), directory, "node");
        }
    }

    /** Certifies what an instance of this daemon spawned; a nested daemon hands the request on. */
    byte[] sign(SigningRequest request, byte[] encoded) {
        if (config.nested()) {
            return askParent(request.id(), encoded);
        }
        try {
            return authority().certify(leaf(request.id()), request.key()).getEncoded();
        } catch (CertificateEncodingException e) {
            throw new InstanceException.NotCertified(
                    FaultCode.INTERNAL, request.id().toString(), "it cannot be encoded: " + e.getMessage());
        }
    }

    private Leaf leaf(SpiffeId instance) {
        return Leaf.instance(instance).validFor(config.instanceCertificateValidity());
    }

    private byte[] askParent(SpiffeId wanted, byte[] signingRequest) {
        Path socket = config.parentSocket()
                .orElseThrow(() -> new InstanceException.NotCertified(
                        FaultCode.FAILED_PRECONDITION,
                        wanted.toString(),
                        "this daemon was told of none (expected: setting '" + ConfigKeys.PARENT_SOCKET.name() + "')"));
        ManagedChannel channel = AuraeChannel.open(new Endpoint.Unix(socket), files());
        try {
            return CertificateServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(PARENT_DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .sign(CertificateServiceSignRequest.newBuilder()
                            .setSigningRequest(ByteString.copyFrom(signingRequest))
                            .build())
                    .getCertificate()
                    .toByteArray();
        } catch (StatusRuntimeException e) {
            FaultCode code = e.getStatus().getCode() == Status.Code.PERMISSION_DENIED
                    ? FaultCode.PERMISSION_DENIED
                    : FaultCode.UNAVAILABLE;
            throw new InstanceException.NotCertified(
                    code, wanted.toString(), e.getStatus().toString());
        } finally {
            channel.shutdownNow();
        }
    }

    /** Loaded at the first use, and never by a nested daemon, which has no authority's key. */
    private synchronized Authority authority() {
        if (authority == null) {
            authority = Authority.load(config.caCrt(), config.caKey());
        }
        return authority;
    }
}
