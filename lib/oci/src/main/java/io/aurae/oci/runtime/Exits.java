// SPDX-License-Identifier: Apache-2.0
package io.aurae.oci.runtime;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The exit codes that monitors leave in one directory, a file for each container. They outlive this program: what ended meanwhile is found
 * as if it had just ended. For any threads.
 */
public final class Exits implements AutoCloseable {
    /** How soon a file that could not be read is looked at again. */
    private static final long RETRY_MILLIS = 500;

    private final Path directory;
    private final WatchService watch;
    private final Map<ContainerId, List<Consumer<Exit>>> waiting = new HashMap<>();

    private Exits(Path directory, WatchService watch) {
        this.directory = directory;
        this.watch = watch;
    }

    /** Begins to watch {@code directory}, which is made if it is not there. */
    public static Exits watch(Path directory) {
        try {
            WatchService watch = directory.getFileSystem().newWatchService();
            register(directory, watch);
            Exits exits = new Exits(directory, watch);
            Thread.ofVirtual().name("exits " + directory).start(exits::follow);
            return exits;
        } catch (IOException e) {
            throw new OciException.Failed("watch " + directory, e);
        }
    }

    /** How a container ended; empty while it has not. */
    public Optional<Exit> of(ContainerId id) {
        Path file = directory.resolve(id.value());
        try {
            String code = Files.readString(file).strip();
            // The monitor renames a complete file, so an empty one is none of its.
            return code.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Exit(
                            Integer.parseInt(code) & 0xff,
                            Files.getLastModifiedTime(file).toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | NumberFormatException e) {
            throw new OciException.Failed("read " + file, e);
        }
    }

    /** Calls {@code then} once, on a virtual thread of its own, when the container has ended; at once if it already has. */
    public void onExit(ContainerId id, Consumer<Exit> then) {
        synchronized (waiting) {
            waiting.computeIfAbsent(id, key -> new ArrayList<>()).add(then);
        }
        // After it is registered: whatever was there before the watch, or appears from now on, is seen by one of the
        // two.
        deliver(id);
    }

    /** Forgets a container: its file and whoever waits for it. Repeating: does nothing. */
    public void forget(ContainerId id) {
        synchronized (waiting) {
            waiting.remove(id);
        }
        try {
            Files.deleteIfExists(directory.resolve(id.value()));
        } catch (IOException e) {
            throw new OciException.Failed("forget the exit of '" + id + "'", e);
        }
    }

    /** Stops watching; nobody is called any more, the files stay. Repeating: does nothing. */
    @Override
    public void close() {
        synchronized (waiting) {
            waiting.clear();
        }
        try {
            watch.close();
        } catch (IOException e) {
            throw new OciException.Failed("stop watching " + directory, e);
        }
    }

    private void follow() {
        boolean behind = false;
        boolean registered = true;
        try {
            while (true) {
                Optional<WatchKey> key = behind
                        ? Optional.ofNullable(watch.poll(RETRY_MILLIS, MILLISECONDS))
                        : Optional.of(watch.take());
                boolean allSeen = !behind;
                if (key.isPresent()) {
                    allSeen &= deliver(key.get().pollEvents());
                    registered &= key.get().reset();
                }
                if (!registered) {
                    registered = register();
                    allSeen = false;
                }
                behind = !(allSeen || deliverAll()) || !registered;
            }
        } catch (ClosedWatchServiceException e) {
            // the end
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it is watched again after it was removed; when it is, what came meanwhile is still to be looked for. */
    private boolean register() {
        try {
            register(directory, watch);
            return true;
        } catch (IOException e) {
            return false; // tried again soon
        }
    }

    private static void register(Path directory, WatchService watch) throws IOException {
        Files.createDirectories(directory);
        directory.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
    }

    /** False when an event says that others were lost, or a file could not be read. */
    private boolean deliver(List<WatchEvent<?>> events) {
        boolean all = true;
        for (WatchEvent<?> event : events) {
            all &= event.context() instanceof Path name && deliver(name.toString());
        }
        return all;
    }

    private boolean deliver(String name) {
        return awaited().stream().filter(id -> id.value().equals(name)).allMatch(this::tryDeliver);
    }

    private boolean deliverAll() {
        boolean all = true;
        for (ContainerId id : awaited()) {
            all &= tryDeliver(id);
        }
        return all;
    }

    /** A file that cannot be read now, for want of descriptors or because it is none, keeps nobody else from his exit. */
    private boolean tryDeliver(ContainerId id) {
        try {
            deliver(id);
            return true;
        } catch (OciException.Failed e) {
            return false;
        }
    }

    private List<ContainerId> awaited() {
        synchronized (waiting) {
            return List.copyOf(waiting.keySet());
        }
    }

    private void deliver(ContainerId id) {
        Optional<Exit> exit = of(id);
        if (exit.isEmpty()) {
            return;
        }
        List<Consumer<Exit>> called;
        synchronized (waiting) {
            called = Optional.ofNullable(waiting.remove(id)).orElse(List.of());
        }
        called.forEach(then -> Thread.ofVirtual().name("exit " + id).start(() -> then.accept(exit.get())));
    }
}
