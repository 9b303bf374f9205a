// SPDX-License-Identifier: Apache-2.0
package io.aurae.auraed.cells;

import com.google.protobuf.ByteString;
import io.aurae.auraed.resource.ResourceException;
import io.aurae.linux.HeldFile;
import io.aurae.linux.Linux;
import io.aurae.oci.layer.TreeArchive;
import io.aurae.oci.layer.TreeUnpacker;
import io.aurae.proto.cells.v0.CellServiceCopyInRequest;
import io.aurae.proto.cells.v0.CellServiceCopyInResponse;
import io.aurae.proto.cells.v0.CellServiceCopyOutRequest;
import io.aurae.proto.cells.v0.CellServiceCopyOutResponse;
import io.aurae.proto.cells.v0.CopyInStart;
import io.aurae.rpc.RequestPieces;
import io.aurae.rpc.ResponsePieces;
import io.aurae.rpc.StreamCall;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;

/** Carries files between a caller and a cell, as an archive. */
final class CopyStream {
    private CopyStream() {}

    /** The first message, and only the first. */
    static CopyInStart start(StreamCall<CellServiceCopyInRequest, CellServiceCopyInResponse> call)
            throws InterruptedException {
        return call.receive()
                .filter(CellServiceCopyInRequest::hasStart)
                .map(CellServiceCopyInRequest::getStart)
                .orElseThrow(
                        () -> ResourceException.invalid("copy in: the first message is no 'start' (expected: start)"));
    }

    static void in(
            CellFiles files,
            Linux linux,
            CopyInStart start,
            StreamCall<CellServiceCopyInRequest, CellServiceCopyInResponse> call)
            throws IOException, InterruptedException {
        TreeUnpacker.Target target = files.target(start.getPath(), start.getDirectory());
        try (HeldFile _ = target.directory()) {
            long entries = new TreeUnpacker(linux, files.ids())
                    .unpack(new RequestPieces<>(call, CellServiceCopyInRequest::getArchive), target);
            call.send(CellServiceCopyInResponse.newBuilder().setEntries(entries).build());
        }
    }

    static void out(
            CellFiles files, CellServiceCopyOutRequest request, StreamCall<Void, CellServiceCopyOutResponse> call)
            throws IOException {
        try (HeldFile source = files.source(request.getPath())) {
            TreeArchive archive = new TreeArchive(
                    new ResponsePieces<>(call, CopyStream::piece), name -> leftOut(name, call), files.ids());
            archive.add(source, CellFiles.nameOf(request.getPath()));
            archive.finish();
        }
    }

    private static CellServiceCopyOutResponse piece(ByteString archive) {
        return CellServiceCopyOutResponse.newBuilder().setArchive(archive).build();
    }

    private static void leftOut(String name, StreamCall<Void, CellServiceCopyOutResponse> call) {
        try {
            call.send(CellServiceCopyOutResponse.newBuilder().setLeftOut(name).build());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException("sending a name"));
        }
    }
}
