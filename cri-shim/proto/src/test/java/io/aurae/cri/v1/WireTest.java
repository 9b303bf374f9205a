// SPDX-License-Identifier: Apache-2.0
package io.aurae.cri.v1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares our description of the CRI with the one compiled into the Go module that kubelets are built from. */
class WireTest {
    private static final Path GO_PROGRAM = Path.of("src", "test", "go").toAbsolutePath();

    @Test
    void everyNameTypeAndNumberAgreesWithThePublishedModule() throws Exception {
        SortedSet<String> theirs = wire(build(published()));
        SortedSet<String> ours = ours();

        assertThat(theirs).hasSizeGreaterThan(800);
        assertThat(without(ours, theirs)).as("ours alone").isEmpty();
        assertThat(without(theirs, ours)).as("theirs alone").isEmpty();
    }

    private static SortedSet<String> without(SortedSet<String> lines, SortedSet<String> others) {
        SortedSet<String> left = new TreeSet<>(lines);
        left.removeAll(others);
        return left;
    }

    private static SortedSet<String> ours() {
        SortedSet<String> lines = wire(RuntimeProto.getDescriptor());
        RuntimeProto.getDescriptor().getDependencies().forEach(file -> addTransitively(file, lines));
        return lines;
    }

    private static void addTransitively(FileDescriptor file, SortedSet<String> lines) {
        lines.addAll(wire(file));
        file.getDependencies().forEach(dependency -> addTransitively(dependency, lines));
    }

    private static FileDescriptor build(byte[] serialized) throws IOException, DescriptorValidationException {
        return FileDescriptor.buildFrom(FileDescriptorProto.parseFrom(serialized), new FileDescriptor[0]);
    }

    /** One line for each thing two ends of a connection must agree about. */
    private static SortedSet<String> wire(FileDescriptor file) {
        SortedSet<String> lines = new TreeSet<>();
        file.getMessageTypes().forEach(message -> addMessage(message, lines));
        file.getEnumTypes().forEach(type -> addEnum(type, lines));
        file.getServices().forEach(service -> addService(service, lines));
        return lines;
    }

    private static void addMessage(Descriptor message, SortedSet<String> lines) {
        lines.add("message " + message.getFullName());
        for (FieldDescriptor field : message.getFields()) {
            String label = field.isMapField() ? "map" : field.isRepeated() ? "repeated" : "single";
            lines.add(String.join(
                    " ",
                    field.getFullName(),
                    "= " + field.getNumber(),
                    label,
                    typeOf(field),
                    field.getJsonName(),
                    "packed=" + field.isPacked(),
                    "presence=" + field.hasPresence(),
                    "deprecated=" + field.getOptions().getDeprecated(),
                    "secret=" + field.getOptions().getDebugRedact()));
        }
        message.getNestedTypes().forEach(nested -> addMessage(nested, lines));
        message.getEnumTypes().forEach(nested -> addEnum(nested, lines));
    }

    private static String typeOf(FieldDescriptor field) {
        GenericDescriptor named = switch (field.getJavaType()) {
            case MESSAGE -> field.getMessageType();
            case ENUM -> field.getEnumType();
            default -> null;
        };
        return named == null ? field.getType().toString() : named.getFullName();
    }

    private static void addEnum(EnumDescriptor type, SortedSet<String> lines) {
        type.getValues()
                .forEach(value -> lines.add(type.getFullName() + "." + value.getName() + " = " + value.getNumber()));
    }

    private static void addService(ServiceDescriptor service, SortedSet<String> lines) {
        for (MethodDescriptor method : service.getMethods()) {
            lines.add("rpc " + method.getFullName()
                    + side(method.isClientStreaming(), method.getInputType())
                    + side(method.isServerStreaming(), method.getOutputType()));
        }
    }

    private static String side(boolean streaming, Descriptor type) {
        return (streaming ? " stream " : " ") + type.getFullName();
    }

    /** The published descriptor, serialized; skips the test where nothing is at hand to ask for it. */
    private static byte[] published() throws IOException, InterruptedException {
        Path go = Stream.of((System.getenv("PATH") + ":/usr/local/go/bin").split(":"))
                .map(directory -> Path.of(directory, "go"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        if (go == null) {
            return skip("there is no Go tool chain on PATH");
        }
        Process download = run(go, "mod", "download");
        if (download.waitFor() != 0) {
            return skip("the pinned Go modules cannot be fetched");
        }
        Process program = run(go, "run", ".");
        byte[] output = program.getInputStream().readAllBytes();
        assertThat(program.waitFor()).as("exit status of go run").isZero();
        return output;
    }

    private static Process run(Path program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(GO_PROGRAM.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static byte[] skip(String reason) {
        System.out.println("WireTest skipped: " + reason);
        return abort(reason);
    }
}
