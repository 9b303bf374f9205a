// SPDX-License-Identifier: Apache-2.0
package io.aurae.training;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/**
 * Makes jars such that the JVM can keep their classes in an AOT cache.
 *
 * <ul>
 *   <li>Classes that were compiled for Java 5 are brought up to Java 8: without stack maps they are verified slowly at each start. Two
 *       libraries, of which one is the parser of command lines, are still compiled so.
 *   <li>Signatures are left out, nobody asks for them: whose jar is signed is read from the jar at each start, and the digests of its seven
 *       thousand other classes with it, which take eight megabytes of the heap for good.
 * </ul>
 */
final class OldJars {
    /** The first class file version with stack maps. */
    private static final int STACK_MAPS = Opcodes.V1_6;

    private static final int VERSION_OFFSET = 6;

    private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");

    private OldJars() {}

    /** Rewrites each jar of a folder that is such a one; the others are left as they are. Repeating: does nothing more. */
    static void modernise(Path folder) throws IOException {
        try (var jars = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path jar : jars) {
                if (isOld(jar)) {
                    Path fresh = folder.resolve(jar.getFileName() + ".fresh");
                    rewrite(jar, fresh);
                    Files.move(fresh, jar, StandardCopyOption.ATOMIC_MOVE);
                    System.out.println("made fit for a cache: " + jar.getFileName());
                }
            }
        }
    }

    private static boolean isOld(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (isSignature(entry) || isOldClass(entry, zip)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static boolean isSignature(ZipEntry entry) {
        return SIGNATURE.matcher(entry.getName()).matches();
    }

    private static boolean isOldClass(ZipEntry entry, ZipFile zip) throws IOException {
        if (!entry.getName().endsWith(".class")) {
            return false;
        }
        try (InputStream content = zip.getInputStream(entry)) {
            return isOldClass(content.readNBytes(VERSION_OFFSET + 2));
        }
    }

    private static boolean isOldClass(byte[] content) {
        int version = ((content[VERSION_OFFSET] & 0xff) << 8) | (content[VERSION_OFFSET + 1] & 0xff);
        return version < STACK_MAPS;
    }

    private static void rewrite(Path jar, Path fresh) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(fresh))) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (!isSignature(entry)) {
                    ZipEntry copy = new ZipEntry(entry.getName());
                    copy.setTime(entry.getTime());
                    out.putNextEntry(copy);
                    out.write(fit(entry.getName(), read(zip, entry)));
                    out.closeEntry();
                }
            }
        }
    }

    private static byte[] fit(String name, byte[] content) throws IOException {
        if (name.equals(JarFile.MANIFEST_NAME)) {
            return withoutDigests(content);
        }
        return name.endsWith(".class") && isOldClass(content) ? modern(content) : content;
    }

    private static byte[] withoutDigests(byte[] content) throws IOException {
        Manifest manifest = new Manifest(new ByteArrayInputStream(content));
        manifest.getEntries().clear();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        manifest.write(out);
        return out.toByteArray();
    }

    private static byte[] read(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream content = zip.getInputStream(entry)) {
            return content.readAllBytes();
        }
    }

    private static byte[] modern(byte[] content) {
        ClassReader reader = new ClassReader(content);
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public void visit(
                            int version, int access, String name, String signature, String parent, String[] faces) {
                        super.visit(Opcodes.V1_8, access, name, signature, parent, faces);
                    }
                },
                ClassReader.SKIP_FRAMES);
        return writer.toByteArray();
    }
}
