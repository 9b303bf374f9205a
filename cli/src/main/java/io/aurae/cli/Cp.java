// SPDX-License-Identifier: Apache-2.0
package io.aurae.cli;

import io.aurae.cli.CopyPlace.Archive;
import io.aurae.cli.CopyPlace.Here;
import io.aurae.cli.CopyPlace.There;
import io.aurae.client.AuraeClient;
import io.aurae.linux.Linux;
import io.aurae.oci.layer.TreeUnpacker;
import io.aurae.proto.cells.v0.CellServiceCopyOutRequest;
import io.aurae.proto.cells.v0.CopyInStart;
import io.grpc.StatusException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies files into and out of cells. */
@Command(
        name = "cp",
        header = "Copy files into a cell or out of it, whatever its image holds.",
        description = {
            "One of the two is NAME:PATH, the other a path of this machine, or '-' for a tar archive on standard input or output.",
            "A directory is copied with all that is in it; SRC/. means what is in it, without itself. A directory that DST names gets the files;"
                    + " otherwise they are called as DST says. Modes, links, times and, for root, owners by number are kept; links are copied"
                    + " as links. Left out, and told: devices, sockets, and what the kernel shows, such as /proc.",
            "While something runs in the cell it is seen with its mounts; otherwise its root alone."
        },
        footer = {
            "  aurae cp nginx.conf web:/etc/nginx/nginx.conf",
            "  aurae cp web:/var/log/nginx ./logs",
            "  tar -c site | aurae cp - web:/srv"
        })
final class Cp implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "SRC",
            description = "NAME:PATH with a name that ps shows and a path in its cell, a path here, or -.")
    private @Nullable CopyPlace source;

    @Parameters(index = "1", paramLabel = "DST", description = "The same; of the two one is NAME:PATH.")
    private @Nullable CopyPlace destination;

    @Spec
    private @Nullable CommandSpec spec;

    private final Aurae aurae;

    Cp(Aurae aurae) {
        this.aurae = aurae;
    }

    @Override
    public Integer call() throws Exception {
        CopyPlace from = Objects.requireNonNull(source);
        CopyPlace to = Objects.requireNonNull(destination);
        if (from instanceof There == to instanceof There) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "exactly one of SRC and DST must be NAME:PATH");
        }
        try (AuraeClient client = aurae.connect()) {
            if (to instanceof There there) {
                send(client, from, there);
            } else {
                receive(client, (There) from, to);
            }
        } catch (StatusException e) {
            throw e.getStatus().asRuntimeException();
        }
        return ExitCode.OK;
    }

    /** The cell that a name means; which of its executables makes no difference to its files. */
    private static String cell(AuraeClient client, There there) {
        String name = there.name();
        int colon = name.indexOf(':');
        return Workloads.read(client).cell(colon < 0 ? name : name.substring(0, colon));
    }

    private void send(AuraeClient client, CopyPlace from, There to) throws Exception {
        CopyInStart start = CopyInStart.newBuilder()
                .setCellName(cell(client, to))
                .setPath(to.path())
                .setDirectory(from instanceof Archive)
                .build();
        CopySending sending = new CopySending(client, start);
        if (from instanceof Here here) {
            LocalFiles files = LocalFiles.at(here.path());
            sending.send(out -> files.write(out, this::tellLeftOut));
        } else {
            sending.send(out -> aurae.streams().in().transferTo(out));
        }
    }

    private void receive(AuraeClient client, There from, CopyPlace to) throws IOException {
        CellServiceCopyOutRequest request = CellServiceCopyOutRequest.newBuilder()
                .setCellName(cell(client, from))
                .setPath(from.path())
                .build();
        InputStream archive = new CopyReceiving(client.cells().copyOut(request), this::tellLeftOut);
        if (to instanceof Here here) {
            try (LocalFiles.Place place = LocalFiles.place(here.path())) {
                new TreeUnpacker(Linux.load(), isRoot()).unpack(archive, place.target());
            }
        } else {
            archive.transferTo(aurae.streams().out());
            aurae.streams().out().flush();
        }
    }

    private void tellLeftOut(String name) {
        aurae.streams().err().println("aurae cp: left out: " + name);
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }
}
