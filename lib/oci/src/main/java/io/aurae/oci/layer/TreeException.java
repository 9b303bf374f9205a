// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.layer;

import io.aurae.base.AuraeException;
import io.aurae.base.FaultCode;
import io.aurae.linux.LinuxException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;

/** A file that is not copied; the message says which, by the path that the caller knows. */
public final class TreeException extends AuraeException {
    /** What writing may fail with, as the C library words it. */
    private static final List<String> DISK =
            List.of("No space left on device", "Disk quota exceeded", "File too large", "Read-only file system");

    private TreeException(FaultCode code, String message) {
        super(code, message);
    }

    private TreeException(FaultCode code, String message, Exception cause) {
        super(code, message, cause);
    }

    /** Something lies there that is not to be replaced, or cannot be copied. */
    static TreeException refused(String path, String why) {
        return new TreeException(FaultCode.FAILED_PRECONDITION, "'" + LayerException.printable(path) + "' " + why);
    }

    /** There is more of something than is kept in memory. */
    static TreeException tooMany(String path, String what) {
        return new TreeException(
                FaultCode.RESOURCE_EXHAUSTED,
                "'" + LayerException.printable(path) + "': too many " + what
                        + " (expected: some hundred thousand at most)");
    }

    /** The caller asks for something that cannot be. */
    public static TreeException invalid(String path, String why) {
        return new TreeException(FaultCode.INVALID_ARGUMENT, "path '" + LayerException.printable(path) + "' " + why);
    }

    /** Nothing lies there. */
    public static TreeException notFound(String path) {
        return new TreeException(
                FaultCode.NOT_FOUND,
                "path '" + LayerException.printable(path) + "' not found (expected: a file or a directory)");
    }

    /** No directory lies there. */
    public static TreeException notFoundDirectory(String path) {
        return new TreeException(
                FaultCode.NOT_FOUND,
                "directory '" + LayerException.printable(path) + "' not found (expected: a directory that is there)");
    }

    /** What the kernel refused to do with the file at {@code path}. */
    public static TreeException of(String path, LinuxException failure) {
        return of(path, failure.errno().name(), failure);
    }

    static TreeException of(String path, FileSystemException failure) {
        String reason = failure.getReason();
        return of(path, reason == null ? failure.getClass().getSimpleName() : reason, failure);
    }

    /** The disk's refusal to hold the file at {@code path}; any other failure, such as that of what the file is read from, as it is. */
    static TreeException ofDisk(String path, IOException failure) throws IOException {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof FileSystemException refusal) {
            return of(path, refusal);
        }
        if (DISK.stream().anyMatch(message::equals)) {
            return of(path, message, failure);
        }
        throw failure;
    }

    /** A failure by its name in errno.h, or as the C library words it. */
    private static TreeException of(String path, String why, Exception failure) {
        String file = "'" + LayerException.printable(path) + "'";
        return switch (why) {
            case "ENOENT", "NoSuchFileException", "No such file or directory" -> notFound(path);
            case "ENOTDIR", "Not a directory" ->
                new TreeException(
                        FaultCode.FAILED_PRECONDITION,
                        "path " + file + " leads through a file (expected: directories up to its end)");
            case "ELOOP", "Too many levels of symbolic links" ->
                new TreeException(
                        FaultCode.FAILED_PRECONDITION,
                        "path " + file
                                + " leads through too many links, or one of the kernel's own (expected: at most 40, none below /proc)");
            case "ENAMETOOLONG", "File name too long" ->
                new TreeException(
                        FaultCode.INVALID_ARGUMENT,
                        "path " + file + " is too long for its file system (expected: names of at most 255 bytes)",
                        failure);
            case "EROFS", "Read-only file system" ->
                new TreeException(
                        FaultCode.FAILED_PRECONDITION,
                        file + " lies on a read-only file system (expected: one that can be written)");
            case "EOVERFLOW", "Value too large for defined data type" ->
                new TreeException(
                        FaultCode.FAILED_PRECONDITION,
                        file + " lies where this daemon is nobody, as in a volume of a pod with users of its own"
                                + " (expected: the root file system of a cell)");
            case "ENOSPC", "No space left on device", "EDQUOT", "Disk quota exceeded", "EFBIG", "File too large" ->
                new TreeException(
                        FaultCode.RESOURCE_EXHAUSTED,
                        file + " does not fit on its disk (expected: more space, or a larger quota)",
                        failure);
            case "EBUSY", "Device or resource busy" ->
                new TreeException(
                        FaultCode.FAILED_PRECONDITION,
                        file + " is a mount of its own and cannot be replaced (expected: an ordinary file)",
                        failure);
            case "EPERM", "EACCES", "AccessDeniedException", "Operation not permitted", "Permission denied" ->
                new TreeException(FaultCode.PERMISSION_DENIED, file + ": permission denied", failure);
            case "EEXIST",
                    "ENOTEMPTY",
                    "EISDIR",
                    "EAGAIN",
                    "FileAlreadyExistsException",
                    "Is a directory",
                    "Directory not empty" ->
                new TreeException(
                        FaultCode.UNAVAILABLE,
                        file + " is being changed by somebody else (expected: try again)",
                        failure);
            case "ENOSYS" ->
                new TreeException(
                        FaultCode.UNIMPLEMENTED, file + " cannot be reached safely (expected: Linux 5.6 or later)");
            default -> new TreeException(FaultCode.INTERNAL, file + ": " + why, failure);
        };
    }
}
