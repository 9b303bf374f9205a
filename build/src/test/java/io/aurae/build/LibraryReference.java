// SPDX-License-Identifier: Apache-2.0
package io.aurae.build;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The page about the standard library, made of its compiled definition: each service, method, message and field with its comment. */
final class LibraryReference {
    private static final String HEAD = """
        # The standard library

        <!-- Made of the proto files by `make reference`; change those, not this page. -->

        Everything that auraed serves, package by package: each service with its methods, then the messages and enumerations. A method that answers
        with a failure does so with one of gRPC's statuses, which its text names in capitals, and a message that has the subject, the offending value
        and what was expected. "Repeating" says what a second, identical call does. Numbers from 100 up are fields that upstream Aurae does not have.

        """;

    private final StringBuilder page = new StringBuilder(HEAD);
    private Map<List<Integer>, String> comments = Map.of();
    private String packageName = "";

    private LibraryReference() {}

    /** The page. */
    static String of(FileDescriptorSet definition) {
        Map<String, List<FileDescriptorProto>> packages = new TreeMap<>();
        for (FileDescriptorProto file : definition.getFileList()) {
            if (file.getPackage().startsWith("aurae.")) {
                packages.computeIfAbsent(file.getPackage(), name -> new ArrayList<>())
                        .add(file);
            }
        }
        // The compiler answers them in the order in which it was given them, which is that of a directory.
        packages.values().forEach(files -> files.sort(Comparator.comparing(FileDescriptorProto::getName)));
        LibraryReference reference = new LibraryReference();
        packages.keySet().forEach(name -> reference.line("- [" + name + "](#" + name.replace(".", "") + ")"));
        packages.forEach(reference::addPackage);
        return reference.page.toString();
    }

    private void line(String text) {
        page.append(text).append('\n');
    }

    private void addPackage(String name, List<FileDescriptorProto> files) {
        packageName = name;
        line("\n## " + name);
        for (FileDescriptorProto file : files) {
            comments = comments(file);
            for (int i = 0; i < file.getServiceCount(); i++) {
                addService(file.getService(i), List.of(6, i));
            }
        }
        for (FileDescriptorProto file : files) {
            comments = comments(file);
            for (int i = 0; i < file.getMessageTypeCount(); i++) {
                addMessage(file.getMessageType(i), "", List.of(4, i));
            }
            for (int i = 0; i < file.getEnumTypeCount(); i++) {
                addEnum(file.getEnumType(i), "", List.of(5, i));
            }
        }
    }

    /** What stands above each declaration, or behind it, by its path in the file. */
    private static Map<List<Integer>, String> comments(FileDescriptorProto file) {
        Map<List<Integer>, String> comments = new HashMap<>();
        for (Location location : file.getSourceCodeInfo().getLocationList()) {
            String text = (location.getLeadingComments() + " " + location.getTrailingComments())
                    .replaceAll("\\s+", " ")
                    .strip();
            comments.put(List.copyOf(location.getPathList()), text);
        }
        return comments;
    }

    private String comment(List<Integer> path) {
        return comments.getOrDefault(path, "");
    }

    private static List<Integer> path(List<Integer> parent, int kind, int index) {
        List<Integer> path = new ArrayList<>(parent);
        path.addAll(List.of(kind, index));
        return path;
    }

    private void addService(ServiceDescriptorProto service, List<Integer> path) {
        line("\n### " + service.getName() + "\n");
        line(comment(path) + "\n");
        for (int i = 0; i < service.getMethodCount(); i++) {
            MethodDescriptorProto method = service.getMethod(i);
            line("- **" + method.getName() + "** (" + stream(method.getClientStreaming())
                    + reference(method.getInputType()) + ") returns (" + stream(method.getServerStreaming())
                    + reference(method.getOutputType()) + ")  ");
            line("  " + comment(path(path, 2, i)));
        }
    }

    private static String stream(boolean streaming) {
        return streaming ? "stream " : "";
    }

    private void addMessage(DescriptorProto message, String around, List<Integer> path) {
        String name = around + message.getName();
        line("\n#### " + name + "\n");
        line(comment(path));
        if (message.getFieldCount() > 0) {
            line("\n| no. | field | type | meaning |\n|---|---|---|---|");
        }
        for (int i = 0; i < message.getFieldCount(); i++) {
            FieldDescriptorProto field = message.getField(i);
            line("| " + field.getNumber() + " | `" + field.getName() + "` | " + type(message, field) + " | "
                    + comment(path(path, 2, i)).replace("|", "\\|") + " |");
        }
        for (int i = 0; i < message.getNestedTypeCount(); i++) {
            if (!message.getNestedType(i).getOptions().getMapEntry()) {
                addMessage(message.getNestedType(i), name + ".", path(path, 3, i));
            }
        }
        for (int i = 0; i < message.getEnumTypeCount(); i++) {
            addEnum(message.getEnumType(i), name + ".", path(path, 4, i));
        }
    }

    private void addEnum(EnumDescriptorProto values, String around, List<Integer> path) {
        line("\n#### " + around + values.getName() + "\n");
        line(comment(path) + "\n");
        line("| no. | value | meaning |\n|---|---|---|");
        for (int i = 0; i < values.getValueCount(); i++) {
            line("| " + values.getValue(i).getNumber() + " | "
                    + values.getValue(i).getName() + " | "
                    + comment(path(path, 2, i)).replace("|", "\\|") + " |");
        }
    }

    private String type(DescriptorProto message, FieldDescriptorProto field) {
        String type = field.getTypeName().isEmpty() ? scalar(field) : reference(field.getTypeName());
        for (DescriptorProto nested : message.getNestedTypeList()) {
            if (nested.getOptions().getMapEntry() && field.getTypeName().endsWith("." + nested.getName())) {
                return "map of " + type(nested, nested.getField(0)) + " to " + type(nested, nested.getField(1));
            }
        }
        if (field.getLabel() == FieldDescriptorProto.Label.LABEL_REPEATED) {
            return "repeated " + type;
        }
        if (field.hasOneofIndex() && !field.getProto3Optional()) {
            return type + ", one of "
                    + message.getOneofDecl(field.getOneofIndex()).getName();
        }
        return field.getProto3Optional() ? "optional " + type : type;
    }

    private static String scalar(FieldDescriptorProto field) {
        return field.getType().name().substring("TYPE_".length()).toLowerCase(Locale.ROOT);
    }

    /** A link to a message of this page. */
    private String reference(String type) {
        String name = type.substring(1);
        if (!name.startsWith("aurae.")) {
            return name;
        }
        boolean own = name.startsWith(packageName + ".");
        String shown = own ? name.substring(packageName.length() + 1) : name;
        String leaf = name.replaceFirst("^(aurae\\.\\w+\\.v\\d+|aurae)\\.", "");
        return "[" + shown + "](#" + leaf.replace(".", "").toLowerCase(Locale.ROOT) + ")";
    }
}
